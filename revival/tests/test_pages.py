"""The pages of coaching, as officers, advisers and boards use them."""

import io
import re
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cooperatives.people import memberships
from core import clock, office
from revival import signs
from revival.cases import in_charge
from revival.models import Case, CoachingProgramme, Decision, PlanLine, TeamMember
from tests.coaching import make_case, make_line
from tests.factories import district, make_cooperative, make_user
from tests.training import be_there, begin, enrol, make_session

pytestmark = pytest.mark.django_db


def listed(page) -> list[str]:
    return [row.cooperative.name for row in page.context["listing"].rows]


def passive(name: str, **fields):
    return make_cooperative(name, **({"status": "passive", "phone": "", "members": None} | fields))


def test_the_worthiest_come_first_each_with_its_signs(as_user, officer):
    passive("KSP Sepi", place="Kerten")
    passive("KSP Ramai", phone="+628123", members=40, last_rat_year=clock.today().year - 2)
    make_cooperative("KSP Aktif", phone="+628123")
    passive("KSP Provinsi", authority="province", place="Sondakan")
    make_case(passive("KSP Dibina", place="Bumi"), officer)
    page = as_user(officer).get(reverse("revival_candidates"))
    assert listed(page) == ["KSP Ramai", "KSP Sepi"]
    first, last = page.context["listing"].rows
    assert [(one.sign.key, one.weight) for one in first.signs] == [("meeting", 3), ("phone", 2), ("members", 1)]
    assert [(one.sign.key, one.weight) for one in last.signs] == [("no_meeting", -1)]
    assert [row.worth for row in (first, last)] == [6, -1]


def test_a_weight_is_a_setting_and_one_of_0_is_left_out(as_user, officer, administrator):
    passive("KSP Telepon", phone="+628123", last_rat_year=2000)
    passive("KSP Anggota", members=40, last_rat_year=2000, place="Kerten")
    client = as_user(officer)
    assert listed(client.get(reverse("revival_candidates"))) == ["KSP Telepon", "KSP Anggota"]
    office.change({"revival_sign_members": 9, "revival_sign_phone": 0}, actor=administrator)
    page = client.get(reverse("revival_candidates"))
    assert listed(page) == ["KSP Anggota", "KSP Telepon"]
    assert page.context["listing"].rows[1].signs == []
    assert "phone" not in {sign.key for sign in signs.in_use()}


def test_the_list_is_ordered_and_filtered_by_any_single_sign(as_user, officer):
    passive("KSP Telepon", phone="+628123")
    passive("KSP Anggota", members=40, place="Kerten")
    client, url = as_user(officer), reverse("revival_candidates")
    assert listed(client.get(url + "?sort=sign_members"))[0] == "KSP Anggota"
    assert listed(client.get(url + "?sort=-sign_members"))[0] == "KSP Telepon"
    assert listed(client.get(url + "?sign=members")) == ["KSP Anggota"]
    assert listed(client.get(url + "?sign=ngawur")) == []
    assert [client.get(f"{url}?sort=sign_{sign.key}&sign={sign.key}").status_code for sign in signs.SIGNS] == [
        200
    ] * len(signs.SIGNS)


def test_the_number_of_statements_of_whom_first_does_not_grow(as_user, officer, django_assert_num_queries):
    client, url = as_user(officer), reverse("revival_candidates")
    for n in range(3):
        passive(f"KSP {n}", place="Kerten")
    client.get(url)
    with django_assert_num_queries(10) as few:
        client.get(url)
    for n in range(20):
        passive(f"KSP Lagi {n}", place="Jajar")
    with django_assert_num_queries(len(few)):
        client.get(url)


def test_ticked_rows_get_their_cases_with_one_reason_and_first_step(as_user, officer):
    adviser = make_user("adviser")
    TeamMember.objects.create(district=district("Laweyan"), user=adviser, leads=True)
    programme = CoachingProgramme.objects.create(year=clock.today().year, name="Pembinaan", target=40)
    rows = [passive(f"KSP {n}") for n in range(3)]
    client = as_user(officer)
    asked = client.post(reverse("revival_candidates"), {"action": "open", "row": [row.pk for row in rows[:2]]})
    assert asked.context["form"].initial == {}
    assert asked.context["n"] == 2
    form = {
        "keys": asked.context["keys"],
        "reason": "Masih bisa dihubungi.",
        "programme": programme.pk,
        "adviser": "team",
        "step": "Telepon",
        "step_due": clock.today() + timedelta(days=9),
        "once": "a",
    }
    for _twice in range(2):
        assert client.post(reverse("revival_open"), form).status_code == 302
    assert {case.cooperative for case in Case.objects.all()} == set(rows[:2])
    case = Case.objects.first()
    assert (case.adviser, case.programme, case.step, case.reason) == (
        adviser,
        programme,
        "Telepon",
        "Masih bisa dihubungi.",
    )


