"""What anybody tells of a cooperative: once, with a number, answered by the office, counted by the early warning."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cooperatives.merging import records, separation
from cooperatives.models import Complaint, Merge
from cooperatives.public import complaints
from core import clock
from core.errors import DomainError
from core.models import Event
from supervision.models import EarlyWarning
from supervision.warnings import detection
from tests.factories import make_cooperative
from tests.races import at_once

pytestmark = pytest.mark.django_db
GIVEN = {"kind": "withdrawal", "text": "Sejak Maret tabungan saya tidak dibayar.", "contact": "0812 3456 7890"}


@pytest.fixture
def cooperative():
    return make_cooperative("KSP Macet", last_rat_year=clock.today().year)


def tell(client, cooperative, **given):
    return client.post(reverse("tell", args=[cooperative.pk]), GIVEN | given)


def test_it_is_told_without_an_account_and_followed_by_its_number(client, as_user, officer, cooperative):
    answer = tell(client, cooperative)
    one = Complaint.objects.get()
    assert answer.url == reverse("public_complaint", args=[one.number])
    page = client.get(answer.url)
    assert "Dinas sudah menerimanya" in page.content.decode()
    assert (page["X-Robots-Tag"], page["Cache-Control"]) == ("noindex", "private, no-store")
    as_user(officer).post(reverse("complaint_answer", args=[one.pk]), {"text": "Kami datangi besok."})
    page = client.get(answer.url.lower()).content.decode()
    assert "Kami datangi besok." in page
    # What was said and how to reach who said it stays with the office.
    for secret in ("Sejak Maret", "0812"):
        assert secret not in page
    assert "lapor.go.id" in page


def test_the_same_words_sent_twice_are_one_complaint(client, cooperative):
    assert tell(client, cooperative).url == tell(client, cooperative).url
    assert Complaint.objects.count() == Event.objects.filter(verb="complaint.told").count() == 1
    tell(client, cooperative, text="Yang lain.")
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        tell(client, cooperative)
    assert Complaint.objects.count() == 3


def test_two_at_once_are_one(committed):
    cooperative = make_cooperative()
    at_once(*(lambda: complaints.tell(cooperative, kind="wrong", text="Alamat lama."),) * 2)
    assert Complaint.objects.count() == 1


def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, cooperative):
    answer = tell(client, cooperative, kind="", text="  ")
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"kind", "text"}
    assert "0812 3456 7890" in answer.content.decode()
    assert tell(client, cooperative, text="x" * 2001).status_code == 400
    assert not Complaint.objects.exists()


def test_one_client_may_not_tell_without_end(client, settings, cooperative):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "complaint": "2/h/ip"}
    assert [tell(client, cooperative, text=f"Ke-{n}").status_code for n in range(3)] == [302, 302, 429]
    assert Complaint.objects.count() == 2


def test_a_merged_record_takes_nothing_and_its_complaints_go_along_and_come_back(client, officer, cooperative):
    kept = make_cooperative()
    tell(client, cooperative)
    records.merge(keep=kept.pk, drop=cooperative.pk, reason="Sama.", actor=officer)
    assert Complaint.objects.get().cooperative == kept
    assert tell(client, cooperative).status_code == 404
    with pytest.raises(DomainError):
        complaints.tell(cooperative, kind="wrong", text="x")
    separation.undo(Merge.objects.get(), actor=officer)
    assert Complaint.objects.get().cooperative == cooperative


def test_what_an_officer_has_recorded_becomes_a_flag_and_is_one_no_longer_when_taken_back(
    client, as_user, officer, cooperative
):
    tell(client, cooperative)
    one = Complaint.objects.get()
    detection.run(clock.today())
    assert not EarlyWarning.objects.filter(flag="withdrawals").exists()
    url = reverse("complaint_record", args=[one.pk])
    as_user(officer).post(url)
    detection.run(clock.today())
    [warning] = EarlyWarning.objects.open().filter(flag="withdrawals")
    assert (warning.cooperative, warning.value, warning.level) == (cooperative, 1, 1)
    as_user(officer).post(url, {"undo": "1"})
    detection.run(clock.today())
    assert not EarlyWarning.objects.open().filter(flag="withdrawals").exists()


def test_it_is_counted_for_a_year(officer, cooperative):
    complaints.record(complaints.tell(cooperative, kind="withdrawal", text="x"), actor=officer)
    for days, n in ((0, 1), (364, 1), (367, 0)):
        detection.run(clock.today() + timedelta(days=days))
        assert EarlyWarning.objects.open().filter(flag="withdrawals").count() == n, days


def test_only_money_that_could_not_be_withdrawn_is_recorded_and_once(officer, cooperative):
    wrong = complaints.tell(cooperative, kind="wrong", text="Alamat lama.")
    with pytest.raises(DomainError):
        complaints.record(wrong, actor=officer)
    one = complaints.tell(cooperative, kind="withdrawal", text="x")
    with pytest.raises(DomainError):
        complaints.take_back(one, actor=officer)
    complaints.record(one, actor=officer)
    with pytest.raises(DomainError):
        complaints.record(one, actor=officer)
    with pytest.raises(DomainError):
        complaints.answer(one, text="  ", actor=officer)


def test_the_office_finds_it_among_the_days_work_and_a_manager_does_not(client, as_user, officer, manager, cooperative):
    tell(client, cooperative)
    assert as_user(officer).get("/").context["to_do"]["complaints"] == 1
    assert [str(row) for row in as_user(officer).get(reverse("complaints")).context["listing"].rows] == [
        Complaint.objects.get().number
    ]
    assert as_user(manager).get(reverse("complaints")).status_code == 403


@pytest.mark.parametrize("typed", ["{n}", " {low} ", "{plain}", "{bare}"])
def test_the_number_is_found_however_it_is_typed(client, cooperative, typed):
    number = complaints.tell(cooperative, kind="wrong", text="Alamat lama.").number
    plain = number.replace("-", "")
    text = typed.format(n=number, low=number.lower(), plain=plain, bare=plain[1:])
    assert client.get(reverse("follow_complaint"), {"number": text}).url == reverse("public_complaint", args=[number])
    missing = client.get(reverse("follow_complaint"), {"number": "A-0000-0000"})
    assert (missing.status_code, "A-0000-0000" in missing.content.decode()) == (404, True)
