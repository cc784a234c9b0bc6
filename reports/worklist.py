"""Who is late, by step of the ladder, with the next thing to do for each: the officers' work list."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from cooperatives.choices import Channel, ContactState
from cooperatives.models import Contact, Cooperative
from core.reading import whole
from reports.choices import LetterState, ReminderState
from reports.ladder import steps
from reports.models import Arrears, Letter, Obligation, Reminder, Step


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


def _on_rung(step: Step, climbing: list[Step], today: date) -> Q:
    """Rows of arrears whose oldest missing report has passed a step and not yet the next one."""
    after = next((later for later in climbing if later.days > step.days), None)
    found = Q(pk__isnull=False) if step == climbing[0] else Q(since__lte=today - timedelta(days=step.days - 1))
    return found & Q(since__gt=today - timedelta(days=after.days - 1)) if after else found


def counts(today: date) -> list[tuple[Step, int]]:
    """How many late cooperatives stand on each step, in one statement."""
    climbing = rungs()
    if not climbing:
        return []
    found = Arrears.objects.filter(cooperative__merged_into=None).aggregate(
        **{f"n{number}": Count("pk", filter=_on_rung(step, climbing, today)) for number, step in enumerate(climbing)}
    )
    return [(step, found[f"n{number}"]) for number, step in enumerate(climbing)]


def selection(user, today: date, params) -> QuerySet[Cooperative]:
    """Late cooperatives, the longest late first, by `step`, `district`, `q`; unknown values find none."""
    found = Cooperative.objects.visible_to(user).filter(arrears__isnull=False)
    if code := params.get("step"):
        climbing = rungs()
        step = next((step for step in climbing if step.code == code), None)
        late = Arrears.objects.filter(_on_rung(step, climbing, today)) if step else Arrears.objects.none()
        found = found.filter(pk__in=late.values("cooperative"))
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
    last = Contact.objects.filter(cooperative__in=rows, state=ContactState.SENT).exclude(channel=Channel.INBOX)
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
