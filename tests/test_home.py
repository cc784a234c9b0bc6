"""The home pages: every number opens its list, which holds as many; the number of queries does not grow."""

import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cooperatives.models import Contact, Village
from cooperatives.people import memberships
from cooperatives.record import changes
from core import clock
from reports.escalation import ladder, proposals, reminders
from reports.models import Letter
from reports.obligations import lateness
from reports.obligations.opening import open_period
from reports.obligations.quarter import Quarter
from revival.cases import in_charge
from tests.coaching import make_case
from tests.factories import make_cooperative, make_user
from tests.reporting import QUARTER, submitted
from tests.reporting import make_obligation as owed_by

pytestmark = pytest.mark.django_db
LATE = Quarter(2026, 2).end + timedelta(days=60)


@pytest.fixture
def late():
    """Some cooperatives that owe four quarters and have climbed to the first letter."""
    cooperatives = [make_cooperative(phone="+628123456780" + str(n)) for n in range(6)]
    for quarter in (Quarter(2025, 3), Quarter(2025, 4), Quarter(2026, 1), QUARTER):
        with time_machine.travel(quarter.end + timedelta(days=1)):
            open_period(quarter)
    for cooperative in cooperatives[:3]:
        Contact.objects.create(cooperative=cooperative, channel="whatsapp", to=cooperative.phone, text="Halo")
    with time_machine.travel(LATE):
        lateness.flag(LATE)
        proposals.propose(LATE)
        ladder.climb(LATE)
        reminders.tell(LATE)
        yield cooperatives


def number(page: str, link: str) -> int:
    """The number that stands in the link to a list on the home page."""
    found = re.search(rf'href="{re.escape(link)}"[^>]*>(.*?)</a>', page, re.S)
    assert found, f"no link to {link}"
    return int(re.search(r"\d+", re.sub(r"<[^>]+>", " ", found[1]))[0])


def test_every_number_of_the_officers_day_is_the_length_of_its_list(late, as_user, officer):
    client = as_user(officer)
    page = client.get("/").content.decode()
    assert number(page, reverse("message_list")) == len(client.get(reverse("message_list")).context["page"]) == 3
    assert number(page, reverse("letters")) == len(client.get(reverse("letters")).context["page"]) == 6
    assert number(page, reverse("proposals")) == 6
    rows = re.findall(r'<td[^>]*>\s*<a href="[^"]*late/\?step=([^"]+)">(\d+)</a>', page)
    counted = {code: int(n) for code, n in rows}
    with time_machine.travel(LATE):
        listed = {
            code: client.get(reverse("late_list"), {"step": code}).context["page"].paginator.count for code in counted
        }
    assert counted == listed
    assert sum(counted.values()) == 6


def test_the_overdue_steps_of_ones_own_coaching_lead_to_their_list(as_user, officer, adviser):
    for days, who in ((-1, adviser), (-2, adviser), (1, adviser), (-1, officer)):
        case = make_case(make_cooperative(status="passive"), officer, adviser=who)
        in_charge.set_step(case, step="x", due=clock.today() + timedelta(days=days), actor=officer)
    client = as_user(adviser)
    link = re.search(r'href="(/revival/[^"]*)">\s*<strong>(\d+)</strong>', unescape(client.get("/").content.decode()))
    assert link is not None
    assert int(link[2]) == client.get(link[1]).context["listing"].total == 2


def test_every_mark_of_the_charts_of_home_leads_to_as_many_cooperatives(as_user, officer):
    villages = list(Village.objects.select_related("district").order_by("code"))
    for village, status in ((villages[0], "active"), (villages[0], "passive"), (villages[9], "attention")):
        make_cooperative(village=village, district=village.district, status=status)
    client = as_user(officer)
    page = client.get("/").content.decode()
    links = re.findall(
        r'<a[^>]* href="(/cooperatives/\?(?:district|village)=[^"]+)"[^>]*aria-label="[^"]*: (\d+)', page
    )
    assert len([address for address, _n in links if "village=" in address]) == 54
    found = {unescape(address): int(n) for address, n in links if n != "0"}
    assert sum(found.values()) == 5
    assert {address: client.get(address).context["page"].paginator.count for address in found} == found


def queries(client, url: str) -> int:
    cache.clear()
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        client.get(url)
    return len(found)


def test_home_and_work_lists_ask_as_often_for_six_as_for_twenty_cooperatives(late, as_user, officer):
    client = as_user(officer)
    urls = [
        "/",
        reverse("late_list"),
        reverse("message_list"),
        reverse("letters"),
        reverse("proposals"),
        reverse("unreached_list"),
        reverse("letter_book"),
    ]
    before = {url: queries(client, url) for url in urls}
    for _n in range(14):
        cooperative = make_cooperative(phone="+628555555")
        with time_machine.travel(QUARTER.end + timedelta(days=1)):
            owed_by(cooperative=cooperative)
    lateness.flag(LATE)
    proposals.propose(LATE)
    ladder.climb(LATE)
    reminders.tell(LATE)
    assert Letter.objects.count() == 20
    assert {url: queries(client, url) for url in urls} == before
    assert max(before.values()) <= 22


def test_a_manager_sees_what_is_due_until_when_and_one_button(as_user, officer):
    manager = make_user("manager")
    with time_machine.travel(QUARTER.end + timedelta(days=1)):
        owed = owed_by()
        memberships.link(manager, owed.cooperative, actor=officer)
        client = as_user(manager)
        page = client.get("/").content.decode()
        assert "20 Juli 2026" in page
        assert reverse("obligation", args=[owed.pk]) in page
        submitted(owed, manager)
        assert "Tidak ada yang jatuh tempo" in client.get("/").content.decode()


def test_every_list_of_the_day_goes_out_as_a_workbook(late, as_user, administrator):
    client = as_user(administrator)
    lists = {
        "report_home": 0,
        "message_list": 3,
        "letters": 6,
        "letter_book": 0,
        "proposals": 6,
        "unreached_list": 0,
        "import_list": 0,
        "user_list": 1,
        "late_list": 6,
    }
    with time_machine.travel(LATE):
        for name, rows in lists.items():
            book = load_workbook(io.BytesIO(client.get(reverse(name), {"format": "xlsx"}).content))
            assert book.worksheets[-1].max_row - 1 == rows, name


def test_the_register_in_numbers_adds_up_and_says_how_many_a_sum_is_of(as_user, officer):
    make_cooperative(status="active", members=20, assets=1_000_000, figures_as_of=date(2020, 12, 31))
    make_cooperative(status="passive", members=None, assets=None)
    changes.create(fields={"name": "KSP Tanpa Status"}, actor=officer)
    client = as_user(officer)
    page = client.get("/").content.decode()
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Status belum diketahui : 1" in shown
    assert "20 untuk 1 dari 3 koperasi" in shown
    assert "untuk 1 dari 3 koperasi: 1 menurut register (31 Desember 2020)" in shown
    assert [c.name for c in client.get("/cooperatives/?status=none").context["page"]] == ["KSP Tanpa Status"]


def test_the_head_sees_the_city_and_no_work_that_is_not_his(late, as_user, head, officer):
    page = as_user(head).get("/").content.decode()
    for name in ("message_list", "letters", "proposals", "import_list", "user_list"):
        assert f'class="tile tile-live" href="{reverse(name)}"' not in page
        assert f'class="tile" href="{reverse(name)}"' not in page
    assert f'href="{reverse("late_list")}"><strong>6</strong>' in page
    assert 'class="tile tile-live" href="' in as_user(officer).get("/").content.decode()
