"""Cases of coaching for tests, made by the portal's own functions."""

from cooperatives.models import Cooperative
from revival.cases import opening, plan
from revival.models import Case, PlanLine


def make_case(cooperative: Cooperative, actor, **given) -> Case:
    """An open case of one cooperative."""
    opened = opening.open_cases(
        [cooperative.pk], reason=given.pop("reason", "Pengurus mau lagi."), actor=actor, **given
    )
    return Case.objects.select_related("cooperative", "adviser").get(opening=opened.opening)


def make_line(case: Case, actor, what: str = "Menata buku kas") -> PlanLine:
    return plan.put_line(case, line=PlanLine(what=what), actor=actor)
