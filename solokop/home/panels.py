"""Which panels the home page of the office shows, by what the user may do."""

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from accounts.permissions import Capability


class OfficePanel(StrEnum):
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


class OfficePanels(NamedTuple):
    """Panels above the two columns, in them, and below."""

    top: list[OfficePanel]
    columns: list[OfficePanel]
    bottom: list[OfficePanel]


def panels(held: Collection[Capability], *, is_empty: bool, waits: bool, coached: bool) -> OfficePanels:
    """The panels for whoever may do `held`.

    `is_empty`: the register holds nobody; `waits`: something waits for a signature; `coached`: the user reads how far
    the cases of coaching have come.
    """
    if is_empty:
        return OfficePanels([OfficePanel.EMPTY], [], [])
    columns = [OfficePanel.REGISTER]
    if Capability.READ_REPORTS in held:
        columns.insert(0, OfficePanel.LATE)
    charts = [OfficePanel.DISTRICTS, OfficePanel.VILLAGES]
    return OfficePanels(_day(held, waits=waits), columns, [OfficePanel.COACHING, *charts] if coached else charts)


def _day(held: Collection[Capability], *, waits: bool) -> list[OfficePanel]:
    if Capability.CHANGE_REGISTER in held:
        return [OfficePanel.WORK]
    shown = {OfficePanel.WAITING: waits, OfficePanel.CITY: True, OfficePanel.COACH: Capability.COACH in held}
    return [panel for panel, is_shown in shown.items() if is_shown]