def test_what_was_typed_and_ticked_stays_when_something_is_missing(as_user, officer):
    row = passive("KSP Satu")
    form = {"keys": str(row.pk), "reason": "Alasan saya.", "adviser": "team", "step": "", "step_due": ""}
    page = as_user(officer).post(reverse("revival_open"), form)
    assert (page.status_code, page.context["keys"], page.context["form"]["reason"].value()) == (
        200,
        str(row.pk),
        "Alasan saya.",
    )
    assert set(page.context["form"].errors) == {"step", "step_due"}


@pytest.mark.parametrize("keys", ["", "x", "0", "99999999999999999999999", "1;2", "-4,,,", "9" * 5000])
def test_keys_that_are_none_open_nothing(as_user, officer, keys):
    form = {"keys": keys, "reason": "x", "adviser": "team", "step": "x", "step_due": "2026-12-31"}
    assert as_user(officer).post(reverse("revival_open"), form).status_code == 200
    assert Case.objects.count() == 0


def test_a_case_is_moved_planned_put_on_hold_and_handed_over(as_user, officer, adviser):
    case = make_case(passive("KSP Satu"), officer)
    client, today = as_user(officer), clock.today()

    def post(name: str, **form):
        case.refresh_from_db()
        return client.post(reverse(name, args=[case.pk]), {"seen": case.revision} | form)

    assert post("revival_causes", codes=["books", "no_successors"], words="Buku hilang.").status_code == 302
    assert post("revival_decide", wish="yes", on=today, said_by="Bu Sri", said_as="Ketua").status_code == 302
    assert post("revival_move", to="plan", reason="Disepakati.").status_code == 302
    assert post("revival_plan_add", what="Kursus pembukuan", who="Bendahara").status_code == 302
    assert post("revival_step", step="Kunjungan", due=today + timedelta(days=3)).status_code == 302
    assert post("revival_hold", until=today + timedelta(days=30), reason="Minta waktu.").status_code == 302
    line = PlanLine.objects.get()
    client.post(reverse("revival_plan_done", args=[case.pk, line.pk]), {"done": "1"})
    client.post(reverse("revival_hand_over"), {"keys": str(case.pk), "adviser": adviser.pk})
    case.refresh_from_db()
    assert (case.stage, case.step, case.hold_until, case.adviser) == (
        "plan",
        "Kunjungan",
        today + timedelta(days=30),
        adviser,
    )
    assert {cause.code: cause.words for cause in case.causes.all()} == {"books": "Buku hilang.", "no_successors": ""}
    assert PlanLine.objects.get().done_on == today
    page = client.get(reverse("revival_case", args=[case.pk])).content.decode()
    for text in ("Buku hilang.", "Bu Sri", "Kursus pembukuan", "Minta waktu.", "Pemilihan pengurus baru"):
        assert text in page
    assert listed_cases(client, "") == []
    assert listed_cases(client, "?show=hold") == ["KSP Satu"]


def listed_cases(client, query: str) -> list[str]:
    rows = client.get(reverse("revival") + query).context["listing"].rows
    return [row.cooperative.name for row in rows]


def test_what_is_overdue_comes_first(as_user, officer):
    today = clock.today()
    for name, days in (("KSP Besok", 1), ("KSP Lewat", -1), ("KSP Lama", -9)):
        case = make_case(passive(name), officer)
        in_charge.set_step(case, step="x", due=today + timedelta(days=days), actor=officer)
    make_case(passive("KSP Kosong"), officer)
    client = as_user(officer)
    assert listed_cases(client, "") == ["KSP Lama", "KSP Lewat", "KSP Besok", "KSP Kosong"]
    assert listed_cases(client, "?show=overdue") == ["KSP Lama", "KSP Lewat"]


