import pytest

from tests.factories import make_user

PASSWORD = "kuda-lari-pagi-7"


@pytest.fixture
def user(db):
    """An officer who signs in with PASSWORD."""
    return make_user("officer", "petugas@contoh.test", password=PASSWORD)
