"""A record that somebody has asked to be removed: nothing of it is public but the mark and the reason."""

import csv
import io
import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from cooperatives.merging import records, separation
from cooperatives.models import BoardMember, Complaint, Cooperative, Merge, PublicRemoval
from cooperatives.public import complaints, removals
from core import clock
from core.errors import DomainError
from core.models import Event
from core.storage.files import NotStoredError
from opendata import erasure, publication
from opendata.datasets import CATALOGUE
from opendata.models import DataFile
from tests.factories import apply, make_cooperative, preview, workbook
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
    assert (page.status_code, page["Cache-Control"], REASON in page.content.decode()) == (410, "no-cache", True)
    answer = client.get(f"/api/v1/cooperatives/{cooperative.pk}/")
    assert (answer.status_code, answer.json()["reason"]) == (410, REASON)
    assert client.get(reverse("public_record", args=[other.pk])).status_code == 200


def merge(keep, drop, officer):
    return records.merge(keep=keep.pk, drop=drop.pk, reason="sama", actor=officer)


def test_no_merged_record_leads_to_one_that_was_removed_over_however_many_steps(client, officer, cooperative):
    middle, double = make_cooperative("KSP Rahasia Tengah"), make_cooperative("KSP Rahasia Dagangan")
    merge(middle, double, officer)
    merge(cooperative, middle, officer)
    remove(cooperative, officer)
    for one in (double, middle):
        page = client.get(reverse("public_record", args=[one.pk]))
        assert (page.status_code, "Rahasia" in page.content.decode()) == (410, False)
        assert client.get(f"/api/v1/cooperatives/{one.pk}/").status_code == 410
    assert set(removals.in_force()) == {cooperative.pk, middle.pk, double.pk}


def test_a_public_record_and_a_removed_one_do_not_become_one(officer, cooperative):
    other = make_cooperative("KSP Lain")
    remove(cooperative, officer)
    for keep, drop in ((other, cooperative), (cooperative, other)):
        with pytest.raises(DomainError):
            merge(keep, drop, officer)


def test_a_record_that_stands_again_stays_removed(client, officer, cooperative):
    double = make_cooperative("KSP Rahasia Dagangan")
    merge(cooperative, double, officer)
    remove(cooperative, officer)
    separation.undo(Merge.objects.get(), actor=officer)
    assert client.get(reverse("public_record", args=[double.pk])).status_code == 410
    removals.restore(double, actor=officer)
    assert client.get(reverse("public_record", args=[double.pk])).status_code == 200


def test_a_value_that_a_merge_or_its_undoing_brings_is_not_public(client, officer):
    shown = {"address_is_public": True, "phone_is_public": True}
    kept, gone = make_cooperative("Satu", address="", **shown), make_cooperative("Dua", address="Jalan Ketua 5")
    merge(kept, gone, officer)
    page = reverse("public_record", args=[kept.pk])
    assert "Jalan Ketua 5" not in client.get(page).content.decode()
    kept.refresh_from_db()
    assert (kept.address, kept.address_is_public, kept.phone_is_public) == ("Jalan Ketua 5", False, True)
    Cooperative.objects.filter(pk=kept.pk).update(address_is_public=True)
    separation.undo(Merge.objects.get(), actor=officer)
    kept.refresh_from_db()
    assert (kept.address, kept.address_is_public) == ("", False)


def test_a_value_that_a_list_brings_is_not_public(client, officer):
    one = make_cooperative("KSP Impor", address="Lama 1", phone="+6281234567", address_is_public=True)
    Cooperative.objects.filter(pk=one.pk).update(phone_is_public=True)
    rows = [["NAMA KOPERASI", "ALAMAT", "NO BH"], ["KSP Impor", "Rumah Ketua 9", one.legal_number]]
    apply(preview(workbook(rows), officer), officer)
    one.refresh_from_db()
    assert (one.address, one.address_is_public, one.phone_is_public) == ("Rumah Ketua 9", False, True)


@pytest.mark.parametrize(
    "reason",
    [
        "Permintaan KSP rahasia dagang.",
        "Bapak Slamet Kusuma keberatan.",
        "Rahasia Dagang",
        "Diminta lewat 0813 1111 2222.",
        "NIK 3372010101010001",
        "+62-813-1111-222",
    ],
)
def test_a_reason_that_names_whom_it_is_about_is_refused(officer, cooperative, reason):
    BoardMember.objects.create(cooperative=cooperative, position="chair", name="Slamet Kusuma")
    with pytest.raises(DomainError):
        remove(cooperative, officer, reason=reason)


def test_a_reason_may_hold_a_day_and_the_number_of_a_letter(officer, cooperative):
    assert remove(cooperative, officer, reason="Surat 005/123/2026 tanggal 12-11-2026, 12.30 WIB.")


