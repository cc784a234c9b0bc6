"""The histories of all cooperatives from the database, in a number of statements that does not grow with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import Case as Choice
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum, When

from cooperatives.choices import Position, Status
from cooperatives.models import Complaint, Cooperative
from cooperatives.status_rules import last_due_meeting
from core import clock
from core.database import named_locks
from core.database.insert_select import insert_select
from reports.choices import State
from reports.models import Figure, Finding, Obligation, Report
from reports.obligations.quarter import Quarter
from supervision import measures
from supervision.histories import SHOWN, YEAR, Facts, History, place_of
from supervision.models import ReportSums

# What was sent and not sent back: the officer's backlog holds no warning up.
SENT = (State.ACCEPTED, State.SUBMITTED, State.IN_REVIEW)
# Whoever is passive is coached, and not warned of.
WATCHED = Q(status__in=[Status.ACTIVE, Status.ATTENTION, ""])
# So many quarters are looked at: those of a small line, and one a year before the first of them.
QUARTERS = SHOWN + YEAR
REMEMBERED, A_DAY = 365, timedelta(days=1)


def take_missed() -> int:
    """Keep the sums of the reports that were sent since the last time: nothing is written where there are none, and two
    at once wait for each other.
    """
    missed = Report.objects.filter(submitted_at__isnull=False, assets__isnull=False)
    missed = missed.exclude(Exists(ReportSums.objects.filter(report=OuterRef("pk"))))
    if not missed.exists():
        return 0
    rows = Figure.objects.filter(report__in=missed).order_by().values("report_id").annotate(**_sums())
    with transaction.atomic():
        named_locks.hold("report sums")
        return insert_select(ReportSums, ["report", *measures.NAMES], rows.values_list("report_id", *measures.NAMES))


def _sums() -> dict[str, Sum]:
    found = {}
    for name in measures.NAMES:
        among = Q()
        for line, column in measures.cells(name):
            among |= Q(line=line, column=column)
        found[name] = Sum(Choice(When(among, then="amount")))
    return found


@dataclass(slots=True)
class CooperativeFacts:
    """A cooperative as a warning needs it."""

    pk: int
    assets: int | None
    history: History


@dataclass(slots=True)
class _About:
    term_end: date | None
    last_rat_year: int | None
    assets: int | None
    unpaid: int


def watched() -> QuerySet[Cooperative]:
    return Cooperative.objects.current().filter(WATCHED)


def histories(
    day: date, rows: QuerySet[Cooperative] | None = None, *, quarters: int = QUARTERS
) -> Iterator[CooperativeFacts]:
    """Each cooperative of `rows` (all that are watched) with so many quarters of its history as of a day; those of
    which nothing was ever due come too: the register may say something of them.
    """
    chosen = watched() if rows is None else rows
    about = _about(chosen, day)
    due = last_due_meeting(day)
    for pk, found, profile in _quarters(day, chosen, quarters):
        # One that came to be watched since the first statement is looked at in the next night.
        if one := about.pop(pk, None):
            yield _known(pk, one, found, profile, day, due)
    for pk, one in about.items():
        yield _known(pk, one, [], "", day, due)


def _known(pk: int, about: _About, quarters: Sequence[Facts], profile: str, day: date, due: int) -> CooperativeFacts:
    over = (day - about.term_end).days if about.term_end else None
    years = due - about.last_rat_year if about.last_rat_year is not None else None
    history = History.of(
        quarters, profile=profile, term_over_days=over, years_without_meeting=years, unpaid_withdrawals=about.unpaid
    )
    newest = history.get("assets")
    return CooperativeFacts(pk, about.assets if newest is None else newest, history)


def _about(rows: QuerySet[Cooperative], day: date) -> dict[int, _About]:
    board = Q(board__left_on=None, board__position__in=[Position.CHAIR, Position.SECRETARY, Position.TREASURER])
    found = rows.order_by().annotate(term=Max("board__term_end", filter=board))
    unpaid = _unpaid(rows, day)
    columns = found.values_list("pk", "term", "last_rat_year", "assets")
    return {pk: _About(*rest, unpaid.get(pk, 0)) for pk, *rest in columns}


def _unpaid(rows: QuerySet[Cooperative], day: date) -> dict[int, int]:
    """How many withdrawals of each were recorded as not paid, in the year up to a day."""
    since = clock.start_of(day - timedelta(days=REMEMBERED))
    found = Complaint.objects.recorded().filter(recorded_at__gte=since, recorded_at__lt=clock.start_of(day) + A_DAY)
    found = found.filter(cooperative__in=rows.order_by().values("pk")).order_by().values_list("cooperative")
    return dict(found.annotate(n=Count("pk")))


def _quarters(day: date, rows: QuerySet[Cooperative], n: int) -> Iterator[tuple[int, list[Facts], str]]:
    """The quarters that were over on a day, by cooperative; with the profile of the newest that was reported."""
    last = place_of(Quarter.of(day)) - 1
    owed = Obligation.objects.filter(cooperative__in=rows.order_by().values("pk"))
    owed = owed.filter(_between("period__", last - n + 1, last))
    sent = _sent(owed, day)
    returned, same = _returned(owed), _same(owed)
    columns = (
        "cooperative_id",
        "pk",
        "period__year",
        "period__quarter",
        "profile",
        "late_since",
        "days_late",
        "late_after",
    )
    found = owed.order_by("cooperative_id", "period__year", "period__quarter").values_list(*columns)
    for pk, group in groupby(found.iterator(chunk_size=5000), itemgetter(0)):
        sums = sent.of(pk)
        facts: list[Facts] = []
        profile, is_reported = "", False
        for _pk, owed_pk, year, quarter, its_profile, late_since, days_late, late_after in group:
            # Figures are read by the lines that they were asked for: those of the newest report.
            if owed_pk in sums or not is_reported:
                profile, is_reported = its_profile, owed_pk in sums
            facts.append(
                Facts(
                    year * YEAR + quarter - 1,
                    sums.get(owed_pk),
                    is_late=late_since is not None or bool(days_late),
                    returned=returned.get(owed_pk, 0),
                    is_same=owed_pk in same,
                    is_open=days_late is None and not late_since and late_after >= day and owed_pk not in returned,
                )
            )
        yield pk, facts, profile


def _between(prefix: str, first: int, last: int) -> Q:
    """Quarters from one place to another."""
    found = Q()
    for place in range(first, last + 1):
        found |= Q(**{f"{prefix}year": place // YEAR, f"{prefix}quarter": place % YEAR + 1})
    return found


@dataclass(slots=True)
class _Sent:
    """Sums of sent reports, read along with the cooperatives: both come in the same order."""

    rows: Iterator[tuple[Any, ...]]
    ahead: tuple[Any, ...] | None = field(default=None)

    def of(self, cooperative: int) -> dict[int, Mapping[str, int | None]]:
        """By obligation; the accepted version, or else the newest."""
        found: dict[int, Mapping[str, int | None]] = {}
        while True:
            row = self.ahead or next(self.rows, None)
            if row is None or row[0] > cooperative:
                self.ahead = row
                return found
            self.ahead = None
            if row[0] == cooperative:
                found[row[1]] = dict(zip(measures.NAMES, row[2:], strict=True))


def _sent(owed: QuerySet[Obligation], day: date) -> _Sent:
    rank = Choice(When(report__state=State.ACCEPTED, then=1), default=0)
    rows = ReportSums.objects.filter(report__state__in=SENT, report__obligation__in=owed.order_by().values("pk"))
    rows = rows.filter(report__submitted_at__date__lte=day).annotate(rank=rank)
    # Of one obligation the last one read counts.
    rows = rows.order_by("report__obligation__cooperative_id", "report__obligation_id", "rank", "report__version")
    columns = ("report__obligation__cooperative_id", "report__obligation_id", *measures.NAMES)
    return _Sent(rows.values_list(*columns).iterator(chunk_size=5000))


def _returned(owed: QuerySet[Obligation]) -> dict[int, int]:
    rows = Report.objects.filter(state=State.RETURNED, obligation__in=owed.order_by().values("pk"))
    counted = rows.order_by().values_list("obligation_id").annotate(n=Count("pk")).filter(n__gte=2)
    return dict(counted)


def _same(owed: QuerySet[Obligation]) -> set[int]:
    """Obligations whose report that counts says the same as the one before: an amendment that waits does not."""
    rows = Finding.objects.filter(
        rule="S3", report__state__in=SENT, report__obligation__in=owed.order_by().values("pk")
    )
    accepted = Report.objects.filter(state=State.ACCEPTED, obligation=OuterRef("report__obligation"))
    rows = rows.exclude(~Q(report__state=State.ACCEPTED), Exists(accepted))
    return set(rows.values_list("report__obligation_id", flat=True))
