from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cooperatives import status
from cooperatives.choices import Status
from cooperatives.models import Cooperative, StatusChange
from cooperatives.status_rules import MOVES, moves_from
from core import office
from core.errors import DomainError, StaleVersionError
from core.models import Event
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


def change(cooperative, officer, to="passive", **details):
    values = {"on": date(2026, 1, 5), "basis": "rat_missed", "reason": "Tiga tahun tanpa RAT.", "actor": officer}
    return status.change_status(cooperative, to=to, **(values | details))


def test_a_change_leaves_history_and_one_event_with_the_rule_in_force(officer, administrator):
    office.change({"years_without_rat": 2}, actor=administrator)
    cooperative = make_cooperative()
    Event.objects.all().delete()
    evidence = SimpleUploadedFile("berita acara.pdf", b"%PDF-1.4")
    found = change(cooperative, officer, evidence=evidence)
    assert (found.old, found.new, found.on, found.basis) == ("active", "passive", date(2026, 1, 5), "rat_missed")
    assert found.rule == {"years_without_rat": 2}
    assert (found.actor_name, found.evidence_name, found.evidence.read()) == (
        officer.name,
        "berita acara.pdf",
        b"%PDF-1.4",
    )
    event = Event.objects.get()
    assert (event.verb, event.before["status"], event.after["status"]) == (
        "cooperative.status_changed",
        "active",
        "passive",
    )
    assert event.reason == "Tiga tahun tanpa RAT."
    assert Cooperative.objects.get().version == 2


@pytest.mark.parametrize("old", ["", *Status.values])
@pytest.mark.parametrize("new", Status.values)
def test_only_the_moves_of_the_table_are_possible(officer, old, new):
    cooperative = make_cooperative(status=old)
    if new in MOVES[old]:
        change(cooperative, officer, to=new, basis="ministry")
        assert Cooperative.objects.get().status == new
    else:
        with pytest.raises(DomainError):
            change(cooperative, officer, to=new)
        assert StatusChange.objects.count() == 0


def test_a_dissolved_cooperative_stays_dissolved():
    assert moves_from(Status.DISSOLVED) == ()


@pytest.mark.parametrize("details", [{"reason": "  "}, {"on": timezone.localdate() + timedelta(days=1)}])
def test_a_change_without_reason_or_in_the_future_is_refused(officer, details):
    with pytest.raises(DomainError):
        change(make_cooperative(), officer, **details)


def test_a_change_is_not_older_than_the_one_before_unless_it_corrects_an_error(officer):
    cooperative = make_cooperative()
    change(cooperative, officer)
    older = date(2026, 1, 4)
    with pytest.raises(DomainError):
        change(cooperative, officer, to="active", on=older)
    change(cooperative, officer, to="active", on=older, basis="correction")
    assert list(StatusChange.objects.order_by("pk").values_list("new", "on")) == [
        ("passive", date(2026, 1, 5)),
        ("active", older),
    ]


def test_a_reason_is_kept_without_the_blanks_around_it_and_without_evidence(officer):
    found = change(make_cooperative(), officer, reason="  Tiga tahun. ")
    found.refresh_from_db()
    assert (found.reason, found.evidence.name, found.evidence_name) == ("Tiga tahun.", "", "")
    assert Event.objects.get().reason == "Tiga tahun."


@pytest.mark.parametrize(
    ("said", "agreeing"),
    [
        ("", ["", *Status.values]),
        ("active", ["active", "attention"]),
        ("passive", ["passive", "proposed_dissolution"]),
        ("dissolved", ["dissolved"]),
    ],
)
def test_a_list_of_active_and_passive_says_nothing_new_of_a_finer_status(said, agreeing):
    assert [current for current in ("", *Status.values) if status.agrees(current, said)] == agreeing


def test_the_second_of_two_officers_is_told_and_nothing_is_overwritten(officer):
    cooperative = make_cooperative()
    first, second = Cooperative.objects.get(), Cooperative.objects.get()
    change(first, officer)
    with pytest.raises(StaleVersionError):
        change(second, officer, to="attention")
    cooperative.refresh_from_db()
    assert (cooperative.status, StatusChange.objects.count()) == ("passive", 1)