def test_what_was_typed_stays_when_the_case_has_changed(as_user, officer):
    case = make_case(passive("KSP Satu"), officer)
    in_charge.set_step(case, step="Dari orang lain", due=clock.today(), actor=officer)
    form = {"seen": 1, "step": "Langkah saya", "due": clock.today()}
    page = as_user(officer).post(reverse("revival_step", args=[case.pk]), form)
    assert page.context["step_form"]["step"].value() == "Langkah saya"
    assert page.context["open_form"] == "step_form"
    case.refresh_from_db()
    assert case.step == "Dari orang lain"


def test_a_field_adviser_works_on_his_own_cases_and_takes_those_of_nobody(as_user, officer, adviser):
    own, others = make_case(passive("KSP Satu"), officer), make_case(passive("KSP Dua"), officer)
    client = as_user(adviser)
    form = {"to": "clarified", "reason": "", "seen": 1}
    assert client.post(reverse("revival_move", args=[own.pk]), form).status_code == 403
    client.post(reverse("revival_take", args=[own.pk]))
    assert client.post(reverse("revival_move", args=[own.pk]), form | {"seen": 2}).status_code == 302
    in_charge.hand_over(Case.objects.filter(pk=others.pk), to=officer, actor=officer)
    client.post(reverse("revival_take", args=[others.pk]))
    assert {case.cooperative.name: case.adviser for case in Case.objects.all()} == {
        "KSP Satu": adviser,
        "KSP Dua": officer,
    }


def test_a_board_sees_its_next_step_and_nothing_else_of_the_case(as_user, officer, manager):
    cooperative = passive("KSP Satu")
    memberships.link(manager, cooperative, actor=officer)
    case = make_case(cooperative, officer, reason="Rahasia dinas.")
    in_charge.set_step(case, step="Kunjungan penyuluh", due=clock.today(), actor=officer)
    Decision.objects.create(case=case, wish="yes", on=clock.today(), said_by="Bu Sri", words="Rahasia juga.")
    page = as_user(manager).get(reverse("revival_panel", args=[cooperative.pk])).content.decode()
    assert "Kunjungan penyuluh" in page
    assert "Rahasia" not in page
    assert as_user(manager).get(reverse("revival_case", args=[case.pk])).status_code == 403


def test_the_file_holds_what_the_screen_shows(as_user, officer):
    passive("KSP Ramai", phone="+628123", members=40)
    answer = as_user(officer).get(reverse("revival_candidates") + "?format=xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer)))
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    row = next(row for row in rows if row[0] == "KSP Ramai")
    assert row[3] == 2
    assert "punya nomor telepon (+2)" in row[4]


def test_a_team_is_set_by_those_who_coach_alone(as_user, officer, adviser, head):
    url = reverse("revival_team", args=[district("Jebres").pk])
    client = as_user(officer)
    assert client.post(url, {"lead": adviser.pk, "members": [officer.pk]}).status_code == 302
    found = [(one.user, one.leads) for one in district("Jebres").team.all()]
    assert found == [(adviser, True), (officer, False)]
    assert client.post(url, {"lead": head.pk}).status_code == 200
    assert client.post(url, {"lead": "nobody"}).status_code == 302
    assert district("Jebres").team.count() == 0


def test_a_year_has_one_programme(as_user, officer):
    client, form = as_user(officer), {"year": 2026, "name": "Pembinaan", "target": 40}
    assert client.post(reverse("revival_programme_new"), form).status_code == 302
    assert client.post(reverse("revival_programme_new"), form).status_code == 200
    programme = CoachingProgramme.objects.get()
    assert client.post(reverse("revival_programme", args=[programme.pk]), form | {"target": 50}).status_code == 302
    assert CoachingProgramme.objects.get().target == 50


def test_pressed_again_after_a_stale_answer_what_was_typed_is_saved(as_user, officer):
    case = make_case(passive("KSP Satu"), officer)
    in_charge.set_step(case, step="Dari orang lain", due=clock.today(), actor=officer)
    client, url = as_user(officer), reverse("revival_move", args=[case.pk])
    page = client.post(url, {"seen": 1, "to": "clarified", "reason": "Ditelepon."})
    form = page.context["move_form"]
    assert form.non_field_errors() == [
        "Pembinaan ini sudah berubah sejak Anda membuka halaman. Lihat lagi, lalu lanjutkan."
    ]
    again = {"seen": form["seen"].value(), "to": form["to"].value(), "reason": form["reason"].value()}
    assert client.post(url, again).status_code == 302
    case.refresh_from_db()
    assert case.stage == "clarified"


def test_no_id_stands_twice_on_the_page_of_a_case(as_user, officer):
    case = make_case(passive("KSP Satu"), officer)
    make_line(case, officer)
    page = as_user(officer).get(reverse("revival_case", args=[case.pk])).content.decode()
    ids = re.findall(r' id="([^"]+)"', page)
    assert [one for one, n in Counter(ids).items() if n > 1] == []


def test_done_sent_twice_stays_done(as_user, officer):
    case = make_case(passive("KSP Satu"), officer)
    url = reverse("revival_plan_done", args=[case.pk, make_line(case, officer).pk])
    for _twice in range(2):
        as_user(officer).post(url, {"done": "1"})
    assert PlanLine.objects.get().done_on == clock.today()


def test_an_opening_that_is_taken_back_is_offered_no_more(as_user, officer):
    case = make_case(passive("KSP Satu"), officer)
    client = as_user(officer)
    assert client.get(reverse("revival")).context["latest"] == case.opening
    client.post(reverse("revival_opening_back", args=[case.opening_id]))
    assert client.get(reverse("revival")).context["latest"] is None
    answer = client.post(reverse("revival_opening_back", args=[case.opening_id]), follow=True)
    assert "sudah dibatalkan" in answer.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "1944-12-31", "9999-12-31"])
