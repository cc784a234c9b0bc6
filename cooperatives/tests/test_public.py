import pytest
from django.urls import reverse

from core import office
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


@pytest.fixture
def cooperative():
    return make_cooperative(
        "KSP Langgeng",
        legal_number="518/541/BH/2013",
        chair="Ratna Wulandari",
        phone="+628121",
        email="a@contoh.id",
        npwp="01.234",
        bank_account="Bank X 99",
        address="Jl. A 1",
        remarks="dobel?",
    )


@pytest.mark.parametrize("q", ["langgeng", "KSP. LANGGENG", "518 / 541 / bh"])
def test_anybody_finds_a_cooperative_by_name_or_number(client, cooperative, q):
    page = client.get(reverse("public_register"), {"q": q}).content.decode()
    assert "KSP Langgeng" in page
    assert "Aktif" in page


@pytest.mark.parametrize("q", ["Ratna", "Jl. A 1", "628121", "a@contoh.id", "%", "zzz"])
def test_the_public_search_answers_no_question_about_people(client, cooperative, q):
    assert "KSP Langgeng" not in client.get(reverse("public_register"), {"q": q}).content.decode()


def test_the_public_record_shows_no_personal_data(client, cooperative):
    page = client.get(reverse("public_record", args=[cooperative.pk])).content.decode()
    for hidden in ("Ratna", "628121", "0812", "a@contoh.id", "01.234", "Bank X", "dobel"):
        assert hidden not in page
    assert "518/541/BH/2013" in page


def test_what_is_marked_public_is_shown(client, cooperative, administrator):
    cooperative.phone_is_public = cooperative.email_is_public = True
    cooperative.save()
    office.change({"show_chair": True}, actor=administrator)
    page = client.get(reverse("public_record", args=[cooperative.pk])).content.decode()
    for shown in ("Ratna", "a@contoh.id"):
        assert shown in page


def test_the_home_page_of_a_visitor_is_the_search(client, cooperative):
    assert reverse("public_register") in client.get("/").content.decode()
