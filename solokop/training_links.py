"""What training asks of the reports: the two floors do not know each other, this one knows both."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from core import areas
from reports.area import AREA
from reports.models import Obligation
from training.enrolments import eligibility
from training.outcomes import effects
from training.outcomes.effects import TrainingOutcome


def late(cooperatives: Iterable[int], on: date) -> set[int]:
    """Which of these are late with a report on a day; nobody, while the office asks for none."""
    if not areas.is_on(AREA.key):
        return set()
    owed = Obligation.objects.overdue_on(on).filter(cooperative__in=cooperatives)
    return set(owed.order_by().values_list("cooperative", flat=True))


def filed_on_time(since: Mapping[int, date], today: date) -> dict[int, bool]:
    """Whether the first report that fell due after the day was received in time; not known before it was due, for good
    or bad, or young trainings would look better than they are.
    """
    found: dict[int, bool] = {}
    seen: set[int] = set()
    owed = Obligation.objects.filter(cooperative__in=since, cooperative__merged_into=None).order_by("due_on", "pk")
    owed = owed.not_waived_on(today)
    for pk, due_on, late_after, received, days_late in owed.values_list(
        "cooperative", "due_on", "late_after", "received_at", "days_late"
    ):
        if pk in seen or due_on <= since[pk]:
            continue
        seen.add(pk)
        if late_after < today:
            found[pk] = bool(received) and days_late == 0
    return found


def connect() -> None:
    eligibility.LATE.append(late)
    effects.OUTCOMES.insert(
        0, TrainingOutcome("filed", _("filed the next quarterly report on time"), filed_on_time, AREA.key)
    )
