import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook.defined_name import DefinedName

from core.text.formats import thousands
from core.text.parsing import UnreadableError, read_rupiah
from core.workbooks.tables import Uncalculated
from reports.checks.texts import tell
from reports.obligations.quarter import Quarter
from reports.workbook.names import META_SHEET, name_of, pointer
from reports.workbook.parser import _read
from reports.workbook.template import TemplateSubject, write
from tests.factories import workbook
from tests.reporting import change, figures, read

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def blank(tmp_path):
    path = tmp_path / "t.xlsx"
    write(path, TemplateSubject(7, "KSP Contoh", "", Quarter(2026, 2), "savings_loan", "SP"))
    return path.read_bytes()


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.234.567", 1234567),
        ("Rp 1.234.567", 1234567),
        ("Rp1.234.567,00", 1234567),
        ("(1.234)", -1234),
        ("-1.234", -1234),
        ("1234567", 1234567),
        (" 1.234 ", 1234),
        (1234567, 1234567),
        (1234567.0, 1234567),
        ("'1234", 1234),
        ("1.234,-", 1234),
        ("0", 0),
        (0, 0),
    ],
)
def test_an_amount_is_read_as_people_type_it(blank, tmp_path, typed, amount):
    assert read(change(blank, {"E.08": typed}), tmp_path).figures == {"E.08": amount}


@pytest.mark.parametrize("typed", [None, "", "-", " – ", "nihil"])
def test_blank_and_a_dash_are_not_zero(blank, tmp_path, typed):
    parsed = read(change(blank, {"A1.01": typed, "A1.02": 0}), tmp_path)
    assert parsed.figures == {"A1.02": 0}
    assert parsed.findings == []


@pytest.mark.parametrize(
    ("typed", "rule", "key"),
    [
        ("dua belas juta", "B1", "A1.01"),
        ("12 jt", "B1", "A1.01"),
        ("12 ribu", "B1", "A1.01"),
        ("TRUE", "B1", "A1.01"),
        ("1,234,567", "B2", "A1.01"),
        ("1,234", "B2", "A1.01"),
        ("12.5", "B2", "A1.01"),
        ("#REF!", "B3", "A1.01"),
        ("#DIV/0!", "B3", "A1.01"),
        ("=A2*2", "B4", "A1.01"),
        (10**18, "B5", "A1.01"),
        ("2,5", "B6", "I1"),
        (2.5, "B6", "I1"),
        ("-4", "B6", "I1"),
        (1234.5, "B7", "A1.01"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_cell(blank, tmp_path, typed, rule, key):
    book = load_workbook(io.BytesIO(blank))
    sheet, column, row = pointer(book.defined_names[name_of(key)].attr_text)
    parsed = read(change(blank, {key: typed}), tmp_path)
    assert [(item.rule, item.key, item.cell) for item in parsed.findings] == [(rule, key, f"{sheet}!{column}{row}")]
    told = tell(parsed.findings[0])
    assert told.cell in f"{sheet}!{column}{row}"
    assert str(typed).strip()[:3] in told.message or rule == "B5"
    assert (key in parsed.figures) == (rule == "B7")


def test_rows_inserted_sheets_moved_and_renamed_do_no_harm(blank, tmp_path):
    typed = figures()

    def rework(book):
        # openpyxl moves no names, so the workbook is changed as Excel would leave it.
        sheet = book["Neraca"]
        sheet.title = "Neraca (sudah dicek)"
        book.move_sheet(sheet, offset=4)
        for name, defined in book.defined_names.items():
            place = pointer(defined.attr_text)
            if name.startswith("SK_") and place and place[0] == "Neraca":
                defined.attr_text = f"'Neraca (sudah dicek)'!${place[1]}${place[2] + 3}"
        sheet.move_range("A6:F80", rows=3)

    parsed = read(change(blank, typed, rework=rework), tmp_path)
    assert parsed.figures == typed
    assert parsed.cells["A1.01"].startswith("Neraca (sudah dicek)!C")
    assert parsed.findings == []


def test_a_workbook_that_lost_its_names_is_read_by_its_codes_and_says_so(blank, tmp_path):
    typed = figures()

    def rework(book):
        for name in list(book.defined_names):
            del book.defined_names[name]

    parsed = read(change(blank, typed, rework=rework), tmp_path)
    assert parsed.figures == typed
    assert [item.rule for item in parsed.findings] == ["B9"]


def test_a_deleted_row_is_told_by_its_label(blank, tmp_path):
    def rework(book):
        sheet = book["Neraca"]
        row = next(cell.row for cell in sheet["A"] if cell.value == "A1.01")
        sheet.cell(row, 1).value = None
        book.defined_names["SK_A1_01"].attr_text = "Neraca!#REF!"

    parsed = read(change(blank, {"A1.02": 5}, rework=rework), tmp_path)
    assert [(item.rule, item.key) for item in parsed.findings] == [("B8", "A1.01")]
    assert parsed.figures == {"A1.02": 5}


def test_totals_typed_over_are_compared_and_never_taken(blank, tmp_path):
    parsed = read(change(blank, {"A1.01": 5, "A1": 777, "A": "ngawur"}), tmp_path)
    assert parsed.figures == {"A1.01": 5}
    assert parsed.shown_totals == {"A1": 777}


def test_a_formula_of_one_s_own_counts_by_its_value(blank, tmp_path):
    """openpyxl saves formulas without results; a spreadsheet saves both, as the child's reading shows."""
    assert _read(1500, "rupiah").value == 1500
    with pytest.raises(UnreadableError, match="uncalculated"):
        _read(Uncalculated("=1000+500"), "rupiah")


def test_a_workbook_of_somebody_else_s_making_is_no_template(tmp_path):
    parsed = read(workbook([["NERACA", "Rp"], ["Kas", 5]]), tmp_path)
    assert not parsed.is_template
    assert parsed.figures == {}


def test_an_older_accepted_version_is_read_with_its_renamed_lines(blank, tmp_path):
    def rework(book):
        book[META_SHEET]["B1"] = "2025.2"
        place = book.defined_names.pop("SK_A1_01").attr_text
        book.defined_names["SK_A9_01"] = DefinedName("SK_A9_01", attr_text=place)

    content = change(blank, {"A1.01": 5, "A1.02": 6}, rework=rework)
    assert read(content, tmp_path).figures == {}
    old = read(content, tmp_path, accepted={"2025.2": {"A9.01": "A1.01"}})
    assert old.version == "2025.2"
    assert old.figures["A1.02"] == 6
    assert old.figures["A1.01"] == 5


@given(st.integers(-(10**15), 10**15))
def test_any_amount_survives_all_the_ways_of_writing_it(amount):
    forms = [str(amount), amount, float(amount) if abs(amount) < 2**53 else amount]
    if abs(amount) >= 10_000 or abs(amount) < 1000:
        dotted = thousands(abs(amount))
        forms += [f"({dotted})" if amount < 0 else dotted, f"{'-' if amount < 0 else ''}Rp {dotted}"]
    assert {read_rupiah(form).value for form in forms} == {amount}


@given(st.text(max_size=20))
def test_no_text_makes_the_parser_guess(text):
    try:
        value = read_rupiah(text).value
    except UnreadableError:
        return
    assert (
        "".join(c for c in str(abs(value)) if c.isdigit()).lstrip("0") in "".join(c for c in text if c.isdigit())
        or value == 0
        or "," in text
    )
