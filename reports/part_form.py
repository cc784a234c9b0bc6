"""The web form of one part of the statement, derived from its lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from core.form_fields import CountField, RupiahField
from reports.checks.texts import amount_text
from reports.statement.lines import STATEMENT, Line, Part, key_of

BLANK = "blank-"
_LOOKED_AT = {"draft", "revision"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the form: a field to type into, or a sum of others."""

    key: str
    column: Any
    field: Any = None
    total: str = ""
    terms: str = ""
    previous: str = ""
    unread: str = ""


@dataclass(frozen=True, slots=True)
class FormRow:
    line: Line
    cells: list[Cell]
    required: bool


class PartForm(forms.Form):
    """Typed amounts by key; what is left blank is blank, not zero. `draft` and `revision` say what was looked at."""

    draft = forms.IntegerField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, profile: str, part: Part, **kwargs):
        super().__init__(*args, **kwargs)
        self.profile, self.part = profile, part
        for line in STATEMENT.of(profile, part.code):
            for key in line.input_keys:
                kind = CountField if line.unit == "count" else RupiahField
                self.fields[key] = kind(label=STATEMENT.label(key), required=False)
                described = f"help-{line.code}" if line.help else ""
                self.fields[key].widget.attrs |= {
                    "class": "form-control amount",
                    "data-key": key,
                    "aria-describedby": described,
                }
                if line.sign == "any":
                    # A telephone's numeric keyboard often has no minus sign.
                    self.fields[key].widget.attrs["inputmode"] = "text"

    def amounts(self) -> dict[str, int | None]:
        """What was sent; a field that was not sent is left as it is."""
        return {key: value for key, value in self.cleaned_data.items() if key in self.data and key not in _LOOKED_AT}

    def ask(self, key: str, text: str, stored: str) -> None:
        """Say of a field that somebody else has saved `stored` there; the page's script puts both beside each other."""
        self.add_error(key, text)
        self.fields[key].widget.attrs |= {"data-conflict": text, "data-stored": stored}

    def unresolved(self) -> set[str]:
        """Keys whose two figures the sender has been shown and has not chosen between."""
        return set(self.data.getlist("unresolved"))

    def confirmed_blank(self) -> set[str]:
        """Keys that somebody has said to be blank, whatever stood in the cell of the workbook."""
        return {name.removeprefix(BLANK) for name in self.data if name.startswith(BLANK)}

    def rows(
        self, totals: Mapping[str, int], previous: Mapping[str, int] | None, unread: Mapping[str, str]
    ) -> list[FormRow]:
        """The lines in order, with sums as of the last save, the last quarter's figures, and what could not be read
        in the cell of a workbook.
        """
        lines = STATEMENT.of(self.profile, self.part.code)
        return [self._row(line, totals, previous or {}, unread) for line in lines]

    def _row(
        self, line: Line, totals: Mapping[str, int], previous: Mapping[str, int], unread: Mapping[str, str]
    ) -> FormRow:
        cells = []
        for column in line.part.columns:
            key = key_of(line.code, column.code)
            # This quarter's flow is compared with nothing: the last quarter's stands in the year to date.
            before = "" if column.code == "quarter" else amount_text(key, previous.get(key))
            if key in self.fields:
                cells.append(Cell(key, column, self[key], previous=before, unread=unread.get(key, "")))
            else:
                cells.append(
                    Cell(key, column, None, amount_text(key, totals.get(key)), self._terms(line, column), before)
                )
        return FormRow(line, cells, self.profile in line.required_in)

    def _terms(self, line: Line, column) -> str:
        """The sum as the page's script reads it: `+A1.01 -A1.16`."""
        if column.computed:
            return f"+{line.code}:opening +{line.code}:increase -{line.code}:decrease"
        known = [(sign, code) for sign, code in line.terms if self.profile in STATEMENT.lines[code].profiles]
        return " ".join(f"{'+' if sign > 0 else '-'}{key_of(code, column.code)}" for sign, code in known)
