"""Who is told that cases are his now."""

import pytest
from django.urls import reverse

from core.models import Notice
from revival.cases import in_charge, opening
from revival.models import Case
from tests.coaching import make_case
from tests.factories import make_cooperative, make_user

pytestmark = pytest.mark.django_db


def test_whoever_gets_cases_is_told_once_in_his_language_and_is_led_to_them(officer, adviser):
    for n in range(7):
        make_case(make_cooperative(f"KSP {n}", status="passive"), officer)
    adviser.language = "en"
    adviser.save()
    in_charge.hand_over(Case.objects.all(), to=adviser, actor=officer)
    in_charge.hand_over(Case.objects.all(), to=adviser, actor=officer)
    notice = Notice.objects.get()
    assert (notice.user, notice.title, notice.url) == (
        adviser,
        "You are in charge of 7 more cases of coaching now",
        f"{reverse('revival')}?adviser={adviser.pk}",
    )
    assert notice.text == f"From {officer.display_name}: KSP 0; KSP 1; KSP 2; KSP 3; KSP 4, and 2 more"


def test_one_case_leads_to_its_page(officer, adviser):
    case = make_case(make_cooperative("KSP Satu", status="passive"), officer, adviser=adviser)
    notice = Notice.objects.get(user=adviser)
    assert notice.url == reverse("revival_case", args=[case.pk])
    assert notice.title == "Anda kini menangani pembinaan KSP Satu"


def test_nobody_is_told_of_what_he_has_taken_himself_or_given_back(officer, adviser):
    case = make_case(make_cooperative(status="passive"), officer, adviser=officer)
    in_charge.hand_over(Case.objects.filter(pk=case.pk), to=None, actor=officer)
    in_charge.hand_over(Case.objects.filter(pk=case.pk), to=officer, actor=officer)
    assert Notice.objects.count() == 0


def test_an_opening_tells_each_of_those_who_are_in_charge(officer, administrator):
    one, other = make_user("adviser", "a@solokop.test"), make_user("adviser", "b@solokop.test")
    pks = [make_cooperative(f"KSP {n}", status="passive").pk for n in range(3)]
    opening.open_cases(pks[:1], reason="x", actor=officer, adviser=one)
    opening.open_cases(pks[1:], reason="x", actor=officer, adviser=other)
    assert {notice.user: notice.title.split(" ")[3] for notice in Notice.objects.all()} == {
        one: "pembinaan",
        other: "2",
    }
