"""The home of a board: what is due, what was sent and where it stands, amendments, certificates, each by name."""

import pytest
from django.urls import reverse

from cooperatives.people import memberships
from reports.arrivals import consent
from reports.filing import submission
from tests.factories import make_cooperative
from tests.reporting import QUARTER, accepted, arrived, draft, make_obligation, submitted
from tests.world import make_training

pytestmark = pytest.mark.django_db


@pytest.fixture
def cooperatives(manager, officer):
    found = [make_cooperative("KSP Satu"), make_cooperative("KSP Dua")]
    for cooperative in found:
        memberships.link(manager, cooperative, actor=officer)
    return found


def home(as_user, manager) -> str:
    return as_user(manager).get("/").content.decode()


def test_what_was_sent_stands_there_with_its_state_for_each_cooperative(as_user, manager, officer, cooperatives):
    one, two = (make_obligation(cooperative=cooperative, quarter=QUARTER) for cooperative in cooperatives)
    submitted(one, manager)
    accepted(two, manager, officer)
    page = home(as_user, manager)
    _before, _heading, sent = page.partition("Yang sudah dikirim")
    for owed, state in ((one, "Menunggu diperiksa"), (two, "Diterima")):
        row = sent.split(reverse("obligation", args=[owed.pk]))[0].rsplit("<li>", 1)[1]
        assert state in row
        assert owed.cooperative.name in sent


@pytest.mark.parametrize("page", ["home", "report_home"])
def test_an_amendment_that_was_begun_is_gone_on_with_from_there(as_user, manager, officer, cooperatives, page):
    owed = make_obligation(cooperative=cooperatives[0])
    accepted(owed, manager, officer)
    link = f'href="{reverse("report_check", args=[owed.pk])}"'
    assert link not in as_user(manager).get(reverse(page)).content.decode()
    submission.amend(owed, reason="Salah ketik kas.", actor=manager)
    shown = as_user(manager).get(reverse(page)).content.decode()
    assert link in shown
    assert "Salah ketik kas." in shown


def test_a_board_is_asked_for_its_yes_on_its_home_and_the_yes_is_three_taps_away(
    as_user, manager, officer, cooperatives
):
    owed = make_obligation(cooperative=cooperatives[0])
    arrived(owed, officer)
    assert "belum menjadi laporan" in home(as_user, manager)
    consent.ask(draft(owed, officer), actor=officer)
    page = home(as_user, manager)
    assert "hanya dengan persetujuan Anda" in page
    assert f'href="{reverse("report_check", args=[owed.pk])}"' in page


def test_a_certificate_is_in_reach(as_user, manager, officer, cooperatives):
    args = make_training(cooperatives[0], officer)
    assert reverse("certificate_pdf", args=args["certificate_pdf"]) in home(as_user, manager)


def test_home_asks_as_often_for_one_cooperative_as_for_many(
    as_user, manager, officer, cooperatives, django_assert_max_num_queries
):
    for cooperative in cooperatives:
        accepted(make_obligation(cooperative=cooperative), manager, officer)
    client = as_user(manager)
    client.get("/")
    with django_assert_max_num_queries(24):
        client.get("/")
