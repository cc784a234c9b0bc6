"""The pages of an uploaded file: its result, a question about it, and a bad file answered in words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Event
from reports.filing import drafts
from reports.models import Report, Upload
from reports.tests.pages import page
from tests.factories import workbook
from tests.reporting import draft, kept_upload, upload, workbook_of

pytestmark = pytest.mark.django_db


def test_uploading_leads_to_the_result_and_the_file_comes_back_as_it_was(owed, board):
    content = workbook_of(owed, **{"E.09": 5})
    answer = board.post(
        reverse("report_upload", args=[owed.pk]), {"file": SimpleUploadedFile("laporan saya.xlsx", content)}
    )
    assert answer.url == reverse("report_check", args=[owed.pk])
    found = Upload.objects.get()
    back = board.get(reverse("upload_file", args=[owed.pk, found.pk]))
    assert b"".join(back.streaming_content) == content
    assert "attachment" in back["Content-Disposition"]
    assert back["X-Content-Type-Options"] == "nosniff"
    assert Event.objects.filter(verb="upload.downloaded").count() == 1
    assert "N4" in page(board, "report_check", owed.pk)
    assert "N4" in page(board, "upload_result", owed.pk, found.pk)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04xx"),
        ("a.xlsx", b""),
        ("a.txt", b"x"),
        ("a.xlsx", None),
        ("Ā\x00.xlsx", b"x"),
    ],
)
def test_a_bad_file_is_answered_in_words_and_never_by_an_error(owed, board, name, content):
    data = {} if content is None else {"file": SimpleUploadedFile(name, content)}
    answer = board.post(reverse("report_upload", args=[owed.pk]), data, follow=True)
    assert answer.status_code == 200
    assert "alert-danger" in answer.content.decode()
    assert Report.objects.count() == 0


def test_a_file_that_says_what_the_draft_says_is_said_to_change_nothing(owed, board, manager):
    draft(owed, manager, {"A1.01": 5})
    found = kept_upload(owed, manager)
    shown = page(board, "upload_result", owed.pk, found.pk)
    assert "tidak ada yang akan berubah" in shown
    assert "0 angka" not in shown


def test_a_waiting_file_is_taken_or_left_by_a_question(owed, board, manager):
    draft(owed, manager)
    found = kept_upload(owed, manager)
    assert "Ya, pakai berkas ini" in page(board, "upload_result", owed.pk, found.pk)
    board.post(reverse("upload_take", args=[owed.pk, found.pk]))
    assert drafts.typed_of(Report.objects.get()) == {"A1.01": 5}
    board.post(reverse("upload_decline", args=[owed.pk, found.pk]))
    assert Upload.objects.get().outcome == "taken"


def test_a_marked_workbook_that_cannot_be_made_is_answered_in_words(owed, board, manager):
    found = kept_upload(owed, manager)
    found.file.save("bad.xlsx", SimpleUploadedFile("bad.xlsx", b"not a workbook"))
    answer = board.get(reverse("upload_marked", args=[owed.pk, found.pk]), follow=True)
    assert answer.status_code == 200
    assert "tidak dapat ditandai" in answer.content.decode()


def test_a_workbook_of_ones_own_is_refused_with_a_way_on(owed, board, manager):
    found = upload(owed, workbook([["NERACA"]]), manager)
    assert "Ini bukan templat SoloKop" in page(board, "upload_result", owed.pk, found.pk)
