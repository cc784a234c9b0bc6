"""The event log of the administrators: every event in words, found by what it is, by whom, about what and when."""

from datetime import date
from io import BytesIO
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cooperatives.record import changes
from core import event_words, events, office
from core.models import Event
from solokop.event_log.event_list import changes_of
from tests.factories import make_cooperative, make_user
from tests.reporting import make_obligation, submitted

pytestmark = pytest.mark.django_db
URL = "/log/"


@pytest.fixture
def admin(as_user, administrator):
    return as_user(administrator)


def shown(client, **query) -> list[int]:
    return [line.pk for line in client.get(URL, query).context["listing"].rows]


def made(verb: str, **details) -> Event:
    usual = {"actor": None, "object_type": "office", "object_id": 0}
    return events.record(verb, **{**usual, **details})


def test_an_event_stands_there_in_words_with_the_page_of_its_object(admin, officer):
    cooperative = make_cooperative("KSP Log")
    changes.edit(
        cooperative.pk,
        fields={"members": 7},
        base={"members": cooperative.members},
        reason="Salah ketik.",
        actor=officer,
    )
    page = admin.get(reverse("event_log")).content.decode()
    for words in (
        str(event_words.WORDS["cooperative.edited"]),
        "Salah ketik.",
        officer.display_name,
        reverse("cooperative_detail", args=[cooperative.pk]),
    ):
        assert words in page
    assert "cooperative.edited" not in page.replace('value="cooperative.edited"', "")


@pytest.mark.parametrize("role", ["officer", "head", "adviser", "manager"])
def test_only_administrators_open_it(as_user, role):
    assert as_user(make_user(role)).get(URL).status_code == 403


def test_who_has_not_signed_in_is_asked_to(client):
    answer = client.get(URL)
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_the_newest_stands_first_and_can_be_turned_round(admin):
    Event.objects.all().delete()
    first, second, third = (made("settings.changed", label=str(n)) for n in range(3))
    Event.objects.filter(pk=first.pk).update(at=timezone.now())
    moment = Event.objects.get(pk=third.pk).at
    Event.objects.filter(pk=second.pk).update(at=moment)
    assert shown(admin) == [first.pk, third.pk, second.pk]
    assert shown(admin, sort="-at") == [second.pk, third.pk, first.pk]


class TestFilters:
    """Each selects exactly its own, and nothing that is like it."""

    @pytest.fixture
    def rows(self, officer) -> dict[str, int]:
        Event.objects.all().delete()
        named = make_user("officer", name="Sri Rahayu")
        return {
            name: event.pk
            for name, event in {
                "kind": made("report.saved", actor=officer, object_type="report", object_id=1, label="KSP Satu v1"),
                "like": made("report.submitted", actor=officer, object_type="report", object_id=11, label="KSP Dua v1"),
                "who": made("note.added", actor=named, object_type="cooperative", object_id=1, label="KSP Tiga"),
                "reason": made("paper.voided", object_type="cooperative", object_id=2, reason="Nomor keliru"),
            }.items()
        }

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({}, {"kind", "like", "who", "reason"}),
            ({"kind": "report.saved"}, {"kind"}),
            ({"kind": ["report.saved", "note.added"]}, {"kind", "who"}),
            ({"kind": "report"}, set()),
            ({"group": "reports"}, {"kind", "like"}),
            ({"group": "portal"}, {"reason"}),
            ({"group": "report"}, set()),
            ({"who": "rahayu"}, {"who"}),
            ({"who": "SoloKop"}, {"reason"}),
            ({"who": "%"}, set()),
            ({"about": "report"}, {"kind", "like"}),
            ({"about": "cooperative"}, {"who", "reason"}),
            ({"object": "report-1"}, {"kind"}),
            ({"object": "cooperative-1"}, {"who"}),
            ({"object": "report"}, set()),
            ({"object": "report-"}, set()),
            ({"object": "-1"}, set()),
            ({"object": "report-9999999999999999999999"}, set()),
            ({"q": "ksp satu"}, {"kind"}),
            ({"q": "keliru"}, {"reason"}),
            ({"q": "saved"}, set()),
            ({"about": "cooperative", "who": "rahayu"}, {"who"}),
        ],
    )
    def test_by_what_whom_and_which_object(self, admin, rows, query, found):
        assert set(shown(admin, **query)) == {rows[name] for name in found}

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"from": "2026-03-02"}, {"second", "third"}),
            ({"until": "2026-03-02"}, {"first", "second"}),
            ({"from": "2026-03-02", "until": "2026-03-02"}, {"second"}),
            ({"from": "2026-03-04"}, set()),
            ({"from": "0001-01-01", "until": "9999-12-31"}, {"first", "second", "third"}),
            ({"from": "2026-02-30"}, set()),
            ({"until": "kemarin"}, set()),
        ],
    )
    def test_by_day_of_the_office(self, admin, query, found):
        """In Jakarta: a minute before midnight and one after are of two days."""
        Event.objects.all().delete()
        rows = {}
        for name, at in {
            "first": "2026-03-01T23:59:59+07:00",
            "second": "2026-03-02T00:00:00+07:00",
            "third": "2026-03-03T00:00:00+07:00",
        }.items():
            with time_machine.travel(at, tick=False):
                rows[name] = made("settings.changed", label=name).pk
        assert set(shown(admin, **query)) == {rows[name] for name in found}

    def test_an_object_is_called_by_its_name_and_stays_when_something_else_is_chosen(self, admin, rows):
        answer = admin.get(URL, {"object": "report-1"})
        assert [chip.label for chip in answer.context["listing"].chips] == ["Objek: Laporan KSP Satu v1"]
        assert '<input type="hidden" name="object" value="report-1">' in answer.content.decode()


