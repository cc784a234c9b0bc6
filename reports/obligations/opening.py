"""Opening a quarter: who must report, and by when; in a number of statements that does not grow with the register."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Case, CharField, DateField, DateTimeField, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.choices import Kind, Pattern
from cooperatives.models import Cooperative
from core import areas, clock, events
from core.database.insert_select import insert_select
from core.errors import DomainError
from core.text.formats import long_date
from reports.area import AREA
from reports.choices import Profile, Standing
from reports.escalation import cancellation
from reports.models import Holiday, Obligation, Period
from reports.obligations import lateness
from reports.obligations.eligibility import obliged
from reports.obligations.extensions import apply_all
from reports.obligations.quarter import Quarter
from reports.office_settings import due_rules, due_when_asked
from reports.workflow import lock

OLDEST = 10
PROFILE_OF = Case(
    When(pattern=Pattern.SHARIA, then=Value(Profile.SHARIA.value)),
    When(kind=Kind.SAVINGS_LOAN, then=Value(Profile.SAVINGS_LOAN.value)),
    When(has_savings_unit=True, then=Value(Profile.REAL_WITH_UNIT.value)),
    default=Value(Profile.REAL_SECTOR.value),
    output_field=CharField(),
)


@dataclass(frozen=True, slots=True)
class OpenedQuarter:
    """A quarter after its opening: how many obligations this call made, and how many there are."""

    period: Period
    created: int
    total: int
    is_new: bool = False

    @property
    def has_changed(self) -> bool:
        return self.is_new or self.created > 0

    def in_words(self, today: date) -> str:
        """What the opening by an officer has done; a due date of their own where the quarter's has passed."""
        found = _("{quarter}: {created} reports are owed anew, {total} in all.").format(
            quarter=self.period.label, created=self.created, total=self.total
        )
        if self.created and self.period.due_on < today:
            day = long_date(due_when_asked(self.period.due_on, today))
            found += " " + _("The quarter was due already: those asked now have until {day}.").format(day=day)
        return found


def must_report(quarter: Quarter) -> QuerySet[Cooperative]:
    """The cooperatives that owe a report of a quarter (DOMAIN.md 2.3, 2.5): running ones under the city's
    supervision, founded before its end; passive ones when the office has set so.
    """
    return obliged().filter(Q(legal_date=None) | Q(legal_date__lte=quarter.end))


def open_begun(on: date) -> list[OpenedQuarter]:
    """Open the quarter in which a day lies, and those that were missed since the newest one; returns the changed ones.

    Who has come to owe a report joins the quarters that are not due yet: a job asks nobody for a report that is late
    at once. An empty portal begins with the last quarter that can still be filed in time. None, while the area is off.
    """
    if not areas.is_on(AREA.key):
        return []
    running = Quarter.of(on)
    newest = Period.objects.first()
    first = newest.value.next if newest else _first_in_time(running, on)
    quarters = [period.value for period in Period.objects.filter(due_on__gte=on) if period.value <= running]
    while first <= running:
        quarters.append(first)
        first = first.next
    return [opened for quarter in sorted(quarters) if (opened := _open_in_time(quarter, on)).has_changed]


def _open_in_time(quarter: Quarter, on: date) -> OpenedQuarter:
    return open_period(quarter, on=on, with_time_to_answer=True)


def _first_in_time(running: Quarter, on: date) -> Quarter:
    return running.previous if due_rules().due_on(running.previous) >= on else running


@transaction.atomic
def open_period(
    quarter: Quarter, *, actor=None, on: date | None = None, with_time_to_answer: bool = False
) -> OpenedQuarter:
    """Open a quarter for filing, or add to an open one who has come to owe a report since. Safe to repeat.

    The due date and rules of a quarter are those of its first opening; with time to answer, those who are asked after
    it have their own (`asked_late_days`), or they would be late and warned on the day they are asked. Raises
    DomainError for a quarter that has not begun yet or lies more than ten years back: a typing error would ask
    everybody for a report.
    """
    today = on or clock.today()
    if quarter.start > today or quarter.year < today.year - OLDEST:
        raise DomainError(
            _("{quarter} cannot be opened: it has not begun, or lies too far back.").format(quarter=quarter.label)
        )
    rules = due_rules()
    due_on = rules.due_on(quarter, set(Holiday.objects.values_list("date", flat=True)))
    period, is_new = Period.objects.get_or_create(
        year=quarter.year,
        quarter=quarter.number,
        defaults={"due_on": due_on, "grace_days": rules.grace_days, "rules": asdict(rules)},
    )
    period = Period.objects.select_for_update().get(pk=period.pk)
    due = due_when_asked(period.due_on, today) if with_time_to_answer else period.due_on
    created = _create_missing(period, due)
    if created:
        apply_all(period)
        lateness.refresh(period.obligations.all(), on=today)
    total = period.obligations.count()
    if created or is_new:
        events.record(
            "period.opened",
            actor=actor,
            object_type="period",
            object_id=period.pk,
            label=period.slug,
            after={"created": created, "total": total, "due_on": period.due_on},
        )
    return OpenedQuarter(period, created, total, is_new)


