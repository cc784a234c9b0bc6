"""Whoever is in charge is told of holds that have ended, steps that are overdue and limits that have passed: once."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core import areas
from core.messages import inbox
from core.models import Notice
from core.text.formats import long_date
from revival.area import AREA
from revival.cases import watch
from revival.choices import BACK
from revival.dissolution import limits
from revival.models import Case

# What a run that was missed makes up for.
LOOK_BACK = timedelta(days=14)


def remind(today: date) -> int:
    """Tell of what has come up until a day; how many messages are new. Safe to repeat and to run twice at once: a run
    that is killed has told whole cases, and the next one tells the others.
    """
    if not areas.is_on(AREA.key):
        return 0
    cases = Case.objects.to_do(today).filter(adviser__is_active=True).select_related("cooperative", "adviser")
    back = cases.filter(hold_until__gt=today - LOOK_BACK, hold_until__lte=today).order_by("pk")
    # What was due while it was on hold is told when it comes back.
    recent = Q(step_due__gt=today - LOOK_BACK) | Q(hold_until__gt=today - LOOK_BACK)
    late = cases.filter(recent, step_due__lt=today).order_by("pk")
    told = [_tell(case, f"hold-ended-{case.pk}-{case.hold_until}", _back) for case in back]
    told += [_tell(case, f"step-overdue-{case.pk}-{case.step_due}", _late) for case in late]
    watched = cases.filter(stage__in=BACK).order_by("pk")
    told += [
        _tell(case, f"watch-over-{case.pk}", _over) for case in watched if (found := watch.of(case)) and found.is_over
    ]
    return sum(told) + limits.tell(today)


def _tell(case: Case, key: str, words: Callable[[Case], tuple[str, str]]) -> bool:
    """False for what was told before."""
    if Notice.objects.filter(user=case.adviser, key=key).exists():
        return False
    with transaction.atomic(), translation.override(case.adviser.language):
        title, text = words(case)
        inbox.put([case.adviser], key=key, title=title, text=text, url=reverse("revival_case", args=[case.pk]))
    return True


def _back(case: Case) -> tuple[str, str]:
    title = _("{name} is not on hold any more").format(name=case.cooperative.legal_name)
    return title, _("It was on hold until {day}: {reason}").format(
        day=long_date(case.hold_until), reason=case.hold_reason
    )


def _over(case: Case) -> tuple[str, str]:
    title = _("The watch over {name} is over").format(name=case.cooperative.legal_name)
    return title, _("It has reported in time: the case may end as “Active again”.")


def _late(case: Case) -> tuple[str, str]:
    title = _("Next step overdue: {name}").format(name=case.cooperative.legal_name)
    return title, _("{step}, by {day}").format(step=case.step, day=long_date(case.step_due))
