from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cooperatives.models import Cooperative, StatusChange
from core import office
from core.errors import DomainError
from reports.escalation import proposals
from reports.escalation.proposals import seen
from reports.models import Obligation, Proposal
from reports.obligations import lateness
from reports.obligations.opening import open_period
from tests.factories import make_cooperative
from tests.reporting import QUARTER

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 28)


def late(n: int, **fields) -> Cooperative:
    """A cooperative that is late with n quarters on the day."""
    cooperative = make_cooperative(**fields)
    quarter = QUARTER
    for _n in range(n):
        with time_machine.travel(quarter.end + timedelta(days=1)):
            open_period(quarter)
        quarter = quarter.previous
    lateness.flag(DAY)
    return cooperative


def found() -> list[tuple[str, str, int, int]]:
    rows = Proposal.objects.filter(state="open").order_by("cooperative__name")
    return list(rows.values_list("cooperative__name", "to", "quarters", "rat_missed"))


def rat(year: int | None) -> dict:
    return {"last_rat_year": year, "last_rat_on": date(year, 3, 1) if year else None}


@pytest.mark.parametrize(
    ("quarters", "last_rat", "proposed"),
    [
        (0, 2026, None),
        (1, 2026, None),
        (2, 2026, "attention"),
        (0, 2025, "attention"),
        (0, 2024, "attention"),
        (0, 2023, "passive"),
        (2, 2023, "passive"),
        (0, None, None),
        (2, None, "attention"),
    ],
)
def test_the_evidence_decides_what_is_proposed(quarters, last_rat, proposed):
    cooperative = late(quarters, **rat(last_rat))
    proposals.propose(DAY)
    assert list(Proposal.objects.values_list("to", flat=True)) == ([proposed] if proposed else [])
    cooperative.refresh_from_db()
    assert cooperative.status == "active"


def test_a_meeting_is_missed_only_after_the_end_of_june():
    make_cooperative("KSP A", **rat(2025))
    proposals.propose(date(2026, 6, 30))
    assert found() == []
    proposals.propose(date(2026, 7, 1))
    assert found() == [("KSP A", "attention", 0, 1)]


def test_the_rules_of_the_office_hold_and_are_kept_with_the_proposal(administrator):
    late(1, **rat(2024))
    office.change({"years_without_rat": 2}, actor=administrator)
    proposals.propose(DAY)
    proposal = Proposal.objects.get()
    assert (proposal.to, proposal.rule["years_without_rat"]) == ("passive", 2)


def test_a_second_run_changes_nothing_and_evidence_is_renewed():
    late(2, name="KSP A", **rat(2026))
    proposals.propose(DAY)
    assert proposals.propose(DAY) == proposals.Proposed(0, 0)
    Cooperative.objects.update(**rat(2023))
    assert proposals.propose(DAY) == proposals.Proposed(1, 0)
    assert found() == [("KSP A", "passive", 2, 3)]


def test_a_proposal_whose_reason_has_gone_lapses():
    late(2, **rat(2026))
    proposals.propose(DAY)
    Obligation.objects.update(standing="accepted", late_since=None)
    lateness.flag(DAY)
    assert proposals.propose(DAY) == proposals.Proposed(0, 1)
    assert Proposal.objects.get().state == "lapsed"


def test_one_in_revival_or_of_another_authority_is_left_alone():
    late(2, in_revival=True, **rat(2020))
    late(2, authority="province", **rat(2020))
    proposals.propose(DAY)
    assert found() == []


def test_a_dismissed_proposal_comes_again_only_when_the_evidence_has_grown(officer):
    cooperative = late(2, name="KSP A", **rat(2026))
    proposals.propose(DAY)
    proposals.dismiss(Proposal.objects.get(), reason="Ketua baru, sedang dibantu.", actor=officer)
    proposals.propose(DAY)
    assert found() == []
    Cooperative.objects.filter(pk=cooperative.pk).update(**rat(2025))
    proposals.propose(DAY)
    assert found() == [("KSP A", "attention", 2, 1)]


def test_a_confirmed_proposal_changes_the_status_with_reason_and_rule(officer):
    cooperative = late(2, **rat(2026))
    proposals.propose(DAY)
    proposals.confirm(Proposal.objects.get(), reason="Dua triwulan tanpa laporan.", actor=officer)
    cooperative.refresh_from_db()
    assert cooperative.status == "attention"
    change = StatusChange.objects.get()
    assert (change.basis, change.reason, change.actor) == ("reports_missed", "Dua triwulan tanpa laporan.", officer)
    assert proposals.propose(DAY) == proposals.Proposed(0, 0)
    with pytest.raises(DomainError):
        proposals.confirm(Proposal.objects.get(), reason="lagi", actor=officer)


def test_officers_decide_several_with_one_reason(as_user, officer):
    for _n in range(3):
        late(2, **rat(2026))
    proposals.propose(DAY)
    first, second, third = Proposal.objects.order_by("pk")
    client, url = as_user(officer), reverse("proposals")
    client.post(url, {"row": [seen(first)], "action": "confirm", "text-confirm": " "})
    assert Proposal.objects.filter(state="open").count() == 3
    Proposal.objects.filter(pk=first.pk).update(quarters=3)
    client.post(url, {"row": [seen(first)], "action": "confirm", "text-confirm": "Dua triwulan."})
    assert Proposal.objects.filter(state="open").count() == 3, "it has changed since it was looked at"
    first.refresh_from_db()
    client.post(url, {"row": [seen(first), seen(second)], "action": "confirm", "text-confirm": "Dua triwulan."})
    client.post(url, {"row": [seen(third)], "action": "dismiss", "text-dismiss": "Sudah dihubungi."})
    assert list(Proposal.objects.order_by("pk").values_list("state", flat=True)) == [
        "confirmed",
        "confirmed",
        "dismissed",
    ]
    assert set(Cooperative.objects.values_list("status", flat=True)) == {"attention", "active"}


def test_all_that_are_proposed_are_decided_only_as_they_were_seen(as_user, officer):
    late(2, **rat(2026))
    proposals.propose(DAY)
    client, url = as_user(officer), reverse("proposals")
    stamp = client.get(url).context["listing"].stamp
    Proposal.objects.update(quarters=3)
    client.post(url, {"all": stamp, "action": "confirm", "text-confirm": "Dua triwulan."})
    assert Proposal.objects.get().state == "open"
    stamp = client.get(url).context["listing"].stamp
    client.post(url, {"all": stamp, "action": "confirm", "text-confirm": "Tiga triwulan."})
    assert Proposal.objects.get().state == "confirmed"


def test_the_number_of_statements_does_not_grow_with_the_register():
    proposals.propose(DAY)
    counts = []
    for n in (1, 40):
        for _n in range(n):
            make_cooperative(**rat(2024))
        with CaptureQueriesContext(connection) as queries:
            proposals.propose(DAY)
        counts.append(len(queries))
    assert counts[0] == counts[1]
