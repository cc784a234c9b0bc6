"""Which panels the page of a check shows: how the draft stands, what was found in it, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class CheckPanel(StrEnum):
    """A panel by its template, in the order of the page."""

    EMPTY = "reports/check/empty.html"
    # The question whether the figures are in thousands: nothing else is looked at before its answer.
    UNITS = "reports/check/units.html"
    # How the draft stands: one of these five.
    MISTAKES = "reports/check/mistakes.html"
    UNCHANGED = "reports/check/unchanged.html"
    READY = "reports/check/ready.html"
    OBSTACLES = "reports/check/obstacles.html"
    UNEXPLAINED = "reports/check/unexplained.html"
    ASKED = "reports/check/asked.html"
    SIGN = "reports/check/sign.html"
    ERRORS = "reports/check/errors.html"
    MEND = "reports/check/mend.html"
    # The unusual figures: with a form for whoever files, to be read by others.
    EXPLAIN = "reports/check/explain.html"
    UNUSUAL = "reports/check/unusual.html"
    ADAPTED = "reports/check/adapted.html"
    INFOS = "reports/check/infos.html"
    AMENDED = "reports/check/amended.html"
    SHORT = "reports/check/short.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFacts:
    """What the panels depend on.

    `suspected`: the figures may be in thousands; `asked`: an earlier version was returned; `unchanged`: and nothing
    has changed since; `amends`: an accepted version is to be replaced.
    """

    may_file: bool
    has_figures: bool
    suspected: bool
    errors: bool
    warnings: bool
    infos: bool
    ready: bool
    asked: bool
    unchanged: bool
    adapted: bool
    amends: bool


def standing(facts: CheckFacts) -> CheckPanel:
    """The panel that says how the draft stands."""
    if facts.errors:
        return CheckPanel.MISTAKES
    if facts.unchanged:
        return CheckPanel.UNCHANGED
    if facts.ready:
        return CheckPanel.READY
    return CheckPanel.UNEXPLAINED if facts.warnings else CheckPanel.OBSTACLES


def panels(facts: CheckFacts) -> list[CheckPanel]:
    """The panels of the page, from top to bottom."""
    if not facts.has_figures:
        return [CheckPanel.EMPTY]
    if facts.suspected:
        return [CheckPanel.UNITS]
    shown = {
        standing(facts): True,
        CheckPanel.ASKED: facts.asked,
        CheckPanel.SIGN: facts.ready and facts.may_file,
        CheckPanel.ERRORS: facts.errors,
        CheckPanel.MEND: facts.errors and facts.may_file,
        CheckPanel.EXPLAIN: facts.warnings and facts.may_file,
        CheckPanel.UNUSUAL: facts.warnings and not facts.may_file,
        CheckPanel.ADAPTED: facts.adapted,
        CheckPanel.INFOS: facts.infos,
        CheckPanel.AMENDED: facts.amends,
        CheckPanel.SHORT: True,
    }
    return [panel for panel, is_shown in shown.items() if is_shown]
