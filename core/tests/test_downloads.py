"""The one door by which files leave: each leaves an event, is kept by no cache, and its name cannot break a header."""

import io

import pytest
from allauth.core.exceptions import RateLimited
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile, File
from django.http import Http404
from django.test import RequestFactory
from django.utils import translation
from openpyxl import load_workbook

from core.models import Event
from core.storage import downloads
from core.storage.files import NotStoredError
from core.workbooks.writer import SheetColumn

pytestmark = pytest.mark.django_db
TRACE = downloads.Trace("list.exported", "list", label="Daftar")


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a.xlsx", 'attachment; filename="a.xlsx"'),
        ("../../etc/passwd", 'attachment; filename="passwd"'),
        ("a\r\nX-Evil: 1.pdf", "attachment; filename=\"a__X-Evil_ 1.pdf\"; filename*=UTF-8''a%0D%0AX-Evil%3A%201.pdf"),
        ('a"b.pdf', "attachment; filename=\"a_b.pdf\"; filename*=UTF-8''a%22b.pdf"),
        ("ꦱꦺꦴꦭꦺꦴ.pdf", None),
    ],
)
def test_a_file_is_attached_kept_by_no_cache_and_told(officer, name, header):
    response = downloads.send(request_of(officer), b"x", name, trace=TRACE)
    assert header is None or response["Content-Disposition"] == header
    assert "\n" not in response["Content-Disposition"]
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    event = Event.objects.get()
    assert (event.verb, event.actor, event.label) == ("list.exported", officer, "Daftar")


def test_a_table_tells_how_many_rows_left_and_by_which_filter(officer):
    rows = ([n] for n in range(7))
    downloads.send_table(
        request_of(officer),
        title="Daftar",
        columns=[SheetColumn("N", "count")],
        rows=rows,
        name="daftar",
        selection="q=a",
    )
    assert Event.objects.get().after == {"list": "daftar", "rows": 7, "selection": "q=a"}


@pytest.mark.parametrize(("selection", "said"), [("q=a", "q=a"), ("", "all")])
def test_the_cover_of_a_table_says_what_was_chosen_and_by_whom(officer, selection, said):
    with translation.override("en"):
        response = downloads.send_table(
            request_of(officer),
            title="List",
            columns=[SheetColumn("N", "count")],
            rows=[[1]],
            name="list",
            selection=selection,
        )
    cover = dict(load_workbook(io.BytesIO(response.content)).worksheets[0].iter_rows(values_only=True))
    assert (cover["Content"], cover["Selection"], cover["Made by"]) == ("List", said, officer.display_name)


def test_a_table_of_something_is_told_as_its_own_event(officer):
    trace = downloads.Trace("attendance.exported", "session", 7, "Dasar", {"kind": "list"})
    downloads.send_table(
        request_of(officer), title="Daftar", columns=[SheetColumn("N", "count")], rows=[[1]], name="daftar", trace=trace
    )
    event = Event.objects.get()
    assert (event.verb, event.object_type, event.object_id, event.label) == (
        "attendance.exported",
        "session",
        7,
        "Dasar",
    )
    assert event.after == {"list": "daftar", "rows": 1, "selection": "", "kind": "list"}


def test_users_and_the_public_are_counted_apart(officer, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "download": "1/h/user", "public_download": "2/h/ip"}
    taken = []
    for user in (officer, AnonymousUser()):
        for _ in range(3):
            try:
                downloads.send(request_of(user), b"x", "a.xlsx", trace=TRACE)
            except RateLimited:
                continue
            taken.append(user)
    assert taken == [officer, AnonymousUser(), AnonymousUser()]


def test_no_event_no_file(officer, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("core.models.Event.save", fails)
    with pytest.raises(RuntimeError):
        downloads.send(request_of(officer), b"x", "a.xlsx", trace=TRACE)


def test_a_file_that_the_store_has_lost_is_not_there(officer):
    file = ContentFile(b"", name="a")
    file.open = lambda mode: (_ for _ in ()).throw(FileNotFoundError)
    with pytest.raises(Http404):
        downloads.send(request_of(officer), file, "a.xlsx", trace=TRACE)
    assert not Event.objects.exists()


def test_a_file_that_the_disk_does_not_give_is_told_by_its_name_and_leaves_no_event(officer, tmp_path):
    # A folder where the file should be opens as little as a damaged disk.
    (tmp_path / "surat.pdf").mkdir()
    file = File(None, name=str(tmp_path / "surat.pdf"))
    with translation.override("en"), pytest.raises(NotStoredError) as raised:
        downloads.send(request_of(officer), file, "a.pdf", trace=TRACE)
    assert str(raised.value) == (
        "The portal cannot read the file “surat.pdf” just now. Try again later, or tell the office."
    )
    assert not Event.objects.exists()


def test_a_stored_file_is_streamed(officer):
    response = downloads.send(request_of(officer), ContentFile(b"isi"), "a.txt", trace=TRACE)
    assert io.BytesIO(b"".join(response.streaming_content)).getvalue() == b"isi"
