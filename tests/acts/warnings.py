"""What is done with early warnings."""

from functools import partial

from core import clock
from reports.models import Proposal
from supervision import answering, decided, matters, passing_on, raising
from tests.acts import act
from tests.factories import make_cooperative
from tests.warned import make_proposal, make_warning, passed_on


@act("supervision.raising._write")
def _(o):
    make_cooperative(last_rat_year=clock.today().year - 3)
    return partial(raising.run, clock.today())


@act("supervision.answering.answer")
def _(o):
    return partial(answering.answer, make_warning(make_cooperative()), kind="visited", note="x", actor=o.officer)


@act("supervision.answering.answer_all")
def _(o):
    warning = make_warning(make_cooperative())
    return partial(answering.answer_all, warning.cooperative, kind="visited", note="x", actor=o.officer)


@act("supervision.answering.take_back")
def _(o):
    warning = make_warning(make_cooperative(), is_quiet=True, answered_level=2, answered_value="12.5")
    return partial(answering.take_back, warning, actor=o.officer)


@act("supervision.passing_on.pass_on")
def _(o):
    thing = matters.find("status", make_proposal(make_cooperative()).pk, o.officer)
    return partial(passing_on.pass_on, thing, to=o.administrator, note="x", due_on=clock.today(), actor=o.officer)


@act("supervision.passing_on.finish")
def _(o):
    return partial(passing_on.finish, passed_on(make_cooperative(), o.officer), answer="x", actor=o.administrator)


@act("supervision.passing_on.take_back")
def _(o):
    return partial(passing_on.take_back, passed_on(make_cooperative(), o.officer), actor=o.officer)


@act("supervision.decided.end_decided")
def _(o):
    passed_on(make_cooperative(), o.officer)
    Proposal.objects.update(state="confirmed", decided_by_name="x")
    return decided.end_decided
