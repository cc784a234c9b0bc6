"""What people send instead of the .xlsx: a sheet as CSV, books of other programs, the same file again, no table."""

import csv
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from cooperatives.models import Cooperative
from core.tests.test_photos import picture
from reports.filing import completion, drafts, intake, submission
from reports.models import Report, Upload
from reports.statement.lines import STATEMENT
from reports.tests.pages import page
from reports.tests.test_workbook_folder import EXPECTED, FOLDER
from tests.factories import make_cooperative
from tests.reporting import (
    QUARTER,
    SIGNED,
    blank_pdf,
    change,
    draft,
    figures,
    make_obligation,
    template,
    upload,
    workbook_of,
)

pytestmark = pytest.mark.django_db


def as_csv(content: bytes, sheet: str, *, delimiter: str = ";", dots: bool = False) -> bytes:
    """One sheet of a filled template as a program saves it: whole figures, in Indonesian also with dots."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter)
    for row in load_workbook(io.BytesIO(content)).__getitem__(sheet).iter_rows(values_only=True):
        writer.writerow(
            [
                ""
                if cell is None or str(cell).startswith("=")
                else f"{cell:,}".replace(",", ".")
                if dots and isinstance(cell, int)
                else cell
                for cell in row
            ]
        )
    return stream.getvalue().encode("cp1252", errors="replace")


def of_part(values: dict[str, int], part: str) -> dict[str, int]:
    return {key: value for key, value in values.items() if STATEMENT.line(key).part.code == part}


@pytest.mark.parametrize(("delimiter", "dots"), [(";", True), (",", False), ("\t", False)])
def test_a_sheet_that_was_saved_as_csv_fills_its_part_of_the_draft(owed, manager, delimiter, dots):
    content = as_csv(workbook_of(owed), "Neraca", delimiter=delimiter, dots=dots)
    found = upload(owed, content, manager, "Neraca.csv")
    assert (found.outcome, found.parts) == (Upload.Outcome.TAKEN, ["balance"])
    values = figures()
    assert drafts.typed_of(Report.objects.get()) == of_part(values, "balance")


def test_sheets_that_come_one_by_one_make_the_whole_report(owed, manager):
    content = workbook_of(owed)
    for name in ("Neraca", "PHU", "Arus Kas", "Kualitas Pinjaman", "Indikator"):
        assert upload(owed, as_csv(content, name), manager, f"{name}.csv").outcome == Upload.Outcome.TAKEN
    report = Report.objects.get()
    assert drafts.typed_of(report) == figures()
    assert not report.findings.filter(level="error").exists()
    texts = {(f.rule, f.key): "Ya." for f in report.findings.filter(level="warning")}
    drafts.explain(report, texts, actor=manager)
    sent = submission.submit(report, actor=manager, expected_revision=report.revision, **SIGNED)
    # The last sheet is not the report: its fingerprint is that of all figures.
    assert sent.sha256 == submission.fingerprint(sent, sent.values()) != sent.upload.sha256


def test_a_sheet_leaves_the_other_parts_of_a_typed_draft_and_asks_before_it_replaces_its_own(owed, manager, board):
    values = figures()
    draft(owed, manager, values)
    changed = workbook_of(owed, values | {"A1.01": values["A1.01"] + 7})
    found = upload(owed, as_csv(changed, "Neraca"), manager, "n.csv")
    assert found.outcome == Upload.Outcome.WAITING
    shown = page(board, "upload_result", owed.pk, found.pk)
    assert "satu lembar" in shown
    assert shown.count('<th scope="row">') == 1
    intake.take(found, actor=manager)
    assert drafts.typed_of(Report.objects.get()) == values | {"A1.01": values["A1.01"] + 7}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (lambda text: text.replace("KSP Contoh", "KSP Tetangga"), "KSP Tetangga"),
        (lambda text: text.replace("Triwulan II 2026", "Triwulan III 2026"), "Triwulan III 2026"),
        (lambda text: "a;b\n1;2\n", "CSV"),
        (lambda text: "\n".join(text.splitlines()[:5]), "CSV"),
    ],
)
def test_a_csv_of_another_cooperative_or_quarter_is_named_and_one_of_anything_else_told(owed, manager, changed, said):
    text = as_csv(workbook_of(owed), "Neraca").decode("cp1252")
    found = upload(owed, changed(text).encode("cp1252"), manager, "x.csv")
    assert found.outcome == Upload.Outcome.REFUSED
    assert said in found.refusal
    assert not Report.objects.exists()


def test_a_csv_in_english_with_a_dash_in_the_name_finds_its_cooperative(manager):
    owed = make_obligation()
    Cooperative.objects.filter(pk=owed.cooperative_id).update(name="KSP Maju – Jaya III 2020")
    owed.refresh_from_db()
    text = as_csv(workbook_of(owed), "Neraca").decode("cp1252")
    text = text.replace("Triwulan II 2026, posisi per 30 Juni 2026", "Quarter II 2026, position at 30 June 2026")
    assert upload(owed, text.encode("cp1252"), manager, "x.csv").outcome == Upload.Outcome.TAKEN


@pytest.mark.parametrize("name", ["benar.xls", "benar.ods"])
def test_a_template_that_another_program_has_saved_is_read_whole(manager, name):
    # The files of the folder are made for cooperative 7.
    owed = make_obligation(cooperative=make_cooperative(pk=7, kind="savings_loan"))
    found = upload(owed, (FOLDER / name).read_bytes(), manager, name)
    assert (found.outcome, found.refusal, found.parts) == (Upload.Outcome.TAKEN, "", [])
    assert found.file.name.endswith(name[-4:])
    assert not found.can_be_marked
    report = Report.objects.get()
    assert report.values()["A"] == EXPECTED[name]["assets"]
    assert not report.findings.filter(level="error").exists()


def docx() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", "x")
    return stream.getvalue()


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("laporan.xlsx", "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("foto.jpg", lambda: picture("JPEG", (60, 40)), "Ini foto"),
        ("foto.xlsx", lambda: picture("PNG", (60, 40)), "Ini foto"),
        ("laporan.pdf", lambda: blank_pdf(1), "Ini PDF"),
        ("laporan.csv", lambda: blank_pdf(1), "Ini PDF"),
        ("laporan.docx", docx, "dokumen teks"),
        ("laporan.xlsx", docx, "dokumen teks"),
        ("laporan.zip", zipped, "arsip ZIP"),
        ("laporan.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "kata sandi"),
        ("laporan.xlsm", lambda: zipped(), "makro"),
    ],
)
def test_each_refusal_fits_what_was_sent(owed, board, name, content, said):
    answer = board.post(
        reverse("report_upload", args=[owed.pk]), {"file": SimpleUploadedFile(name, content())}, follow=True
    )
    shown = answer.content.decode()
    assert said in shown
    assert reverse("arrival_new", args=[owed.pk]) in shown


def test_the_same_file_again_is_said_to_be_known_and_kept_once(owed, board, manager):
    content = workbook_of(owed)
    address = reverse("report_upload", args=[owed.pk])
    board.post(address, {"file": SimpleUploadedFile("a.xlsx", content)})
    answer = board.post(address, {"file": SimpleUploadedFile("b.xlsx", content)}, follow=True)
    assert "pernah dikirim" in answer.content.decode()
    assert Upload.objects.count() == 1
    # After something was typed over it, it is worth another look.
    drafts.save_figures(Report.objects.get(), {"A1.01": 3}, actor=manager)
    assert upload(owed, content, manager).outcome == Upload.Outcome.WAITING
    assert upload(owed, content, manager).is_known
    assert Upload.objects.count() == 2


def test_the_same_refused_file_again_is_told_the_same_once(owed, manager):
    other = template(make_obligation(quarter=QUARTER.previous, cooperative=owed.cooperative))
    first, again = (upload(owed, other, manager) for _n in range(2))
    assert (again.pk, again.is_known, first.is_known) == (first.pk, True, False)


def test_what_could_not_be_read_in_one_sheet_stays_an_error_after_the_next(owed, manager):
    content = change(workbook_of(owed), {"I5": "abc"})
    upload(owed, as_csv(content, "Indikator"), manager, "Indikator.csv")
    for name in ("Neraca", "PHU", "Arus Kas", "Kualitas Pinjaman"):
        upload(owed, as_csv(content, name), manager, f"{name}.csv")
    report = Report.objects.get()
    assert [(item.rule, item.key) for item in report.findings.filter(level="error")] == [("B1", "I5")]
    drafts.save_figures(report, {"I5": 7}, actor=manager)
    assert not report.findings.filter(level="error").exists()


def test_what_follows_goes_on_following_when_a_sheet_is_taken_over(owed, manager):
    how = completion.rules(owed)
    typed = {key: value for key, value in figures().items() if key not in how}
    before = drafts.typed_of(drafts.save_figures(drafts.editable(owed, actor=manager), typed, actor=manager))
    key = next(key for key in before if key.startswith("H1") and key.endswith(":quarter"))
    more = {
        key: before[key] + 1000,
        key.replace("quarter", "to_date"): before[key.replace("quarter", "to_date")] + 1000,
    }
    found = upload(owed, as_csv(workbook_of(owed, figures() | before | more), "PHU"), manager, "PHU.csv")
    intake.take(found, actor=manager)
    report = Report.objects.get()
    assert drafts.typed_of(report)["E.09"] == before["E.09"] + 1000
    assert "E.09" not in report.own_figures


@pytest.mark.parametrize(
    ("kept", "name"),
    [("benar.xls", "a.xlsx"), ("benar.ods", "a.xls"), ("benar.xlsx", "a.xls"), ("benar.xlsx", "a.ods")],
)
def test_a_book_is_read_by_its_content_whatever_its_name_says(manager, kept, name):
    owed = make_obligation(cooperative=make_cooperative(pk=7, kind="savings_loan"))
    found = upload(owed, (FOLDER / kept).read_bytes(), manager, name)
    assert (found.outcome, found.refusal) == (Upload.Outcome.TAKEN, "")
    assert found.can_be_marked == (kept == "benar.xlsx")


def test_a_csv_of_an_impossible_year_is_refused_in_words(owed, manager):
    text = as_csv(workbook_of(owed), "Neraca").decode("cp1252").replace("II 2026", "II 0026")
    assert upload(owed, text.encode("cp1252"), manager, "x.csv").outcome == Upload.Outcome.REFUSED
