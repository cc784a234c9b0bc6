"""The map of the public register: how many of each kelurahan are active."""

from functools import lru_cache
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperatives import as_of, places, village_map
from cooperatives.models import Village
from cooperatives.public import counts
from core.remember import remember
from core.templatetags.charts import chart

# All cooperatives of each kelurahan, and the active ones of them, by the key of the kelurahan.
Counted = tuple[tuple[int, int, int], ...]


def _counted() -> Counted:
    found: dict[int, tuple[int, int]] = {}
    for one in counts.cells():
        if one.village is not None:
            n, active = found.get(one.village, (0, 0))
            found[one.village] = n + one.n, active + one.n * (one.status in as_of.ACTIVE)
    return tuple((village, *numbers) for village, numbers in sorted(found.items()))


def villages() -> SafeString:
    """The map as HTML. Those of which no kelurahan is known are not on it."""
    names = tuple((village.pk, village.name, village.code) for village in places.villages().values())
    return _drawn(remember("public-map", _counted), names, get_language() or "")


@lru_cache(maxsize=8)
def _drawn(counted: Counted, _names: tuple, _language: str) -> SafeString:
    """The same numbers are the same picture: it costs half of the page to draw it."""
    known = {village: (n, active) for village, n, active in counted}
    note = _("The lines part the districts. A square leads to the cooperatives of its kelurahan.")
    drawing = village_map.draw(known, _listed, active=_listed, note=note)
    return render_to_string("components/charts/chart.html", chart(drawing))


def _listed(village: Village) -> str:
    return f"{reverse('public_register')}?{urlencode({'village': village.code})}"
