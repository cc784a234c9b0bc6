"""Every list and every file that leaves the portal leaves one event, by whoever took it."""

import pytest

from core.models import Event
from core.requests import throttle
from tests.pages import PAGES
from tests.world import address

pytestmark = pytest.mark.django_db


def is_file(answer) -> bool:
    return "Content-Disposition" in answer.headers


@pytest.mark.parametrize("name", sorted(PAGES))
def test_what_leaves_as_a_file_leaves_one_event(world, as_user, administrator, name):
    client = as_user(administrator)
    for query in ("", "?format=xlsx"):
        url = address(world, name) + query
        before = Event.objects.count()
        answer = client.get(url)
        new = list(Event.objects.order_by("pk")[before:])
        # A picture stands beside the words of its page: the page itself is not told of either.
        if is_file(answer) and name not in ("revival_photo", "arrival_page"):
            assert [event.actor for event in new] == [administrator]
            assert new[0].address == "127.0.0.1"


# The lists that can be taken along: a list that stops offering it, or one that forgets the door, is seen here.
LISTS = {
    "user_list",
    "security_log",
    "event_log",
    "late_list",
    "warnings",
    "city_cooperatives",
    "city_reports",
    "letters",
    "letter_book",
    "message_list",
    "unreached_list",
    "contact_list",
    "complaints",
    "handover_list",
    "proposals",
    "import_list",
    "participants",
    "report_home",
    "arrivals",
    "training_results",
}
FILES = {
    "city_pdf",
    "city_picture_file",
    "city_xlsx",
    "export_xlsx",
    "export_csv",
    "import_problems",
    "import_file",
    "letters_pdf",
    "letter_pdf",
    "period_export",
    "period_summary",
    "report_template",
    "upload_file",
    "upload_marked",
    "report_receipt_pdf",
    "arrival_receipt_pdf",
    "arrival_file",
    "report_sheet_pdf",
    "participants_export",
    "attendance_pdf",
    "certificate_pdf",
    "material",
}


@pytest.mark.parametrize("name", sorted(LISTS | FILES))
def test_each_list_and_file_can_be_taken_along(world, as_user, administrator, name):
    answer = as_user(administrator).get(address(world, name) + ("?format=xlsx" if name in LISTS else ""))
    assert is_file(answer) or name == "upload_marked"


def test_who_takes_too_many_is_stopped_before_the_work_at_every_file():
    assert [name for name in sorted(FILES - {"material"}) if not name.endswith(throttle.FILES)] == []
