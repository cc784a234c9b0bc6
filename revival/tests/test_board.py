"""What a board sees of its way back, and asking for coaching."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cooperatives.models import BoardMember, Contact
from cooperatives.people import memberships
from core import clock, office
from core.models import Notice
from revival import requests, signs, way_back
from revival.cases import in_charge
from revival.models import Answer, Case, Question, TeamMember
from revival.question import answers, questions
from tests.coaching import make_case
from tests.factories import district, make_cooperative, make_user
from tests.reporting import make_obligation
from tests.training import make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(manager, officer):
    cooperative = make_cooperative("KSP Tidur", status="passive", last_rat_year=clock.today().year - 4)
    memberships.link(manager, cooperative, actor=officer)
    return cooperative


def test_the_board_reads_what_is_missing_and_what_to_do_next(own, as_user, manager):
    BoardMember.objects.create(
        cooperative=own, position="chair", name="Ani", term_end=clock.today() - timedelta(days=9)
    )
    page = as_user(manager).get(reverse("revival_panel", args=[own.pk]))
    missing = page.context["standing"].missing
    assert len(missing) == 3
    assert str(own.last_rat_year) in missing[0]
    assert page.context["standing"].steps[0] == "Undang rapat anggota luar biasa dan pilih pengurus."
    assert "Minta pendampingan" in page.content.decode()


def test_nothing_is_missing_where_all_is_in_order():
    cooperative = make_cooperative(last_rat_year=clock.today().year, phone="+628123")
    BoardMember.objects.create(cooperative=cooperative, position="chair", name="Ani")
    assert way_back.of(cooperative).missing == []
    assert way_back.rests(cooperative) is False


def test_asking_reaches_whoever_is_in_charge_once(own, as_user, manager, officer, adviser):
    client, url = as_user(manager), reverse("revival_ask", args=[own.pk])
    case = make_case(own, officer, adviser=adviser)
    Notice.objects.all().delete()
    client.post(url, {"words": "Buku kami hilang."})
    client.post(url, {"words": "Lagi."})
    notice, contact = Notice.objects.get(), Contact.objects.get()
    assert (notice.user, notice.text, notice.url) == (
        adviser,
        "Buku kami hilang.",
        reverse("revival_case", args=[case.pk]),
    )
    assert (contact.result, contact.by, contact.channel) == ("help_wanted", manager, "inbox")
    assert "asked" in {one.sign.key for one in signs.of([own.pk], clock.today())[own.pk]}


def test_without_a_case_the_leader_of_the_team_is_told_and_without_a_team_all_officers(
    own, manager, officer, administrator
):
    requests.ask(own, words="", actor=manager)
    assert {notice.user for notice in Notice.objects.all()} == {officer, administrator}
    Contact.objects.update(made_at=clock.now() - timedelta(days=30))
    leader = make_user("adviser")
    TeamMember.objects.create(district=district("Laweyan"), user=leader, leads=True)
    requests.ask(own, words="", actor=manager)
    assert Notice.objects.latest("pk").user == leader


def test_another_cooperative_cannot_be_asked_for(as_user, manager):
    other = make_cooperative("KSP Lain", status="passive")
    assert as_user(manager).post(reverse("revival_ask", args=[other.pk])).status_code == 404
    assert Contact.objects.count() == 0


def test_trainings_that_fit_are_named(own, as_user, manager, officer):
    fits = make_session(actor=officer, statuses=["passive"])
    make_session(actor=officer, statuses=["active"])
    page = as_user(manager).get(reverse("revival_panel", args=[own.pk]))
    assert [one.url for one in page.context["trainings"]] == [reverse("session", args=[fits.pk])]
    # Whoever coaches it finds them beside the plan of its case.
    case = make_case(own, officer)
    page = as_user(officer).get(reverse("revival_case", args=[case.pk]))
    assert [one.url for one in page.context["trainings"]] == [reverse("session", args=[fits.pk])]
    assert reverse("session", args=[fits.pk]) in page.content.decode()


def test_the_home_page_of_a_passive_board_leads_to_the_way_back(own, as_user, manager):
    url = reverse("revival_panel", args=[own.pk])
    assert f'href="{url}"' in as_user(manager).get("/").content.decode()


def test_a_text_that_is_too_long_is_refused_in_words(own, as_user, manager):
    form = {"words": "x" * 2001}
    page = as_user(manager).post(reverse("revival_ask", args=[own.pk]), form, follow=True)
    assert "2000" in page.content.decode()
    assert Contact.objects.count() == 0


def test_an_active_board_has_no_panel(as_user, manager, officer):
    active = make_cooperative("KSP Jalan")
    memberships.link(manager, active, actor=officer)
    answer = as_user(manager).get(reverse("revival_panel", args=[active.pk]), headers={"HX-Request": "true"})
    assert answer.content.strip() == b""


def test_the_board_sees_what_it_has_answered_and_the_way_to_answer(own, as_user, manager, officer):
    questions.ask([own.pk], actor=officer)
    question = Question.objects.get()
    answers.give(question, Answer(willing="unsure", words="Menunggu rapat."))
    lurah = Answer(willing="no", words="Kata lurah sudah bubar.", how="lurah")
    answers.give(question, lurah, actor=officer)
    page = as_user(manager).get(reverse("revival_panel", args=[own.pk])).content.decode()
    assert "Menunggu rapat." in page
    assert reverse("answer", args=[question.code_in_groups]) in page
    assert "Kata lurah" not in page


def test_an_adviser_files_for_a_board_that_he_coaches_where_the_office_lets_him(as_user, officer, adviser, head):
    owed, other = make_obligation(), make_obligation()
    case = make_case(owed.cooperative, officer, adviser=adviser)
    pages = [reverse("report_form_begin", args=[one.pk]) for one in (owed, other)]
    client = as_user(adviser)
    assert [client.get(page).status_code for page in pages] == [403, 403]
    office.store("revival_adviser_files", True)
    assert [client.get(page).status_code for page in pages] == [302, 403]
    page = client.get(reverse("obligation", args=[owed.pk]))
    assert page.context["may_fill"] is True
    in_charge.hand_over(Case.objects.filter(pk=case.pk), to=None, actor=officer)
    assert client.get(pages[0]).status_code == 403
    assert as_user(head).get(pages[0]).status_code == 403
