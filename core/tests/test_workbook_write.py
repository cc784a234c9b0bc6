import io
from datetime import date

import pytest
from openpyxl import load_workbook

from core.workbooks.writer import SheetColumn, write_csv, write_workbook

COLUMNS = [
    SheetColumn("Nama"),
    SheetColumn("Tanggal", "date"),
    SheetColumn("Aset", "number"),
    SheetColumn("Anggota", "count"),
]
DANGEROUS = ["=1+1", "+62812", "-cmd", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")']


def test_numbers_and_dates_are_real_and_the_heading_is_frozen(tmp_path):
    path = tmp_path / "a.xlsx"
    count = write_workbook(
        path,
        cover=[("Kantor", "Dinas"), ("Baris", 2)],
        sheets=[("Data", COLUMNS, [["KSP A", date(2020, 1, 31), -5_000_000, 12], ["KSP B", None, None, 0]])],
    )
    book = load_workbook(path)
    sheet = book["Data"]
    assert count == 2
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)][1] == ["KSP B", None, None, 0]
    first = next(iter(sheet.iter_rows(min_row=2, max_row=2)))
    assert [cell.data_type for cell in first] == ["s", "d", "n", "n"]
    assert first[1].number_format == "DD/MM/YYYY"
    assert first[2].number_format == "#,##0;(#,##0)"
    assert sheet.freeze_panes == "C2"
    assert [cell.value for cell in book["Sampul"]["B"]] == ["Dinas", 2]


def test_what_a_person_typed_is_never_a_live_formula(tmp_path):
    path = tmp_path / "a.xlsx"
    cover = [(text, text) for text in DANGEROUS]
    write_workbook(
        path, cover=cover, sheets=[("=Data", [SheetColumn("=1"), SheetColumn("b")], [[t, t] for t in DANGEROUS])]
    )
    book = load_workbook(path)
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} == {"s"}


def test_control_characters_and_over_long_text_do_not_break_the_file(tmp_path):
    path = tmp_path / "a.xlsx"
    write_workbook(path, cover=[], sheets=[("Data", [SheetColumn("a")], [["x\x00\x0by"], ["z" * 40_000]])])
    values = [cell.value for cell in load_workbook(path)["Data"]["A"]]
    assert values == ["a", "x  y", "z" * 32_767]


@pytest.mark.parametrize(
    "text", ["＝1+1", "＋62", "－1", "＠SUM(A1)", " =1", "\ufeff=1", "\u200b＝1", "﹦1", "﹢1", "﹣1", "﹫a"]
)
def test_csv_prefixes_full_width_and_hidden_beginnings_too(text):
    stream = io.StringIO()
    write_csv(stream, [SheetColumn("Nama")], [[text]])
    assert stream.getvalue().splitlines()[1].lstrip('"').startswith("'")


@pytest.mark.parametrize("text", ["KSP Maju", "Jl. A – B", "ꦏ", "1.500"])
def test_csv_leaves_other_text_alone(text):
    stream = io.StringIO()
    write_csv(stream, [SheetColumn("Nama")], [[text]])
    assert stream.getvalue().splitlines()[1] == text


def test_csv_prefixes_what_a_spreadsheet_would_calculate():
    stream = io.StringIO()
    write_csv(stream, [SheetColumn("Nama"), SheetColumn("Aset", "number")], [[text, -5] for text in DANGEROUS])
    lines = stream.getvalue().splitlines()
    assert lines[0] == "Nama;Aset"
    assert [line.lstrip('"')[0] for line in lines[1:] if line and not line.startswith("x")][:5] == ["'"] * 5
    assert "'=1+1;-5" in lines
