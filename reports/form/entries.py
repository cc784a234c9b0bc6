"""What the form sends, saved: what its sender has changed, with all that others have typed since."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from reports import workflow
from reports.filing import completion, drafts, remedies, revisions
from reports.form.fields import FiguresForm
from reports.models import Obligation, Report
from reports.statement.computed import CAN_FOLLOW

SAME = "same:"


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save has come to: the draft, what was merged, and the typed figures as they are stored now."""

    report: Report
    merge: revisions.DraftMerge
    stored: dict[str, int]


@transaction.atomic
def save(obligation: Obligation, form: FiguresForm, *, before: Mapping[str, int], actor) -> Saved:
    """Save what can be read; a form that was opened before there was a draft begins it.

    `before` are the earlier figures that a tap on “same as before” takes over. Raises DomainError when the report
    cannot be changed now.
    """
    obligation = workflow.lock(obligation.pk)
    is_first = drafts.what_next(obligation).draft is None
    report = drafts.editable(obligation, actor=actor)
    is_other_column = _choose_books(obligation, form, actor)
    if form.cleaned_data.get("unit_confirmed"):
        remedies.confirm_unit(report, actor=actor)
    stored = drafts.typed_of(report)
    seen, draft = form.cleaned_data.get("revision") or 0, form.cleaned_data.get("draft")
    merge = revisions.merge(report, _mine(report, form), stored, seen=seen, draft=draft, unresolved=form.unresolved())
    changes = dict(merge.changes) | _same(form, {**stored, **merge.changes}, before)
    reasons = _new_reasons(form, report, stored, changes)
    if changes or is_first or is_other_column or reasons or form.confirmed_blank():
        named = {key: stored[key] for key in reasons if key in stored} | changes
        drafts.save_figures(report, named, actor=actor, confirmed=form.confirmed_blank(), reasons=reasons)
    return Saved(report, merge, drafts.typed_of(report))


def _choose_books(obligation: Obligation, form: FiguresForm, actor) -> bool:
    """A page sends the choice along with every save: only one that differs from what it showed was made here."""
    column = form.cleaned_data.get("books")
    if not column or column == form.data.get("books_seen", ""):
        return False
    completion.choose_column(obligation.cooperative, column, actor=actor)
    return True


def _mine(report: Report, form: FiguresForm) -> dict[str, int | None]:
    """What the sender says of each figure. A blank field of a figure that can follow takes it away only where somebody
    has given it and the page showed it in a field: whatever follows by now, for this page or by another's choice.
    """
    shown, own = form.shown_as_given(), report.own_figures
    return {
        key: amount
        for key, amount in form.amounts().items()
        if amount is not None or key not in CAN_FOLLOW or (key in shown and (own is None or key in own))
    }


def _same(form: FiguresForm, now: Mapping[str, int | None], before: Mapping[str, int]) -> dict[str, int]:
    """The earlier figures that a button takes over: of one field, or of all fields of a group that are empty."""
    action = form.data.get("action", "")
    keys = [key for key in action.removeprefix(SAME).split(",") if key] if action.startswith(SAME) else []
    return {
        key: before[key]
        for key in keys
        if key in before and key in form.fields and (len(keys) == 1 or now.get(key) is None)
    }


def _new_reasons(
    form: FiguresForm, report: Report, stored: Mapping[str, int], changes: Mapping[str, int | None]
) -> dict[str, str]:
    """Reasons of figures that are given, where they differ from those that are kept."""
    own = dict.fromkeys(stored, "") if report.own_figures is None else report.own_figures
    given = (own.keys() - changes.keys()) | {key for key, amount in changes.items() if amount is not None}
    return {
        key: text
        for key, text in form.reasons().items()
        # A field of one line shows a longer text without its line breaks.
        if key in given and key in CAN_FOLLOW and text.split() != own.get(key, "").split()
    }
