"""The map of the public register: how many of each kelurahan are active."""

from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperatives import as_of, village_map
from cooperatives.models import Cooperative, Village
from core import charts
from core.remember import remember


def _counted() -> village_map.Counted:
    rows = Cooperative.objects.public().exclude(village=None).order_by().values_list("village")
    active = Count("pk", filter=Q(status__in=as_of.ACTIVE))
    return {village: (n, n_active) for village, n, n_active in rows.annotate(n=Count("pk"), active=active)}


def villages() -> charts.Drawing:
    """Those of which no kelurahan is known are not on it."""
    note = _("The lines part the districts. A square leads to the cooperatives of its kelurahan.")
    return village_map.draw(remember("public-villages", _counted), _listed, active=_listed, note=note)


def _listed(village: Village) -> str:
    return f"{reverse('public_register')}?{urlencode({'village': village.code})}"
