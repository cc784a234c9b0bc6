"""Which panels the page of a version shows."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from reports.choices import State


class VersionPanel(StrEnum):
    """A panel by its template, in the order of the page."""

    AMENDMENT = "reports/version/amendment.html"
    RETURNED = "reports/version/returned.html"
    REMARK = "reports/version/remark.html"
    REOPENED = "reports/version/reopened.html"
    COLLEAGUE = "reports/version/colleague.html"
    NIL = "reports/version/nil.html"
    ASKED = "reports/version/asked.html"
    # The statement, and beside it what helps to decide.
    REVIEW = "reports/version/review.html"
    STATEMENT = "reports/_statement_parts.html"
    COMMENTS = "reports/version/comments.html"
    DECISION = "reports/version/decision.html"
    FINDINGS = "reports/version/findings.html"
    RATIOS = "reports/version/ratios.html"
    PAPER = "reports/version/paper.html"
    ABOUT = "reports/version/about.html"


class VersionPanels(NamedTuple):
    """The panels of the page from top to bottom, and those in the two columns of the review."""

    page: list[VersionPanel]
    main: list[VersionPanel]
    side: list[VersionPanel]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFacts:
    """What the panels depend on. `reads`: the user reads the reports of all cooperatives; `reviews`: and decides on
    them; `is_reviewer`: he is the one who has begun the review. `asked`: an earlier version was returned.
    """

    state: str
    amends: bool
    has_note: bool
    was_reopened: bool
    is_nil: bool
    has_comments: bool
    on_paper: bool
    reads: bool
    reviews: bool
    is_reviewer: bool
    asked: bool
    has_findings: bool
    has_ratios: bool

    @property
    def may_decide(self) -> bool:
        return self.reviews and self.state in (State.SUBMITTED, State.IN_REVIEW)


def panels(facts: VersionFacts) -> VersionPanels:
    """The panels of the page and, for whoever reviews, of its two columns."""
    main = _those(
        {
            VersionPanel.STATEMENT: True,
            VersionPanel.COMMENTS: facts.has_comments,
        }
    )
    page = _those(
        {
            VersionPanel.AMENDMENT: facts.amends,
            VersionPanel.RETURNED: facts.state == State.RETURNED,
            VersionPanel.REMARK: facts.state == State.ACCEPTED and facts.has_note,
            VersionPanel.REOPENED: facts.was_reopened,
            VersionPanel.COLLEAGUE: facts.reviews and facts.state == State.IN_REVIEW and not facts.is_reviewer,
            VersionPanel.NIL: facts.is_nil,
            VersionPanel.ASKED: facts.reads and facts.asked,
        }
    )
    if not facts.reads:
        return VersionPanels([*page, *main, VersionPanel.ABOUT], main, [])
    side = _those(
        {
            VersionPanel.DECISION: facts.may_decide,
            VersionPanel.FINDINGS: facts.has_findings,
            VersionPanel.RATIOS: facts.has_ratios,
            VersionPanel.PAPER: facts.on_paper,
        }
    )
    return VersionPanels([*page, VersionPanel.REVIEW, VersionPanel.ABOUT], main, side)


def _those(shown: dict[VersionPanel, bool]) -> list[VersionPanel]:
    return [panel for panel, is_shown in shown.items() if is_shown]
