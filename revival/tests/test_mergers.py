"""A merger that a case leads to: under way until both meetings and the legal approval are there."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import DomainError, StaleVersionError
from core.models import Event
from revival.cases import mergers, stages
from revival.models import Case, Merger
from tests.coaching import make_case
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(officer) -> Case:
    return make_case(make_cooperative("KSP Kecil", status="passive"), officer)


def given(**more) -> Merger:
    return Merger(into="Koperasi Kelurahan Merah Putih Jajar", **more)


@pytest.mark.parametrize("outcome", ["merged", "merged_village"])
def test_a_case_ends_as_merged_when_all_of_the_merger_is_there(case, officer, outcome):
    with pytest.raises(DomainError, match="Catat penggabungannya dahulu"):
        stages.end(case, outcome=outcome, text="", actor=officer)
    mergers.put(case, merger=given(meeting_on=clock.today()), actor=officer)
    with pytest.raises(DomainError, match="Masih kurang: rapat anggota koperasi penerima pada; nomor pengesahan badan"):
        stages.end(case, outcome=outcome, text="", actor=officer)
    complete = given(meeting_on=clock.today(), other_meeting_on=clock.today(), approval_number="AHU-1")
    mergers.put(case, merger=complete, actor=officer)
    stages.end(case, outcome=outcome, text="", actor=officer)
    assert (case.stage, Merger.objects.get().missing) == ("ended", [])
    assert Event.objects.filter(verb="revival.merger_set").count() == 2


def test_a_meeting_that_is_still_to_come_is_not_held(case, officer):
    with pytest.raises(DomainError, match="belum diadakan"):
        mergers.put(case, merger=given(meeting_on=clock.today() + timedelta(days=1)), actor=officer)


def test_two_who_note_it_at_once_are_told(case, officer):
    seen = case.revision
    mergers.put(case, merger=given(), seen=seen, actor=officer)
    with pytest.raises(StaleVersionError):
        mergers.put(Case.objects.get(), merger=given(approval_number="x"), seen=seen, actor=officer)
    assert Merger.objects.get().approval_number == ""


def test_the_page_says_what_is_missing(case, officer, as_user):
    client, url = as_user(officer), reverse("revival_merger", args=[case.pk])
    wrong = client.post(url, {"seen": case.revision, "into": "", "approval_number": "AHU-1"})
    assert wrong.context["merger_form"].errors.keys() == {"into"}
    assert client.post(url, {"seen": case.revision, "into": "KSP Besar", "approval_number": "AHU-1"}).status_code == 302
    page = client.get(reverse("revival_case", args=[case.pk])).content.decode()
    assert "sedang berjalan" in page
    assert "KSP Besar" in page
