import pytest
import time_machine

from core.models import Notice
from revival.models import Case
from tests.coaching import make_case
from tests.factories import make_cooperative
from tests.leaving import DAY


@pytest.fixture
def on_the_day():
    with time_machine.travel(DAY, tick=True) as travel:
        yield travel


@pytest.fixture
def case(officer, adviser) -> Case:
    """A case of a passive cooperative, about which nobody has been told yet."""
    found = make_case(
        make_cooperative("KSP Senja", status="passive", address="Jl. Slamet Riyadi 1"), officer, adviser=adviser
    )
    Notice.objects.all().delete()
    return found
