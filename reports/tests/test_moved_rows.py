"""Rows of a filled template that were sorted, moved, copied or deleted: no amount lands under another line's name."""

import pytest
from django.utils import translation

from reports.checks.texts import tell
from reports.obligations.quarter import Quarter
from reports.workbook.names import name_of, pointer
from reports.workbook.template import HEAD_ROW, TemplateSubject, write
from tests.reporting import change, figures, make_obligation, read, template, upload

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SHEET = "Neraca"


@pytest.fixture
def blank(tmp_path):
    path = tmp_path / "t.xlsx"
    write(path, TemplateSubject(7, "KSP Contoh", "", Quarter(2026, 2), "savings_loan", "SP"))
    return path.read_bytes()


def row_of(book, code: str) -> int:
    return pointer(book.defined_names[name_of(code)].attr_text)[2]


def swapped(first: str, second: str, columns=range(1, 7)):
    """What sorting does to two rows: their cells change places, the names stay."""

    def rework(book):
        sheet = book[SHEET]
        rows = row_of(book, first), row_of(book, second)
        for column in columns:
            one, other = (sheet.cell(row, column) for row in rows)
            one.value, other.value = other.value, one.value

    return rework


def told(parsed) -> list[tuple[str, str, str]]:
    return [(item.rule, item.key, item.cell) for item in parsed.findings]


def test_two_rows_that_were_sorted_are_two_errors_and_neither_amount_is_read(blank, tmp_path):
    content = change(blank, {"A1.01": 5, "A1.02": 70, "A1.03": 9}, rework=swapped("A1.01", "A1.02"))
    parsed = read(content, tmp_path)
    assert told(parsed) == [("B10", "A1.01", "Neraca!C8"), ("B10", "A1.02", "Neraca!C9")]
    assert parsed.figures == {"A1.03": 9}


def test_a_moved_row_says_what_was_found_what_was_expected_and_what_to_do(blank, tmp_path):
    with translation.override("en"):
        found = read(change(blank, {"A1.01": 5}, rework=swapped("A1.01", "A1.02")), tmp_path).findings[0]
        words = tell(found)
    assert words.message == (
        "Cash on hand: this cell stands in the row “A1.02 Bank (giro, tabungan)”, not in “A1.01 Cash on hand”. "
        "The amount was not read."
    )
    assert words.todo == (
        "Undo the sorting or moving, or download the template again and type the amounts beside their lines."
    )


def test_a_whole_sheet_sorted_by_amount_has_no_figure_in_a_wrong_line(blank, tmp_path):
    typed = figures()

    def rework(book):
        sheet = book[SHEET]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEAD_ROW + 1)]
        rows.sort(key=lambda row: row[2] if isinstance(row[2], int) else -1)
        for number, values in enumerate(rows, start=HEAD_ROW + 1):
            for column, value in enumerate(values, start=1):
                sheet.cell(number, column).value = value

    parsed = read(change(blank, typed, rework=rework), tmp_path)
    assert {key: value for key, value in parsed.figures.items() if typed[key] != value} == {}
    lost = {key for key in typed if key not in parsed.figures}
    assert lost <= {item.key for item in parsed.findings if item.rule == "B10"}
    assert lost


def test_sorting_without_the_column_of_codes_is_seen_by_the_labels(blank, tmp_path):
    content = change(blank, {"A1.01": 5, "A1.02": 70}, rework=swapped("A1.01", "A1.02", columns=(2, 3, 4)))
    parsed = read(content, tmp_path)
    assert [item.rule for item in parsed.findings] == ["B10", "B10"]
    assert parsed.figures == {}


def test_a_cell_that_was_cut_and_put_beside_another_line_is_an_error(blank, tmp_path):
    def rework(book):
        # Cutting takes the name along; the name of the cell that was put over is lost.
        book.defined_names["SK_A1_01"].attr_text = f"Neraca!$C${row_of(book, 'A1.02')}"
        book.defined_names["SK_A1_02"].attr_text = "Neraca!#REF!"

    parsed = read(change(blank, {"A1.02": 5}, rework=rework), tmp_path)
    assert ("B10", "A1.01", "Neraca!C9") in told(parsed)
    assert "A1.01" not in parsed.figures


