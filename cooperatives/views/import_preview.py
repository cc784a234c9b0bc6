"""The preview of an import: what each row would do, by outcome, field and question, and the officer's decisions."""

import re
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.permissions import Capability, may, requires
from cooperatives.models import ImportRow, RegisterImport
from cooperatives.register_import import account, officer_answers, problems
from cooperatives.register_import.decisions import candidates, twins
from cooperatives.register_import.fields import FIELDS
from cooperatives.register_import.overview import INCOMPLETE, SKIPPED, Overview, chosen_rows, overview
from cooperatives.views.import_rows import answers_for_all, question_label, row_of, skipped
from core.errors import DomainError
from core.text.parsing import whole

ROWS_PER_PAGE = 50
State = RegisterImport.State
Outcome = ImportRow.Outcome
# What the page is asked to show; a decision leads back to the same.
SHOWN = ("outcome", "field", "asked", "page")
FIRST_SHOWN = (Outcome.DOUBTFUL, Outcome.REFUSED, Outcome.CHANGED, Outcome.NEW, Outcome.UNCHANGED)


@requires(Capability.READ_IMPORTS)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview while it waits, the result when it is applied."""
    batch = get_object_or_404(RegisterImport.objects.select_related("job", "uploaded_by", "applied_by"), pk=pk)
    if batch.state == State.MAPPING:
        return redirect("import_mapping", pk=pk)
    if batch.state == State.APPLYING and batch.job:
        return redirect("job", pk=batch.job.pk)
    found = overview(batch)
    outcome = request.GET.get("outcome", "")
    if outcome not in found.outcomes:
        outcome = next((name for name in FIRST_SHOWN if found.outcomes[name]), Outcome.NEW)
    field, asked = request.GET.get("field", ""), request.GET.get("asked", "")
    rows = chosen_rows(batch, found, outcome, field=field, asked=asked).select_related("cooperative")
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    may_decide = batch.state == State.PREVIEW and may(request.user, Capability.IMPORT_REGISTER)
    context = _numbers(batch, found) | _filters(found, outcome, field, asked) | _about(batch)
    context |= {"batch": batch, "outcome": outcome, "page": page, "may_decide": may_decide}
    return render(request, "cooperatives/imports/detail.html", context | _rows(list(page.object_list), asked, found))


def _rows(rows: list[ImportRow], asked: str, found: Overview) -> dict[str, Any]:
    names, others = candidates(rows), twins(rows)
    shown = [row_of(row, names, others) for row in rows]
    return {
        "rows": shown,
        "is_asked": any(item["options"] for row in shown for item in row["problems"]),
        "for_all": answers_for_all(rows, asked) if found.questions.get(asked, 0) > 1 else [],
    }


def _numbers(batch: RegisterImport, found: Overview) -> dict[str, Any]:
    n = found.outcomes
    extra = ((SKIPPED, _("Left out by an officer")), (INCOMPLETE, _("With cells left out")))
    return {
        "counts": [
            *((value, label, n[value]) for value, label in Outcome.choices),
            *((value, label, n[value]) for value, label in extra if n[value]),
        ],
        "n_incomplete": n[INCOMPLETE],
        "n_skipped": n[SKIPPED],
        "total": sum(n.values()) - n[INCOMPLETE],
        "to_apply": n[Outcome.NEW] + n[Outcome.CHANGED],
        "left_out": n[Outcome.DOUBTFUL] + n[Outcome.REFUSED],
        "unchanged": n[Outcome.UNCHANGED],
        "n_left": len(batch.left or {}),
    }


def _filters(found: Overview, outcome: str, field: str, asked: str) -> dict[str, Any]:
    """By field where rows are changed, by question where they are doubtful; and the fields that are kept."""
    by_field = [(key, FIELDS[key].label, n) for key, n in found.fields.items()] if outcome == Outcome.CHANGED else []
    by_question = [(code, question_label(code), n) for code, n in found.questions.items()]
    return {
        "by_field": by_field,
        "field": next((item for item in by_field if item[0] == field), None),
        "by_question": by_question if outcome == Outcome.DOUBTFUL else [],
        "asked": next((item for item in by_question if item[0] == asked), None),
        "kept": [(key, FIELDS[key].label) for key in found.kept],
    }


def _about(batch: RegisterImport) -> dict[str, Any]:
    totals = batch.remarks.get("totals", [])
    return {
        "skipped": skipped(batch),
        "sheets": account.in_words(batch.remarks),
        "sheets_left_out": account.sheets_left_out(batch.remarks),
        "totals": [problems.render(item) | {"label": FIELDS[item["field"]].label} for item in totals],
    }


@require_POST
@requires(Capability.IMPORT_REGISTER)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the officer's answers to the rows of a page, and which rows are left out or taken in again."""
    batch = get_object_or_404(RegisterImport, pk=pk)
    sent = officer_answers.Decisions(
        answers=_answers(request.POST),
        for_all={code: answer for code in request.POST.getlist("asked") if (answer := request.POST.get("for-all"))},
        leave_out=_ids(request.POST, "leave_out"),
        take_in=_ids(request.POST, "take_in"),
    )
    try:
        n = officer_answers.decide(batch, sent, actor=request.user)
        told = ngettext(
            "{n} row is decided. Nothing is changed before you apply.",
            "{n} rows are decided. Nothing is changed before you apply.",
            n,
        )
        messages.success(request, told.format(n=n))
    except DomainError as error:
        messages.error(request, str(error))
    return _back(request, pk)


def _answers(data: QueryDict) -> dict[int, dict[str, str]]:
    answers: dict[int, dict[str, str]] = {}
    for name, value in data.items():
        kind, __, rest = name.partition("-")
        row, __, asked = rest.partition("-")
        if kind == "answer" and re.fullmatch(r"[0-9]{1,15}", row):
            answers.setdefault(int(row), {})[asked] = str(value)
    return answers


def _ids(data: QueryDict, name: str) -> frozenset[int]:
    return frozenset(pk for text in data.getlist(name) if (pk := whole(text)) is not None)


@require_POST
@requires(Capability.IMPORT_REGISTER)
def keep_field(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the register's values of a field in this import, or take them from the file again."""
    batch = get_object_or_404(RegisterImport, pk=pk)
    key, keep = request.POST.get("field", ""), request.POST.get("keep") == "1"
    try:
        officer_answers.keep_field(batch, key, keep=keep, actor=request.user)
        told = (
            _("“{field}” stays as it is in the register, in every row of this import.")
            if keep
            else _("“{field}” is taken from the file again.")
        )
        messages.success(request, told.format(field=capfirst(FIELDS[key].label)))
    except DomainError as error:
        messages.error(request, str(error))
    return _back(request, pk)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """To the part of the preview from which a form was sent."""
    sent, query = QueryDict(request.POST.get("back", "")), QueryDict(mutable=True)
    query.update({name: sent[name] for name in SHOWN if name in sent})
    address = reverse("import_detail", args=[pk])
    return redirect(f"{address}?{query.urlencode()}" if query else address)
