"""A disk without room: clear words, nothing half, nothing left behind, and what can be read is read."""

import os
import resource
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from cooperatives.models import Note, RegisterImport, StatusChange
from cooperatives.register import exports
from core.errors import DomainError
from core.models import Event, Job
from core.operations import disks, job_kinds, jobs
from core.storage import private_storage, scratch
from reports.models import Upload
from reports.summary import quarter_workbook
from tests.factories import make_cooperative, make_user, workbook
from tests.reporting import QUARTER, kept_upload, make_obligation, workbook_of
from tests.training import make_programme
from training.models import Material

WORDS = "Portal tidak dapat menyimpan apa pun"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# The limit is the process's, for all that it writes: SQLite's database too.
files_alone = pytest.mark.skipif(connection.vendor == "sqlite", reason="the database is a file of this process")


@pytest.fixture
def officer(committed):
    return make_user("officer")


@pytest.fixture
def signed_in(officer):
    client = Client(raise_request_exception=False)
    client.force_login(officer, backend=BACKEND)
    return client


@contextmanager
def readable_alone():
    """A database that gives and takes nothing: a disk remounted after an error, a standby server."""
    postgresql = connection.vendor == "postgresql"
    on, off = (
        ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
        if postgresql
        else ("PRAGMA query_only = ON", "PRAGMA query_only = OFF")
    )
    connection.cursor().execute(on)
    try:
        yield
    finally:
        connection.cursor().execute(off)


@pytest.mark.django_db(transaction=True)
def test_a_full_database_says_that_it_is_full_and_keeps_nothing_half(signed_in, committed):
    """Not that it cannot be reached, and not that one should wait a minute."""
    url = reverse("note_add", args=[make_cooperative().pk])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
                "'could not extend file \"base/1/1\": No space left on device' USING ERRCODE = 'disk_full'; END $$"
            )
            cursor.execute("CREATE TRIGGER full_disk BEFORE INSERT ON core_event EXECUTE FUNCTION full_disk()")
        else:
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    try:
        # SQLite first uses up what is free in its file.
        answers = [signed_in.post(url, {"text": "Ditelepon. " * 360}) for _n in range(200)]
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("DROP FUNCTION full_disk CASCADE")
            else:
                cursor.execute("PRAGMA max_page_count = 1000000000")
    stored = [answer for answer in answers if answer.status_code == 302]
    assert Note.objects.count() == len(stored) < 100
    assert {answer.status_code for answer in answers[len(stored) :]} == {507}
    assert WORDS in answers[-1].content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_can_be_read_is_read_and_signing_in_says_what_is_wrong(signed_in, officer):
    cooperative = make_cooperative("KSP Maju")
    with readable_alone():
        # The session has not been noted yet: that must not cost the page.
        pages = [signed_in.get(url) for url in ("/", "/cooperatives/", f"/cooperatives/{cooperative.pk}/", "/healthz")]
        note = signed_in.post(reverse("note_add", args=[cooperative.pk]), {"text": "x"})
        form = {"login": officer.email, "password": "kunci-rahasia-sekali"}
        signing = Client(raise_request_exception=False).post("/accounts/login/", form)
    assert [page.status_code for page in pages[:3]] == [200, 200, 200]
    assert (note.status_code, signing.status_code) == (507, 507)
    assert WORDS in signing.content.decode()


@pytest.fixture
def store(monkeypatch, tmp_path):
    """A private store that belongs to this test alone; the columns of files hold the object of the whole process."""
    (folder := tmp_path / "private").mkdir()
    with monkeypatch.context() as moved:
        moved.setitem(storages["default"].__dict__, "location", str(folder))
        yield folder


@pytest.fixture
def scratch_folder(monkeypatch, tmp_path):
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    return tmp_path / "scratch"


