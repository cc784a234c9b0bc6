"""Areas that an office has not adopted: no page, no menu, no block of the home page, nothing at night."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.urls import resolve, reverse

from cooperatives.register import exports, filters
from core import clock, office
from core.areas import AREAS, area_of
from core.operations import watchdog
from reports import nightly
from reports.escalation import digest, ladder, reminders
from reports.models import Arrears, Digest, Obligation, Period, Reminder
from reports.obligations.quarter import Quarter
from solokop import training_links
from tests.factories import make_cooperative
from tests.pages import PAGES
from tests.training import enrol, make_session
from tests.world import address, args_of
from training import reminders as reminding
from training.enrolments import waitlist
from training.models import Enrolment
from training.outcomes import effects

pytestmark = pytest.mark.django_db
# Reached without signing in.
PUBLIC = {
    "public_register": [
        "public_register",
        "public_record",
        "public_sticker",
        "public_figures",
        "tell",
        "public_complaint",
        "follow_complaint",
    ],
    "training": ["training", "session", "session_ics", "sessions_ics", "certificate_list"],
    "revival": [],
    "supervision": [],
    "reports": ["report_guide", "calendar", "receipt"],
    "opendata": ["data", "data_set", "data_file", "data_rows", "data_package", "data_catalog", "api"],
}
LATE = Quarter(2026, 2).end + timedelta(days=60)


@pytest.fixture
def switch(administrator):
    def to(key: str, on: bool) -> None:
        office.change({AREAS[key].setting: on}, actor=administrator)

    return to


def key_of(url: str) -> str:
    area = area_of(resolve(url.partition("?")[0]).func)
    return area.key if area else ""


def test_these_are_the_areas_and_all_are_on_at_first():
    assert set(AREAS) == {"reports", "training", "revival", "supervision", "public_register", "opendata"} == set(PUBLIC)
    assert [key for key, area in AREAS.items() if not office.value(area.setting)] == []


@pytest.mark.parametrize("key", sorted(PUBLIC))
def test_its_pages_are_not_there_and_all_others_are(world, as_user, administrator, switch, key):
    urls = {name: address(world, name) for name in PAGES}
    client = as_user(administrator)
    switch(key, False)
    answers = {name: client.get(url).status_code for name, url in urls.items()}
    assert answers == {name: 404 if key_of(url) == key else 200 for name, url in urls.items()}
    assert (404 in answers.values()) is (key not in ("public_register", "opendata"))
    switch(key, True)
    assert {client.get(url).status_code for url in urls.values()} == {200}


@pytest.mark.parametrize("key", sorted(PUBLIC))
def test_its_public_pages_are_not_there_either_and_say_why(world, client, switch, key):
    session = args_of(world, "session_edit")[0]
    args = {
        "public_record": (world["own"].pk,),
        **dict.fromkeys(("public_sticker", "tell"), (world["own"].pk,)),
        "public_complaint": ("A-XXXX-XXXX",),
        **dict.fromkeys(("session", "session_ics"), (session,)),
        "receipt": ("TW2-2026-XXXX-XXXX",),
        "data_set": ("register",),
        "data_file": ("register-2026-11-28.csv",),
        "data_rows": ("csv",),
    }
    urls = [reverse(name, args=args.get(name, ())) for name in PUBLIC[key]]
    switch(key, False)
    for url in urls:
        answer = client.get(url)
        assert (url, answer.status_code) == (url, 404)
        assert "Kantor tidak memakai bagian portal ini" in answer.content.decode()


@pytest.mark.parametrize("key", sorted(PUBLIC))
@pytest.mark.parametrize("role", ["administrator", "manager", ""])
def test_no_menu_and_no_block_leads_to_it(world, as_user, client, request, switch, key, role):
    shown = [
        "home",
        "cooperative_list",
        "cooperative_detail",
        "contact_list",
        "message_list",
        "unreached_list",
        "inbox",
    ]
    urls = {name: address(world, name) for name in shown}
    urls |= {"login": reverse("account_login"), "public": reverse("public_register"), "training": reverse("training")}
    switch(key, False)
    if role:
        client = as_user(world["actors"][1] if role == "manager" else request.getfixturevalue(role))
    links = set()
    for url in urls.values():
        answer = client.get(url)
        if answer.status_code == 200:
            page = unescape(answer.content.decode())
            links |= set(re.findall(r'(?:href|hx-get|action)="(/(?!static)[^"#]*)"', page))
    assert {link for link in links if key_of(link) == key} == set()
    assert len(links) > 3


def test_whoever_has_not_signed_in_finds_the_door_instead_of_the_public_register(client, switch):
    assert client.get("/").status_code == 200
    switch("public_register", False)
    assert client.get("/").url == "/accounts/login/?next=/"


def test_nobody_is_late_and_nobody_is_reminded(administrator, switch):
    for _n in range(3):
        make_cooperative(email="a@contoh.test")
    with time_machine.travel(LATE - timedelta(days=100)):
        nightly.run(clock.today())
    assert Obligation.objects.exists()
    before = Period.objects.count()
    switch("reports", False)
    with time_machine.travel(LATE):
        done = nightly.run(LATE)
        assert (done.opened, done.flagged.has_changed, done.proposed.made) == ([], False, 0)
        assert ladder.climb(LATE).quiet
        assert reminders.tell(LATE).cooperatives == 0
        assert (Period.objects.count(), Arrears.objects.count(), Reminder.objects.count()) == (before, 0, 0)
        assert training_links.late(Obligation.objects.values_list("cooperative", flat=True), LATE) == set()
        assert "quarter_not_open" not in {trouble.code for trouble in watchdog.troubles()}
        switch("reports", True)
        assert "quarter_not_open" in {trouble.code for trouble in watchdog.troubles()}
        assert nightly.run(LATE).flagged.flagged == 3
        assert ladder.climb(LATE).total == 3
        switch("reports", False)
        assert reminders.tell(LATE).cooperatives == 0
        news = Obligation.objects.exclude(late_since=None).first().late_since
        assert digest.send(news) == 0
        switch("reports", True)
        assert digest.send(news) == Digest.objects.count() == 1


def test_the_register_says_nothing_of_reports_and_training(as_user, administrator, switch):
    def offered() -> set[str]:
        compared = effects.results(2026, clock.today()).comparisons
        columns = exports.columns_for(administrator)
        return {*(f.key for f in filters.offered()), *(c.field for c in columns), *(c.outcome.key for c in compared)}

    of_reports = {"arrears", "late_since", "missing_quarter", "arrears__quarters", "arrears__since", "filed"}
    assert offered() >= of_reports | {"trained"}
    page = as_user(administrator).get(reverse("cooperative_list"))
    assert 'value="-arrears"' in page.content.decode()
    switch("reports", False)
    assert offered() & of_reports == set()
    page = as_user(administrator).get(reverse("cooperative_list"))
    assert 'value="-arrears"' not in page.content.decode()
    switch("training", False)
    assert "trained" not in offered()


def test_no_seat_is_passed_on_and_no_participant_reminded(officer, switch):
    session = make_session(actor=officer, in_days=2, quota=1, per_cooperative=5)
    enrol(session, make_cooperative(), actor=officer)
    waits = enrol(session, make_cooperative(), actor=officer)
    assert waits.state == "waitlisted"
    switch("training", False)
    with time_machine.travel(session.starts_at - timedelta(hours=20)):
        assert reminding.remind(clock.now()) == 0
    with time_machine.travel(session.starts_at + timedelta(hours=2)):
        assert waitlist.advance(clock.now()).sessions == 0
        assert Enrolment.objects.get(pk=waits.pk).state == "waitlisted"
        switch("training", True)
        assert waitlist.advance(clock.now()).lapsed == 1


def test_a_manager_is_asked_for_nothing_and_loses_nothing(world, as_user, switch):
    owed = Obligation.objects.get(pk=args_of(world, "obligation")[0])
    manager = world["actors"][1]
    client = as_user(manager)
    assert reverse("obligation", args=[owed.pk]) in client.get("/").content.decode()
    switch("reports", False)
    assert client.get("/").status_code == 200
    assert client.get(reverse("obligation", args=[owed.pk])).status_code == 404
    switch("reports", True)
    assert client.get(reverse("obligation", args=[owed.pk])).status_code == 200
