"""The rows of an import as its page shows them."""

from cooperatives import history
from cooperatives.models import ImportRow, RegisterImport
from cooperatives.register_import import decisions, problems, report
from cooperatives.register_import.account import LINES
from cooperatives.register_import.decisions import side_by_side


def _read_as(row: ImportRow, key: str):
    """What was made of a cell; a place is kept by its id."""
    return row.values.get("village_id") if key == "village" else row.values.get(key)


def _is_asked(row: ImportRow, item: dict) -> bool:
    return item["level"] == problems.DOUBTFUL and row.outcome != ImportRow.Outcome.REFUSED


def row_of(row: ImportRow, names) -> dict:
    return {
        "row": row,
        "changes": history.changes(
            {key: pair[0] for key, pair in row.changes.items()}, {key: pair[1] for key, pair in row.changes.items()}
        ),
        "problems": [
            problems.render(item, row_is_taken=row.outcome not in report.OUTCOMES)
            | {
                "question": decisions.question(item),
                "options": decisions.options(row, item, names) if _is_asked(row, item) else [],
                "answer": decisions.answer_to(row, item),
                "side_by_side": side_by_side(row, item, names),
            }
            for item in row.problems
        ],
        "adapted": [
            (history.field_label(key), text, history.show(f"{key}_id" if key == "village" else key, _read_as(row, key)))
            for key, text in row.adapted.items()
        ],
    }


def skipped(batch: RegisterImport) -> list[tuple[str, int]]:
    return [(str(LINES[key]), n) for key, n in batch.remarks.get("skipped", {}).items()]