def test_after_a_request_the_officer_is_led_to_its_answer(as_user, officer, cooperative):
    asked = complaints.tell(cooperative, kind="removal", text="Hapus.")
    page = reverse("cooperative_public", args=[cooperative.pk]) + f"?asked={asked.number}"
    desk = as_user(officer)
    assert asked.number in desk.get(page).content.decode()
    answer = desk.post(page, {"reason": REASON, "asked_by": asked.number, "once": "b"})
    assert answer.url == reverse("complaint", args=[asked.pk])


def test_members_of_a_removed_record_still_reach_the_office_and_read_no_name(client, officer, cooperative):
    remove(cooperative, officer)
    tell = reverse("tell", args=[cooperative.pk])
    assert client.get(tell).status_code == 200
    told = client.post(tell, {"kind": "withdrawal", "text": "Tidak bisa ambil."})
    assert NAME not in client.get(told.url).content.decode()


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
    client, officer, cooperative, django_capture_on_commit_callbacks
):
    make_cooperative('\'Yang "Lain",', members=7)
    # Of other tests, whose rows are gone.
    left = set(stored())
    days = [clock.now() + timedelta(days=n) for n in range(3)]
    for day in days[:2]:
        with time_machine.travel(day):
            publication.publish()
    before = contents()
    held = DataFile.objects.filter(dataset="register", format="csv").first()
    with time_machine.travel(days[2]), django_capture_on_commit_callbacks(execute=True):
        remove(cooperative, officer)
        # Until it is written anew it is not given.
        assert client.get(f"/data/files/{held.name}").status_code == 503
        publication.publish()
        assert client.get(f"/data/files/{held.name}").status_code == 200
        after, today = contents(), clock.today()
        # Within the first minutes they are written once more, with the same rows.
        publication.publish()
    assert (contents(), len(before), len(after)) == (after, 6, 9)
    for name, rows in before.items():
        kept = [row for row in rows if row[0] != str(cooperative.pk)]
        assert [row for row in after[name] if row[0] != str(cooperative.pk)] == kept, name
        (mark,) = (row for row in after[name] if row[0] == str(cooperative.pk))
        assert mark == [str(cooperative.pk), *[""] * 20, today.isoformat(), REASON], name
    named = {name.rpartition("/")[2] for name in DataFile.objects.values_list("file", flat=True)}
    assert {name for name in set(stored()) - left if name.startswith("register")} <= named


def stored() -> list[str]:
    try:
        _folders, files = DataFile.file.field.storage.listdir(f"open-data/{clock.today().year}")
    except FileNotFoundError:
        return []
    return files


def test_a_second_removal_during_the_writing_is_applied_too(officer, cooperative, monkeypatch):
    other = make_cooperative("KSP Kedua")
    for n in range(2):
        with time_machine.travel(clock.now() + timedelta(days=n)):
            make_cooperative(f"Hari {n}")
            publication.publish()
    begun = clock.now() + timedelta(days=2)
    remove(cooperative, officer)
    put, late = erasure._put, []

    def and_another(*args):
        if not late:
            late.append(remove(other, officer))
            clock_of.shift(timedelta(minutes=10))
        return put(*args)

    monkeypatch.setattr(erasure, "_put", and_another)
    with time_machine.travel(begun) as clock_of:
        PublicRemoval.objects.update(at=clock.now())
        publication.publish()
        publication.publish()
    for name, rows in contents().items():
        assert not [row for row in rows if row[1] in (NAME, "KSP Kedua")], name


def test_a_lost_file_holds_up_neither_the_others_nor_the_day(officer, cooperative):
    for n in range(2):
        with time_machine.travel(clock.now() + timedelta(days=n)):
            make_cooperative(f"Hari {n}")
            publication.publish()
    lost = DataFile.objects.filter(dataset="register", format="json").order_by("day").first()
    lost.file.storage.delete(lost.file.name)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        remove(cooperative, officer)
        with pytest.raises(NotStoredError):
            publication.publish()
        assert DataFile.objects.filter(dataset="totals", day=clock.today()).count() == 3
    kept = DataFile.objects.filter(dataset="register", format="csv").exclude(day=lost.day)
    assert kept.count() == 2
    assert not [one for one in kept if NAME.encode() in one.file.read()]


def test_the_members_of_a_removed_record_are_not_what_the_totals_say_more(officer):
    ten = [make_cooperative(f"Koperasi {n}", members=10) for n in range(10)]
    make_cooperative(NAME, members=777)
    removals.remove(Cooperative.objects.get(name=NAME), reason=REASON, asked_by="ketua", actor=officer)
    rows = list(CATALOGUE["totals"].rows(clock.today()))
    assert sum(row[6] or 0 for row in rows) == 10 * len(ten)


def test_shown_again_it_is_public_and_what_happened_stays_to_be_read(as_user, client, officer, cooperative):
    desk = as_user(officer)
    page = reverse("cooperative_public", args=[cooperative.pk])
    assert "Hapus dari daftar untuk umum" in desk.get(page).content.decode()
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


def test_the_files_are_written_anew_at_once(officer, cooperative, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr("core.operations.broker.send", sent.append)
    with django_capture_on_commit_callbacks(execute=True):
        remove(cooperative, officer)
    assert sent == ["opendata.tasks.publish_data"]
