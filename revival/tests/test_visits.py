import base64
import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from cooperatives.models import Contact
from core import clock, office
from core.errors import DomainError
from core.images import photos
from core.images.photos import RefusedPhotoError
from core.models import Event, Notice
from core.storage.files import NotStoredError
from revival.cases import in_charge, stages
from revival.models import Case, Decision, Photo, Visit
from revival.visits import phone, photo_retention, visit_log
from revival.visits import photos as visit_photos
from revival.visits.forms import VisitForm
from tests.coaching import make_case
from tests.factories import make_cooperative, make_user
from tests.visiting import jpeg, make_day, make_photo, make_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def adviser(db):
    return make_user("adviser")


@pytest.fixture
def case(officer, adviser):
    return make_case(make_cooperative(place="Jajar", status="passive"), officer, adviser=adviser)


def fields(**given) -> dict:
    return {"on": clock.today().isoformat(), "office_found": "yes", "met": "Ibu Sri", **given}


def test_a_visit_moves_its_case_and_notes_contact_decision_and_next_step_at_once(case, adviser):
    visit = make_visit(
        case, adviser, decision="yes", said="Mau jalan lagi.", next_step="RAT", next_due=clock.today(), members_about=23
    )
    case.refresh_from_db()
    assert (case.stage, case.step, case.step_due) == ("visited", "RAT", clock.today())
    decision = Decision.objects.get(case=case)
    assert (decision.wish, decision.said_by, decision.on) == ("yes", "Ibu Sri", clock.today())
    assert (visit.contact.channel, visit.contact.result, visit.contact.by) == ("visit", "reached", adviser)
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"revival.visited", "revival.moved", "revival.decided", "revival.step_set", "contact.noted"} <= verbs
    assert visit.without_letter


@pytest.mark.parametrize(
    ("given", "result"),
    [({"met": ""}, "closed"), ({"met": "", "office_found": "no"}, "wrong_number"), ({}, "reached")],
)
def test_what_came_of_a_visit_stands_in_the_log_of_contacts(case, adviser, given, result):
    assert make_visit(case, adviser, **given).contact.result == result


def test_a_visit_lies_neither_ahead_nor_before_its_case(case, adviser):
    for on in (clock.today() + timedelta(days=1), case.opened_on - timedelta(days=1)):
        with pytest.raises(DomainError):
            make_visit(case, adviser, on=on)
    assert not Visit.objects.exists()
    assert not Contact.objects.exists()


def test_a_field_adviser_records_at_his_own_cases_and_on_his_own_days(case, adviser, officer):
    other = make_user("adviser")
    with pytest.raises(DomainError):
        make_visit(case, other)
    day = make_day([case], other, actor=officer)
    make_visit(case, other, stop=day.stops.get())
    make_visit(case, officer)
    assert Visit.objects.count() == 2


def test_a_visit_that_comes_after_its_case_has_ended_is_kept_and_moves_nothing(case, adviser, officer):
    stop = make_day([case], adviser).stops.get()
    case.refresh_from_db()
    stages.end(case, outcome="wrong_entry", text="", actor=officer)
    done = visit_log.record(Visit(on=clock.today(), met="Ibu Sri", decision="no"), case=case, stop=stop, actor=adviser)
    case.refresh_from_db()
    assert (done.has_ended, case.stage, Decision.objects.count()) == (True, "ended", 0)
    assert "Kasusnya sudah berakhir" in phone.told(done)


def test_two_advisers_at_one_cooperative_are_told_of_each_other(case, adviser, officer):
    first = make_visit(case, adviser)
    done = visit_log.record(Visit(on=clock.today(), met=""), case=case, stop=None, actor=officer)
    assert done.others == [adviser.display_name]
    assert Notice.objects.filter(user=adviser, key=f"two-visits-{done.visit.pk}-{first.pk}").exists()


def test_an_entry_of_a_phone_is_recorded_once_however_often_it_comes(case, adviser):
    stop = make_day([case], adviser).stops.get()
    entry = {"id": "a1", "kind": "visit", "stop": stop.pk, "fields": fields()}
    assert [phone.take(entry, actor=adviser).result for _time in range(3)] == ["new", "again", "again"]
    photo = {"id": "p1", "kind": "photo", "visit": "a1", "name": "f.jpg", "data": base64.b64encode(jpeg()).decode()}
    assert [phone.take(photo, actor=adviser).result for _time in range(2)] == ["new", "again"]
    assert (Visit.objects.count(), Photo.objects.count(), Contact.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"kind": "visit", "stop": "x", "fields": {"met": "Ibu Sri"}},
        {"kind": "visit", "stop": 10**30},
        {"kind": "visit", "stop": True},
        {"kind": "photo", "visit": "never", "data": ""},
        {"kind": "photo", "visit": None, "data": "§§"},
        {"kind": ["photo"]},
        {"kind": "photo", "visit": "\ud800", "data": ""},
    ],
)
def test_an_entry_that_cannot_be_read_is_refused_in_words(case, adviser, entry):
    outcome = phone.take(entry, actor=adviser)
    assert (outcome.result, bool(outcome.text)) == ("refused", True)


