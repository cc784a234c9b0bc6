"""Which panels the page of a cooperative shows, by what the user may do and which areas are in use."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import NamedTuple

from accounts.permissions import Capability
from cooperatives.area import PUBLIC_REGISTER


class RecordPanel(StrEnum):
    """A panel by its template, in the order of the page."""

    MISSING = "cooperatives/record/missing.html"
    STATUS = "cooperatives/record/status.html"
    BOARD = "cooperatives/record/board.html"
    MEETINGS = "cooperatives/record/meetings.html"
    # The floors above draw theirs themselves; without scripts each is a link away.
    REPORTS = "cooperatives/record/reports.html"
    WARNINGS = "cooperatives/record/warnings.html"
    COACHING = "cooperatives/record/coaching.html"
    TRAINING = "cooperatives/record/training.html"
    MANAGERS = "cooperatives/record/managers.html"
    PUBLIC = "cooperatives/record/public.html"
    HANDOVERS = "cooperatives/record/handovers.html"
    CONTACTS = "cooperatives/record/contacts.html"
    NOTES = "cooperatives/record/notes.html"
    HISTORY = "cooperatives/record/history.html"


class RecordPanels(NamedTuple):
    """Panels above the columns, keys of the sections of fields at the left, panels at the right."""

    top: list[RecordPanel]
    sections: list[str]
    right: list[RecordPanel]


def panels(
    held: Collection[Capability], in_use: Mapping[str, bool], *, is_complete: bool, is_handed_over: bool
) -> RecordPanels:
    """The panels for whoever may do `held` while the areas `in_use` are on.

    `is_handed_over`: a list of the ministry or the province holds the cooperative.
    """
    reads = Capability.READ_REGISTER in held
    changes = reads and Capability.CHANGE_REGISTER in held
    shown = {
        RecordPanel.STATUS: True,
        RecordPanel.BOARD: True,
        RecordPanel.MEETINGS: True,
        RecordPanel.REPORTS: in_use.get("reports"),
        RecordPanel.WARNINGS: Capability.READ_WARNINGS in held,
        RecordPanel.COACHING: in_use.get("revival"),
        RecordPanel.TRAINING: in_use.get("training"),
        RecordPanel.MANAGERS: reads,
        RecordPanel.PUBLIC: reads and in_use.get(PUBLIC_REGISTER.key),
        RecordPanel.HANDOVERS: changes and is_handed_over,
        RecordPanel.CONTACTS: reads,
        RecordPanel.NOTES: reads,
        RecordPanel.HISTORY: reads,
    }
    sections = ["identity", "contact", "business", "people", "figures"]
    if Capability.SEE_PRIVATE in held:
        sections.append("private")
    top = [RecordPanel.MISSING] if reads and not is_complete else []
    return RecordPanels(top, sections, [panel for panel, is_shown in shown.items() if is_shown])
