"""Which panels the page of an obligation shows, over the states of its versions and what the user may do."""

import pytest
from django.template.loader import get_template

from reports.choices import FilingState, State
from reports.obligation_page import ObligationFacts, ObligationPanel, next_panel, panels

NOTHING = {
    "states": [],
    "filing_state": FilingState.DUE,
    "waived": False,
    "may_file": False,
    "may_fill": False,
    "sets_deadlines": False,
    "lines_differ": False,
    "has_papers": False,
    "has_uploads": False,
}
BOARD = {"may_file": True, "may_fill": True}
# What was sent is with the office or accepted: its figures cannot be typed.
SENT = {"may_file": True, "may_fill": False}


def shown(**facts) -> set[ObligationPanel]:
    return set(panels(ObligationFacts(**NOTHING | facts)))


@pytest.mark.parametrize(
    ("states", "panel"),
    [
        ([], None),
        (["withdrawn"], None),
        (["draft"], ObligationPanel.DRAFT),
        (["submitted"], ObligationPanel.RECEIVED),
        (["in_review"], ObligationPanel.IN_REVIEW),
        (["returned"], ObligationPanel.RETURNED),
        (["accepted"], ObligationPanel.ACCEPTED),
        # A correction that is begun goes before what it corrects.
        (["draft", "returned"], ObligationPanel.DRAFT),
        (["draft", "accepted"], ObligationPanel.DRAFT),
        # What was withdrawn is as if it were not there.
        (["withdrawn", "returned"], ObligationPanel.RETURNED),
        (["withdrawn", "accepted"], ObligationPanel.ACCEPTED),
        # An amendment goes before the version that it amends.
        (["submitted", "accepted"], ObligationPanel.RECEIVED),
        (["in_review", "accepted"], ObligationPanel.IN_REVIEW),
        (["returned", "accepted"], ObligationPanel.RETURNED),
        (["accepted", "superseded"], ObligationPanel.ACCEPTED),
    ],
)
def test_one_panel_says_what_comes_next(states, panel):
    assert next_panel([State(state) for state in states]) == panel
    assert {one for one in shown(states=states) if one != ObligationPanel.VERSIONS} == ({panel} if panel else set())


@pytest.mark.parametrize(
    ("facts", "fills"),
    [
        ({}, False),
        (BOARD, True),
        (BOARD | {"waived": True}, False),
        (BOARD | {"states": ["draft"]}, True),
        (BOARD | {"states": ["draft"], "waived": True}, True),
        # A returned report is corrected by its own button, which begins a draft.
        (BOARD | {"states": ["returned"]}, False),
        (BOARD | {"states": ["draft", "returned"]}, True),
        (BOARD | {"states": ["withdrawn"]}, True),
        (SENT | {"states": ["submitted"]}, False),
        (SENT | {"states": ["accepted"]}, False),
        ({"states": ["draft"]}, False),
    ],
)
def test_figures_are_filled_in_where_nothing_stands_against_it(facts, fills):
    assert (ObligationPanel.FILL in shown(**facts)) == fills


@pytest.mark.parametrize(
    ("facts", "papers"),
    [
        ({}, False),
        ({"has_papers": True}, True),
        (BOARD, True),
        (BOARD | {"waived": True}, False),
        (BOARD | {"waived": True, "has_papers": True}, True),
        (SENT | {"states": ["submitted"]}, False),
    ],
)
def test_papers_are_shown_and_can_be_sent(facts, papers):
    assert (ObligationPanel.PAPERS in shown(**facts)) == papers


@pytest.mark.parametrize("states", [["accepted"], ["accepted", "superseded"], ["withdrawn", "accepted"]])
def test_who_files_may_amend_what_is_accepted(states):
    assert ObligationPanel.AMEND in shown(**SENT, states=states)
    assert ObligationPanel.AMEND not in shown(states=states)


@pytest.mark.parametrize("newest", ["draft", "submitted", "in_review", "returned"])
def test_one_amendment_is_made_at_a_time(newest):
    assert ObligationPanel.AMEND not in shown(**SENT, states=[newest, "accepted"])


@pytest.mark.parametrize("state", FilingState)
@pytest.mark.parametrize("waived", [False, True])
def test_a_deadline_is_moved_by_the_office_while_nothing_is_filed(state, waived):
    open_still = state in ("late", "due", "draft", "returned") and not waived
    assert (ObligationPanel.DEADLINE in shown(sets_deadlines=True, filing_state=state, waived=waived)) == open_still
    assert ObligationPanel.DEADLINE not in shown(filing_state=state, waived=waived)


def test_lines_of_another_kind_are_changed_by_the_office():
    assert ObligationPanel.REALIGN in shown(sets_deadlines=True, lines_differ=True)
    assert ObligationPanel.REALIGN not in shown(lines_differ=True)
    assert ObligationPanel.REALIGN not in shown(sets_deadlines=True)


def test_what_was_done_so_far_is_listed():
    assert shown() == set()
    assert shown(waived=True, has_uploads=True, states=["withdrawn"]) == {
        ObligationPanel.WAIVER,
        ObligationPanel.UPLOADS,
        ObligationPanel.VERSIONS,
    }


def test_the_panels_keep_the_order_of_the_page_and_have_their_templates():
    found = panels(
        ObligationFacts(**NOTHING | BOARD | {"states": ["draft"], "sets_deadlines": True, "has_uploads": True})
    )
    assert found == [
        ObligationPanel.DRAFT,
        ObligationPanel.FILL,
        ObligationPanel.PAPERS,
        ObligationPanel.VERSIONS,
        ObligationPanel.UPLOADS,
        ObligationPanel.DEADLINE,
    ]
    assert all(get_template(panel) for panel in ObligationPanel)
