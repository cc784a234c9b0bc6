import io
import shutil
import subprocess
from pathlib import Path

import pytest
from django.utils import translation
from openpyxl import load_workbook

from reports.obligations.quarter import Quarter
from reports.statement.lines import STATEMENT
from reports.statement.totals import with_totals
from reports.statement.versions import CURRENT
from reports.workbook.names import META_SHEET, name_of, pointer
from reports.workbook.template import TemplateSubject, write
from tests.reporting import change, figures, read

PROFILES = ["savings_loan", "real_sector", "sharia", "real_with_unit"]


def make(profile: str, tmp_path: Path, **fields) -> bytes:
    values = {"previous": None, **fields}
    subject = TemplateSubject(
        7, "KSP =Contoh & Rekan", "7/BH/2017", Quarter(2026, 2), profile, "Simpan pinjam", **values
    )
    path = tmp_path / "t.xlsx"
    write(path, subject)
    return path.read_bytes()


@pytest.fixture(autouse=True)
def settings_table(db):
    """The cover names the office, which is a setting."""


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_filled_into_a_template_is_read_back_to_the_rupiah(profile, tmp_path):
    typed = figures(profile)
    parsed = read(change(make(profile, tmp_path), typed), tmp_path)
    assert parsed.figures == typed
    assert (parsed.version, parsed.cooperative_id, parsed.period, parsed.profile) == (CURRENT, 7, "2026-2", profile)
    assert parsed.findings == []
    assert parsed.adapted == {}


@pytest.mark.parametrize("profile", PROFILES)
def test_a_template_has_a_cell_for_every_line_and_none_that_is_not_asked(profile, tmp_path):
    book = load_workbook(io.BytesIO(make(profile, tmp_path)))
    wanted = {name_of(key) for line in STATEMENT.of(profile) for key in line.keys}
    assert {name for name in book.defined_names if name.startswith("SK_")} == wanted | {
        "SK_version",
        "SK_cooperative",
        "SK_period",
        "SK_profile",
    }
    assert book.sheetnames == [
        book.sheetnames[0],
        *(part.sheet for part in STATEMENT.parts(profile)),
        book.sheetnames[-2],
        META_SHEET,
    ]
    assert book[META_SHEET].sheet_state == "veryHidden"


def test_only_input_cells_are_open_and_each_says_what_it_takes(tmp_path):
    book = load_workbook(io.BytesIO(make("savings_loan", tmp_path)))
    inputs = set()
    for key in STATEMENT.input_keys("savings_loan"):
        sheet, column, row = pointer(book.defined_names[name_of(key)].attr_text)
        cell = book[sheet][f"{column}{row}"]
        inputs.add((sheet, cell.coordinate))
        assert not cell.protection.locked
        rules = [rule for rule in book[sheet].data_validations.dataValidation if cell.coordinate in rule.sqref]
        assert len(rules) == 1
        assert rules[0].promptTitle
        assert rules[0].error
    for sheet in book:
        assert sheet.protection.sheet
        opened = {
            (sheet.title, cell.coordinate) for row in sheet.iter_rows() for cell in row if not cell.protection.locked
        }
        assert opened <= inputs


def test_the_template_knows_the_cooperative_and_its_last_quarter(tmp_path):
    book = load_workbook(io.BytesIO(make("savings_loan", tmp_path, previous={"A1.01": 123, "H1.01:to_date": 456})))
    cover = [cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert "KSP =Contoh & Rekan" in cover
    sheet, column, row = pointer(book.defined_names["SK_A1_01"].attr_text)
    assert book[sheet].cell(row, book[sheet][f"{column}1"].column + 1).value == 123
    sheet, _column, row = pointer(book.defined_names["SK_H1_01_quarter"].attr_text)
    assert 456 in [cell.value for cell in book[sheet][row]]


def test_a_draft_can_be_taken_home_in_the_template(tmp_path):
    assert read(make("sharia", tmp_path, filled={"A1.01": 5, "E.09": -3}), tmp_path).figures == {"A1.01": 5, "E.09": -3}


def test_the_template_speaks_the_language_of_its_reader(tmp_path):
    with translation.override("id"):
        sheets = load_workbook(io.BytesIO(make("savings_loan", tmp_path))).sheetnames
        assert (sheets[0], sheets[-2]) == ("Sampul", "Pemeriksaan")
    with translation.override("en"):
        assert read(change(make("savings_loan", tmp_path), {"A1.01": 5}), tmp_path).figures == {"A1.01": 5}


@pytest.mark.parametrize("profile", ["savings_loan", "real_with_unit"])
def test_libreoffice_calculates_the_template_to_the_portal_s_own_totals(profile, tmp_path):
    """The formulas of the template and the totals of the portal come from one declaration: they agree."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    typed = figures(profile)
    source = tmp_path / "in.xlsx"
    source.write_bytes(change(make(profile, tmp_path, previous={"H.SHU:to_date": 1}), typed))
    command = [
        office,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
    ]
    subprocess.run([*command, str(tmp_path / "out"), str(source)], check=True, capture_output=True, timeout=120)
    parsed = read((tmp_path / "out" / "in.xlsx").read_bytes(), tmp_path)
    assert parsed.figures == typed
    totals = {key: value for key, value in with_totals(typed).items() if key not in typed}
    shown = {key: value for key, value in parsed.shown_totals.items() if value or key in totals}
    assert shown == totals
    assert parsed.findings == []
    book = load_workbook(tmp_path / "out" / "in.xlsx", data_only=True)
    results = [row[4].value for row in book.worksheets[-2].iter_rows(min_row=5) if row[0].value]
    assert set(results[:-2]) == {"OK"}
