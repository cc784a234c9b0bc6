"""What is done in cases of coaching."""

from datetime import timedelta
from functools import partial

from cooperatives.models import District
from core import clock
from revival import requests, teams
from revival.cases import in_charge, mergers, opening, plan, reactivation, stages
from revival.models import Answer, Case, CoachingProgramme, Decision, Merger, PlanLine, Question
from revival.question import answers, letter_trail, letters, questions
from tests.acts import act
from tests.coaching import make_case, make_line
from tests.factories import make_cooperative


def _case(o) -> Case:
    return make_case(make_cooperative(status="passive"), o.officer)


@act("revival.cases.opening.open_cases")
def _(o):
    return partial(opening.open_cases, [make_cooperative().pk], reason="x", actor=o.officer)


@act("revival.cases.opening.take_back")
def _(o):
    return partial(opening.take_back, _case(o).opening, actor=o.officer)


@act("revival.cases.stages.move")
def _(o):
    return partial(stages.move, _case(o), "clarified", actor=o.officer)


@act("revival.cases.stages.take_back")
def _(o):
    case = _case(o)
    stages.move(case, "clarified", actor=o.officer)
    return partial(stages.take_back, case, reason="x", actor=o.officer)


@act("revival.cases.stages.end")
def _(o):
    return partial(stages.end, _case(o), outcome="active", text="", actor=o.officer)


@act("revival.cases.in_charge.hand_over")
def _(o):
    case = _case(o)
    return partial(in_charge.hand_over, Case.objects.filter(pk=case.pk), to=o.officer, actor=o.officer)


@act("revival.cases.in_charge.hold")
def _(o):
    until = clock.today() + timedelta(days=9)
    return partial(in_charge.hold, _case(o), until=until, reason="x", actor=o.officer)


@act("revival.cases.plan.set_causes")
def _(o):
    return partial(plan.set_causes, _case(o), codes=["books"], words="", actor=o.officer)


@act("revival.cases.plan.decide")
def _(o):
    said = Decision(wish="yes", on=clock.today(), said_by="A")
    return partial(plan.decide, _case(o), decision=said, actor=o.officer)


@act("revival.cases.plan.put_line")
def _(o):
    return partial(plan.put_line, _case(o), line=PlanLine(what="x"), actor=o.officer)


@act("revival.cases.plan.remove_line")
def _(o):
    case = _case(o)
    return partial(plan.remove_line, case, line=make_line(case, o.officer), actor=o.officer)


@act("revival.cases.plan.mark_done")
def _(o):
    case = _case(o)
    return partial(plan.mark_done, case, line=make_line(case, o.officer), on=clock.today(), actor=o.officer)


@act("revival.teams.set_team")
def _(o):
    return partial(teams.set_team, District.objects.first(), lead=o.officer, members=[], actor=o.officer)


@act("revival.teams.put_programme")
def _(o):
    return partial(teams.put_programme, CoachingProgramme(year=2026, name="x", target=4), actor=o.officer)


@act("revival.requests.ask")
def _(o):
    return partial(requests.ask, make_cooperative(), words="x", actor=o.manager)


@act("revival.question.questions.ask")
def _(o):
    return partial(questions.ask, [make_cooperative().pk], actor=o.officer)


def _question(o) -> Question:
    row = make_cooperative()
    questions.ask([row.pk], actor=o.officer)
    return Question.objects.get(cooperative=row)


@act("revival.question.questions.withdraw")
def _(o):
    return partial(questions.withdraw, _question(o), actor=o.officer)


@act("revival.question.answers.give")
def _(o):
    return partial(answers.give, _question(o), Answer(willing="yes"))


@act("revival.cases.reactivation.make_active")
def _(o):
    case = _case(o)
    stages.move(case, "plan", actor=o.officer)
    return partial(reactivation.make_active, case, business="x", reason="x", actor=o.officer)


@act("revival.cases.mergers.put")
def _(o):
    return partial(mergers.put, _case(o), merger=Merger(into="KSP Lain"), actor=o.officer)


@act("revival.question.letters.write")
def _(o):
    return partial(letters.write, [_question(o).pk], actor=o.officer)


@act("revival.question.letters.pass_on")
def _(o):
    return partial(letters.pass_on, [_question(o).pk], actor=o.officer)


@act("revival.question.letter_trail.void")
def _(o):
    (letter,) = letters.write([_question(o).pk], actor=o.officer).letters
    return partial(letter_trail.void, letter, reason="x", actor=o.officer)


@act("revival.question.letter_trail.restore")
def _(o):
    (letter,) = letters.write([_question(o).pk], actor=o.officer).letters
    letter_trail.void(letter, reason="x", actor=o.officer)
    return partial(letter_trail.restore, letter, actor=o.officer)
