"""Which of two records gives each field when they become one: proposed here, decided by the officer.

Fields that belong together (figures of one date, a number of people and its parts, a place) come as a set or not at
all. What one record alone knows is never lost, a status least of all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cooperatives.models import Cooperative
from cooperatives.record import history
from cooperatives.record.changes import display
from cooperatives.register_fields import field_of
from cooperatives.register_import.comparison import COLUMNS, FIGURES, PEOPLE
from core.text.parsing import UnreadableError

KEPT, DROPPED = "kept", "dropped"
PLACE = ("village", "district", "postcode")
LAST_RAT = ("last_rat_on", "last_rat_year")
STATUS = "status"


def _sets() -> dict[str, tuple[str, ...]]:
    """The fields of each choice, by the field that it is called after."""
    sets = {
        STATUS: ("status", "status_on"),
        "village": PLACE,
        "last_rat_on": LAST_RAT,
        "assets": (*FIGURES, "figures_as_of"),
        **{whole: (whole, f"{whole}_male", f"{whole}_female") for whole in PEOPLE},
    }
    inside = {name for names in sets.values() for name in names}
    single = [name.removesuffix("_id") for name in COLUMNS]
    alone = {name: (name,) for name in single if name not in inside}
    return {STATUS: sets.pop(STATUS)} | alone | sets


SETS = _sets()


@dataclass(frozen=True, slots=True)
class FieldValues:
    label: str
    kept: str
    dropped: str

    @property
    def sides(self) -> list[tuple[str, str]]:
        return [(KEPT, self.kept), (DROPPED, self.dropped)]


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field or a set of fields in which the two records differ, and the record that gives it.

    `is_open`: both know something, so that the officer may choose; otherwise the one that knows it gives it.
    """

    key: str
    values: list[FieldValues]
    wins: str
    is_open: bool


def choices(kept: Cooperative, dropped: Cooperative, chosen: Mapping[str, str] | None = None) -> list[FieldChoice]:
    """All fields that differ, with the winner: as `chosen` by the officer where both know something."""
    found = []
    for key, names in SETS.items():
        mine, theirs = ([held(record, name) for name in names] for record in (kept, dropped))
        if mine == theirs:
            continue
        is_open = _knows(mine) and _knows(theirs)
        wins = proposed(key, kept, dropped)
        if is_open and (chosen or {}).get(key) in (KEPT, DROPPED):
            wins = (chosen or {})[key]
        values = [
            FieldValues(
                history.field_label(name),
                history.show(name, display(kept, name)),
                history.show(name, display(dropped, name)),
            )
            for name in names
            if getattr(kept, name) != getattr(dropped, name)
        ]
        found.append(FieldChoice(key, values, wins, is_open))
    return found


def held(record: Cooperative, name: str) -> Any:
    """What a record has to give: a text by its rule; one that breaks it stays where it is and counts as none."""
    field, value = field_of(name), getattr(record, name)
    if field is None or field.rule is None or not value:
        return value
    try:
        return field.rule(value)
    except UnreadableError:
        return ""


def proposed(key: str, kept: Cooperative, dropped: Cooperative) -> str:
    """The record that gives a field unless the officer says otherwise: the kept one, if it knows anything of it."""
    names = SETS[key]
    if not _knows([held(kept, name) for name in names]):
        return DROPPED
    if not _knows([held(dropped, name) for name in names]):
        return KEPT
    if key == STATUS:
        return KEPT if kept.status else DROPPED
    if key == "village":
        nearer = kept.village is None and dropped.village is not None
        return DROPPED if nearer and kept.district in (None, dropped.district) else KEPT
    if key == "last_rat_on":
        return DROPPED if _meeting(dropped) > _meeting(kept) else KEPT
    if key == "assets":
        return KEPT if _knows([getattr(kept, name) for name in FIGURES]) else DROPPED
    if key in PEOPLE:
        return DROPPED if getattr(kept, key) is None and getattr(dropped, key) is not None else KEPT
    return KEPT


def _meeting(record: Cooperative) -> tuple[int, bool, date]:
    """The later year of a meeting is worth more, then the one with its day."""
    return record.last_rat_year or 0, record.last_rat_on is not None, record.last_rat_on or date.min


def _knows(values: list[object]) -> bool:
    return any(value not in (None, "") for value in values)
