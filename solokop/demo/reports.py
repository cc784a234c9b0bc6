"""Four quarters of believable reports for the demo: accepted, waiting, returned, missing, late, waived.

Written in bulk and with dates in the past, which no function of the portal allows: the demo alone does this.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cooperatives.models import Cooperative
from core import events
from core.models import Event
from reports.checks import RULES_VERSION, Data, run
from reports.choices import Level, SignerPosition, Source, State, WaiverReason
from reports.filing import submission
from reports.filing.check_run import rules_in_force
from reports.models import Figure, Finding, LineComment, Obligation, Report
from reports.obligations import waivers
from reports.obligations.opening import open_period
from reports.obligations.quarter import Quarter
from reports.statement.lines import split_key
from reports.statement.totals import with_totals
from reports.statement.versions import CURRENT
from reports.workflow import FURTHEST
from solokop.demo.books import Books

ZONE = ZoneInfo(settings.TIME_ZONE)
EARLIER = (("accepted", 90), ("missing", 7), ("waived", 3))
NEWEST = (("accepted", 52), ("submitted", 16), ("in_review", 3), ("returned", 6), ("missing", 20), ("waived", 3))
EXPLANATION = "Ada penempatan dana sementara di bank menjelang akhir triwulan; sudah dicocokkan dengan rekening koran."
STANDING = dict(FURTHEST)
# One of so many goes the way that the early warning looks for.
TROUBLED = 23


@dataclass
class Shelf:
    """Rows that wait to be written at once."""

    reports: list[Report] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    comments: list[LineComment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)


@transaction.atomic
def build(*, today: date, officer: User, colleague: User, own: list[Cooperative]) -> None:
    """`own` are the two cooperatives of the demo's manager: one has still to report, one has to correct."""
    newest = Quarter.of(today).previous
    quarters = [newest.previous.previous.previous, newest.previous.previous, newest.previous, newest]
    owed: dict[int, dict[Quarter, Obligation]] = {}
    for quarter in quarters:
        period = open_period(quarter, actor=officer).period
        for obligation in period.obligations.select_related("cooperative", "period"):
            owed.setdefault(obligation.cooperative_id, {})[quarter] = obligation
    shelf = Shelf()
    # Chance goes by the place in the list, not by keys of the database: the demo is the same everywhere.
    for number, (cooperative_id, by_quarter) in enumerate(owed.items(), start=1):
        fate = {own[0].pk: "missing", own[1].pk: "returned"}.get(cooperative_id, "")
        _live(shelf, number, by_quarter, fate, officer, colleague, today)
    Report.objects.bulk_create(shelf.reports, batch_size=500)
    Figure.objects.bulk_create(shelf.figures, batch_size=5000)
    Finding.objects.bulk_create(shelf.findings, batch_size=1000)
    LineComment.objects.bulk_create(shelf.comments)
    Obligation.objects.bulk_update(
        shelf.obligations, ["standing", "received_at", "days_late", "late_since"], batch_size=300
    )
    for event, report in zip(shelf.events, shelf.reports, strict=True):
        event.object_id = report.pk
    events.record_many(shelf.events)


def _live(
    shelf: Shelf,
    number: int,
    by_quarter: dict[Quarter, Obligation],
    fate: str,
    officer: User,
    colleague: User,
    today: date,
) -> None:
    """The quarters of one cooperative, from its own books; `fate` is what became of the newest, if it is given."""
    first = next(iter(by_quarter.values()))
    cooperative = first.cooperative
    chance = random.Random(number)  # noqa: S311 - the demo is the same every time
    members = cooperative.members or 80
    books = Books(
        first.profile,
        max(cooperative.assets or 0, 60_000_000),
        cooperative.members_male or members // 2,
        cooperative.members_female or members - members // 2,
        number,
        is_troubled=number % TROUBLED == 7,
    )
    accepted: dict[Quarter, dict[str, int]] = {}
    for quarter, obligation in by_quarter.items():
        typed = books.close(quarter)
        is_newest = quarter == max(by_quarter)
        outcome = _draw(chance, NEWEST if is_newest else EARLIER)
        if fate:
            outcome = fate if is_newest else "accepted"
        if outcome == "waived" and number % 3:
            outcome = "missing"
        if outcome == "missing":
            continue
        if outcome == "waived":
            waivers.waive(
                obligation,
                reason=WaiverReason.RAT_POSTPONED,
                actor=officer,
                note="RAT ditunda atas permintaan pengurus; buku belum ditutup.",
            )
            continue
        _file(shelf, obligation, typed, outcome, accepted, officer, colleague, chance, today)
        if outcome == "accepted":
            accepted[quarter] = with_totals(typed)


