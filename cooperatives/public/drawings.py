"""The map of the public register: how many of each kelurahan are active."""

from functools import lru_cache
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperatives import places, village_map
from cooperatives.models import Village
from cooperatives.public import counts
from core.templatetags.charts import chart


def villages() -> SafeString:
    """The map as HTML. Those of which no kelurahan is known are not on it."""
    names = tuple((village.pk, village.name, village.code) for village in places.villages().values())
    return _drawn(counts.summary().villages, names, get_language() or "")


@lru_cache(maxsize=8)
def _drawn(counted: tuple[tuple[int, int, int], ...], _names: tuple, _language: str) -> SafeString:
    """The same numbers are the same picture: it costs half of the page to draw it."""
    known = {village: (n, active) for village, n, active in counted}
    note = _("The lines part the districts. A square leads to the cooperatives of its kelurahan.")
    drawing = village_map.draw(known, _listed, active=_listed, note=note)
    return render_to_string("components/charts/chart.html", chart(drawing))


def _listed(village: Village) -> str:
    return f"{reverse('public_register')}?{urlencode({'village': village.code})}"
