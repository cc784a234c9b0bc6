"""The pages of sessions and enrolment: what they show, what they take, how many queries they cost."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar
from openpyxl import load_workbook

from cooperatives.models import BoardMember
from cooperatives.people import memberships
from core import clock, event_words
from core.models import Event
from tests.factories import make_cooperative, village
from tests.training import FIELDS, be_there, begin, days_from, enrol, make_programme, make_session
from training.models import Certificate, Enrolment, Programme, Session

pytestmark = pytest.mark.django_db
TOO_LONG = 10**30


def session_form(**fields) -> dict:
    first = clock.today() + timedelta(days=9)
    values = FIELDS | {"number": 1, "opens_on": clock.today(), "closes_on": first, "pass_mark": "", "fee": "0"} | fields
    days = {"days-TOTAL_FORMS": 2, "days-INITIAL_FORMS": 2}
    for n, day in enumerate(days_from(first, 2)):
        days |= {f"days-{n}-date": day.date, f"days-{n}-starts": "08:30", f"days-{n}-ends": "15:00"}
    return {name: value for name, value in (values | days).items() if value is not None and value is not False}


def test_a_programme_and_a_session_are_made_by_forms(as_user, officer):
    client = as_user(officer)
    programme = {"name": "Dasar", "subject": "basics", "aim": "x", "curriculum": "a\nb", "hours": 6, "audience": "y"}
    assert client.post(reverse("programme_new"), programme | {"is_active": "on"}).status_code == 302
    made = Programme.objects.get()
    assert made.topics == ["a", "b"]
    assert client.post(reverse("session_new", args=[made.pk]), session_form(once="t1")).status_code == 302
    assert client.post(reverse("session_new", args=[made.pk]), session_form(once="t1")).status_code == 302
    session = Session.objects.get()
    assert (session.state, session.days.count()) == ("draft", 2)
    client.post(reverse("session_publish", args=[session.pk]))
    page = client.get(reverse("session_edit", args=[session.pk]))
    form = session_form(venue="Balai Kota", version=page.context["form"].initial["version"])
    assert client.post(reverse("session_edit", args=[session.pk]), form).status_code == 302
    session.refresh_from_db()
    assert session.venue == "Balai Kota"


def test_what_is_wrong_in_a_session_is_said_at_once_and_nothing_is_lost(as_user, officer):
    programme = make_programme()
    form = session_form(quota="banyak", fee="1,500,000", trainer="", closes_on="2020-01-01", number=10**9)
    form |= {"days-0-ends": "07:00", "days-1-date": "0001-01-01"}
    response = as_user(officer).post(reverse("session_new", args=[programme.pk]), form)
    assert response.status_code == 200
    wrong = response.context["form"].errors
    assert {"quota", "fee", "trainer", "number"} <= set(wrong)
    assert response.context["days"].total_error_count() == 2
    assert "banyak" in response.content.decode()
    assert Session.objects.count() == 0


def test_a_board_enrols_a_member_on_one_page(as_user, officer, manager):
    session, cooperative = make_session(), make_cooperative()
    memberships.link(manager, cooperative, actor=officer)
    member = BoardMember.objects.create(cooperative=cooperative, position="chair", name="Sri Lestari")
    client, url = as_user(manager), reverse("enrol", args=[session.pk])
    assert "Sri Lestari" in client.get(url).content.decode()
    form = {"member": member.pk, "phone": "0812-3456-7890", "once": "a"}
    answers = [client.post(url, form, follow=True) for _n in range(2)]
    assert [str(next(iter(answer.context["messages"]))) for answer in answers] == ["Sri Lestari mendapat kursi."] * 2
    one = Enrolment.objects.get()
    assert (one.position, one.phone, one.made_by) == ("Ketua", "+6281234567890", manager)
    card = client.get(reverse("training_card", args=[one.code]))
    assert "<svg" in card.content.decode()
    assert "7890" not in card.content.decode()


def test_an_empty_form_says_what_to_do(as_user, officer, manager):
    session, cooperative = make_session(), make_cooperative()
    memberships.link(manager, cooperative, actor=officer)
    response = as_user(manager).post(reverse("enrol", args=[session.pk]), {"member": "other", "phone": "bukan nomor"})
    assert set(response.context["form"].errors) == {"name", "phone"}
    assert Enrolment.objects.count() == 0


def test_the_public_sees_sessions_and_no_person(client, officer):
    session = make_session(actor=officer)
    one = enrol(session, make_cooperative("KSP Rahasia"), "Sri Rahasia", phone="0812 3456 7890")
    for url in (reverse("training"), reverse("session", args=[session.pk]), reverse("session_ics", args=[session.pk])):
        content = client.get(url).content.decode()
        assert session.programme.name in content
        assert not {"Rahasia", one.code, "81234567890"} & set(content.split())
        assert "Rahasia" not in content
    for page in ("participants", "attendance", "session_certificates"):
        assert client.get(reverse(page, args=[session.pk])).status_code == 302


def test_a_calendar_has_each_day_and_says_when_a_session_is_called_off(client, as_user, officer):
    session = make_session(n_days=3)
    calendar = Calendar.from_ical(client.get(reverse("session_ics", args=[session.pk])).content)
    events = calendar.walk("VEVENT")
    assert events[0]["dtstart"].dt == session.starts_at
    assert len(events) == len(Calendar.from_ical(client.get(reverse("sessions_ics")).content).walk("VEVENT")) == 3
    as_user(officer).post(reverse("session_cancel", args=[session.pk]), {"reason": "x"})
    calendar = Calendar.from_ical(client.get(reverse("session_ics", args=[session.pk])).content)
    assert [event["status"] for event in calendar.walk("VEVENT")] == ["CANCELLED"] * 3
    assert Calendar.from_ical(client.get(reverse("sessions_ics")).content).walk("VEVENT") == []


def test_the_participants_come_as_excel_by_cooperative_and_leave_an_event(as_user, officer):
    session = make_session()
    enrol(session, make_cooperative("KSP Zamrud"), "=1+1")
    enrol(session, make_cooperative("KSP Akik"))
    begin(session)
    be_there(session.enrolments.first(), days=1)
    response = as_user(officer).get(reverse("participants_export", args=[session.pk]))
    rows = list(load_workbook(io.BytesIO(response.content)).worksheets[1].iter_rows(values_only=True))
    assert [row[0] for row in rows if row[0] and row[0].startswith("KSP")] == ["KSP Akik", "KSP Zamrud"]
    assert sum("hadir" in row for row in rows) == 1
    assert Event.objects.filter(verb="participants.exported").count() == 1


def test_materials_are_kept_once_and_only_of_known_kinds(as_user, officer):
    programme, client = make_programme(), as_user(officer)
    url = reverse("material_add", args=[programme.pk])
    for _n in range(2):
        client.post(url, {"title": "Modul", "file": SimpleUploadedFile("modul.pdf", b"%PDF-1.4")})
    refused = client.post(url, {"title": "Modul", "file": SimpleUploadedFile("modul.exe", b"MZ")})
    assert refused.context["form"].errors
    material = programme.materials.get()
    assert b"".join(client.get(reverse("material", args=[material.pk])).streaming_content) == b"%PDF-1.4"
    for _n in range(2):
        client.post(reverse("material_remove", args=[programme.pk, material.pk]))
    assert not programme.materials.exists()
    assert Event.objects.filter(verb="material.removed").count() == 1


def queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_pages_cost_the_same_however_many_take_part(as_user, officer, manager):
    session, cooperative = make_session(quota=50, per_cooperative=9), make_cooperative()
    memberships.link(manager, cooperative, actor=officer)

    def grow(n):
        for _number in range(n):
            one = enrol(session, make_cooperative(), phone="0812 3456 7890")
            Certificate.objects.create(
                enrolment=one,
                number=f"SP-{one.pk}",
                name="x",
                cooperative_name="x",
                programme="x",
                hours=1,
                held_from=clock.today(),
                held_until=clock.today(),
                venue="x",
                issued_on=clock.today(),
                signer_name="x",
                title="x",
                text="x",
                issued_by_name="x",
            )
        make_session(programme=session.programme)

    pages = [
        reverse(name, args=[session.pk])
        for name in (
            "session",
            "participants",
            "attendance",
            "scores",
            "session_certificates",
            "session_invite",
        )
    ]
    pages += [reverse("participants", args=[session.pk]) + "?format=xlsx", reverse("training") + "?format=xlsx"]
    pages += [reverse("training"), reverse("certificate_list"), reverse("training_results"), reverse("programme_list")]
    grow(1)
    first = {url: queries(as_user(officer), url) for url in pages}
    mine = queries(as_user(manager), reverse("enrol", args=[session.pk]))
    grow(6)
    assert {url: queries(as_user(officer), url) for url in pages} == first
    assert queries(as_user(manager), reverse("enrol", args=[session.pk])) == mine
    assert max(first.values()) < 35


def test_numbers_that_are_too_large_are_not_there(as_user, officer):
    client = as_user(officer)
    session = make_session()
    for url in (
        f"/training/{TOO_LONG}/",
        f"/training/{session.pk}/enrol/?cooperative={TOO_LONG}",
        f"/training/programmes/{TOO_LONG}/",
    ):
        assert client.get(url).status_code == 404
    for url in (
        f"/training/{session.pk}/attendance/?day={TOO_LONG}",
        f"/training/{session.pk}/invite/?district={TOO_LONG}",
        f"/training/results/?year={TOO_LONG}",
        "/training/?show=x&subject=y",
    ):
        assert client.get(url).status_code == 200
    for page in ("enrol/1/replace/", "participants/1/move/", "participants/1/correct/"):
        assert client.get(f"/training/{TOO_LONG}/{page}").status_code == 404
        assert client.get(f"/training/{session.pk}/{page}".replace("/1/", f"/{TOO_LONG}/")).status_code == 404
    wrong = client.post(reverse("session_new", args=[session.programme_id]), session_form(districts=TOO_LONG))
    assert "districts" in wrong.context["form"].errors
    chosen = {"enrolment": [TOO_LONG, "x"], "cooperative": TOO_LONG}
    for name in ("certificates_issue", "session_invite"):
        assert client.post(reverse(name, args=[session.pk]), chosen).status_code == 302
    ticked = {"row": [TOO_LONG, "x"], "action": "confirm"}
    assert client.post(reverse("participants", args=[session.pk]), ticked).status_code == 200


def test_results_speak_the_language_of_the_reader(as_user, officer):
    session = make_session()
    enrol(session, make_cooperative())
    begin(session, over=True)
    client = as_user(officer)
    pages = []
    for language in ("id", "en"):
        client.cookies.load({"django_language": language})
        pages.append(client.get(reverse("training_results") + "?by=status").content.decode())
    assert ("Aktif" in pages[0], ">Active<" in pages[1]) == (True, True)


@pytest.mark.parametrize("by", ["district", "kind", "status"])
def test_a_group_of_the_results_leads_to_as_many_cooperatives_in_the_register(as_user, officer, by):
    session = make_session()
    enrol(session, make_cooperative(kind="consumer", status="passive"))
    begin(session, over=True)
    make_cooperative(kind="consumer", status="dissolved", district=village("Jajar").district)
    make_cooperative(kind="consumer", district=village("Jajar").district)
    client = as_user(officer)
    page = client.get(reverse("training_results") + f"?by={by}")
    rows, places = page.context["rows"], page.context["reached"].figures.places
    found = {
        place.address: client.get(place.address).context["page"].paginator.count for place in places if place.address
    }
    assert found == {place.address: row.cooperatives for place, row in zip(places, rows, strict=True) if place.address}
    assert found


def test_a_draft_is_deleted_and_a_published_session_is_not(as_user, officer):
    client, draft, session = as_user(officer), make_session(published=False), make_session()
    for one in (draft, session):
        client.post(reverse("session_delete", args=[one.pk]))
    assert list(Session.objects.all()) == [session]
    assert Event.objects.filter(verb="session.deleted").count() == 1


def test_those_who_were_invited_stand_with_their_answer(as_user, officer):
    session, one, other = make_session(), make_cooperative("KSP Satu"), make_cooperative("KSP Dua")
    client, url = as_user(officer), reverse("session_invite", args=[session.pk])
    client.post(url, {"cooperative": [one.pk, other.pk]})
    enrol(session, one)
    invited = {row.cooperative.name: row.has_answered for row in client.get(url).context["invited"]}
    assert invited == {"KSP Satu": True, "KSP Dua": False}
    assert "Diundang" in client.get(reverse("training_panel", args=[other.pk])).content.decode()


def test_a_board_sees_which_training_fits_and_why_another_does_not(as_user, officer, manager):
    cooperative = make_cooperative(status="active")
    memberships.link(manager, cooperative, actor=officer)
    fits, other = make_session(statuses=["active"]), make_session(statuses=["passive"])
    client = as_user(manager)
    page = client.get(reverse("training"))
    assert page.context["fits"] == {fits.pk}
    assert "cocok untuk koperasi Anda" in page.content.decode()
    assert reverse("enrol", args=[fits.pk]) in client.get(reverse("session", args=[fits.pk])).content.decode()
    assert reverse("enrol", args=[other.pk]) not in client.get(reverse("session", args=[other.pk])).content.decode()


def test_a_place_in_the_line_is_told(as_user, officer, manager):
    session, cooperative = make_session(quota=1), make_cooperative()
    memberships.link(manager, cooperative, actor=officer)
    for _n in range(2):
        enrol(session, make_cooperative())
    enrol(session, cooperative, "Sri")
    assert "Urutan ke-2 di daftar tunggu" in as_user(manager).get(reverse("enrol", args=[session.pk])).content.decode()


def test_a_window_that_ends_after_the_last_day_and_too_many_seats_for_one_are_refused(as_user, officer):
    url = reverse("session_new", args=[make_programme().pk])
    late = session_form(closes_on=clock.today() + timedelta(days=90))
    assert set(as_user(officer).post(url, late).context["form"].errors) == {"closes_on"}
    assert set(as_user(officer).post(url, session_form(per_cooperative=9)).context["form"].errors) == {
        "per_cooperative"
    }


def test_a_file_that_is_not_what_its_name_says_is_refused(as_user, officer):
    url, client = reverse("material_add", args=[make_programme().pk]), as_user(officer)
    response = client.post(url, {"title": "x", "file": SimpleUploadedFile("a.pdf", b"<html>")})
    assert response.context["form"].errors
    assert client.get(url).status_code == 200


def test_a_session_has_its_history_in_words(as_user, officer):
    session = make_session(actor=officer, quota=1)
    one = enrol(session, make_cooperative("KSP Satu"), "Sri Lestari")
    client = as_user(officer)
    assert client.post(reverse("enrolment_cancel", args=[session.pk, one.pk])).context["form"].errors
    client.post(reverse("enrolment_cancel", args=[session.pk, one.pk]), {"reason": "Sakit.", "back": "participants"})
    page = client.get(reverse("session_history", args=[session.pk]))
    assert [line.what for line in page.context["lines"]] == [
        "Pendaftaran dibatalkan",
        "Didaftarkan",
        "Angkatan diumumkan",
        "Angkatan dibuat",
    ]
    assert "Sakit." in page.content.decode()
    assert all(
        verb in event_words.WORDS for verb in Event.objects.filter(object_type="session").values_list("verb", flat=True)
    )


def test_the_manager_who_is_signed_in_is_offered_as_participant_and_proposed(as_user, officer, manager):
    session, cooperative = make_session(actor=officer), make_cooperative()
    memberships.link(manager, cooperative, actor=officer)
    client, url = as_user(manager), reverse("enrol", args=[session.pk])
    form = client.get(url).context["form"]
    assert (form["member"].value(), form.fields["member"].choices[0][0]) == ("self", "self")
    client.post(url, {"member": "self", "phone": ""})
    assert session.enrolments.get().name == manager.display_name
    # Who has a seat is not proposed again; an officer is no participant.
    assert client.get(url).context["form"]["member"].value() != "self"
    office = as_user(officer).get(f"{url}?cooperative={cooperative.pk}").context["form"]
    assert "self" not in dict(office.fields["member"].choices)


def test_who_is_on_the_board_is_proposed_by_the_name_in_the_register(as_user, officer, manager):
    session, cooperative = make_session(actor=officer), make_cooperative()
    memberships.link(manager, cooperative, actor=officer)
    member = cooperative.board.create(name=manager.name.upper(), position="chair")
    form = as_user(manager).get(reverse("enrol", args=[session.pk])).context["form"]
    assert form["member"].value() == str(member.pk)
    assert "self" not in dict(form.fields["member"].choices)