def _draw(chance: random.Random, weights: tuple[tuple[str, int], ...]) -> str:
    return chance.choices([name for name, _weight in weights], [weight for _name, weight in weights])[0]


def _file(shelf, obligation, typed, outcome, accepted, officer, colleague, chance, today) -> None:
    quarter = obligation.period.value
    late = chance.random() < 0.12
    day = obligation.due_on + timedelta(days=chance.randint(1, 21) if late else -chance.randint(0, 16))
    day = min(day, today - timedelta(days=1))
    sent = datetime.combine(day, time(chance.randint(8, 20), chance.randint(0, 59), chance.randint(0, 59)), tzinfo=ZONE)
    figures = with_totals(typed)
    chair = obligation.cooperative.chair or "Suparman"
    helped = chance.random() < 0.25
    report = Report(
        obligation=obligation,
        version=1,
        state=outcome,
        source=Source.FORM,
        profile=obligation.profile,
        statement_version=CURRENT,
        rules_version=RULES_VERSION,
        rules_in_force=rules_in_force(),
        created_at=sent - timedelta(days=2),
        saved_at=sent,
        receipt_number=submission.receipt_number(quarter),
        submitted_at=sent,
        submitted_by=officer if helped else None,
        submitted_by_name=officer.display_name if helped else chair,
        on_behalf=helped,
        signer_name=chair,
        signer_position=SignerPosition.CHAIR,
        attestation="",
        **submission.key_totals(figures),
    )
    report.sha256 = submission.fingerprint(report, figures)
    if outcome != State.SUBMITTED:
        # What one has entered on a board's behalf, the other looks at.
        reviewer = colleague if helped else officer
        report.reviewer, report.reviewer_name, report.review_began_at = reviewer, reviewer.display_name, sent
    if outcome in (State.ACCEPTED, State.RETURNED):
        # What was sent yesterday is decided by now, not tomorrow.
        report.decided_at = min(sent + timedelta(days=chance.randint(1, 9), hours=1), timezone.now())
    if outcome == State.RETURNED:
        report.decision_note = "Mohon dicocokkan dengan buku kas dan daftar anggota, lalu dikirim kembali."
        shelf.comments.append(
            LineComment(
                report=report,
                key="A1.01",
                author=officer,
                author_name=officer.display_name,
                text="Saldo kas berbeda dengan buku kas yang kami lihat waktu kunjungan. Mohon diperiksa.",
                at=report.decided_at,
            )
        )
    shelf.reports.append(report)
    for key, amount in figures.items():
        line, column = split_key(key)
        shelf.figures.append(Figure(report=report, line=line, column=column, amount=amount))
    data = Data(
        obligation.profile, quarter, typed, accepted.get(quarter.previous), accepted.get(quarter.end_of_last_year)
    )
    for found in run(data):
        explained = found.level == Level.WARNING
        shelf.findings.append(
            Finding(
                report=report,
                rule=found.rule,
                level=found.level,
                key=found.key,
                found=found.found,
                expected=found.expected,
                values=found.values,
                explanation=EXPLANATION if explained else "",
                explained_by_name=chair if explained else "",
                explained_at=sent if explained else None,
            )
        )
    told = events.build(
        f"report.{outcome}",
        actor=report.reviewer or officer,
        object_type="report",
        object_id=0,
        label=f"{obligation.cooperative.name}, {obligation.period.label} v1",
        after={"state": outcome},
    )
    told.at = report.decided_at or sent
    shelf.events.append(told)
    obligation.standing, obligation.received_at = STANDING[State(outcome)], sent
    obligation.days_late = obligation.lateness_on_receipt()
    obligation.late_since = None
    shelf.obligations.append(obligation)
