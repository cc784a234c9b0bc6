"""What an officer may answer to a doubtful row, and what the row becomes by the answers."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cooperatives.models import Cooperative, ImportRow
from cooperatives.places import villages
from cooperatives.record.history import field_label, show
from cooperatives.register_import.matching import Index, Match
from cooperatives.register_import.problems import (
    AS_NEW,
    BY_DISTRICT,
    BY_VILLAGE,
    DOUBTFUL,
    FROM_FILE,
    FROM_REGISTER,
    SKIP,
    TAKE,
    WITHOUT,
    problem,
)

Outcome = ImportRow.Outcome
# The answer that leaves a row out unasked stands under this key.
ROW = "row"
# Answers that mean the same for every row with the same question.
FOR_ALL = {SKIP, TAKE, AS_NEW, WITHOUT, FROM_FILE, FROM_REGISTER, BY_VILLAGE, BY_DISTRICT}
ASKS_FOR_VILLAGE = {"village_unknown", "village_code_unknown", "village_code_differs", "village_code_statistical"}


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """The outcome so far (empty: not doubtful), and the cooperative the row speaks of."""

    outcome: str = ""
    pk: int | None = None


def question(item: dict[str, Any]) -> str:
    """What a problem asks: its code, and of whom. An answer holds for the same question only."""
    return ":".join([item["code"], "-".join(map(str, item.get("candidates", [])))]).rstrip(":")


def answer_to(row: ImportRow, item: dict[str, Any]) -> str:
    return row.decisions.get(question(item), "")


def resolve(row: ImportRow, match: Match, index: Index) -> RowAnswer:
    """Join what matching found with what the officer has decided; adds the doubt to the row's problems."""
    if is_left_out(row):
        return RowAnswer(Outcome.UNCHANGED)
    if match.doubt:
        row.problems.append(
            problem(
                match.doubt,
                DOUBTFUL,
                of_register=True,
                found=row.values["name"],
                expected=match.expected,
                candidates=match.candidates,
            )
        )
    given = [int(a.split(":")[1]) for a in row.decisions.values() if a.startswith("update:")]
    # The officer has said which cooperative it is: that holds as long as there is one, whatever matching says.
    chosen = next((pk for pk in reversed(given) if pk in index.known), None)
    answers = [answer_to(row, item) for item in doubts(row)]
    if any(not answer for answer in answers):
        return RowAnswer(Outcome.DOUBTFUL, match.pk)
    if SKIP in answers:
        return RowAnswer(Outcome.UNCHANGED)
    if AS_NEW in answers:
        return RowAnswer(Outcome.NEW)
    return RowAnswer("", chosen or match.pk)


def is_left_out(row: ImportRow) -> bool:
    """Whether an officer has left the row out as it is, without a question."""
    return row.decisions.get(ROW) == SKIP


def options(row: ImportRow, item: dict[str, Any], names: dict[int, Cooperative]) -> list[tuple[str, str]]:
    """The answers to one doubtful problem, as (value, words), the safest first."""
    code = item["code"]
    leave_out = (SKIP, _("Leave this row out"))
    if code == "same_in_file":
        return [leave_out, (AS_NEW, _("Enter it as a cooperative of its own"))]
    if code in ("similar_in_register", "several_in_register", "numbers_disagree", "name_differs"):
        known = [names[pk] for pk in item["candidates"] if pk in names]
        found = [(f"update:{c.pk}", _("It is {name} (no. {pk})").format(name=c.name, pk=c.pk)) for c in known]
        return [*found, (AS_NEW, _("It is a new cooperative")), leave_out]
    if code == "other_regency":
        return [leave_out, (TAKE, _("Take it: the office looks after this cooperative"))]
    if code in ASKS_FOR_VILLAGE:
        places = villages()
        near = [places[pk] for pk in item.get("nearest", []) if pk in places]
        rest = sorted((v for v in places.values() if v not in near), key=lambda v: v.name)
        found = [(f"village:{v.pk}", f"{v.name} ({v.district.name})") for v in (*near, *rest)]
        return [*found, (WITHOUT, _("Leave the kelurahan empty")), leave_out]
    if code == "district_mismatch":
        return [
            (
                BY_VILLAGE,
                _("The kelurahan is right: {village}, {district}").format(
                    village=item["village"], district=item["expected"]
                ),
            ),
            (BY_DISTRICT, _("The kecamatan is right: leave the kelurahan empty")),
            leave_out,
        ]
    if code == "status_against_rule":
        return [
            (FROM_REGISTER, _("It stays passive: take the rest of the row")),
            (FROM_FILE, _("It is active: take the file's status")),
            leave_out,
        ]
    if code == "name_by_letters":
        return [
            (FROM_REGISTER, _("Keep the register's name: {name}").format(name=item["expected"])),
            (FROM_FILE, _("Take the file's name: {name}").format(name=item["found"])),
            leave_out,
        ]
    if code == "corrected_since":
        return [
            (FROM_REGISTER, _("The register is right: keep its values")),
            (FROM_FILE, _("The file is right: take its values")),
            leave_out,
        ]
    return [(WITHOUT, _("Leave the kecamatan empty")), leave_out]


def doubts(row: ImportRow) -> list[dict[str, Any]]:
    return [item for item in row.problems if item["level"] == DOUBTFUL]


def candidates(rows: list[ImportRow]) -> dict[int, Cooperative]:
    """The cooperatives that the doubts of these rows name."""
    ids = {pk for row in rows for item in row.problems for pk in item.get("candidates", [])}
    return {c.pk: c for c in Cooperative.objects.filter(pk__in=ids).select_related("village", "district")}


# Rows by sheet and number.
Twins = dict[tuple[str, int], ImportRow]


def twins(rows: list[ImportRow]) -> Twins:
    """The rows of the same file that the doubts of these rows name."""
    named = {(item["sheet"], item["row"]) for row in rows for item in row.problems if item["code"] == "same_in_file"}
    if not named:
        return {}
    found = ImportRow.objects.filter(batch=rows[0].batch_id, number__in={number for __, number in named})
    return {(row.sheet, row.number): row for row in found if (row.sheet, row.number) in named}


COMPARED = ("name", "legal_number", "national_number", "village_id", "address", "chair", "members", "assets")


def side_by_side(
    row: ImportRow, item: dict[str, Any], names: dict[int, Cooperative], known_twins: Twins
) -> dict[str, Any]:
    """The row beside what it may be the same as: headings, and lines of label and one value for each.

    Empty when the problem names nothing to compare with.
    """
    known = [names[pk] for pk in item.get("candidates", []) if pk in names]
    others: list[tuple[str, dict[str, Any], int | None]] = [
        (_("no.") + f" {c.pk}", {name: getattr(c, name) for name in COMPARED}, c.pk) for c in known
    ]
    if item["code"] == "same_in_file":
        twin = known_twins.get((item["sheet"], item["row"]))
        others = [(_("row {n}").format(n=twin.number), twin.values, None)] if twin else []
    if not others:
        return {}
    lines = []
    for name in COMPARED:
        cells = [show(name, values.get(name)) for values in (row.values, *(values for __, values, __pk in others))]
        if set(cells) != {"–"}:
            lines.append((field_label(name), cells, len(set(cells)) > 1))
    headings = [(_("row {n}").format(n=row.number), None), *((title, pk) for title, __, pk in others)]
    return {"headings": headings, "lines": lines}
