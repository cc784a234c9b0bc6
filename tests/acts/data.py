"""What is done with the open data."""

from functools import partial

from core import clock
from opendata import publishing
from opendata.datasets import CATALOGUE
from tests.acts import act
from tests.factories import make_cooperative


@act("opendata.publishing._keep")
def _(o):
    make_cooperative()
    return partial(publishing._publish, CATALOGUE["register"], clock.today())
