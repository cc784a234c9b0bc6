"""The list of sessions: cards for everybody, ticks, drafts and the file for the office."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cooperatives.people import memberships
from core import clock
from core.models import Event
from tests.factories import make_cooperative, make_user
from tests.training import begin, enrol, make_programme, make_session
from training.models import Session

pytestmark = pytest.mark.django_db
URL = "/training/"


@pytest.fixture
def sessions():
    """Sessions of every tab, by name."""
    cancelled = make_session(in_days=20)
    Session.objects.filter(pk=cancelled.pk).update(state="cancelled")
    asked = make_session(in_days=12, seating="selection", venue="Balai Kota")
    enrol(asked, make_cooperative())
    return {
        "soon": make_session(in_days=9),
        "asked": asked,
        "past": begin(make_session(), over=True, days_ago=3),
        "long past": begin(make_session(), over=True, days_ago=40),
        "draft": make_session(in_days=5, published=False),
        "cancelled": cancelled,
    }


def shown(client, sessions, query: str = "") -> list[str]:
    names = {session.pk: name for name, session in sessions.items()}
    return [names[row.pk] for row in client.get(URL + query).context["listing"].rows]


def programmes_in(response) -> list[str]:
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[1]
    return [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_each_tab_holds_its_sessions_the_nearest_first(as_user, officer, sessions):
    client = as_user(officer)
    tabs = {query: shown(client, sessions, query) for query in ("", "?show=past", "?show=requests", "?show=draft")}
    assert tabs == {
        "": ["soon", "asked"],
        "?show=past": ["past", "long past"],
        "?show=requests": ["asked"],
        "?show=draft": ["draft"],
    }
    assert shown(client, sessions, "?show=cancelled") == ["cancelled"]
    assert set(shown(client, sessions, "?show=")) == set(sessions)
    assert shown(client, sessions, "?show=past&sort=date") == ["long past", "past"]
    assert shown(client, sessions, "?show=ngawur") == []
    ((_label, found),) = client.get(URL).context["listing"].tabs
    assert [tab.n for tab in found] == [2, 2, 1, 1, 1, 6]


def test_search_and_subject_narrow_a_tab(as_user, officer, sessions):
    client = as_user(officer)
    assert shown(client, sessions, "?q=balai+kota") == ["asked"]
    assert shown(client, sessions, "?subject=finance") == ["soon", "asked"]
    assert shown(client, sessions, "?subject=rat") == []


@pytest.mark.parametrize("query", ["", "?show=", "?show=draft", "?show=requests", "?show=past", "?q=a"])
def test_a_board_and_a_visitor_see_cards_without_ticks_and_no_draft(client, as_user, manager, sessions, query):
    for user in (None, manager):
        reader = as_user(user) if user else client
        page = reader.get(URL + query)
        names = shown(reader, sessions, query)
        assert "draft" not in names
        assert "requests" not in query or names == []
        content = page.content.decode()
        assert [part for part in ('name="row"', "format=xlsx", 'id="bulk"', "data-choose-all") if part in content] == []


def test_the_file_and_the_ticks_are_the_offices_alone(client, as_user, manager, officer, sessions):
    form = {"action": "publish", "row": [sessions["draft"].pk]}
    for query in ("?format=xlsx", "?show=draft&format=xlsx"):
        assert client.get(URL + query).headers["Location"].startswith("/accounts/login/")
    assert client.post(URL + "?show=draft", form).status_code == 302
    board = as_user(manager)
    assert board.get(URL + "?format=xlsx").status_code == 403
    assert board.post(URL + "?show=draft", form).status_code == 403
    assert board.post(URL, {"action": "xlsx", "row": form["row"]}).status_code == 403
    sessions["draft"].refresh_from_db()
    assert sessions["draft"].state == "draft"
    assert not Event.objects.filter(verb="list.exported").exists()


def test_the_file_holds_what_the_screen_shows_and_what_is_ticked(as_user, head, sessions):
    client = as_user(head)
    for query in ("?", "?show=past", "?show=&sort=name", "?q=balai"):
        rows = client.get(URL + query).context["listing"].rows
        assert programmes_in(client.get(f"{URL}{query}&format=xlsx")) == [row.programme.name for row in rows]
    ticked = client.post(URL, {"action": "xlsx", "row": [sessions["asked"].pk, sessions["past"].pk]})
    assert programmes_in(ticked) == [sessions["asked"].programme.name]


def test_drafts_are_published_all_or_none(as_user, officer, sessions):
    client, drafts = as_user(officer), [sessions["draft"], make_session(published=False)]
    stale = make_session(published=False)
    Session.objects.filter(pk=stale.pk).update(starts_at=clock.now() - timedelta(days=1))
    form = {"action": "publish", "row": [one.pk for one in (*drafts, stale)]}
    refused = client.post(URL + "?show=draft", form)
    assert said(refused)[0].startswith(f"{stale}: ")
    assert refused.context["listing"].ticked == {str(pk) for pk in form["row"]}
    assert Session.objects.filter(state="draft").count() == 3
    done = client.post(URL + "?show=draft", form | {"row": [one.pk for one in drafts]}, follow=True)
    assert len(said(done)) == 1
    assert list(Session.objects.filter(state="draft")) == [stale]
    assert Event.objects.filter(verb="session.published", object_id__in=[one.pk for one in drafts]).count() == 2


def test_what_is_no_draft_and_who_may_only_read_publish_nothing(as_user, officer, head, sessions):
    events = Event.objects.filter(verb="session.published").count()
    for user, row in ((officer, "soon"), (head, "draft"), (officer, "draft")):
        answer = as_user(user).post(URL, {"action": "publish", "row": [sessions[row].pk]})
        assert len(said(answer)) == 1
    assert Event.objects.filter(verb="session.published").count() == events


def test_a_manager_still_has_the_own_enrolments_and_the_calendar(as_user, manager, officer):
    session, cooperative = make_session(), make_cooperative()
    memberships.link(manager, cooperative, actor=officer)
    enrol(session, cooperative, "Sri Lestari")
    content = as_user(manager).get(URL).content.decode()
    assert "Sri Lestari" in content
    assert reverse("sessions_ics") in content
    assert "Sri Lestari" not in as_user(officer).get(URL).content.decode()


@pytest.mark.parametrize("role", ["officer", "manager"])
def test_as_many_statements_for_one_as_for_many(as_user, officer, role):
    user = make_user(role)
    if role == "manager":
        memberships.link(user, make_cooperative(), actor=officer)
    client, programme = as_user(user), make_programme()

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(URL).status_code == 200
        return len(caught)

    make_session(programme=programme, actor=officer)
    statements()
    one = statements()
    for _n in range(29):
        make_session(programme=programme, actor=officer)
    assert statements() == one