def test_all_errors_of_an_entry_are_told_with_their_fields(case, adviser):
    stop = make_day([case], adviser).stops.get()
    wrong = {"on": "besok", "decision": "yes", "met": "", "next_step": "RAT", "begun": "10:00", "ended": "09:00"}
    outcome = phone.take({"id": "a", "kind": "visit", "stop": stop.pk, "fields": wrong}, actor=adviser)
    assert outcome.result == "refused"
    form = VisitForm(wrong)
    assert set(form.errors) == {"on", "met", "next_due", "ended"}
    assert all(f"{form.fields[name].label}: " in outcome.text for name in form.errors)
    outcome = phone.take(
        {"id": "a", "kind": "visit", "stop": stop.pk, "fields": {"on": ["x"], "met": {}}}, actor=adviser
    )
    assert outcome.result == "refused"


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "x" * 5000])
def test_a_text_that_cannot_be_kept_is_refused(case, adviser, text):
    stop = make_day([case], adviser).stops.get()
    entry = {"id": "a", "kind": "visit", "stop": stop.pk, "fields": fields(said=text)}
    assert phone.take(entry, actor=adviser).result == "refused"
    assert phone.take(entry | {"id": text, "fields": fields()}, actor=adviser).result in ("refused", "new")


def test_a_phone_of_somebody_else_records_nothing_under_the_name_of_an_entry(case, adviser, officer):
    stop = make_day([case], adviser).stops.get()
    phone.take({"id": "a1", "kind": "visit", "stop": stop.pk, "fields": fields()}, actor=adviser)
    photo = {"id": "p", "kind": "photo", "visit": "a1", "data": base64.b64encode(jpeg()).decode()}
    assert phone.take(photo, actor=officer).result == "refused"
    assert phone.take({"id": "a1", "kind": "visit", "stop": stop.pk, "fields": fields()}, actor=officer).result == (
        "refused"
    )


def test_a_position_is_rounded_before_it_is_kept(case, adviser):
    stop = make_day([case], adviser).stops.get()
    given = fields(latitude="-7.5661234", longitude="110.8284567")
    phone.take({"id": "a", "kind": "visit", "stop": stop.pk, "fields": given}, actor=adviser)
    visit = Visit.objects.get()
    assert (str(visit.latitude), str(visit.longitude)) == ("-7.566", "110.828")


def test_a_visit_has_six_photos_at_most_and_each_once(case, adviser, officer):
    visit = make_visit(case, adviser)
    for colour in ("red", "green", "blue", "white", "black", "gold"):
        make_photo(visit, adviser, colour)
    with pytest.raises(DomainError):
        make_photo(visit, adviser, "pink")
    photo = visit.photos.first()
    with pytest.raises(DomainError):
        visit_photos.drop(photo, actor=make_user("adviser"))
    name, storage = photo.file.name, photo.file.storage
    visit_photos.drop(photo, actor=officer)
    assert visit.photos.count() == 5
    assert Event.objects.filter(verb="revival.photo_dropped").count() == 1
    assert name
    assert storage


def test_photos_whose_time_is_over_are_deleted_with_their_files(case, adviser, django_capture_on_commit_callbacks):
    old, new = make_visit(case, adviser), make_visit(case, adviser)
    for visit in (old, new):
        make_photo(visit, adviser)
    months = office.value("revival_photo_months")
    Visit.objects.filter(pk=old.pk).update(on=clock.today() - timedelta(days=31 * (months + 1)))
    photo = old.photos.get()
    assert photo_retention.taken()["n"] == 2
    assert [photo_retention.forget_old(clock.today()) for _time in range(2)] == [1, 0]
    assert not photo.file.storage.exists(photo.file.name)
    assert list(Photo.objects.values_list("visit", flat=True)) == [new.pk]


def test_the_form_keeps_good_photos_and_tells_of_each_that_it_does_not_take(case, adviser, client):
    client.force_login(adviser)
    files = [
        SimpleUploadedFile("rumah.jpg", jpeg(), "image/jpeg"),
        SimpleUploadedFile("surat.jpg", b"%PDF-1.7", "image/jpeg"),
    ]
    done = client.post(reverse("revival_visit_new", args=[case.pk]), fields() | {"photos": files}, follow=True)
    visit = Visit.objects.get()
    assert done.redirect_chain == [(reverse("revival_visit", args=[visit.pk]), 302)]
    assert visit.photos.count() == 1
    assert "surat.jpg" in done.content.decode()
    shown = client.get(reverse("revival_photo", args=[case.pk, visit.photos.get().pk]))
    assert (shown.status_code, shown["Content-Type"], shown["Cache-Control"]) == (
        200,
        "image/jpeg",
        "private, no-store",
    )


