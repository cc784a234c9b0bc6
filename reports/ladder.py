"""The ladder of reminders and warnings: which step is due for whom, once for each obligation (DOMAIN.md 2.4).

A reminder is a row, made before anything goes out; telling (reports/telling.py) turns it into messages and letters.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from django.db import connection, transaction
from django.db.models import Case, CharField, DateField, DateTimeField, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from core import office
from reports.choices import LetterState, ReminderState
from reports.models import Holiday, Obligation, Reminder, Step
from reports.obligations import obliged
from reports.querysets import ObligationQuerySet

COLUMNS = ("obligation_id", "step_id", "on", "state", "made_at")


@dataclass
class Climbed:
    """What a run has found due: reminders by step; `quiet` when the office rests and has said so."""

    on: date
    quiet: bool = False
    by_step: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_step.values())


def rests(on: date) -> bool:
    """Whether the office sends nothing on a day: weekends and holidays, when it has set so."""
    return office.value("remind_rest") and (on.weekday() >= 5 or Holiday.objects.filter(date=on).exists())


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
    owed = open_on(on).filter(due_on__lte=on - timedelta(days=step.days))
    owed = owed.filter(late_after__gte=on) if step.days < 0 else owed.filter(late_after__lt=on)
    owed = owed.exclude(Exists(Reminder.objects.filter(obligation=OuterRef("pk"), step=step)))
    if letter_before:
        issued = Reminder.objects.filter(
            obligation=OuterRef("pk"), step=letter_before, letter__state=LetterState.ISSUED,
            letter__issued_on__lte=on - timedelta(days=office.value("letter_days")),
        )  # fmt: skip
        owed = owed.filter(Exists(issued))
    overtaken = Q(pk__in=[])
    if later and not step.letter_level:
        overtaken = Q(due_on__lte=on - timedelta(days=later.days))
        if step.days < 0 <= later.days:
            overtaken &= Q(late_after__lt=on)
    return owed.annotate(
        new_state=Case(
            When(overtaken, then=Value(ReminderState.OVERTAKEN.value)),
            default=Value(ReminderState.NEW.value),
            output_field=CharField(),
        )
    )


def open_on(on: date) -> ObligationQuerySet:
    """What can be reminded of: missing, not waived, of cooperatives that are asked for reports or were by hand."""
    asked = Q(cooperative__in=obliged().values("pk")) | Q(by_hand=True, cooperative__merged_into=None)
    return Obligation.objects.missing().not_waived_on(on).filter(asked)


@transaction.atomic
def climb(on: date) -> Climbed:
    """Make the reminders that are due on a day: one INSERT a step, again without harm."""
    climbed = Climbed(on, quiet=rests(on))
    if climbed.quiet:
        return climbed
    for step, owed in due(on):
        climbed.by_step[step.code] = _insert(step, owed, on)
    return climbed


def look(on: date) -> Climbed:
    """What `climb` would make; nothing is written."""
    climbed = Climbed(on, quiet=rests(on))
    if not climbed.quiet:
        for step, owed in due(on):
            climbed.by_step[step.code] = owed.filter(new_state=ReminderState.NEW).count()
    return climbed


def _insert(step: Step, owed: QuerySet, on: date) -> int:
    """Returns how many are to be told."""
    rows = (
        owed.order_by()
        .annotate(
            step=Value(step.pk),
            day=Value(on, output_field=DateField()),
            now=Value(timezone.now(), output_field=DateTimeField()),
        )
        .values_list("pk", "step", "day", "new_state", "now")
    )
    select, params = rows.query.sql_with_params()
    names = ", ".join(map(connection.ops.quote_name, COLUMNS))
    table = connection.ops.quote_name(Reminder._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) {select} ON CONFLICT DO NOTHING", params)
        if not cursor.rowcount:
            return 0
    return Reminder.objects.filter(step=step, on=on, state=ReminderState.NEW).count()
