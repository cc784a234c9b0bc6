"""The strip of the Merah Putih cooperatives (KKMP): one cell for each kelurahan, by kecamatan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cooperatives import places
from solokop.city.day import Look
from solokop.city.figures.register import KKMP, RegisterNumbers, RegisterTally


@dataclass(frozen=True, slots=True)
class VillageState:
    """How the cooperative of a kelurahan stands; the symbol says it without the colour."""

    key: str
    symbol: str
    label: Any


NONE = VillageState("none", "–", _("none is registered"))
RESTING = VillageState("resting", "○", _("not active"))
ACTIVE = VillageState("active", "●", _("active"))
WITH_RAT = VillageState("rat", "✓", _("active, and the RAT is held"))
STATES = (WITH_RAT, ACTIVE, RESTING, NONE)


@dataclass(frozen=True, slots=True)
class VillageCell:
    village: str
    state: VillageState
    # Empty where there is none to be shown.
    address: str


@dataclass(frozen=True, slots=True)
class Strip:
    """`rows` by the name of the kecamatan; `legend` says how many there are of each state."""

    rows: Mapping[str, Sequence[VillageCell]]
    legend: Sequence[tuple[VillageState, int]]


def state_of(tally: RegisterTally) -> VillageState:
    """Of one kelurahan; where there are several (there should be one), each thing that one of them has counts."""
    if not tally.total:
        return NONE
    if not tally.active:
        return RESTING
    return WITH_RAT if tally.with_rat else ACTIVE


def strip(look: Look, register: RegisterNumbers) -> Strip:
    found: dict[int | None, RegisterTally] = {}
    for group in register.groups:
        if group.keys["is_kkmp"]:
            found.setdefault(group.keys["village"], RegisterTally()).add(group.tally)
    rows: dict[str, list[VillageCell]] = {}
    for village in sorted(places.villages().values(), key=lambda one: (one.district.name, one.name)):
        state = state_of(found.get(village.pk, RegisterTally()))
        address = look.address("city_cooperatives", village=str(village.pk), group=KKMP) if state is not NONE else ""
        rows.setdefault(village.district.name, []).append(VillageCell(village.name, state, address))
    cells = [cell for row in rows.values() for cell in row]
    return Strip(rows, [(state, sum(cell.state is state for cell in cells)) for state in STATES])
