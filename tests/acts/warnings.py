"""What is done with early warnings."""

from functools import partial

from core import clock
from reports.models import Proposal
from supervision.dispositions import dispositions, matters, outcomes
from supervision.warnings import answers, detection
from tests.acts import act
from tests.factories import make_cooperative
from tests.warned import make_proposal, make_warning, passed_on


@act("supervision.warnings.detection._write")
def _(o):
    make_cooperative(last_rat_year=clock.today().year - 3)
    return partial(detection.run, clock.today())


@act("supervision.warnings.answers.answer")
def _(o):
    return partial(answers.answer, make_warning(make_cooperative()), kind="visited", note="x", actor=o.officer)


@act("supervision.warnings.answers.answer_all")
def _(o):
    warning = make_warning(make_cooperative())
    return partial(answers.answer_all, warning.cooperative, kind="visited", note="x", actor=o.officer)


@act("supervision.warnings.answers.take_back")
def _(o):
    warning = make_warning(make_cooperative(), is_quiet=True, answered_level=2, answered_value="12.5")
    return partial(answers.take_back, warning, actor=o.officer)


@act("supervision.dispositions.dispositions.pass_on")
def _(o):
    thing = matters.find("status", make_proposal(make_cooperative()).pk, o.officer)
    return partial(dispositions.pass_on, thing, to=o.administrator, note="x", due_on=clock.today(), actor=o.officer)


@act("supervision.dispositions.dispositions.finish")
def _(o):
    return partial(dispositions.finish, passed_on(make_cooperative(), o.officer), answer="x", actor=o.administrator)


@act("supervision.dispositions.dispositions.take_back")
def _(o):
    return partial(dispositions.take_back, passed_on(make_cooperative(), o.officer), actor=o.officer)


@act("supervision.dispositions.outcomes.end_decided")
def _(o):
    passed_on(make_cooperative(), o.officer)
    Proposal.objects.update(state="confirmed", decided_by_name="x")
    return outcomes.end_decided