def _create_missing(period: Period, due: date) -> int:
    """One INSERT … SELECT; a row that is there already is left as it is."""
    rows = (
        must_report(period.value)
        .order_by()
        .annotate(
            report_profile=PROFILE_OF,
            period_id=Value(period.pk),
            due=Value(due, output_field=DateField()),
            late=Value(due + timedelta(days=period.grace_days), output_field=DateField()),
            standing=Value(Standing.NONE.value),
            by_hand=Value(False),
            now=Value(timezone.now(), output_field=DateTimeField()),
        )
        .values_list("pk", F("period_id"), "report_profile", "due", "late", "standing", "by_hand", "now")
    )
    columns = ("cooperative", "period", "profile", "due_on", "late_after", "standing", "by_hand", "created_at")
    return insert_select(Obligation, columns, rows)


def profile_of(cooperative: Cooperative) -> str:
    return Cooperative.objects.filter(pk=cooperative.pk).values_list(PROFILE_OF, flat=True).get()


@transaction.atomic
def add(cooperative: Cooperative, period: Period, *, actor, with_time_to_answer: bool = False) -> Obligation:
    """Let one cooperative report that would not have to, e.g. a passive one that comes back. Safe to repeat.

    With time to answer, a quarter whose due date has passed is due later for it, as in `open_period`.
    """
    period = Period.objects.select_for_update().get(pk=period.pk)
    due = due_when_asked(period.due_on, clock.today()) if with_time_to_answer else period.due_on
    obligation, is_new = Obligation.objects.get_or_create(
        cooperative=cooperative,
        period=period,
        defaults={
            "profile": profile_of(cooperative),
            "due_on": due,
            "late_after": due + timedelta(days=period.grace_days),
            "by_hand": True,
        },
    )
    if is_new:
        apply_all(period)
        lateness.refresh(period.obligations.filter(pk=obligation.pk))
        obligation.refresh_from_db()
        events.record(
            "obligation.added",
            actor=actor,
            object_type="cooperative",
            object_id=cooperative.pk,
            label=f"{cooperative.name}, {period.slug}",
            after={"due_on": obligation.due_on},
        )
    return obligation


@transaction.atomic
def remove_period(period: Period, *, actor) -> None:
    """Take back the opening of a quarter. Raises DomainError once anything was uploaded, filed, waived or extended."""
    period = Period.objects.select_for_update().get(pk=period.pk)
    touched = period.obligations.filter(
        Q(reports__isnull=False) | Q(uploads__isnull=False) | Q(waivers__isnull=False) | Q(arrivals__isnull=False)
    ).exists()
    if touched or period.extensions.exists():
        raise DomainError(_("Work on this quarter has begun; it cannot be taken back any more."))
    events.record(
        "period.removed",
        actor=actor,
        object_type="period",
        object_id=period.pk,
        label=period.slug,
        before={"total": period.obligations.count(), "due_on": period.due_on},
    )
    cancellation.recall(period.obligations.all(), whatever=True)
    period.obligations.all().delete()
    period.delete()
    lateness.recount()


@transaction.atomic
def realign(obligation: Obligation, *, actor) -> bool:
    """Give an obligation without any version the lines that belong to the cooperative's kind as it is now."""
    obligation = lock(obligation.pk)
    profile = profile_of(obligation.cooperative)
    if profile == obligation.profile:
        return False
    if obligation.reports.exists():
        raise DomainError(_("A version of this report exists already; its lines stay as they are."))
    before = obligation.profile
    Obligation.objects.filter(pk=obligation.pk).update(profile=profile)
    events.record(
        "obligation.realigned",
        actor=actor,
        object_type="cooperative",
        object_id=obligation.cooperative_id,
        label=f"{obligation.cooperative.name}, {obligation.period.slug}",
        before={"lines": str(Profile(before).label)},
        after={"lines": str(Profile(profile).label)},
    )
    return True
