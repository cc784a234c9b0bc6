"""The map of the public register: how many of each kelurahan are active."""

from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperatives import as_of, places
from cooperatives.models import Cooperative
from core import charts
from core.charts import Mark, Place, Series
from core.formats import thousands
from core.remember import remember


def _counted() -> dict[int, tuple[int, int]]:
    """All and active ones by kelurahan."""
    rows = Cooperative.objects.current().exclude(village=None).order_by().values_list("village")
    active = Count("pk", filter=Q(status__in=as_of.ACTIVE))
    return {village: (n, n_active) for village, n, n_active in rows.annotate(n=Count("pk"), active=active)}


def villages() -> charts.Drawing:
    """Those of which no kelurahan is known are not on it."""
    counted = remember("public-villages", _counted)
    shown = sorted(places.villages().values(), key=lambda village: village.name)
    found = [counted.get(village.pk, (0, 0)) for village in shown]
    positions = places.tiles()
    return charts.tile_map(
        charts.Figures(
            key="villages",
            title=_("{n} of {of} cooperatives whose village is known are active").format(
                n=thousands(sum(n for _all, n in found)), of=thousands(sum(n for n, _active in found))
            ),
            heading=_("Village (kelurahan)"),
            places=[Place(village.name, _listed(village.pk)) for village in shown],
            series=[
                Series(
                    _("Active"),
                    [
                        Mark(n, _listed(village.pk), whole=total)
                        for village, (total, n) in zip(shown, found, strict=True)
                    ],
                )
            ],
            more=[Series(_("Registered"), [Mark(total) for total, _active in found])],
            note=_("The lines part the districts. A square leads to the cooperatives of its kelurahan."),
        ),
        {village.name: positions[village.code] for village in shown if village.code in positions},
    )


def _listed(village: int) -> str:
    return f"{reverse('public_register')}?{urlencode({'village': village})}"
