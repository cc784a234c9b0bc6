"""Which panels the home page of the office shows, by what the user may do."""

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from accounts.permissions import Capability


class Panel(StrEnum):
    """A panel by its template, in the order of the page."""

    EMPTY = "home/office/empty.html"
    # The day's work of whoever changes the register; of all others the city in numbers.
    WORK = "home/_work.html"
    WAITING = "city/_waiting.html"
    CITY = "home/_city.html"
    COACH = "home/office/coach.html"
    LATE = "home/_late.html"
    REGISTER = "home/office/register.html"
    COACHING = "home/office/coaching.html"
    DISTRICTS = "home/office/districts.html"
    VILLAGES = "home/office/villages.html"


class Panels(NamedTuple):
    """Panels above the two columns, in them, and below."""

    top: list[Panel]
    columns: list[Panel]
    bottom: list[Panel]


def panels(held: Collection[Capability], *, is_empty: bool, waits: bool, coached: bool) -> Panels:
    """The panels for whoever may do `held`.

    `is_empty`: the register holds nobody; `waits`: something waits for a signature; `coached`: the user reads how far
    the cases of coaching have come.
    """
    if is_empty:
        return Panels([Panel.EMPTY], [], [])
    columns = [Panel.REGISTER]
    if Capability.READ_REPORTS in held:
        columns.insert(0, Panel.LATE)
    charts = [Panel.DISTRICTS, Panel.VILLAGES]
    return Panels(_day(held, waits=waits), columns, [Panel.COACHING, *charts] if coached else charts)


def _day(held: Collection[Capability], *, waits: bool) -> list[Panel]:
    if Capability.CHANGE_REGISTER in held:
        return [Panel.WORK]
    shown = {Panel.WAITING: waits, Panel.CITY: True, Panel.COACH: Capability.COACH in held}
    return [panel for panel, is_shown in shown.items() if is_shown]
