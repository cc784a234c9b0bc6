"""What is done with the open data."""

from functools import partial

from cooperatives.public import removals
from core import clock
from opendata import erasure, publication
from opendata.datasets import CATALOGUE
from opendata.models import DataFile
from tests.acts import act
from tests.factories import make_cooperative


@act("opendata.publication._keep")
def _(o):
    make_cooperative()
    return partial(publication._publish, CATALOGUE["register"], clock.today())


@act("opendata.erasure._put")
def _(o):
    cooperative = make_cooperative()
    publication.publish()
    removals.remove(cooperative, reason="Diminta.", asked_by="ketua", actor=o.officer)
    content = DataFile.objects.filter(dataset="register").values_list("content", flat=True).first()
    return partial(erasure._rewrite, content, removals.in_force(), clock.now())
