"""A record that somebody has asked to be removed: nothing of it is public but the mark and the reason."""

import csv
import io
import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from cooperatives import complaints, merging, removals
from cooperatives.models import Complaint, PublicRemoval
from core import clock
from core.errors import DomainError
from core.models import Event
from opendata import publishing
from opendata.models import DataFile
from tests.factories import make_cooperative
from tests.races import at_once

pytestmark = pytest.mark.django_db
NAME, NUMBER = "KSP Rahasia Dagang", "518/BH/XIV.99/2001"
REASON = "Nama perorangan termuat dalam datanya."


@pytest.fixture
def cooperative():
    return make_cooperative(NAME, legal_number=NUMBER, group="Kopdit", address="Jalan Sunyi 1")


def remove(cooperative, officer, **given):
    return removals.remove(cooperative, **{"reason": REASON, "asked_by": "ketua, surat"} | given, actor=officer)


def addresses(cooperative) -> list[str]:
    return [
        reverse("public_register"),
        reverse("public_register") + "?q=rahasia",
        reverse("public_record", args=[cooperative.pk]),
        reverse("public_sticker", args=[cooperative.pk]),
        reverse("tell", args=[cooperative.pk]),
        reverse("data_rows", args=["csv"]) + "?q=rahasia",
        "/api/v1/cooperatives/",
        f"/api/v1/cooperatives/{cooperative.pk}/",
        reverse("site_map_part", args=["register-0"]),
    ]


def test_nothing_of_it_is_public_but_the_day_and_the_reason(client, officer, cooperative):
    other = make_cooperative("Yang Lain")
    remove(cooperative, officer)
    for address in addresses(cooperative):
        page = client.get(address)
        content = (b"".join(page.streaming_content) if page.streaming else page.content).decode()
        for secret in (NAME, NUMBER, "Sunyi", "Kopdit", "ketua, surat"):
            assert secret not in content, address
    page = client.get(reverse("public_record", args=[cooperative.pk]))
    assert (page.status_code, REASON in page.content.decode()) == (410, True)
    answer = client.get(f"/api/v1/cooperatives/{cooperative.pk}/")
    assert (answer.status_code, answer.json()["reason"]) == (410, REASON)
    assert client.get(reverse("public_record", args=[other.pk])).status_code == 200


def test_a_merged_record_does_not_lead_to_one_that_was_removed(client, officer, cooperative):
    double = make_cooperative("KSP Rahasia Dagangan")
    merging.merge(keep=cooperative.pk, drop=double.pk, reason="sama", actor=officer)
    remove(cooperative, officer)
    page = client.get(reverse("public_record", args=[double.pk]))
    assert page.status_code == 410
    assert "Rahasia" not in page.content.decode()
    assert client.get(f"/api/v1/cooperatives/{double.pk}/").status_code == 410


def contents() -> dict[str, list[list[str]]]:
    """The rows of all files of the register, by name; as text."""
    found = {}
    for one in DataFile.objects.filter(dataset="register"):
        raw = one.file.read()
        if one.format == "csv":
            rows = list(csv.reader(io.StringIO(raw.decode())))[1:]
        elif one.format == "json":
            rows = [["" if value is None else str(value) for value in row.values()] for row in json.loads(raw)]
        else:
            sheet = load_workbook(io.BytesIO(raw)).worksheets[0].iter_rows(min_row=2, values_only=True)
            rows = [
                ["" if value is None else str(value.date() if hasattr(value, "date") else value) for value in row]
                for row in sheet
            ]
        found[one.name] = rows
    return found


def test_the_files_of_earlier_days_are_written_anew_and_keep_the_others_as_they_were(
    officer, cooperative, django_capture_on_commit_callbacks
):
    make_cooperative('\'Yang "Lain",', members=7)
    days = [clock.now() + timedelta(days=n) for n in range(3)]
    for day in days[:2]:
        with time_machine.travel(day):
            publishing.publish()
    before = contents()
    with time_machine.travel(days[2]), django_capture_on_commit_callbacks(execute=True):
        remove(cooperative, officer)
        publishing.publish()
        after, today = contents(), clock.today()
        # Within the first minutes they are written once more, with the same rows.
        publishing.publish()
    assert (contents(), len(before), len(after)) == (after, 6, 9)
    for name, rows in before.items():
        kept = [row for row in rows if row[0] != str(cooperative.pk)]
        assert [row for row in after[name] if row[0] != str(cooperative.pk)] == kept, name
        (mark,) = (row for row in after[name] if row[0] == str(cooperative.pk))
        assert mark == [str(cooperative.pk), *[""] * 20, today.isoformat(), REASON], name
    named = {name.rpartition("/")[2] for name in DataFile.objects.values_list("file", flat=True)}
    _folders, stored = DataFile.file.field.storage.listdir("open-data/2026")
    assert {name for name in stored if name.startswith("register")} <= named


def test_shown_again_it_is_public_and_what_happened_stays_to_be_read(as_user, client, officer, cooperative):
    desk = as_user(officer)
    page = reverse("cooperative_public", args=[cooperative.pk])
    assert "Hapus dari register publik" in desk.get(page).content.decode()
    assert desk.post(page, {"reason": REASON}).status_code == 200
    assert not PublicRemoval.objects.exists()
    desk.post(page, {"reason": REASON, "asked_by": "ketua, surat", "once": "a"})
    assert REASON in desk.get(reverse("cooperative_detail", args=[cooperative.pk])).content.decode()
    desk.post(reverse("removal_end", args=[cooperative.pk]))
    desk.post(reverse("removal_end", args=[cooperative.pk]))
    assert REASON in desk.get(page).content.decode()
    assert client.get(reverse("public_record", args=[cooperative.pk])).status_code == 200
    verbs = Event.objects.filter(object_id=cooperative.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["cooperative.removed_from_public", "cooperative.restored_to_public"]


def test_two_removals_at_once_are_one(committed, officer):
    cooperative = make_cooperative()
    failed = []

    def act():
        try:
            remove(cooperative, officer)
        except DomainError as error:
            failed.append(error)

    at_once(act, act)
    assert (PublicRemoval.objects.count(), len(failed)) == (1, 1)


def test_an_address_is_public_only_where_it_is_marked_so(client, cooperative):
    page = reverse("public_record", args=[cooperative.pk])
    assert "Jalan Sunyi 1" not in client.get(page).content.decode()
    cooperative.address_is_public = True
    cooperative.save()
    assert "Jalan Sunyi 1" in client.get(page).content.decode()


def test_who_told_is_forgotten_when_the_time_is_over(officer, cooperative):
    old = complaints.tell(cooperative, kind="removal", text="Nama saya ada di sana.", contact="0812")
    complaints.answer(old, text="Sudah.", actor=officer)
    waits = complaints.tell(cooperative, kind="wrong", text="Salah.", contact="0813")
    last = clock.today() + timedelta(days=180)
    assert (complaints.forget_contacts(last), complaints.forget_contacts(last + timedelta(days=1))) == (0, 1)
    assert dict(Complaint.objects.values_list("pk", "contact")) == {old.pk: "", waits.pk: "0813"}