def test_the_file_is_what_the_screen_shows_and_leaves_one_event(admin, administrator, officer):
    cooperative = make_cooperative("KSP Berkas")
    submitted(make_obligation(cooperative=cooperative), officer)
    lines = admin.get(URL, {"about": "report"}).context["listing"].rows
    before = Event.objects.count()
    answer = admin.get(URL, {"about": "report", "format": "xlsx"})
    sheet = load_workbook(BytesIO(answer.content)).worksheets[1]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[1:6] for row in rows] == [
        [one.event.actor_name, one.what, one.about, one.event.label, one.event.reason] for one in lines
    ]
    assert [row[6] for row in rows] == ["; ".join(one.changes) for one in lines]
    event = Event.objects.latest("pk")
    assert (Event.objects.count() - before, event.verb, event.actor) == (1, "list.exported", administrator)


HOSTILE = "<script>alert(1)</script>=1+1'\"{{ x }}%(n)s"


def test_hostile_text_is_text_on_the_page_and_in_the_file(admin):
    made(
        "cooperative.edited",
        object_type="cooperative",
        object_id=1,
        label=HOSTILE,
        reason=HOSTILE,
        before={"other": HOSTILE},
        after={"other": HOSTILE, HOSTILE: HOSTILE},
    )
    answer = admin.get(URL, {"who": HOSTILE, "object": HOSTILE, "kind": HOSTILE, "q": HOSTILE})
    assert answer.status_code == 200
    page = admin.get(URL).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    sheet = load_workbook(BytesIO(admin.get(URL, {"format": "xlsx"}).content)).worksheets[1]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_number_of_statements_does_not_grow_with_the_rows(admin, officer):
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            admin.get(URL)
        return len(found)

    submitted(make_obligation(cooperative=make_cooperative("KSP A")), officer)
    admin.get(URL)
    few = statements()
    for n in range(5):
        submitted(make_obligation(cooperative=make_cooperative(f"KSP {n}")), officer)
    assert statements() <= few


class TestChanges:
    def test_personal_data_is_not_repeated(self, admin):
        phone, mail = "+6281212345678", "rahasia@contoh.test"
        made("user.phone_set", object_type="user", object_id=1, before={"phone": ""}, after={"phone": phone})
        made("invitation.sent", object_type="invitation", object_id=1, after={"email": mail, "role": "manager"})
        made("cooperative.edited", object_type="cooperative", object_id=1, after={"phone": phone, "npwp": "01.234"})
        for answer in (admin.get(URL), admin.get(URL, {"format": "xlsx"})):
            content = answer.content
            if answer["Content-Type"].endswith("sheet"):
                content = str(
                    [[c.value for c in row] for row in load_workbook(BytesIO(content)).worksheets[1].rows]
                ).encode()
            for secret in (phone, mail, "01.234"):
                assert secret.encode() not in content
            assert b"tidak ditampilkan di sini" in content

    def test_what_has_no_name_is_for_the_machine(self):
        event = made("paper.scan_kept", after={"token": "abc", "secret": "x", "kept": "scan:1"})
        assert changes_of(event) == [f"{event_words.LABELS['kept']}: scan:1"]

    def test_old_and_new_stand_beside_each_other(self, officer):
        event = made("settings.changed", before={"four_eyes": True}, after={"four_eyes": False})
        assert changes_of(event) == [f"{office.SETTINGS['four_eyes'].label}: ya → tidak"]

    def test_a_code_has_its_word_and_a_name_with_two_meanings_the_right_one(self):
        moved = made("revival.moved", before={"stage": "found"}, after={"stage": "clarified"})
        assert "found" not in str(changes_of(moved))
        passed = made("disposition.made", after={"to": 12, "by": "2026-12-01", "matter": "status"})
        assert changes_of(passed) == ["paling lambat: 1 Desember 2026"]

    def test_many_and_long_values_are_cut(self):
        event = made("settings.changed", after=dict.fromkeys(list(office.SETTINGS)[:9], "x" * 500))
        assert len(changes_of(event)) == 7
        assert max(map(len, changes_of(event))) < 300

    @pytest.mark.parametrize("value", [None, "", 0, -1, [], {}, "2026-99-99", [["a"]], 10**30, "x" * 9000])
    def test_values_as_an_earlier_version_has_kept_them(self, admin, value):
        names = ("members", "status", "village_id", "legal_date", "kind", "basis", "level")
        made("cooperative.edited", before=dict.fromkeys(names, value), after=dict.fromkeys(names, value))
        assert admin.get(URL).status_code == 200


def test_a_kind_of_an_earlier_version_is_called_so(admin):
    made("something.forgotten", object_type="thing", object_id=3, label="Dahulu")
    page = admin.get(URL).content.decode()
    assert "something.forgotten" not in page
    assert str(event_words.EARLIER) in page


def test_an_area_that_is_off_has_no_addresses(admin, officer):
    report = submitted(make_obligation(cooperative=make_cooperative()), officer)
    key = ("report", report.pk)
    assert event_words.addresses_of([key]) == {key: reverse("report_version", args=[report.obligation_id, 1])}
    office.store("area_reports", False)
    assert event_words.addresses_of([key]) == {}


def test_an_object_that_is_gone_has_no_address(officer):
    assert event_words.addresses_of([("report", 999), ("cooperative", 999), ("user", 1), ("thing", 1)]) == {}


def test_the_address_carries_the_selection(admin):
    for n in range(60):
        made("settings.changed", label=f"n {n}")
    query = urlencode({"kind": "settings.changed", "from": date(2020, 1, 1).isoformat()})
    page = admin.get(f"{URL}?{query}&page=2")
    assert len(page.context["listing"].rows) == 10
    assert "kind=settings.changed" in page.content.decode()