def test_what_was_typed_stays_when_a_visit_cannot_be_recorded(case, adviser, client):
    client.force_login(adviser)
    url = reverse("revival_visit_new", args=[case.pk])
    page = client.post(url, fields(on="2020-01-01", said="Pintu tertutup.")).content.decode()
    assert "Pintu tertutup." in page
    assert not Visit.objects.exists()


def test_a_visit_is_corrected_until_its_record_has_a_number(case, adviser, client):
    visit = make_visit(case, adviser, said="Salah")
    client.force_login(adviser)
    client.post(reverse("revival_visit_edit", args=[visit.pk]), fields(said="Benar", seen=1))
    visit.refresh_from_db()
    assert visit.said == "Benar"
    assert visit.contact.text == "Ibu Sri · Benar"
    stale = client.post(reverse("revival_visit_edit", args=[visit.pk]), fields(said="Dari jendela lama", seen=1))
    assert stale.context["form"].non_field_errors()
    event = Event.objects.get(verb="revival.visit_corrected")
    assert (event.before["said"], event.after["said"]) == ("Salah", "Benar")
    client.post(reverse("revival_record_issue", args=[visit.pk]))
    client.post(reverse("revival_visit_edit", args=[visit.pk]), fields(said="Lain", seen=2))
    visit.refresh_from_db()
    assert visit.said == "Benar"


def test_the_endpoint_of_the_phone_answers_each_entry_in_its_order(case, adviser, client):
    stop = make_day([case], adviser).stops.get()
    client.force_login(adviser)
    url = reverse("revival_visit_take")
    sent = {
        "entries": [{"id": "a", "kind": "visit", "stop": stop.pk, "fields": fields()}, {"id": "b", "kind": "visit"}]
    }
    told = client.post(url, sent, content_type="application/json", headers={"accept": "application/json"}).json()
    assert [one["result"] for one in told["outcomes"]] == ["new", "refused"]
    for body in ("", "[]", '{"entries": 3}', '{"entries": [3]}', "[" * 100_000):
        assert client.post(url, body, content_type="application/json").status_code == 400
    assert client.get(reverse("revival_day_luggage", args=[stop.day_id])).json()["luggage"]["stops"][0]["done"]


def test_a_visit_that_arrives_twice_at_once_is_there_once(committed):
    officer, adviser = make_user("officer"), make_user("adviser")
    case = make_case(make_cooperative(status="passive"), officer, adviser=adviser)
    stop = make_day([case], adviser).stops.get()
    entry, results = {"id": "a1", "kind": "visit", "stop": stop.pk, "fields": fields()}, []

    def send() -> None:
        results.append(phone.take(entry, actor=adviser).result)
        connection.close()

    threads = [threading.Thread(target=send) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["again", "new"]
    assert Visit.objects.count() == Case.objects.get().visits.count() == 1


def test_a_step_that_was_set_after_the_visit_stays(case, adviser, officer):
    Case.objects.filter(pk=case.pk).update(opened_on=clock.today() - timedelta(days=9))
    in_charge.set_step(case, step="Rapat dengan notaris", due=clock.today() + timedelta(days=5), actor=officer)
    late = Visit(on=clock.today() - timedelta(days=7), met="Ibu Sri", next_step="Telepon", next_due=clock.today())
    done = visit_log.record(late, case=case, stop=None, actor=adviser)
    case.refresh_from_db()
    assert (done.keeps_step, case.step, done.visit.next_step) == (True, "Rapat dengan notaris", "Telepon")


def test_whoever_records_a_second_visit_of_a_day_is_told(case, adviser):
    make_visit(case, adviser)
    done = visit_log.record(Visit(on=clock.today(), met=""), case=case, stop=None, actor=adviser)
    assert done.others == [adviser.display_name]


@pytest.mark.parametrize("failure", [NotStoredError("penuh"), RefusedPhotoError("busy", name="f.jpg")])
def test_a_photo_that_the_portal_cannot_take_just_now_waits_on_the_phone(case, adviser, monkeypatch, failure):
    stop = make_day([case], adviser).stops.get()
    phone.take({"id": "a1", "kind": "visit", "stop": stop.pk, "fields": fields()}, actor=adviser)

    def fail(*_given):
        raise failure

    monkeypatch.setattr(photos, "read", fail)
    assert phone.take({"id": "p", "kind": "photo", "visit": "a1", "data": ""}, actor=adviser).result == "later"
