"""What is declared of a field is what the model, the forms, the filters and the export go by."""

from datetime import date

import pytest
from django.db import models
from django.db.models import F, TextChoices
from django.utils import translation

from cooperatives.forms import SECTIONS, section_form
from cooperatives.models import Cooperative, KeyFigures
from cooperatives.models.columns import column_of
from cooperatives.record import completeness, history
from cooperatives.register import exports, filters
from cooperatives.register_fields import BY_NAME, COUNTS, FIELDS, MONEY, SUMS
from cooperatives.register_fields.declaration import FieldKind, RegisterField
from cooperatives.register_import import rows
from cooperatives.register_import.comparison import COLUMNS
from cooperatives.register_import.layout import lines
from core.text.parsing import UnreadableError


class Premises(TextChoices):
    OWN = "own", "Own"
    RENTED = "rented", "Rented"


# A field as a page of docs/ adds it; the register itself does not have it.
LOANS = RegisterField(name="loans", label="loans to members", kind=FieldKind.MONEY, low=0, words="pinjaman, piutang ")
PREMISES = RegisterField(
    name="premises",
    label="premises",
    kind=FieldKind.CHOICE,
    max_length=12,
    choices=Premises,
    facet=9,
    value_words={"MILIK SENDIRI": "own"},
    personal="private",
)


def test_a_column_is_made_from_a_declaration():
    for field, kind, details in (
        (LOANS, models.BigIntegerField, {"verbose_name": "loans to members", "null": True, "blank": True}),
        (
            PREMISES,
            models.CharField,
            {"verbose_name": "premises", "max_length": 12, "blank": True, "choices": Premises.choices},
        ),
    ):
        column = column_of(field)
        assert (type(column), column.deconstruct()[3]) == (kind, details)


def test_a_list_is_read_as_declared():
    assert LOANS.known_words == ["pinjaman", "piutang"]
    assert (LOANS.read("Rp 1.500").value, PREMISES.read("milik sendiri").value, PREMISES.read("Rented").value) == (
        1500,
        "own",
        "rented",
    )
    plain = RegisterField(name="premises", label="premises", kind=FieldKind.CHOICE, choices=Premises, words="kantor")
    assert (LOANS.expected, PREMISES.expected, plain.expected) == ("", "Milik sendiri", "Own, Rented")
    with pytest.raises(UnreadableError, match="amount_negative"):
        LOANS.accept(-1)


def test_a_column_of_the_export_is_made_from_a_declaration():
    column = exports._of_field(LOANS)
    assert (column.field, str(column.title), column.kind, column.personal, column.show) == (
        "loans",
        "Loans to members",
        "number",
        "",
        None,
    )
    column = exports._of_field(PREMISES)
    assert (str(column.title), column.kind, column.personal, column.show("own")) == (
        "Premises",
        "text",
        "private",
        "Own",
    )


def test_a_filter_is_made_from_a_declaration():
    facet = filters._of_field(PREMISES)
    assert (facet.key, str(facet.label), facet.group_by, facet.choices) == (
        "premises",
        "Premises",
        F("premises"),
        dict(Premises.choices),
    )


def test_each_column_has_the_label_of_its_declaration():
    labels = {column.name: column.verbose_name for column in Cooperative._meta.fields}
    declared = {field.name: field.label for field in FIELDS if field.name in labels and field.name != "chair"}
    assert {name: labels[name] for name in declared} == declared
    made = {"village", "district"} | {field.name for field in FIELDS if field.column}
    assert set(declared) == made
    assert {column.name for column in KeyFigures._meta.fields} >= {*COUNTS, *MONEY}


def test_each_section_has_a_form_with_the_fields_that_people_type():
    forms = {
        key: [str(field.label) for field in section_form(section)().visible_fields()]
        for key, section in SECTIONS.items()
    }
    assert forms == {
        key: [history.field_label(name)[0].upper() + history.field_label(name)[1:] for name in section.fields]
        for key, section in SECTIONS.items()
    }
    assert {name for section in SECTIONS.values() for name in section.fields} == {
        field.name for field in FIELDS if field.typed
    }


def test_every_field_that_a_record_wants_stands_in_its_own_order():
    assert completeness.WANTED == (
        "legal_number",
        "legal_date",
        "national_number",
        "status",
        "form",
        "kind",
        "group",
        "pattern",
        "sector",
        "address",
        "village",
        "postcode",
        "phone",
        "email",
        "members",
        "employees",
        "own_capital",
        "outside_capital",
        "assets",
        "turnover",
        "surplus",
        "figures_as_of",
        "last_rat_year",
        "chair",
    )


def test_the_filters_of_fields_stand_in_their_order():
    assert [facet.key for facet in filters.FACETS if facet.key in BY_NAME] == [
        "status",
        "district",
        "village",
        "kind",
        "group",
        "pattern",
        "form",
    ]


def test_what_adds_up_is_found_by_its_kind():
    assert SUMS == ("members", "employees", "managers")
    assert {*COUNTS, *MONEY} == lines.SUMMED
    assert MONEY == ("own_capital", "outside_capital", "assets", "turnover", "surplus")
    assert set(COLUMNS) >= {*COUNTS, *MONEY}
    assert rows.SUMS is SUMS


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("assets", -1234567, "-Rp 1.234.567"),
        ("members", 1234, "1.234"),
        ("health_year", 2020, "2020"),
        ("kuk", 3, "3"),
        ("has_savings_unit", True, "yes"),
        ("phone_is_public", False, "no"),
        ("legal_date", "2020-12-31", "31 December 2020"),
        ("legal_date", date(2020, 12, 31), "31 December 2020"),
        ("legal_date", "dulu", "dulu"),
        ("kind", "savings_loan", "Savings and loan"),
        ("kind", "rat", "Annual meeting (RAT)"),
        ("status", "gone", "gone"),
        ("phone", "+6281234567890", "0812-3456-7890"),
        ("legal_number", "2020-12-31", "2020-12-31"),
        ("other_number", 12345, "12345"),
        ("held_on", "2020-12-31", "31 December 2020"),
        ("attendance", 1234, "1.234"),
        ("in_revival", True, "yes"),
        ("assets", None, "–"),
        ("remarks", "", "–"),
    ],
)
def test_the_history_writes_a_value_as_its_kind(name, value, words):
    with translation.override("en"):
        assert history.show(name, value) == words
