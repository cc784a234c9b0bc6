import pytest

from cooperatives.people import memberships
from tests.reporting import QUARTER, accepted, figures, make_obligation


@pytest.fixture
def owed(manager, officer):
    """What a cooperative with a manager owes."""
    found = make_obligation()
    memberships.link(manager, found.cooperative, actor=officer)
    return found


@pytest.fixture
def board(as_user, manager):
    return as_user(manager)


@pytest.fixture
def second(manager, officer):
    """A quarter whose last one was accepted, and the figures of that."""
    before = make_obligation(quarter=QUARTER.previous)
    memberships.link(manager, before.cooperative, actor=officer)
    values = figures(quarter=QUARTER.previous)
    accepted(before, manager, officer, values)
    return make_obligation(cooperative=before.cooperative), values