def test_a_cell_that_was_cut_and_put_into_an_empty_row_is_an_error(blank, tmp_path):
    def rework(book):
        book[SHEET]["C90"] = 5
        book.defined_names["SK_A1_01"].attr_text = "Neraca!$C$90"

    assert told(read(change(blank, {}, rework=rework), tmp_path)) == [("B10", "A1.01", "Neraca!C90")]


def test_a_row_that_was_copied_with_another_amount_is_an_error(blank, tmp_path):
    def rework(book):
        for column, value in enumerate(("A1.01", "Kas", 6), start=1):
            book[SHEET].cell(95, column).value = value

    parsed = read(change(blank, {"A1.01": 5, "A1.02": 7}, rework=rework), tmp_path)
    assert told(parsed) == [("B11", "A1.01", "Neraca!C95")]
    assert parsed.figures == {"A1.02": 7}


def test_a_row_that_was_copied_with_the_same_amount_does_no_harm(blank, tmp_path):
    def rework(book):
        for column, value in enumerate(("A1.01", "Kas", 5), start=1):
            book[SHEET].cell(95, column).value = value

    parsed = read(change(blank, {"A1.01": 5}, rework=rework), tmp_path)
    assert (told(parsed), parsed.figures) == ([], {"A1.01": 5})


def test_a_row_that_was_moved_with_its_names_does_no_harm(blank, tmp_path):
    def rework(book):
        row = row_of(book, "A1.01")
        book[SHEET].move_range(f"A{row}:F{row}", rows=80)
        book.defined_names["SK_A1_01"].attr_text = f"Neraca!$C${row + 80}"

    parsed = read(change(blank, {"A1.01": 5}, rework=rework), tmp_path)
    assert (told(parsed), parsed.figures) == ([], {"A1.01": 5})


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("reader", ["id", "en"])
def test_a_template_in_either_language_is_read_in_either(tmp_path, language, reader):
    with translation.override(language):
        write(tmp_path / "t.xlsx", TemplateSubject(7, "KSP Contoh", "", Quarter(2026, 2), "savings_loan", "SP"))
    with translation.override(reader):
        typed = figures()
        parsed = read(change((tmp_path / "t.xlsx").read_bytes(), typed), tmp_path)
    assert (told(parsed), parsed.figures) == ([], typed)


@pytest.mark.parametrize("label", ["Kas kecil dan besar", None])
def test_a_label_that_no_line_has_today_is_no_error(blank, tmp_path, label):
    def rework(book):
        book[SHEET].cell(row_of(book, "A1.01"), 2).value = label

    parsed = read(change(blank, {"A1.01": 5}, rework=rework), tmp_path)
    assert (told(parsed), parsed.figures) == ([], {"A1.01": 5})


def test_totals_that_were_sorted_are_not_compared_with_another_line(blank, tmp_path):
    parsed = read(change(blank, {"A1": 5, "A2": 7, "A1.01": 3}, rework=swapped("A1", "A2")), tmp_path)
    assert parsed.shown_totals == {}
    assert (told(parsed), parsed.figures) == ([], {"A1.01": 3})


def test_the_errors_stand_on_the_result_with_their_cells_and_not_as_empty_too(manager):
    obligation = make_obligation()
    typed = figures(obligation.profile, obligation.period.value)
    content = change(template(obligation), typed, rework=swapped("A1.01", "A1.02"))
    found = upload(obligation, content, manager)
    assert [(item["rule"], item["key"], item["cell"]) for item in found.findings if item["level"] == "error"] == [
        ("B10", "A1.01", "Neraca!C8"),
        ("B10", "A1.02", "Neraca!C9"),
    ]
