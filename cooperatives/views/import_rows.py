"""The rows of an import as its page shows them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperatives.models import Cooperative, ImportRow, RegisterImport
from cooperatives.record import history
from cooperatives.register_import import decisions, problems, report
from cooperatives.register_import.account import LINES
from cooperatives.register_import.comparison import COLUMNS
from cooperatives.register_import.decisions import Twins, side_by_side
from cooperatives.register_import.fields import BOARD
from cooperatives.register_import.preview import resolved_values

# What the doubtful rows of a file ask, in a few words.
QUESTIONS: dict[str, Any] = {
    "same_in_file": _("twice in the file"),
    "similar_in_register": _("nearly the same name"),
    "several_in_register": _("several could be meant"),
    "numbers_disagree": _("numbers disagree"),
    "name_differs": _("quite another name"),
    "name_by_letters": _("name differs by a letter"),
    "status_against_rule": _("active against the rule"),
    "corrected_since": _("corrected by hand since"),
    "other_regency": _("another regency"),
    "village_unknown": _("kelurahan not known"),
    "village_code_unknown": _("code not known"),
    "village_code_differs": _("code and name differ"),
    "village_code_statistical": _("code of the statistics office"),
    "district_unknown": _("kecamatan not known"),
    "district_mismatch": _("kelurahan and kecamatan disagree"),
}


def question_label(code: str) -> str:
    return str(QUESTIONS.get(code, code))


def _read_as(row: ImportRow, key: str) -> Any:
    """What was made of a cell; a place is kept by its id."""
    return row.values.get("village_id") if key == "village" else row.values.get(key)


def _is_asked(row: ImportRow, item: dict[str, Any]) -> bool:
    is_open = row.outcome != ImportRow.Outcome.REFUSED and not decisions.is_left_out(row)
    return item["level"] == problems.DOUBTFUL and is_open


def row_of(row: ImportRow, names: dict[int, Cooperative], twins: Twins) -> dict[str, Any]:
    old, new = ({key: pair[side] for key, pair in row.changes.items()} for side in (0, 1))
    return {
        "row": row,
        "changes": history.changes(old, new),
        "is_left_out": row.outcome == ImportRow.Outcome.UNCHANGED and problems.SKIP in row.decisions.values(),
        "new_values": new_values(row) if row.outcome == ImportRow.Outcome.NEW else [],
        "problems": [
            problems.render(item, row_is_taken=row.outcome not in report.OUTCOMES)
            | {
                "question": decisions.question(item),
                "options": decisions.options(row, item, names) if _is_asked(row, item) else [],
                "answer": decisions.answer_to(row, item),
                "side_by_side": side_by_side(row, item, names, twins),
            }
            for item in row.problems
        ],
        "adapted": [
            (history.field_label(key), text, history.show(f"{key}_id" if key == "village" else key, _read_as(row, key)))
            for key, text in row.adapted.items()
        ],
    }


def new_values(row: ImportRow) -> list[tuple[str, str]]:
    """Label and value of everything that a new record would hold."""
    values = resolved_values(row)
    keys = [key for key in (*COLUMNS, "status", *BOARD) if values.get(key) not in (None, "")]
    return [(change.label, change.after) for change in history.changes({}, {key: values[key] for key in keys})]


def answers_for_all(rows: list[ImportRow], code: str) -> list[tuple[str, str]]:
    """The answers that may be given to every row with a question at once."""
    for row in rows:
        for item in row.problems:
            if item["code"] == code and _is_asked(row, item):
                return [option for option in decisions.options(row, item, {}) if option[0] in decisions.FOR_ALL]
    return []


def skipped(batch: RegisterImport) -> list[tuple[str, int]]:
    return [(str(LINES[key]), n) for key, n in batch.remarks.get("skipped", {}).items()]
