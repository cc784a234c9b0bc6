"""Which panels the page of a check shows, over what was found and who looks at it."""

import itertools

import pytest
from django.template.loader import get_template

from reports.check_page import Facts, Panel, panels, standing

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
STANDINGS = {Panel.MISTAKES, Panel.UNCHANGED, Panel.READY, Panel.OBSTACLES, Panel.UNEXPLAINED}


def shown(**facts) -> list[Panel]:
    return panels(Facts(**NOTHING | facts))


@pytest.mark.parametrize(
    ("facts", "panel"),
    [
        ({"errors": True}, Panel.MISTAKES),
        ({"errors": True, "warnings": True, "unchanged": True}, Panel.MISTAKES),
        ({"unchanged": True}, Panel.UNCHANGED),
        ({"unchanged": True, "warnings": True}, Panel.UNCHANGED),
        ({"ready": True}, Panel.READY),
        # Unusual figures that are explained stand in nobody's way.
        ({"ready": True, "warnings": True}, Panel.READY),
        ({"warnings": True}, Panel.UNEXPLAINED),
        ({}, Panel.OBSTACLES),
    ],
)
def test_one_panel_says_how_the_draft_stands(facts, panel):
    assert standing(Facts(**NOTHING | facts)) == panel
    assert STANDINGS.intersection(shown(**facts)) == {panel}


@pytest.mark.parametrize("rest", [{}, {"errors": True, "warnings": True, "asked": True, "amends": True}])
def test_nothing_is_checked_before_there_are_figures_in_rupiah(rest):
    assert shown(has_figures=False, suspected=True, **rest) == [Panel.EMPTY]
    assert shown(suspected=True, **rest) == [Panel.UNITS]


@pytest.mark.parametrize(
    ("facts", "filer", "reader"),
    [
        ({"ready": True}, {Panel.SIGN}, set()),
        ({"errors": True}, {Panel.ERRORS, Panel.MEND}, {Panel.ERRORS}),
        ({"warnings": True}, {Panel.EXPLAIN}, {Panel.UNUSUAL}),
    ],
)
def test_who_files_acts_and_others_read(facts, filer, reader):
    always = STANDINGS | {Panel.SHORT}
    assert set(shown(**facts, may_file=True)) - always == filer
    assert set(shown(**facts, may_file=False)) - always == reader


@pytest.mark.parametrize(
    ("fact", "panel"),
    [("asked", Panel.ASKED), ("adapted", Panel.ADAPTED), ("infos", Panel.INFOS), ("amends", Panel.AMENDED)],
)
def test_a_panel_is_there_when_it_has_something_to_show(fact, panel):
    assert set(shown(**{fact: True})) - set(shown()) == {panel}


def test_the_panels_keep_the_order_of_the_page_and_have_their_templates():
    order = list(Panel)
    for values in itertools.product([False, True], repeat=len(NOTHING)):
        places = [order.index(panel) for panel in shown(**dict(zip(NOTHING, values, strict=True)))]
        assert places == sorted(places)
    assert all(get_template(panel) for panel in Panel)
