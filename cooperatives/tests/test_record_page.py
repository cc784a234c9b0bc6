"""Which panels the page of a cooperative shows, by the role and the areas in use."""

import pytest
from django.template.loader import get_template

from accounts.models import Role
from accounts.permissions import CAPABILITIES, Capability
from cooperatives.forms import SECTIONS
from cooperatives.record.record_page import RecordPanel, RecordPanels, panels

ALL = {"reports": True, "revival": True, "training": True, "supervision": True, "public_register": True}
FOR_BOARDS = [
    RecordPanel.STATUS,
    RecordPanel.BOARD,
    RecordPanel.MEETINGS,
    RecordPanel.REPORTS,
    RecordPanel.COACHING,
    RecordPanel.TRAINING,
]
FOR_READERS = {
    RecordPanel.WARNINGS,
    RecordPanel.MANAGERS,
    RecordPanel.PUBLIC,
    RecordPanel.CONTACTS,
    RecordPanel.NOTES,
    RecordPanel.HISTORY,
}
OFFICE = [Role.ADMINISTRATOR, Role.OFFICER, Role.HEAD, Role.ADVISER]


def shown(role: str, in_use=ALL, *, is_complete=False, is_handed_over=True) -> RecordPanels:
    return panels(CAPABILITIES[role], in_use, is_complete=is_complete, is_handed_over=is_handed_over)


def test_a_board_sees_what_its_cooperative_does_and_owes():
    sections = ["identity", "contact", "business", "people", "figures"]
    assert shown(Role.MANAGER) == RecordPanels([], sections, FOR_BOARDS)


@pytest.mark.parametrize("role", OFFICE)
def test_the_office_sees_its_own_work_besides(role):
    hands_over = {RecordPanel.HANDOVERS} if role in (Role.ADMINISTRATOR, Role.OFFICER) else set()
    found = shown(role)
    assert found.top == [RecordPanel.MISSING]
    assert set(found.right) == {*FOR_BOARDS, *FOR_READERS, *hands_over}
    assert found.right == [panel for panel in RecordPanel if panel in found.right]


@pytest.mark.parametrize("role", OFFICE)
def test_nothing_is_missing_of_a_complete_record(role):
    assert shown(role, is_complete=True).top == []


def test_only_a_cooperative_of_a_list_is_handed_over():
    assert RecordPanel.HANDOVERS not in shown(Role.OFFICER, is_handed_over=False).right


@pytest.mark.parametrize("role", Role)
def test_tax_numbers_and_accounts_are_for_whoever_may_see_them(role):
    may_see = Capability.SEE_PRIVATE in CAPABILITIES[role]
    assert ("private" in shown(role).sections) == may_see
    assert set(shown(role).sections) | {"private"} == set(SECTIONS)


@pytest.mark.parametrize(
    ("area", "panel"),
    [
        ("reports", RecordPanel.REPORTS),
        ("revival", RecordPanel.COACHING),
        ("training", RecordPanel.TRAINING),
        ("public_register", RecordPanel.PUBLIC),
    ],
)
def test_an_area_that_is_off_has_no_panel(area, panel):
    on, off = shown(Role.OFFICER).right, shown(Role.OFFICER, ALL | {area: False}).right
    assert set(on) - set(off) == {panel}


def test_every_panel_has_its_template():
    assert all(get_template(panel) for panel in RecordPanel)
