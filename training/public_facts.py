"""How many certificates of training the people of a cooperative hold, for its public record: no names."""

from collections.abc import Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy, ngettext

from cooperatives.models import Cooperative
from cooperatives.public.facts import Fact
from core import clock
from core.text.formats import thousands
from training.area import AREA
from training.models import Certificate


def _held(cooperative: Cooperative) -> Sequence[str]:
    """A line for each programme; certificates that are valid today."""
    rows = Certificate.objects.in_force().filter(enrolment__cooperative=cooperative)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=clock.today()))
    counted = rows.order_by("programme").values_list("programme").annotate(n=Count("pk"))
    text = {n: ngettext("{programme}: {n} certificate", "{programme}: {n} certificates", n) for _name, n in counted}
    return [text[n].format(programme=programme, n=thousands(n)) for programme, n in counted]


HELD = Fact(gettext_lazy("Training"), _held, AREA.key)
