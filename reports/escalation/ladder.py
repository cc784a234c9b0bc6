"""The ladder of reminders and warnings: which step is due for whom, once for each obligation (DOMAIN.md 2.4).

A reminder is a row, made before anything goes out; reports/escalation/reminders.py makes messages and letters of it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from django.db import transaction
from django.db.models import Case, CharField, DateField, DateTimeField, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from core import events, office
from core.database import named_locks
from core.database.insert_select import insert_select
from core.papers.official import CLOSED, PaperState
from reports.choices import ReminderState
from reports.models import Obligation, Reminder, Step
from reports.obligations import eligibility

LOCK = "ladder"
COLUMNS = ("obligation", "step", "on", "state", "made_at")


@dataclass
class Climbed:
    """What a run has found due: reminders by step; `quiet` when nothing is sent."""

    on: date
    quiet: bool = False
    by_step: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_step.values())


def steps() -> list[Step]:
    return list(Step.objects.filter(is_on=True).order_by("days", "code"))


def due(on: date) -> list[tuple[Step, QuerySet]]:
    """Each step in use with the obligations that have reached it and were not reminded by it yet.

    The rows carry `state`: who was missed for a while is told by the newest step alone, the ones before are overtaken.
    A warning letter is never overtaken: it follows the one before it, when that was issued and its time has passed.
    """
    climbing = steps()
    after = {step.pk: later for step, later in pairwise(climbing)}
    letters = [step for step in climbing if step.letter_level]
    before = {step.pk: earlier for earlier, step in pairwise(letters)}
    return [(step, _reached(step, after.get(step.pk), before.get(step.pk), on)) for step in climbing]


def _reached(step: Step, later: Step | None, letter_before: Step | None, on: date) -> QuerySet:
    owed = eligibility.asked_on(on).filter(due_on__lte=eligibility.reached(step.days, on))
    owed = owed.filter(due_on__gt=on) if step.days < 0 else owed.filter(late_after__lt=on)
    made = Reminder.objects.filter(obligation=OuterRef("pk"), step=step)
    owed = owed.exclude(Exists(made.filter(_stays(on))))
    if step.letter_level:
        owed = owed.exclude(cooperative__in=_warned(step, on)).exclude(eligibility.is_spared("cooperative"))
    if letter_before:
        issued = Reminder.objects.filter(
            obligation=OuterRef("pk"),
            step=letter_before,
            letter__state=PaperState.ISSUED,
            letter__issued_on__lte=on - timedelta(days=office.value("letter_days")),
        )
        owed = owed.filter(Exists(issued))
    overtaken = Q(pk__in=[])
    if later and not step.letter_level:
        overtaken = Q(due_on__lte=eligibility.reached(later.days, on))
        if later.days >= 0:
            overtaken &= Q(late_after__lt=on)
    return owed.annotate(
        new_state=Case(
            When(overtaken, then=Value(ReminderState.OVERTAKEN.value)),
            default=Value(ReminderState.NEW.value),
            output_field=CharField(),
        )
    )


def _warned(step: Step, on: date) -> QuerySet[Reminder]:
    """The cooperatives that got a letter of this level or above for a report which is still missing.

    A cooperative climbs one ladder: the next letter names all that is missing; it never goes back to the first.
    """
    missing = Obligation.objects.overdue_on(on).order_by().values("pk")
    told = Reminder.objects.filter(
        state=ReminderState.TOLD,
        letter__state=PaperState.ISSUED,
        letter__level__gte=step.letter_level,
        obligation__in=missing,
    )
    return told.order_by().values("obligation__cooperative")


def _stays(on: date) -> Q:
    """Reminders whose step does not come again. It does when nothing has gone out, or its letter was set aside and
    the days to answer one have passed.
    """
    aside = on - timedelta(days=office.value("letter_days"))
    with_letter = Q(letter=None) | ~Q(letter__state__in=CLOSED) | Q(letter__closed_on__gt=aside)
    return ~Q(state=ReminderState.NOT_NEEDED) & with_letter


@transaction.atomic
def climb(on: date) -> Climbed:
    """Make the reminders that are due on a day: one INSERT a step, again without harm."""
    climbed = Climbed(on, quiet=eligibility.is_quiet(on))
    if climbed.quiet:
        return climbed
    named_locks.hold(LOCK)
    for step, owed in due(on):
        climbed.by_step[step.code] = _insert(step, owed, on)
    if climbed.total:
        events.record(
            "reminders.made",
            actor=None,
            object_type="office",
            object_id=0,
            label=on.isoformat(),
            after={code: n for code, n in climbed.by_step.items() if n},
        )
    return climbed


def look(on: date) -> Climbed:
    """What `climb` would make; nothing is written."""
    climbed = Climbed(on, quiet=eligibility.is_quiet(on))
    if not climbed.quiet:
        for step, owed in due(on):
            climbed.by_step[step.code] = owed.filter(new_state=ReminderState.NEW).count()
    return climbed


def _insert(step: Step, owed: QuerySet, on: date) -> int:
    """Returns how many of this run are to be told."""
    now = timezone.now()
    rows = (
        owed.order_by()
        .annotate(
            step=Value(step.pk),
            day=Value(on, output_field=DateField()),
            now=Value(now, output_field=DateTimeField()),
        )
        .values_list("pk", "step", "day", "new_state", "now")
    )
    again = '(obligation_id, step_id) DO UPDATE SET "on" = excluded."on", state = excluded.state,'
    again += " made_at = excluded.made_at, letter_id = NULL"
    if not insert_select(Reminder, COLUMNS, rows, on_conflict=again):
        return 0
    return Reminder.objects.filter(step=step, made_at=now, state=ReminderState.NEW).count()
