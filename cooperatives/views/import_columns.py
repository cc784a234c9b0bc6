"""The page on which an officer says what the columns of a file mean, and the words that they do not know."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import Capability, requires
from cooperatives.models import RegisterImport
from cooperatives.register_import import account, intake, words
from cooperatives.register_import.fields import FIELDS
from cooperatives.register_import.layout import headings
from cooperatives.register_import.layout.columns import HeadingColumn, RegisterTable
from cooperatives.register_import.layout.lines import is_numbering
from core.errors import DomainError
from core.form_fields import DateInput
from core.text.parsing import UnreadableError, read_date

State = RegisterImport.State
LEAVE_OUT = "leave_out"


@dataclass(slots=True)
class MappingAnswers:
    """What an officer has sent: the columns by heading, the answers to words, and which words have none."""

    columns: dict[str, dict[str, str]]
    answers: words.Answers = field(default_factory=dict)
    unanswered: int = 0


@requires(Capability.IMPORT_REGISTER)
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column means: proposed, corrected by the officer, remembered."""
    batch = get_object_or_404(RegisterImport, pk=pk, state__in=[State.MAPPING, State.PREVIEW])
    error, chosen = "", MappingAnswers(batch.mapping)
    try:
        tables, ignored = intake.tables_of(batch)
    except DomainError as problem:
        messages.error(request, str(problem))
        return redirect("import_list")
    if request.method == "POST":
        chosen = _chosen(request.POST, batch, tables)
        try:
            if chosen.unanswered:
                raise DomainError(_("Say of each word what it means, or that it is left out."))
            as_of = _as_of(request.POST)
            intake.set_mapping(batch, chosen.columns, as_of=as_of, actor=request.user, answers=chosen.answers)
            return redirect("import_detail", pk=pk)
        except DomainError as problem:
            error = str(problem)
    as_of_input = DateInput().render(
        "as_of", request.POST.get("as_of", batch.as_of), {"id": "id_as_of", "class": "form-control"}
    )
    context = {"error": error, "ignored": account.reasons_of(ignored), "as_of_input": as_of_input}
    return render(request, "cooperatives/imports/mapping.html", _page(batch, tables, chosen) | context)


def _as_of(data: QueryDict) -> date | None:
    try:
        return read_date(data["as_of"]).value if data.get("as_of") else None
    except UnreadableError as error:
        raise DomainError(_("The date “figures as of” is not a date.")) from error


def _chosen(data: QueryDict, batch: RegisterImport, tables: list[RegisterTable]) -> MappingAnswers:
    columns = {
        signature: {
            index: key
            for index in columns_of(data, signature)
            if re.fullmatch(r"[0-9]{1,4}", index) and (key := data.get(f"column-{signature}-{index}", "")) in FIELDS
        }
        for signature in batch.mapping
    }
    chosen = MappingAnswers(columns)
    for word in words.unknown_words(tables, columns, words.remembered()):
        answer = data.get(word.name, "")
        if answer == LEAVE_OUT or answer in words.CLOSED[word.field].values:
            chosen.answers[word.key] = words.LEAVE_OUT if answer == LEAVE_OUT else answer
        else:
            chosen.unanswered += 1
    return chosen


def columns_of(data: QueryDict, signature: str) -> list[str]:
    prefix = f"column-{signature}-"
    return [name.removeprefix(prefix) for name in data if name.startswith(prefix)]


def _page(batch: RegisterImport, tables: list[RegisterTable], chosen: MappingAnswers) -> dict[str, Any]:
    distinct = {table.signature: table for table in reversed(tables)}
    known = words.remembered() | chosen.answers
    return {
        "batch": batch,
        "tables": [
            {
                "table": table,
                "columns": [
                    _column(table, column, chosen.columns.get(table.signature, {})) for column in table.columns
                ],
                "sheets": [
                    f"{found.sheet.name} ({found.district})" if found.district else found.sheet.name
                    for found in tables
                    if found.signature == table.signature
                ],
            }
            for table in reversed(distinct.values())
        ],
        "words": [_word(word) for word in words.unknown_words(tables, chosen.columns, known)],
        "leave_out": LEAVE_OUT,
        "fields": [(key, found.label) for key, found in FIELDS.items()],
    }


def _table(table: RegisterTable, tables: list[RegisterTable], chosen: MappingAnswers) -> dict[str, Any]:
    alike = [found for found in tables if found.signature == table.signature]
    columns = chosen.columns.get(table.signature, {})
    return {
        "table": table,
        "columns": [_column(table, column, columns) for column in table.columns],
        "sheets": [f"{t.sheet.name} ({t.district})" if t.district else t.sheet.name for t in alike],
    }


def _word(word: words.UnknownWord) -> dict[str, Any]:
    answer = LEAVE_OUT if word.answer == words.LEAVE_OUT else word.answer or ""
    return {
        "word": word,
        "label": FIELDS[word.field].label,
        "answer": answer,
        "values": words.CLOSED[word.field].choices,
    }


def _column(table: RegisterTable, column: HeadingColumn, chosen: dict[str, str]) -> dict[str, Any]:
    lines = table.sheet.rows[table.first_row : table.first_row + 8]
    samples = [
        str(row[column.index])
        for row in lines
        if column.index < len(row) and row[column.index] not in (None, "") and not is_numbering(row)
    ]
    reason = headings.reason_not_taken(column.heading)
    return {
        "column": column,
        "chosen": chosen.get(str(column.index), ""),
        "samples": samples[:3],
        "reason": headings.REASONS.get(reason, ""),
    }
