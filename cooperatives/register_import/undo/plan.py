"""What undoing an import would do, value by value: put back, already as before, or an exception to be decided.

Values are compared, not versions: an edit of other fields does not stand in the way, nor one that was taken back.
Fields that belong together (a place, a number of people and its parts, a status and its day) go back together.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import ManyToOneRel
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cooperatives.models import BoardMember, Cooperative, ImportRow, Merge, RegisterImport, StatusChange
from cooperatives.record.derived import derive_values
from cooperatives.record.history import field_label, show
from cooperatives.register_import.comparison import COLUMNS, DATED, PEOPLE, set_values
from cooperatives.register_import.fields import BOARD
from cooperatives.register_import.preview import resolved_values
from core.events import plain

RECORD = "record"
BACK, STAY = "back", "stay"
SETS = (
    ("status", "status_on"),
    ("village_id", "district_id", "postcode"),
    ("last_rat_on", "last_rat_year"),
    *((whole, f"{whole}_male", f"{whole}_female") for whole in PEOPLE),
)
SET_OF = {name: names for names in SETS for name in names}
# What hangs on a record, by the model that keeps it; status and board come with the import itself.
BUILT: dict[str, Any] = {
    "cooperatives.note": gettext_lazy("notes"),
    "cooperatives.contact": gettext_lazy("contacts"),
    "cooperatives.membership": gettext_lazy("managers with access"),
    "cooperatives.invitedcooperative": gettext_lazy("invitations"),
    "cooperatives.annualmeeting": gettext_lazy("meetings"),
    "revival.case": gettext_lazy("revival cases"),
    "revival.question": gettext_lazy("questions whether it wants to go on"),
    "cooperatives.merge": gettext_lazy("merged records"),
    "cooperatives.cooperative": gettext_lazy("merged records"),
    "reports.obligation": gettext_lazy("quarterly reports that are asked for"),
    "reports.letter": gettext_lazy("warning letters"),
    "reports.proposal": gettext_lazy("proposals of a status"),
    "training.enrolment": gettext_lazy("seats in training"),
}
FOLLOWS = {
    "cooperatives.importrow",
    "cooperatives.statuschange",
    "cooperatives.boardmember",
    "cooperatives.keyfigures",
    # That two are no double is said of the record, not built on it.
    "cooperatives.notdouble",
    "reports.arrears",
}


@dataclass(frozen=True, slots=True)
class UndoValue:
    """A field, as it was before the import, as the import wrote it, and as it is now; `raw` likewise, as JSON."""

    name: str
    raw: tuple[Any, Any, Any]

    @property
    def label(self) -> str:
        return field_label(self.name)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(show(self.name, value) for value in self.raw)


@dataclass(frozen=True, slots=True)
class Hold:
    """An exception: values that somebody has changed since, or a record that something was built on.

    `is_open`: an officer can decide it here. `token` says which values were looked at when it was decided.
    """

    row: ImportRow
    key: str
    values: list[UndoValue] = field(default_factory=list)
    why: str = ""
    is_open: bool = True

    @property
    def name(self) -> str:
        return f"row-{self.row.pk}-{self.key}"

    @property
    def token(self) -> str:
        seen = json.dumps([value.raw for value in self.values], sort_keys=True)
        return hashlib.sha256(seen.encode()).hexdigest()[:12]


@dataclass(slots=True)
class Plan:
    """`back`: the values to put back, by row; `removed`: rows whose new record goes; `holds`: the exceptions."""

    back: dict[int, list[UndoValue]] = field(default_factory=dict)
    removed: list[ImportRow] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    rows: dict[int, ImportRow] = field(default_factory=dict)

    def asked(self, row: int) -> set[str]:
        """The fields of a row of which an officer is, or was, asked whether they go back."""
        return {value.name for hold in self.holds if hold.row.pk == row for value in hold.values}


def plan(batch: RegisterImport) -> Plan:
    """What undoing would do now; of an import that was undone in part, what it has left. A fixed number of queries."""
    found = Plan()
    rows = list(batch.rows.exclude(applied="").select_related("cooperative__village", "cooperative__merged_into"))
    for row in rows:
        row.batch = batch
        if batch.left is None or str(row.pk) in batch.left:
            found.rows[row.pk] = row
    people = _people(found.rows.values())
    built = built_on([row.cooperative_id for row in found.rows.values() if row.applied == "new" and row.cooperative_id])
    numbers = _numbers(found.rows.values())
    for row in found.rows.values():
        if row.cooperative is None:
            found.holds.append(Hold(row, RECORD, why=_("The record is no longer there."), is_open=False))
        elif row.cooperative.merged_into:
            why = _("It was merged into “{name}” since: undo that merge first.")
            found.holds.append(Hold(row, RECORD, why=why.format(name=row.cooperative.merged_into.name), is_open=False))
        elif row.applied == "new":
            _plan_new(found, row, row.cooperative, people, built)
        else:
            _plan_changed(found, row, row.cooperative, people, numbers)
    return found


def _plan_new(
    found: Plan, row: ImportRow, record: Cooperative, people: dict[int, dict[str, str]], built: dict[int, Counter[str]]
) -> None:
    if hanging := built.get(record.pk):
        parts = ", ".join(f"{label}: {n}" for label, n in sorted(hanging.items()))
        why = _("Since then it has {parts}. The record stays.").format(parts=parts)
        found.holds.append(Hold(row, RECORD, why=why, is_open=False))
        return
    entered = _as_entered(row)
    board = people.get(record.pk, {})
    now = {column: plain(getattr(record, column)) for column in COLUMNS}
    now |= {key: board.get(position, "") for key, position in BOARD.items()}
    changed = [UndoValue(name, (None, entered[name], now[name])) for name in now if now[name] != entered[name]]
    if changed:
        found.holds.append(Hold(row, RECORD, changed, _("The new record was edited since.")))
    else:
        found.removed.append(row)


def _as_entered(row: ImportRow) -> dict[str, Any]:
    """The values of the record that the import has made of a row."""
    values, record = resolved_values(row), Cooperative()
    set_values(record, {column: values[column] for column in COLUMNS if values.get(column) not in (None, "")})
    derive_values(record)
    names = {key: values.get(key) or "" for key in BOARD}
    return {column: plain(getattr(record, column)) for column in COLUMNS} | names


def _plan_changed(
    found: Plan,
    row: ImportRow,
    record: Cooperative,
    people: dict[int, dict[str, str]],
    numbers: dict[str, int],
) -> None:
    left = (row.batch.left or {}).get(str(row.pk))
    board = people.get(record.pk, {})
    units: dict[str, list[UndoValue]] = {}
    for name, (before, written) in row.changes.items():
        now = board.get(BOARD[name], "") if name in BOARD else plain(getattr(record, name))
        key = next((other for other in SET_OF.get(name, ()) if other in row.changes), name)
        if left is None or key in left:
            units.setdefault(key, []).append(UndoValue(name, (before, written, now)))
    for key, values in units.items():
        if all(value.raw[2] == value.raw[0] for value in values):
            continue
        owner = numbers.get(values[0].raw[0]) if key == "national_number" else None
        if owner not in (None, record.pk):
            why = _("The number belongs to another record now (no. {n}).").format(n=owner)
            found.holds.append(Hold(row, key, values, why, is_open=False))
        elif all(value.raw[2] == value.raw[1] for value in values) and _adds_up(record, values):
            found.back.setdefault(row.pk, []).extend(values)
        else:
            found.holds.append(Hold(row, key, values))
    _hold_the_date(found, row)


def _hold_the_date(found: Plan, row: ImportRow) -> None:
    """The date of figures does not go back alone, while one of them waits for a decision."""
    back = found.back.get(row.pk, [])
    dates = [value for value in back if value.name == "figures_as_of"]
    if dates and any(hold.row.pk == row.pk and hold.key in DATED for hold in found.holds):
        found.back[row.pk] = [value for value in back if value.name != "figures_as_of"]
        found.holds.append(Hold(row, "figures_as_of", dates))
        if not found.back[row.pk]:
            del found.back[row.pk]


def _adds_up(record: Cooperative, values: list[UndoValue]) -> bool:
    """Whether a number of people would still be the sum of its parts, some of which may have been edited since."""
    whole = values[0].name.removesuffix("_male").removesuffix("_female")
    if whole not in PEOPLE:
        return True
    after = {value.name: value.raw[0] for value in values}
    total, male, female = (
        after.get(name, getattr(record, name)) for name in (whole, f"{whole}_male", f"{whole}_female")
    )
    return male is None or female is None or total == male + female


def _people(rows: Iterable[ImportRow]) -> dict[int, dict[str, str]]:
    members = BoardMember.objects.filter(cooperative__in=[row.cooperative_id for row in rows], left_on=None)
    found: dict[int, dict[str, str]] = {}
    for record, position, name in members.values_list("cooperative_id", "position", "name"):
        found.setdefault(record, {})[position] = name
    return found


def _numbers(rows: Iterable[ImportRow]) -> dict[str, int]:
    """Whose the national numbers are that would go back, but for records of this very import."""
    wanted = {row.changes["national_number"][0] for row in rows if "national_number" in row.changes} - {""}
    if not wanted:
        return {}
    mine = {row.cooperative_id for row in rows}
    owners = Cooperative.objects.current().filter(national_number__in=wanted).values_list("national_number", "pk")
    return {number: pk for number, pk in owners if pk not in mine}


def built_on(ids: list[int]) -> dict[int, Counter[str]]:
    """What hangs on some records besides what an import enters: one query a kind, whatever the number of records."""
    found: dict[int, Counter[str]] = {}
    # Hidden ones too: what a higher floor keeps of a record is built on it, whether or not it has a name here.
    relations = Cooperative._meta.get_fields(include_hidden=True) if ids else []
    for relation in relations:
        if not isinstance(relation, ManyToOneRel):
            continue
        model, name = relation.related_model, relation.field.name
        if model._meta.label_lower in FOLLOWS:
            continue
        label = str(BUILT.get(model._meta.label_lower, _("other entries")))
        rows = model._base_manager.filter(**{f"{name}__in": ids})
        if model is Merge:
            rows = rows.filter(undone_at=None)
        for pk in rows.values_list(name, flat=True):
            found.setdefault(pk, Counter())[label] += 1
    decided = Counter(StatusChange.objects.filter(cooperative__in=ids).values_list("cooperative_id", flat=True))
    for pk, n in decided.items():
        if n > 1:
            found.setdefault(pk, Counter())[_("decisions on the status")] += n - 1
    return found


def in_words(n: int) -> str:
    """What is left of an import that was undone in part."""
    return ngettext("Undone but for {n} row", "Undone but for {n} rows", n).format(n=n)