@contextmanager
def no_room(size: int = 600):
    """No file of this process grows beyond some bytes: what the system says then is what it says of a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def lying_in(*folders: Path) -> list[str]:
    return [str(path) for folder in folders for path in folder.rglob("*") if path.is_file()]


@files_alone
@pytest.mark.django_db
def test_an_export_without_room_says_so_and_leaves_nothing(store, scratch_folder, signed_in):
    owed = make_obligation()
    urls = [
        reverse("export_xlsx"),
        reverse("user_list") + "?format=xlsx",
        reverse("period_summary", args=[QUARTER.slug]),
        reverse("report_template", args=[owed.pk]),
    ]
    events = Event.objects.count()
    for url in urls:
        with no_room():
            answer = signed_in.get(url)
        assert (url, answer.status_code) == (url, 507)
        assert WORDS in answer.content.decode()
        left = lying_in(store, scratch_folder)
        # A book of openpyxl that is not written row by row leaves the part of one sheet, which the sweeper finds.
        assert left == [] or url == urls[-1]
    assert Event.objects.count() == events


@files_alone
@pytest.mark.django_db
@pytest.mark.parametrize("size", [600, 5000])
def test_a_job_without_room_ends_in_words_and_leaves_nothing(store, scratch_folder, officer, size):
    """Neither while it makes its file, nor while that is stored."""
    make_obligation()
    work = {
        exports.WORK: {"user_id": officer.pk, "query": ""},
        quarter_workbook.WORK: {"user_id": officer.pk, "quarter": str(QUARTER)},
    }
    for name, params in work.items():
        with no_room(size):
            job = jobs.start(name, owner=officer, title="x", params=params, in_background=False)
        assert job.state == Job.State.FAILED
        assert "penuh" in job.error
        assert not job.result_file
    assert lying_in(store, scratch_folder) == []


@files_alone
@pytest.mark.django_db
def test_an_upload_without_room_stands_at_its_form_with_all_that_was_typed(store, scratch_folder, signed_in):
    owed, cooperative = make_obligation(), make_cooperative(status="active")
    register = workbook([["NAMA KOPERASI", "ALAMAT", "KELURAHAN"], ["KSP A", "Jl. A", "Jajar"]])
    programme = make_programme()
    sent = {
        reverse("report_upload", args=[owed.pk]): {"file": ("a.xlsx", workbook_of(owed))},
        reverse("import_list"): {"file": ("a.xlsx", register)},
        reverse("material_add", args=[programme.pk]): {"file": ("a.pdf", b"%PDF-1.4" * 500), "title": "Bahan ajar"},
        reverse("cooperative_status", args=[cooperative.pk]): {
            "to": "attention",
            "on": "2026-01-05",
            "basis": "no_business",
            "reason": "Kantor tertutup sejak lama.",
            "version": cooperative.version,
            "evidence": ("foto.jpg", b"\xff\xd8\xff" * 2000),
        },
    }
    for url, data in sent.items():
        form = {
            name: SimpleUploadedFile(*value) if isinstance(value, tuple) else value
            for name, value in data.items()
            if value is not None
        }
        with no_room():
            answer = signed_in.post(url, form)
        page = answer.content.decode()
        assert (url, answer.status_code) == (url, 200)
        assert "belum dapat menyimpan berkas" in page
        assert [text for text in data.values() if isinstance(text, str) and text not in page] == []
    assert lying_in(store, scratch_folder) == []
    assert [model.objects.count() for model in (Upload, RegisterImport, Material, StatusChange)] == [0, 0, 0, 0]
    cooperative.refresh_from_db()
    assert cooperative.status == "active"


@files_alone
@pytest.mark.django_db
def test_a_file_is_stored_whole_or_not_at_all(store):
    with no_room(), pytest.raises(OSError, match="too large"):
        default_storage.save("a/x.bin", ContentFile(b"x" * 1000))
    assert lying_in(store) == []
    assert default_storage.save("a/x.bin", ContentFile(b"x" * 1000)) == "a/x.bin"
    again = default_storage.save("a/x.bin", ContentFile(b"y"))
    assert again != "a/x.bin"
    assert {name: default_storage.open(name).read() for name in private_storage.stored()} == {
        "a/x.bin": b"x" * 1000,
        again: b"y",
    }


def age(path: Path, days: int) -> None:
    then = time.time() - days * 24 * 3600
    os.utime(path, (then, then))


@pytest.mark.django_db
def test_what_a_killed_process_has_left_is_swept_and_nothing_else(store, scratch_folder, officer):
    kept = kept_upload(make_obligation(), officer).file.name
    for name in (f"a{private_storage.HALF}", "uploads/2026/01/orphan.xlsx", "uploads/2026/01/young.xlsx"):
        path = store / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    for path in store.rglob("*"):
        if path.is_file() and path.name != "young.xlsx":
            age(path, 8)
    for name in ("old", "new"):
        place = scratch_folder / f"{scratch.PREFIX}{name}"
        place.mkdir()
        (place / "half.xlsx").write_bytes(b"x")
    age(scratch_folder / f"{scratch.PREFIX}old", 2)
    (scratch_folder / "of-somebody-else").mkdir()
    age(scratch_folder / "of-somebody-else", 400)
    assert (private_storage.sweep(), scratch.sweep()) == (2, 1)
    assert sorted(private_storage.stored()) == sorted([kept, "uploads/2026/01/young.xlsx"])
    # Set aside first, and deleted when nobody has asked for it in 90 days.
    aside = store / private_storage.SET_ASIDE / "uploads/2026/01/orphan.xlsx"
    assert aside.read_bytes() == b"x"
    assert sorted(path.name for path in scratch_folder.iterdir()) == ["of-somebody-else", f"{scratch.PREFIX}new"]
    age(aside, 91)
    assert (private_storage.sweep(), scratch.sweep()) == (0, 0)
    assert not aside.exists()


@pytest.mark.django_db
def test_with_another_database_than_that_of_the_files_none_is_swept(store, caplog):
    for n in range(30):
        (store / f"{n}.xlsx").write_bytes(b"x")
        age(store / f"{n}.xlsx", 30)
    assert private_storage.sweep() == 0
    assert len(list(private_storage.stored())) == 30
    assert "is this their database?" in caplog.text


@pytest.mark.django_db
def test_a_job_that_refuses_with_braces_in_its_words_ends_with_these_words(officer):
    job = jobs.start("core.tests.test_full_disk.refuse", owner=officer, title="x", params={}, in_background=False)
    assert (job.state, job.error) == (Job.State.FAILED, "Lembar “{2025}” {id}")


def refuse(progress):
    raise DomainError("Lembar “{2025}” {id}")


job_kinds.declare(job_kinds.JobKind("core.tests.test_full_disk.refuse", refuse))


def test_a_folder_that_cannot_be_looked_at_stops_no_watch(settings, monkeypatch):
    monkeypatch.setattr(disks.shutil, "disk_usage", _forbidden)
    assert disks.all_disks() == []


def _forbidden(path):
    raise PermissionError(13, "Permission denied")
