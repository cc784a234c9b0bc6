"""Photos and papers of visits are the office's alone: every address of them, as each role and without an account."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cooperatives.people import memberships
from core.papers import scans, trail
from revival.models import AssignmentLetter, VisitRecord
from revival.visits import assignments, records
from tests.coaching import make_case
from tests.factories import make_cooperative, make_user
from tests.visiting import jpeg, make_day, make_photo, make_visit

pytestmark = pytest.mark.django_db
READERS = {"administrator", "officer", "head", "adviser"}


@pytest.fixture
def addresses(officer, manager) -> list[str]:
    cooperative = make_cooperative(status="passive")
    memberships.link(manager, cooperative, actor=officer)
    case = make_case(cooperative, officer)
    day = make_day([case], officer)
    letter = assignments.issue(assignments.draft([day], others="", actor=officer), first=0, actor=officer)
    visit = make_visit(case, officer, stop=day.stops.get())
    photo, record = make_photo(visit, officer), records.issue(visit, first=0, actor=officer)
    scan = scans.read(SimpleUploadedFile("tanda-tangan.jpg", jpeg(), "image/jpeg"))
    for rows in (AssignmentLetter.objects.filter(pk=letter.pk), VisitRecord.objects.filter(pk=record.pk)):
        for _twice in range(2):
            trail.keep_scan(rows, scan, actor=officer)
    found = [reverse("revival_photo", args=[case.pk, photo.pk]), reverse("revival_day_sheets", args=[day.pk])]
    found += [reverse("revival_day_ics", args=[day.pk])]
    for kind, paper in (("assignment", letter), ("record", record)):
        earlier = trail.earlier_scans(paper).get()
        found += [
            reverse(f"revival_{kind}_scan", args=[paper.pk]),
            reverse(f"revival_{kind}_earlier_scan", args=[paper.pk, earlier.last_part]),
        ]
    return found


@pytest.mark.parametrize("role", [*sorted(READERS), "manager"])
def test_a_file_of_a_visit_is_read_by_the_office_alone(addresses, client, role, manager):
    client.force_login(manager if role == "manager" else make_user(role))
    answers = {url: client.get(url).status_code for url in addresses}
    assert set(answers.values()) == ({200} if role in READERS else {403}), answers


def test_nobody_reads_a_file_of_a_visit_without_an_account(addresses, client):
    for url in addresses:
        answer = client.get(url)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))


def test_a_photo_is_not_there_under_the_address_of_another_case(addresses, client, officer):
    photo = addresses[0].rstrip("/").rpartition("/")[2]
    other = make_case(make_cooperative(status="passive"), officer)
    client.force_login(officer)
    assert client.get(reverse("revival_photo", args=[other.pk, photo])).status_code == 404