def test_a_day_of_another_age_is_refused_at_every_form_and_what_was_typed_stays(as_user, officer, day):
    case, client = make_case(passive("KSP Salah Ketik"), officer), as_user(officer)
    make_line(case, officer)
    before = Case.objects.values().get()
    forms = {
        "revival_step": {"step": "Menelepon", "due": day, "seen": case.revision},
        "revival_hold": {"until": day, "reason": "Panen", "seen": case.revision},
        "revival_decide": {"wish": "yes", "on": day, "said_by": "Bu Sri", "said_as": "Ketua"},
        "revival_plan_add": {"what": "Menata buku", "until": day},
    }
    for name, typed in forms.items():
        page = client.post(reverse(name, args=[case.pk]), typed)
        told = page.content.decode()
        assert (name, page.status_code, "Pilih tanggal antara 1 Januari 1945 dan" in told) == (name, 200, True)
        assert all(str(value) in told for value in typed.values())
    row = passive("KSP Lain")
    form = {"keys": str(row.pk), "reason": "Alasan", "adviser": "team", "step": "x", "step_due": day}
    assert "step_due" in client.post(reverse("revival_open"), form).context["form"].errors
    assert (Case.objects.values().get(), Decision.objects.count(), PlanLine.objects.count()) == (before, 0, 1)


def test_who_was_there_at_a_training_stands_on_the_line_of_time(as_user, officer):
    case = make_case(passive("KSP Belajar"), officer)
    seat = enrol(make_session(actor=officer), case.cooperative, "Sri", actor=officer)
    begin(seat.session, over=True)
    be_there(seat)
    told = as_user(officer).get(reverse("revival_case", args=[case.pk])).content.decode()
    assert "hadir 2 hari" in told


def test_those_of_other_authorities_are_a_list_with_a_file(as_user, officer, django_assert_max_num_queries):
    for n in range(60):
        passive(f"KSP Provinsi {n:02}", authority="province", legal_number=f"{n:03}/BH/2001")
    passive("KSP Pusat", authority="central")
    passive("KSP Kota", authority="city")
    client, url = as_user(officer), reverse("revival_others")
    with django_assert_max_num_queries(14):
        page = client.get(url)
    assert (page.context["listing"].total, len(page.context["listing"].rows)) == (61, 50)
    assert [row.name for row in client.get(url, {"authority": "central"}).context["listing"].rows] == ["KSP Pusat"]
    book = load_workbook(io.BytesIO(b"".join(client.get(url, {"format": "xlsx"}))))
    cells = {str(cell) for sheet in book for row in sheet.values for cell in row if cell}
    assert {"KSP Pusat", "KSP Provinsi 59", "059/BH/2001"} <= cells
    assert "KSP Kota" not in cells


def test_cases_stand_in_the_order_of_their_stages(as_user, officer):
    for stage in ("watched", "clarified", "plan", "found"):
        case = make_case(passive(f"KSP {stage}"), officer)
        Case.objects.filter(pk=case.pk).update(stage=stage)
    page = as_user(officer).get(reverse("revival"), {"sort": "stage"})
    assert [row.stage for row in page.context["listing"].rows] == ["found", "clarified", "plan", "watched"]
