"""Which panels the home page of the office shows, by the role."""

import pytest
from django.template.loader import get_template

from accounts.models import Role
from accounts.permissions import CAPABILITIES, Capability
from solokop.home.panels import OfficePanel, OfficePanels, panels

CHARTS = [OfficePanel.DISTRICTS, OfficePanel.VILLAGES]


def shown(role: str, *, is_empty=False, waits=False, coached=False) -> OfficePanels:
    return panels(CAPABILITIES[role], is_empty=is_empty, waits=waits, coached=coached)


@pytest.mark.parametrize(
    ("role", "waits", "day"),
    [
        (Role.ADMINISTRATOR, False, [OfficePanel.WORK]),
        (Role.OFFICER, False, [OfficePanel.WORK]),
        # Whoever works on the register finds what waits for him among the day's work.
        (Role.OFFICER, True, [OfficePanel.WORK]),
        (Role.HEAD, False, [OfficePanel.CITY]),
        (Role.HEAD, True, [OfficePanel.WAITING, OfficePanel.CITY]),
        (Role.ADVISER, False, [OfficePanel.CITY, OfficePanel.COACH]),
    ],
)
def test_the_day_begins_with_what_the_role_does(role, waits, day):
    assert shown(role, waits=waits).top == day
    assert shown(role, waits=waits).columns == [OfficePanel.LATE, OfficePanel.REGISTER]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OFFICER, Role.HEAD, Role.ADVISER])
def test_an_empty_register_has_nothing_to_count(role):
    assert shown(role, is_empty=True, waits=True, coached=True) == OfficePanels([OfficePanel.EMPTY], [], [])


def test_who_is_late_is_for_readers_of_reports():
    held = CAPABILITIES[Role.HEAD] - {Capability.READ_REPORTS}
    assert panels(held, is_empty=False, waits=False, coached=False).columns == [OfficePanel.REGISTER]


def test_the_coaching_is_drawn_for_those_who_read_it_and_do_not_run_it():
    assert shown(Role.HEAD, coached=True).bottom == [OfficePanel.COACHING, *CHARTS]
    assert shown(Role.HEAD).bottom == CHARTS


def test_every_panel_has_its_template():
    assert all(get_template(panel) for panel in OfficePanel)
