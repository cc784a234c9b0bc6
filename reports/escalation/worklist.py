"""Who is late, by step of the ladder, with the next thing to do for each: the officers' work list.

It holds those that are asked for reports; one that has become passive is late in the register and no longer reminded.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from cooperatives.choices import Channel
from cooperatives.models import Contact, Cooperative
from core import clock, office
from core.papers.official import CLOSED, PaperState
from reports.choices import ReminderState
from reports.escalation.ladder import steps
from reports.models import Letter, Obligation, Reminder, Step
from reports.obligations import eligibility

NOT_TOLD = "none"


@dataclass
class Late:
    """A late cooperative: what it owes, its step, what went out last, what comes next and when."""

    cooperative: Cooperative
    owed: list[Obligation] = field(default_factory=list)
    step: Step | None = None
    told: Reminder | None = None
    contact: Contact | None = None
    letter: Letter | None = None
    next_step: Step | None = None
    next_on: date | None = None

    @property
    def since(self) -> date | None:
        return min((owed.late_after + timedelta(days=1) for owed in self.owed), default=None)


def rungs() -> list[Step]:
    """The steps after the due date, in their order."""
    return [step for step in steps() if step.days >= 0]


def late(on: date) -> QuerySet[Cooperative]:
    """The cooperatives that are late with a report they are asked for."""
    by_hand = eligibility.late_on(on).filter(by_hand=True).order_by().values("cooperative")
    asked = eligibility.is_obliged() | Q(pk__in=by_hand)
    return Cooperative.objects.current().filter(asked, arrears__isnull=False)


def _highest(on: date) -> QuerySet:
    """For each late cooperative that has come to a step with something missing now: the day of the highest one."""
    reached = Reminder.objects.filter(
        state=ReminderState.TOLD,
        step__days__gte=0,
        obligation__in=eligibility.late_on(on).order_by().values("pk"),
        obligation__cooperative__arrears__isnull=False,
    ).exclude(letter__state__in=CLOSED)
    return reached.order_by().values("obligation__cooperative").annotate(highest=Max("step__days"))


def counts() -> list[tuple[Step | None, int]]:
    """How many late cooperatives have come to each step; None stands for those that have come to none yet."""
    today = clock.today()
    select, params = _highest(today).query.sql_with_params()
    with connection.cursor() as cursor:
        # Django writes the inner part; a count of groups over it has no words in the ORM.
        cursor.execute(f"SELECT highest, COUNT(*) FROM ({select}) AS told GROUP BY highest", params)  # noqa: S608
        by_days = dict(cursor.fetchall())
    return [
        (None, late(today).count() - sum(by_days.values())),
        *((step, by_days.get(step.days, 0)) for step in rungs()),
    ]


def visible_to(user, on: date) -> QuerySet[Cooperative]:
    """The late cooperatives that a user may see."""
    found = late(on).filter(pk__in=Cooperative.objects.visible_to(user).values("pk"))
    return found.select_related("district", "village")


def at_steps(codes: list[str]) -> Q:
    """Late cooperatives whose highest step is one of these; `NOT_TOLD` stands for those that have come to none."""
    highest = _highest(clock.today())
    days = [step.days for step in rungs() if step.code in codes]
    found = Q(pk__in=highest.filter(highest__in=days).values("obligation__cooperative"))
    return found | ~Q(pk__in=highest.values("obligation__cooperative")) if NOT_TOLD in codes else found


def describe(cooperatives: list[Cooperative], today: date) -> list[Late]:
    """The rows of a page, in five queries however many there are; lateness is computed from dates."""
    rows = {cooperative.pk: Late(cooperative) for cooperative in cooperatives}
    owed = Obligation.objects.overdue_on(today).filter(cooperative__in=rows).select_related("period")
    for item in owed.order_by("period__year", "period__quarter"):
        rows[item.cooperative_id].owed.append(item)
    reached = Reminder.objects.filter(
        obligation__in=[item.pk for row in rows.values() for item in row.owed], step__days__gte=0
    ).exclude(state=ReminderState.NOT_NEEDED)
    reached = reached.annotate(
        went_out=Exists(Contact.objects.gone_out().filter(reminders=OuterRef("pk")))
        | Q(letter__state=PaperState.ISSUED)
    )
    by_obligation: dict[int, dict[int, Reminder]] = defaultdict(dict)
    for reminder in reached.select_related("step", "obligation", "letter").order_by("on", "step__days"):
        row = rows[reminder.obligation.cooperative_id]
        by_obligation[reminder.obligation_id][reminder.step_id] = reminder
        if reminder.state == ReminderState.TOLD and not _is_set_aside(reminder):
            row.step = max(filter(None, (row.step, reminder.step)), key=lambda step: step.days)
            row.told = reminder if reminder.went_out else row.told
    last = Contact.objects.gone_out().filter(cooperative__in=rows).exclude(channel=Channel.INBOX)
    for contact in last.order_by("made_at"):
        rows[contact.cooperative_id].contact = contact
    for letter in Letter.objects.filter(cooperative__in=rows, state=PaperState.PREPARED):
        rows[letter.cooperative_id].letter = letter
    climbing = rungs()
    for row in rows.values():
        if row.owed:
            _look_ahead(row, climbing, by_obligation[row.owed[0].pk], today)
    return list(rows.values())


def _is_set_aside(reminder: Reminder) -> bool:
    return bool(reminder.letter and reminder.letter.state in CLOSED)


def _look_ahead(row: Late, climbing: list[Step], reached: dict[int, Reminder], today: date) -> None:
    """The next step of the oldest report, as the ladder will make it: a day that has passed already means today."""
    oldest, answer = row.owed[0], timedelta(days=office.value("letter_days"))
    earliest = today
    for step in climbing:
        on = oldest.due_on + timedelta(days=step.days)
        reminder = reached.get(step.pk)
        if reminder is None:
            if on < today and not step.letter_level:
                continue
            row.next_step, row.next_on = step, max(on, earliest)
            return
        if _is_set_aside(reminder) and reminder.letter.closed_on:
            row.next_step, row.next_on = step, max(reminder.letter.closed_on + answer, today)
            return
        if reminder.letter and reminder.letter.issued_on:
            earliest = max(today, reminder.letter.issued_on + answer)


def next_in_words(row: Late) -> str:
    """What an officer does next for a late cooperative."""
    if row.letter:
        return _("Sign the letter: {level}").format(level=row.letter.get_level_display())
    if row.next_step:
        return row.next_step.name
    return _("Visit, and decide about its status")
