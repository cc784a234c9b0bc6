"""Which panels the page of an obligation shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reports.choices import FilingState, State


class ObligationPanel(StrEnum):
    """A panel by its template, in the order of the page."""

    WAIVER = "reports/obligation/waiver.html"
    RETURNED = "reports/obligation/returned.html"
    RECEIVED = "reports/obligation/received.html"
    IN_REVIEW = "reports/obligation/in_review.html"
    ACCEPTED = "reports/obligation/accepted.html"
    DRAFT = "reports/obligation/draft.html"
    FILL = "reports/obligation/fill.html"
    PAPERS = "reports/obligation/papers.html"
    VERSIONS = "reports/obligation/versions.html"
    UPLOADS = "reports/obligation/uploads.html"
    AMEND = "reports/obligation/amend.html"
    REALIGN = "reports/obligation/realign.html"
    DEADLINE = "reports/obligation/deadline.html"


# What comes next after the newest version that was sent.
NEXT: dict[str, ObligationPanel] = {
    State.RETURNED: ObligationPanel.RETURNED,
    State.SUBMITTED: ObligationPanel.RECEIVED,
    State.IN_REVIEW: ObligationPanel.IN_REVIEW,
}
# A deadline is moved, and a report waived, as long as none is with the office.
NOT_FILED = (FilingState.LATE, FilingState.DUE, FilingState.DRAFT, FilingState.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationFacts:
    """What the panels depend on; `states` are those of the versions, the newest first.

    `may_file`: the user files this report; `may_fill`: he can type or upload its figures now.
    """

    states: Sequence[str]
    filing_state: str
    waived: bool
    may_file: bool
    may_fill: bool
    sets_deadlines: bool
    lines_differ: bool
    has_papers: bool
    has_uploads: bool


def next_panel(states: Sequence[str]) -> ObligationPanel | None:
    """The panel that says what comes next, if anything has begun."""
    if State.DRAFT in states:
        return ObligationPanel.DRAFT
    newest = next((state for state in states if state != State.WITHDRAWN), None)
    if newest in NEXT:
        return NEXT[newest]
    return ObligationPanel.ACCEPTED if State.ACCEPTED in states else None


def panels(facts: ObligationFacts) -> list[ObligationPanel]:
    """The panels of the page, from top to bottom."""
    following = next_panel(facts.states)
    fills_anew = following != ObligationPanel.RETURNED and not facts.waived
    shown = {
        ObligationPanel.WAIVER: facts.waived,
        ObligationPanel.FILL: facts.may_fill and (following == ObligationPanel.DRAFT or fills_anew),
        ObligationPanel.PAPERS: facts.has_papers or (facts.may_fill and not facts.waived),
        ObligationPanel.VERSIONS: bool(facts.states),
        ObligationPanel.UPLOADS: facts.has_uploads,
        ObligationPanel.AMEND: following == ObligationPanel.ACCEPTED and facts.may_file,
        ObligationPanel.REALIGN: facts.sets_deadlines and facts.lines_differ,
        ObligationPanel.DEADLINE: facts.sets_deadlines and not facts.waived and facts.filing_state in NOT_FILED,
    }
    return [panel for panel in ObligationPanel if panel == following or shown.get(panel)]
