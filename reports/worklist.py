"""Who is late, by step of the ladder, with the next thing to do for each: the officers' work list."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from cooperatives.choices import Channel, ContactState
from cooperatives.models import Contact, Cooperative
from core.models import OutgoingMail
from core.reading import whole
from reports.choices import LetterState, ReminderState
from reports.ladder import steps
from reports.models import Arrears, Letter, Obligation, Reminder, Step

NOT_TOLD = "none"


@dataclass
class Late:
    """A late cooperative: what it owes, what it was told last, what comes next and when."""

    cooperative: Cooperative
    owed: list[Obligation] = field(default_factory=list)
    told: Reminder | None = None
    contact: Contact | None = None
    letter: Letter | None = None
    next_step: Step | None = None
    next_on: date | None = None

    @property
    def since(self) -> date | None:
        return min((owed.late_after for owed in self.owed), default=None)


def rungs() -> list[Step]:
    """The steps after the due date, in their order."""
    return [step for step in steps() if step.days >= 0]


def _highest() -> QuerySet:
    """For each late cooperative that was told anything of what is missing now: the day of the highest step."""
    told = Reminder.objects.filter(
        state=ReminderState.TOLD, step__days__gte=0, obligation__late_since__isnull=False,
        obligation__cooperative__merged_into=None,
    )  # fmt: skip
    return told.order_by().values("obligation__cooperative").annotate(highest=Max("step__days"))


def counts() -> list[tuple[Step | None, int]]:
    """How many late cooperatives have come to each step; None stands for those that were not told yet."""
    select, params = _highest().query.sql_with_params()
    with connection.cursor() as cursor:
        # Django writes the inner part; a count of groups over it has no words in the ORM.
        cursor.execute(f"SELECT highest, COUNT(*) FROM ({select}) AS told GROUP BY highest", params)  # noqa: S608
        by_days = dict(cursor.fetchall())
    late = Arrears.objects.filter(cooperative__merged_into=None).count()
    return [(None, late - sum(by_days.values())), *((step, by_days.get(step.days, 0)) for step in rungs())]


def selection(user, params) -> QuerySet[Cooperative]:
    """Late cooperatives, the longest late first, by `step`, `district`, `q`; unknown values find none."""
    found = Cooperative.objects.visible_to(user).filter(arrears__isnull=False)
    code = params.get("step")
    if code == NOT_TOLD:
        found = found.exclude(pk__in=_highest().values("obligation__cooperative"))
    elif code:
        days = [step.days for step in rungs() if step.code == code]
        found = found.filter(pk__in=_highest().filter(highest__in=days).values("obligation__cooperative"))
    if district := params.get("district"):
        found = found.filter(district=whole(district) or 0)
    if q := " ".join(params.get("q", "").split())[:100]:
        found = found.filter(Q(name__icontains=q) | Q(legal_number__icontains=q))
    return found.select_related("district", "village").order_by("arrears__since", "name_key", "pk")


def describe(cooperatives: list[Cooperative], today: date) -> list[Late]:
    """The rows of a page, in four queries however many there are; lateness is computed from dates."""
    rows = {cooperative.pk: Late(cooperative) for cooperative in cooperatives}
    owed = Obligation.objects.overdue_on(today).filter(cooperative__in=rows).select_related("period")
    for item in owed.order_by("period__year", "period__quarter"):
        rows[item.cooperative_id].owed.append(item)
    told = Reminder.objects.filter(
        obligation__in=[item.pk for row in rows.values() for item in row.owed], state=ReminderState.TOLD,
        step__days__gte=0,
    ).select_related("step", "obligation")  # fmt: skip
    reached: dict[int, set[int]] = defaultdict(set)
    for reminder in told.order_by("on", "step__days"):
        row = rows[reminder.obligation.cooperative_id]
        row.told = reminder
        reached[reminder.obligation_id].add(reminder.step_id)
    sent = Q(state=ContactState.SENT) | Q(mail__state=OutgoingMail.State.SENT)
    last = Contact.objects.filter(sent, cooperative__in=rows).exclude(channel=Channel.INBOX)
    for contact in last.order_by("made_at"):
        rows[contact.cooperative_id].contact = contact
    for letter in Letter.objects.filter(cooperative__in=rows, state=LetterState.PREPARED):
        rows[letter.cooperative_id].letter = letter
    climbing = rungs()
    for row in rows.values():
        _look_ahead(row, climbing, reached, today)
    return list(rows.values())


def _look_ahead(row: Late, climbing: list[Step], reached: dict[int, set[int]], today: date) -> None:
    """The next step of the oldest report: a day that has passed already means today."""
    if not row.owed:
        return
    oldest = row.owed[0]
    for step in climbing:
        is_ahead = oldest.due_on + timedelta(days=step.days) >= today
        if step.pk not in reached[oldest.pk] and (is_ahead or step.letter_level):
            row.next_step = step
            break
    if row.next_step:
        row.next_on = max(oldest.due_on + timedelta(days=row.next_step.days), today)


def next_in_words(row: Late) -> str:
    """What an officer does next for a late cooperative."""
    if row.letter:
        return _("Sign the letter: {level}").format(level=row.letter.get_level_display())
    if row.next_step:
        return row.next_step.name
    return _("Visit, and decide about its status")
