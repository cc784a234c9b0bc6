"""The pages of what happens in the room: attendance, scores, evaluation, people put right."""

import json

import pytest
from django.urls import reverse

from core.models import Event
from tests.factories import make_cooperative
from tests.training import be_there, begin, enrol, make_session
from training.attendance import presence, qr_reader
from training.models import Attendance, Evaluation

pytestmark = pytest.mark.django_db
TOO_LONG = 10**30


def test_marks_of_a_device_are_answered_one_by_one(as_user, officer):
    session = make_session()
    one = enrol(session, make_cooperative())
    begin(session)
    day = session.days.order_by("date").first()
    url, client = reverse("attendance_marks", args=[session.pk]), as_user(officer)
    mark = {"id": "x", "code": one.code, "day": day.pk, "at": "2026-11-24T08:31:00.000Z", "how": "scan"}
    body = {"marks": [mark, mark, mark | {"id": "y", "code": "ZZZZZZZZ"}]}
    answer = client.post(url, json.dumps(body), content_type="application/json").json()
    assert [outcome["result"] for outcome in answer["outcomes"]] == ["new", "again", "refused"]
    assert Attendance.objects.get().how == "scan"


def test_an_entry_of_a_device_counts_once_though_it_was_taken_back(as_user, officer):
    session = make_session()
    one = enrol(session, make_cooperative())
    begin(session)
    day = session.days.order_by("date").first()
    url, client = reverse("attendance_marks", args=[session.pk]), as_user(officer)
    mark = {"id": "a", "code": one.code, "day": day.pk, "at": "2026-11-24T08:31:00.000Z"}

    def send(entry) -> dict:
        told = client.post(url, json.dumps({"entries": [entry]}), content_type="application/json").json()
        return told["outcomes"][0]

    assert [send(mark)["result"], send(mark)["result"]] == ["new", "again"]
    presence.take_back(one, day, actor=officer)
    assert send(mark)["result"] == "refused"
    assert Attendance.objects.count() == 0
    # Seen at the door once more: a new entry.
    assert send(mark | {"id": "b"})["result"] == "new"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"marks": 1}', b"\xff", b"[" * 100_000, json.dumps({"marks": [{}] * 501}).encode()],
)
def test_marks_that_cannot_be_read_are_refused_whole(as_user, officer, body):
    url = reverse("attendance_marks", args=[make_session().pk])
    assert as_user(officer).post(url, body, content_type="application/json").status_code == 400


def test_a_mark_that_cannot_be_read_does_not_hold_up_the_others(as_user, officer):
    session = make_session()
    one = enrol(session, make_cooperative())
    begin(session)
    good = {"code": one.code, "day": session.days.order_by("date").first().pk, "at": "2026-11-24T08:31:00Z", "how": []}
    bad = [1, None, {}, [], good | {"day": "x"}, good | {"at": "2026-11-24T08:31:00"}, good | {"at": "99999-01-01"}]
    body = json.dumps({"marks": [*bad, good]}).replace('"x"', "1e400")
    url = reverse("attendance_marks", args=[session.pk])
    answer = as_user(officer).post(url, body, content_type="application/json").json()
    assert [outcome["result"] for outcome in answer["outcomes"]] == ["refused"] * len(bad) + ["new"]


@pytest.mark.parametrize("strange", ["\x00", "a\ud800", "\udc00" + "x" * 500, "x" * 40 + "\ud800"])
@pytest.mark.parametrize("field", ["id", "code", "day", "at", "how"])
def test_what_is_no_text_in_a_mark_holds_up_no_other(as_user, officer, field, strange):
    session = make_session()
    one = enrol(session, make_cooperative())
    begin(session)
    day = session.days.order_by("date").first()
    good = {"id": "y", "code": one.code, "day": day.pk, "at": "2026-11-24T08:31:00Z", "how": "scan"}
    url = reverse("attendance_marks", args=[session.pk])
    body = json.dumps({"entries": [good | {"id": "x", field: strange}, good]})
    answer = as_user(officer).post(url, body, content_type="application/json")
    assert answer.status_code == 200
    results = [outcome["result"] for outcome in answer.json()["outcomes"]]
    # How it was seen is no matter, and of an id that is too long only the beginning counts.
    is_read = field == "how" or (field == "id" and len(strange) == 41)
    assert results == (["new", "again"] if is_read else ["refused", "new"])


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_clock_that_is_out_of_its_mind_is_no_error_of_ours(as_user, officer, moment):
    session = make_session()
    one = enrol(session, make_cooperative())
    begin(session)
    mark = {"code": one.code, "day": session.days.order_by("date").first().pk, "at": moment}
    url = reverse("attendance_marks", args=[session.pk])
    response = as_user(officer).post(url, json.dumps({"marks": [mark]}), content_type="application/json")
    assert response.status_code == 200
    assert as_user(officer).get(reverse("attendance", args=[session.pk])).status_code == 200


