"""The plan of a case: proposals that know what has proposed them, and lines that two change at once."""

import pytest
from django.urls import reverse
from django.utils import translation

from revival.cases import in_charge, plan
from revival.models import Case, PlanLine
from tests.coaching import make_case, make_line
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(officer) -> Case:
    return make_case(make_cooperative("KSP Tidur", status="passive"), officer)


def test_a_proposal_that_was_taken_does_not_come_back_in_other_words_or_another_language(case, officer):
    plan.set_causes(case, codes=["books"], words="", actor=officer)
    (line,) = plan.proposals(case)
    kept = plan.put_line(case, line=line, actor=officer)
    kept.what = "Kursus pembukuan di balai kelurahan"
    plan.put_line(case, line=kept, actor=officer)
    with translation.override("en"):
        assert plan.proposals(case) == []
    plan.remove_line(case, line=kept, actor=officer)
    assert len(plan.proposals(case)) == 1


def test_a_proposal_is_taken_with_one_press(case, officer, as_user):
    plan.set_causes(case, codes=["books"], words="", actor=officer)
    (line,) = plan.proposals(case)
    as_user(officer).post(reverse("revival_plan_add", args=[case.pk]), {"what": line.what, "proposal": line.proposal})
    assert PlanLine.objects.get().proposal == "books"
    # Pressed twice it is one line.
    again = as_user(officer).post(
        reverse("revival_plan_add", args=[case.pk]), {"what": line.what, "proposal": line.proposal}
    )
    assert "sudah ada di rencana" in again.content.decode()
    assert PlanLine.objects.count() == 1


def test_of_two_who_change_a_line_the_second_is_told_and_keeps_what_was_typed(case, officer, as_user):
    line = make_line(case, officer)
    client, url = as_user(officer), reverse("revival_plan_edit", args=[case.pk, line.pk])
    seen = client.get(url).context["form"]["seen"].value()
    assert client.post(url, {"seen": seen, "what": "Satu"}).status_code == 302
    second = client.post(url, {"seen": seen, "what": "Dua"})
    assert second.status_code == 200
    assert "berubah" in str(second.context["form"].non_field_errors())
    assert 'value="Dua"' in second.content.decode()
    assert PlanLine.objects.get().what == "Satu"
    # Pressed again, it counts.
    client.post(url, {"seen": second.context["form"]["seen"].value(), "what": "Dua"})
    assert PlanLine.objects.get().what == "Dua"


def test_what_was_typed_into_a_case_that_was_handed_over_meanwhile_can_be_copied(case, officer, adviser, as_user):
    in_charge.hand_over(Case.objects.all(), to=adviser, actor=officer)
    client = as_user(adviser)
    in_charge.hand_over(Case.objects.all(), to=officer, actor=officer)
    url = reverse("revival_decide", args=[case.pk])
    answer = client.post(url, {"wish": "yes", "on": "2026-01-05", "said_by": "Pak Ketua", "words": "Kami masih mau."})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Kami masih mau." in page
    assert "Pak Ketua" in page
    assert "Anda tidak bertanggung jawab" in page or "Anda bukan penanggung jawab" in page
    assert not Case.objects.get().decisions.exists()
    line = make_line(Case.objects.get(), officer)
    answer = client.post(reverse("revival_plan_edit", args=[case.pk, line.pk]), {"seen": 1, "what": "Kursus baru"})
    assert answer.status_code == 403
    assert "Kursus baru" in answer.content.decode()
    chosen = client.post(reverse("revival_causes", args=[case.pk]), {"seen": 1, "codes": ["books"]})
    assert "Pembukuan tidak tertib" in chosen.content.decode()
