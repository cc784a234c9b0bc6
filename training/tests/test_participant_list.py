"""The participants of a session on the one list: what is shown, taken along and decided."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from core.models import Event
from tests.factories import make_cooperative, make_user
from tests.training import begin, enrol, make_session, states
from training.models import Enrolment

pytestmark = pytest.mark.django_db
REASON = "Sudah pernah ikut."


@pytest.fixture
def session():
    return make_session(quota=2, seating="selection")


@pytest.fixture
def people(session) -> list[Enrolment]:
    return [enrol(session, make_cooperative(f"KSP {name}"), name) for name in ("Ani", "Budi", "Citra", "Dewi")]


@pytest.fixture
def office(as_user, officer):
    return as_user(officer)


def act(client, session, action: str, rows, query: str = "", **more):
    form = {"action": action, "row": [getattr(row, "pk", row) for row in rows]} | more
    return client.post(reverse("participants", args=[session.pk]) + query, form, follow=True)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def names_in(response) -> list[str]:
    rows = list(load_workbook(io.BytesIO(response.content)).worksheets[1].iter_rows(values_only=True))
    name = rows[0].index("Nama")
    return [row[name] for row in rows[1:]]


def test_those_in_force_are_shown_until_the_address_says_otherwise(office, session, people):
    act(office, session, "decline", people[:1], **{"text-decline": REASON})
    url = reverse("participants", args=[session.pk])
    shown = {
        query: [row.name for row in office.get(url + query).context["listing"].rows]
        for query in ("", "?state=declined", "?state=", "?q=budi", "?q=KSP+Citra", "?state=confirmed")
    }
    assert shown == {
        "": ["Budi", "Citra", "Dewi"],
        "?state=declined": ["Ani"],
        "?state=": ["Budi", "Citra", "Dewi", "Ani"],
        "?q=budi": ["Budi"],
        "?q=KSP+Citra": ["Citra"],
        "?state=confirmed": [],
    }
    ((_label, tabs),) = office.get(url).context["listing"].tabs
    assert [(str(tab.label), tab.n) for tab in tabs][-1] == ("Semua", 4)


def test_a_selection_is_decided_all_or_nobody(office, session, people):
    full = act(office, session, "confirm", people[:3])
    assert (said(full), states(session)) == (["3 orang dipilih, tetapi kursi kosong 2."], ["requested"] * 4)
    assert full.context["listing"].ticked == {str(one.pk) for one in people[:3]}
    done = act(office, session, "confirm", people[:2])
    assert said(done)[0] == "2 orang sudah diputuskan."
    act(office, session, "waitlist", people[2:3])
    assert states(session) == ["confirmed", "confirmed", "waitlisted", "requested"]


def test_who_was_told_stands_after_what_was_done(office, session):
    one = enrol(session, make_cooperative(email="kop@contoh.test"))
    done, told = said(act(office, session, "confirm", [one]))
    assert (done, told) == ("1 orang sudah diputuskan.", "Email dikirim ke kop@contoh.test.")
    url = reverse("enrolment_cancel", args=[session.pk, one.pk])
    done, told = said(office.post(url, {"reason": "Sakit.", "back": "participants"}, follow=True))
    assert (done, told) == (f"Pendaftaran {one.name} dibatalkan.", "Email dikirim ke kop@contoh.test.")


def test_declining_without_a_reason_comes_back_with_ticks_and_text(office, session, people):
    response = act(office, session, "decline", people[:2], **{"text-decline": "  ", "text-confirm": "Ketua baru."})
    listing = response.context["listing"]
    assert said(response) == ["Isi: Alasan."]
    assert listing.ticked == {str(one.pk) for one in people[:2]}
    assert [(one.of.name, one.text, one.is_open) for one in listing.actions] == [
        ("confirm", "Ketua baru.", False),
        ("waitlist", "", False),
        ("decline", "  ", True),
    ]
    assert states(session) == ["requested"] * 4


def test_who_waits_is_passed_over_with_a_reason_alone(office, session, people):
    act(office, session, "waitlist", people[:1])
    refused = act(office, session, "confirm", people[:1])
    assert refused.context["listing"].ticked == {str(people[0].pk)}
    assert states(session)[0] == "waitlisted"
    act(office, session, "confirm", people[:1], **{"text-confirm": "Ketua baru."})
    assert states(session)[0] == "confirmed"


def test_a_tick_outside_the_filter_or_of_another_session_is_not_acted_on(office, session, people):
    other = enrol(make_session(seating="selection"), make_cooperative())
    for rows, query in ((people[:1], "?q=Budi"), (people[:1], "?state=waitlisted"), ([other], ""), ([10**30], "")):
        act(office, session, "decline", rows, query, **{"text-decline": REASON})
    other.refresh_from_db()
    assert (states(session), other.state) == (["requested"] * 4, "requested")


def test_two_officers_and_two_clicks_decide_once(office, as_user, session, people):
    answers = [act(office, session, "confirm", people[:1], once="a" * 36) for _n in range(2)]
    assert said(answers[1]) == ["Formulir ini sudah dikirim; tersimpan satu kali."]
    another = as_user(make_user("officer"))
    assert len(said(act(another, session, "confirm", people[:1]))) == 1
    late = act(another, session, "decline", people[:2], **{"text-decline": REASON})
    assert people[0].name in said(late)[0]
    assert states(session) == ["confirmed", "requested", "requested", "requested"]
    assert Event.objects.filter(verb="enrolment.confirmed").count() == 1


def test_the_file_holds_what_the_screen_shows_and_what_is_ticked(office, session, people):
    act(office, session, "decline", people[:1], **{"text-decline": REASON})
    url = reverse("participants", args=[session.pk])
    for query in ("?", "?state=&sort=-name", "?q=dewi", "?state=declined"):
        shown = [row.name for row in office.get(url + query).context["listing"].rows]
        assert names_in(office.get(f"{url}{query}&format=xlsx")) == shown
    assert names_in(act(office, session, "xlsx", [people[3], people[0]])) == ["Dewi"]
    events = Event.objects.filter(verb="participants.exported")
    assert {(event.object_type, event.object_id) for event in events} == {("session", session.pk)}
    assert [event.after["rows"] for event in events.order_by("pk")] == [3, 4, 1, 1, 1]


def test_who_reads_decides_nothing_and_nothing_is_left_once_it_has_begun(as_user, head, officer, session, people):
    reader = as_user(head)
    assert said(act(reader, session, "confirm", people[:1])) == ["Ini tidak dapat dilakukan di sini."]
    assert reader.get(reverse("participants", args=[session.pk])).context["listing"].actions == []
    begin(session)
    assert as_user(officer).get(reverse("participants", args=[session.pk])).context["listing"].actions == []
    assert states(session) == ["requested"] * 4


def test_a_board_has_neither_the_list_nor_its_file(as_user, manager, session, people):
    client, url = as_user(manager), reverse("participants", args=[session.pk])
    assert [client.get(url + query).status_code for query in ("", "?format=xlsx")] == [403, 403]
    assert client.post(url, {"action": "xlsx", "row": [people[0].pk]}).status_code == 403
    assert client.get(reverse("participants_export", args=[session.pk])).status_code == 403


def test_as_many_statements_for_one_as_for_forty(office):
    session = make_session(quota=60)
    url = reverse("participants", args=[session.pk])

    def statements(query: str = "") -> int:
        with CaptureQueriesContext(connection) as caught:
            assert office.get(url + query).status_code == 200
        return len(caught)

    enrol(session, make_cooperative())
    statements()
    few = [statements(), statements("?format=xlsx")]
    for _n in range(39):
        enrol(session, make_cooperative(), actor=session.created_by)
    assert [statements(), statements("?format=xlsx")] == few
