"""Which panels the page of a version shows, over its state and who reads it."""

import pytest
from django.template.loader import get_template

from reports.choices import State
from reports.version_page import VersionFacts, VersionPanel, VersionPanels, panels

NOTHING = {
    "state": State.SUBMITTED,
    "amends": False,
    "has_note": False,
    "was_reopened": False,
    "is_nil": False,
    "has_comments": False,
    "on_paper": False,
    "reads": False,
    "reviews": False,
    "is_reviewer": False,
    "asked": False,
    "has_findings": False,
    "has_ratios": False,
}
BOARD: dict = {}
HEAD = {"reads": True}
OFFICER = {"reads": True, "reviews": True}
# All that a report can have besides its state.
FULL = {
    "amends": True,
    "was_reopened": True,
    "is_nil": True,
    "has_comments": True,
    "on_paper": True,
    "asked": True,
    "has_findings": True,
    "has_ratios": True,
}


def shown(**facts) -> VersionPanels:
    return panels(VersionFacts(**NOTHING | facts))


def test_a_board_reads_the_statement_in_one_column():
    assert shown(**BOARD) == VersionPanels([VersionPanel.STATEMENT, VersionPanel.ABOUT], [VersionPanel.STATEMENT], [])
    assert shown(**BOARD, **FULL).page == [
        VersionPanel.AMENDMENT,
        VersionPanel.REOPENED,
        VersionPanel.NIL,
        VersionPanel.STATEMENT,
        VersionPanel.COMMENTS,
        VersionPanel.ABOUT,
    ]
    assert shown(**BOARD, **FULL).side == []


def test_the_office_reads_it_beside_what_helps_to_decide():
    assert shown(**HEAD) == VersionPanels([VersionPanel.REVIEW, VersionPanel.ABOUT], [VersionPanel.STATEMENT], [])
    full = shown(**HEAD, **FULL)
    assert full.page == [
        VersionPanel.AMENDMENT,
        VersionPanel.REOPENED,
        VersionPanel.NIL,
        VersionPanel.ASKED,
        VersionPanel.REVIEW,
        VersionPanel.ABOUT,
    ]
    assert full.main == [VersionPanel.STATEMENT, VersionPanel.COMMENTS]
    assert full.side == [VersionPanel.FINDINGS, VersionPanel.RATIOS, VersionPanel.PAPER]


@pytest.mark.parametrize("state", State)
def test_an_officer_decides_on_what_was_sent(state):
    decides = state in ("submitted", "in_review")
    assert (VersionPanel.DECISION in shown(**OFFICER, state=state).side) == decides
    for others in (BOARD, HEAD):
        assert VersionPanel.DECISION not in shown(**others, state=state).side


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("has_note", [False, True])
@pytest.mark.parametrize("who", [BOARD, HEAD, OFFICER])
def test_everybody_reads_the_decision(state, has_note, who):
    page = shown(**who, state=state, has_note=has_note).page
    assert (VersionPanel.RETURNED in page) == (state == "returned")
    assert (VersionPanel.REMARK in page) == (state == "accepted" and has_note)


@pytest.mark.parametrize(
    ("who", "state", "is_reviewer", "warned"),
    [
        (OFFICER, State.IN_REVIEW, False, True),
        (OFFICER, State.IN_REVIEW, True, False),
        (OFFICER, State.SUBMITTED, False, False),
        (OFFICER, State.ACCEPTED, False, False),
        (HEAD, State.IN_REVIEW, False, False),
        (BOARD, State.IN_REVIEW, False, False),
    ],
)
def test_a_second_reviewer_is_told_of_the_first(who, state, is_reviewer, warned):
    assert (VersionPanel.COLLEAGUE in shown(**who, state=state, is_reviewer=is_reviewer).page) == warned


@pytest.mark.parametrize(
    ("fact", "panel"),
    [
        ("amends", VersionPanel.AMENDMENT),
        ("was_reopened", VersionPanel.REOPENED),
        ("is_nil", VersionPanel.NIL),
        ("has_comments", VersionPanel.COMMENTS),
        ("asked", VersionPanel.ASKED),
        ("has_findings", VersionPanel.FINDINGS),
        ("has_ratios", VersionPanel.RATIOS),
        ("on_paper", VersionPanel.PAPER),
    ],
)
def test_a_panel_is_there_when_it_has_something_to_show(fact, panel):
    every = {one for part in shown(**OFFICER, **{fact: True}) for one in part}
    assert every - {one for part in shown(**OFFICER) for one in part} == {panel}


def test_every_panel_has_its_template():
    assert all(get_template(panel) for panel in VersionPanel)
