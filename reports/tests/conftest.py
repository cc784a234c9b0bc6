import pytest

from cooperatives import memberships
from tests.reporting import make_obligation


@pytest.fixture
def owed(manager, officer):
    """What a cooperative with a manager owes."""
    found = make_obligation()
    memberships.link(manager, found.cooperative, actor=officer)
    return found


@pytest.fixture
def board(as_user, manager):
    return as_user(manager)
