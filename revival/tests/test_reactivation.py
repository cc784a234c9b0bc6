"""Active again: what the rule asks for is shown, an officer decides, and all that follows happens at once."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from cooperatives.models import BoardMember, Contact, Cooperative, StatusChange
from cooperatives.people import memberships
from core import office
from core.errors import DomainError, StaleVersionError
from core.models import Notice
from reports.models import Obligation
from reports.obligations.opening import open_period
from reports.obligations.quarter import Quarter
from revival import reminders, signs
from revival.cases import in_charge, reactivation, stages, watch
from revival.models import Case, Reactivation
from tests.coaching import make_case
from tests.factories import make_cooperative
from tests.reporting import submitted

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 10)
RUNNING = Quarter(2026, 4)


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(DAY, tick=True):
        yield


@pytest.fixture
def case(officer, manager) -> Case:
    own = make_cooperative("KSP Bangun", status="passive", last_rat_year=2026)
    BoardMember.objects.create(cooperative=own, position="chair", name="Ani", term_end=date(2030, 1, 1))
    memberships.link(manager, own, actor=officer)
    found = make_case(own, officer)
    stages.move(found, "plan", actor=officer)
    return found


def test_all_that_follows_happens_at_once(case, officer, manager):
    open_period(RUNNING)
    Notice.objects.all().delete()
    said = reactivation.make_active(case, business="Dikunjungi 3 November.", reason="", actor=officer)
    own = Cooperative.objects.get(pk=case.cooperative_id)
    assert (own.status, own.in_revival, case.stage) == ("active", False, "active_again")
    change = StatusChange.objects.latest("pk")
    assert (change.basis, change.reason) == ("revived", "Dikunjungi 3 November.")
    owed = Obligation.objects.get(cooperative=own)
    assert owed.period.value == RUNNING
    assert "Triwulan IV 2026" in said
    notice = Notice.objects.get(user=manager)
    assert "aktif kembali" in notice.title
    assert said in notice.text
    assert Reactivation.objects.get().missing == []
    assert Contact.objects.filter(about__startswith="reactivation-", cooperative=own).exists()


def test_what_is_missing_is_named_and_only_a_reason_goes_over_it(case, officer):
    Cooperative.objects.update(last_rat_year=2019)
    case.cooperative.refresh_from_db()
    unmet = [one.label for one in reactivation.requirements(case.cooperative) if not one.is_met]
    assert unmet == ["Rapat Anggota Tahunan (RAT) diadakan pada 2026"]
    with pytest.raises(DomainError, match=r"RAT.*diadakan pada 2026; Usaha yang berjalan"):
        reactivation.make_active(case, business="", reason="", actor=officer)
    assert Cooperative.objects.get(pk=case.cooperative_id).status == "passive"
    reactivation.make_active(case, business="", reason="Perintah kepala dinas.", actor=officer)
    assert len(Reactivation.objects.get().missing) == 2


def test_a_case_that_is_not_so_far_or_was_changed_meanwhile_stays(case, officer):
    seen = case.revision
    early = make_case(make_cooperative("KSP Awal", status="passive"), officer)
    with pytest.raises(DomainError, match="belum sejauh itu"):
        reactivation.make_active(early, business="x", reason="x", actor=officer)
    stages.move(Case.objects.get(pk=case.pk), "coached", actor=officer)
    with pytest.raises(StaleVersionError):
        reactivation.make_active(Case.objects.get(pk=case.pk), business="x", reason="", seen=seen, actor=officer)
    assert not Reactivation.objects.exists()


def test_an_officer_decides_on_the_page_of_the_case(case, officer, adviser, as_user):
    url, page = reverse("revival_active", args=[case.pk]), reverse("revival_case", args=[case.pk])
    assert as_user(adviser).post(url, {"seen": case.revision, "business": "x"}).status_code == 403
    client = as_user(officer)
    assert "Rapat Anggota Tahunan (RAT) diadakan pada 2026" in client.get(page).content.decode()
    # A move alone makes nothing active.
    moved = client.post(reverse("revival_move", args=[case.pk]), {"seen": case.revision, "to": "active_again"})
    assert "to" in moved.context["move_form"].errors
    answer = client.post(url, {"seen": case.revision, "business": "Toko buka tiap hari."}, follow=True)
    assert "aktif kembali" in answer.content.decode()
    again = client.post(url, {"seen": case.revision, "business": "Toko buka tiap hari."})
    assert again.status_code == 200
    assert Reactivation.objects.count() == 1


def test_back_to_the_plan_it_is_coached_again(case, officer):
    reactivation.make_active(case, business="x", reason="", actor=officer)
    stages.move(case, "plan", reason="Pengurus mundur.", actor=officer)
    assert Cooperative.objects.get(pk=case.cooperative_id).in_revival is True
    stages.take_back(case, reason="Salah.", actor=officer)
    assert Cooperative.objects.get(pk=case.cooperative_id).in_revival is False


def test_the_watch_is_over_after_quarters_in_time(case, officer):
    office.store("revival_watch_quarters", 1)
    open_period(RUNNING)
    reactivation.make_active(case, business="x", reason="", actor=officer)
    found = watch.of(case)
    assert (len(found.quarters), found.in_time, found.is_over, found.has_failed) == (1, 0, False, False)
    with time_machine.travel(date(2027, 1, 15)):
        submitted(Obligation.objects.get(cooperative=case.cooperative), officer)
        assert watch.of(case).is_over is True
        assert [reminders.remind(date(2027, 1, 15)) for _n in range(2)] == [0, 0]
        in_charge.hand_over(Case.objects.all(), to=officer, actor=officer)
        assert [reminders.remind(date(2027, 1, 15)) for _n in range(2)] == [1, 0]
        assert Notice.objects.filter(key=f"watch-over-{case.pk}").count() == 1


def test_a_late_report_leads_back_to_the_plan(case, officer, as_user):
    open_period(RUNNING)
    reactivation.make_active(case, business="x", reason="", actor=officer)
    with time_machine.travel(date(2027, 3, 1)):
        assert watch.of(case).has_failed is True
        page = as_user(officer).get(reverse("revival_case", args=[case.pk])).content.decode()
        assert "kembalikan ke rencana" in page


def test_those_that_are_active_again_are_no_candidates_and_not_in_coaching(case, officer):
    reactivation.make_active(case, business="x", reason="", actor=officer)
    assert case.cooperative not in signs.passive()
    assert not Case.objects.coached().exists()
    assert Case.objects.open().count() == 1