def test_a_qr_code_is_read_from_points_of_brightness(as_user, officer):
    import segno

    matrix = [[0 if cell else 255 for cell in row for _n in range(4)] for row in segno.make("SK").matrix_iter(border=4)]
    points = bytes(value for row in matrix for _n in range(4) for value in row)
    side = len(matrix[0])
    assert qr_reader.read(points, width=side, height=side) == "SK"
    assert qr_reader.read(bytes(100), width=10, height=10) == ""
    url, client = reverse("attendance_decode", args=[make_session().pk]), as_user(officer)
    answer = client.post(f"{url}?width={side}&height={side}", points, content_type="application/octet-stream")
    assert answer.json() == {"text": "SK"}
    for size in ("width=9&height=10", f"width={TOO_LONG}&height=1", "", "width=-1&height=-1"):
        assert client.post(f"{url}?{size}", bytes(100), content_type="application/octet-stream").status_code == 400


def test_ticks_are_taken_without_scripts(as_user, officer):
    session = make_session()
    people = [enrol(session, make_cooperative()) for _n in range(3)]
    begin(session)
    day = session.days.order_by("date").first()
    url = reverse("attendance_tick", args=[session.pk])
    as_user(officer).post(url, {"day": day.pk, "code": [one.code for one in people[:2]]})
    as_user(officer).post(url, {"day": day.pk, "code": people[2].code_in_groups.lower(), "typed": "1"})
    assert list(Attendance.objects.order_by("pk").values_list("how", flat=True)) == ["list", "list", "typed"]


def test_scores_are_put_for_all_on_one_page(as_user, officer):
    session = make_session()
    one, other = (enrol(session, make_cooperative()) for _n in range(2))
    url, client = reverse("scores", args=[session.pk]), as_user(officer)
    assert client.post(url, {f"post-{one.pk}": "101", f"pre-{other.pk}": "x"}).context["form"].errors
    assert client.post(url, {f"pre-{one.pk}": "40", f"post-{one.pk}": "85"}).status_code == 302
    one.refresh_from_db()
    assert (one.pre_score, one.post_score) == (40, 85)
    # A page that was opened before somebody else has put scores writes only what was changed on it.
    client.post(url, {f"post-{other.pk}": "70"})
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.pre_score, one.post_score, other.post_score) == (40, 85, 70)


def test_an_evaluation_needs_no_sign_in_and_is_given_once(client):
    session = make_session()
    one = enrol(session, make_cooperative())
    begin(session, days_ago=1)
    url = reverse("evaluate", args=[one.code])
    answers = {"content": 5, "trainer": 4, "venue": 3, "confidence": 2, "comment": "Baik"}
    assert client.post(url, answers).context["form"].errors
    be_there(one, days=1)
    assert client.post(url, {"content": 9}).context["form"].errors
    for _n in range(2):
        client.post(url, answers)
    assert Evaluation.objects.count() == 1
    assert "form" not in client.get(url).content.decode().split("<main")[1].split("</main")[0].split()


def test_a_second_click_on_did_not_come_is_the_same_answer(as_user, officer):
    session = make_session()
    one = enrol(session, make_cooperative())
    begin(session)
    url, client = reverse("no_show", args=[session.pk, one.pk]), as_user(officer)
    for form, state in (({}, "no_show"), ({}, "no_show"), ({"came": "1"}, "confirmed"), ({"came": "1"}, "confirmed")):
        client.post(url, form)
        one.refresh_from_db()
        assert one.state == state


def test_a_misspelt_name_is_mended_under_its_attendance(as_user, officer):
    session = make_session()
    one, other = enrol(session, make_cooperative(), "Sri Lestri"), enrol(session, make_cooperative(), "Budi")
    begin(session)
    be_there(one, days=1)
    url, client = reverse("enrolment_correct", args=[session.pk, one.pk]), as_user(officer)
    assert client.post(url, {"name": " "}).context["form"].errors
    client.post(url, {"name": "Sri Lestari", "position": "Ketua", "phone": "0812 3456 7890"})
    one.refresh_from_db()
    assert (one.name, one.position, one.phone, one.attendance.count()) == ("Sri Lestari", "Ketua", "+6281234567890", 1)
    event = Event.objects.get(verb="enrolment.corrected")
    assert (event.before["name"], event.after["name"]) == ("Sri Lestri", "Sri Lestari")
    assert other.name == "Budi"
