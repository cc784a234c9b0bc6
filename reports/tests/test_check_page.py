"""Which panels the page of a check shows, over what was found and who looks at it."""

import itertools

import pytest
from django.template.loader import get_template

from reports.filing.check_page import CheckFacts, CheckPanel, panels, standing

NOTHING = {
    "may_file": True,
    "has_figures": True,
    "suspected": False,
    "errors": False,
    "warnings": False,
    "infos": False,
    "ready": False,
    "asked": False,
    "unchanged": False,
    "adapted": False,
    "amends": False,
}
STANDINGS = {CheckPanel.MISTAKES, CheckPanel.UNCHANGED, CheckPanel.READY, CheckPanel.OBSTACLES, CheckPanel.UNEXPLAINED}


def shown(**facts) -> list[CheckPanel]:
    return panels(CheckFacts(**NOTHING | facts))


@pytest.mark.parametrize(
    ("facts", "panel"),
    [
        ({"errors": True}, CheckPanel.MISTAKES),
        ({"errors": True, "warnings": True, "unchanged": True}, CheckPanel.MISTAKES),
        ({"unchanged": True}, CheckPanel.UNCHANGED),
        ({"unchanged": True, "warnings": True}, CheckPanel.UNCHANGED),
        ({"ready": True}, CheckPanel.READY),
        # Unusual figures that are explained stand in nobody's way.
        ({"ready": True, "warnings": True}, CheckPanel.READY),
        ({"warnings": True}, CheckPanel.UNEXPLAINED),
        ({}, CheckPanel.OBSTACLES),
    ],
)
def test_one_panel_says_how_the_draft_stands(facts, panel):
    assert standing(CheckFacts(**NOTHING | facts)) == panel
    assert STANDINGS.intersection(shown(**facts)) == {panel}


@pytest.mark.parametrize("rest", [{}, {"errors": True, "warnings": True, "asked": True, "amends": True}])
def test_nothing_is_checked_before_there_are_figures_in_rupiah(rest):
    assert shown(has_figures=False, suspected=True, **rest) == [CheckPanel.EMPTY]
    assert shown(suspected=True, **rest) == [CheckPanel.UNITS]


@pytest.mark.parametrize(
    ("facts", "filer", "reader"),
    [
        ({"ready": True}, {CheckPanel.SIGN}, set()),
        ({"errors": True}, {CheckPanel.ERRORS, CheckPanel.MEND}, {CheckPanel.ERRORS}),
        ({"warnings": True}, {CheckPanel.EXPLAIN}, {CheckPanel.UNUSUAL}),
    ],
)
def test_who_files_acts_and_others_read(facts, filer, reader):
    always = STANDINGS | {CheckPanel.SHORT}
    assert set(shown(**facts, may_file=True)) - always == filer
    assert set(shown(**facts, may_file=False)) - always == reader


@pytest.mark.parametrize(
    ("fact", "panel"),
    [
        ("asked", CheckPanel.ASKED),
        ("adapted", CheckPanel.ADAPTED),
        ("infos", CheckPanel.INFOS),
        ("amends", CheckPanel.AMENDED),
    ],
)
def test_a_panel_is_there_when_it_has_something_to_show(fact, panel):
    assert set(shown(**{fact: True})) - set(shown()) == {panel}


def test_the_panels_keep_the_order_of_the_page_and_have_their_templates():
    order = list(CheckPanel)
    for values in itertools.product([False, True], repeat=len(NOTHING)):
        places = [order.index(panel) for panel in shown(**dict(zip(NOTHING, values, strict=True)))]
        assert places == sorted(places)
    assert all(get_template(panel) for panel in CheckPanel)
