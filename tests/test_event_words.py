"""Every kind of event that the code records has words, every word has its event, and what it is about has a name."""

import ast

import pytest

from core import event_words
from core.event_words import CHOICES, GROUPS, LABELS, THINGS, WORDS
from core.models import Event
from reports import workflow
from reports.choices import ProposalState
from revival.dissolution import warning_letters
from revival.visits import assignments
from tests import event_code
from tests.all_acts import ACTS, Office
from training.choices import SessionState
from training.enrolments import seats

MOVED = {to for ways in workflow.MOVES.values() for to in ways}
WAYS = [warning_letters.WAY.name, assignments.WAY.name]
# Kinds of events that are composed where they are recorded: what they can become.
COMPOSED = {
    "report.{to}": [f"report.{to}" for to in MOVED],
    # The demo.
    "report.{outcome}": [f"report.{to}" for to in MOVED],
    "enrolment.{to}": [f"enrolment.{to}" for to in {to for ways in seats.MOVES.values() for to in ways}],
    "session.{to}": [f"session.{to}" for to in (SessionState.PUBLISHED, SessionState.CANCELLED)],
    "proposal.{state}": [f"proposal.{state}" for state in (ProposalState.CONFIRMED, ProposalState.DISMISSED)],
    "revival.question_{what}": [f"revival.question_{what}" for what in ("asked", "renewed", "withdrawn")],
    "revival.{way.name}_issued": [f"revival.{name}_issued" for name in WAYS],
    "revival.{way.name}_set_aside": [f"revival.{name}_set_aside" for name in WAYS],
}


@pytest.fixture(scope="module")
def recorded() -> event_code.Found:
    return event_code.read()


def test_what_is_recorded_can_be_followed_to_where_it_is_said(recorded):
    assert recorded.unclear == []
    assert sorted(recorded.composed) == sorted(COMPOSED)


def test_every_kind_of_event_has_words_and_all_words_have_an_event(recorded):
    verbs = set(recorded.verbs) | {verb for verbs in COMPOSED.values() for verb in verbs}
    assert sorted(verbs - WORDS.keys()) == []
    assert sorted(WORDS.keys() - verbs) == []


def test_every_kind_stands_in_one_group():
    grouped = [verb for _label, verbs in GROUPS.values() for verb in verbs]
    assert sorted(grouped) == sorted(WORDS)


def test_what_events_are_about_has_a_name():
    """Wherever the code says the type of an object: as an argument, in a dictionary, as the kind of a paper."""
    said = set()
    for module in event_code.modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                # A question for events says nothing new.
                asked = name == "Q" or name.endswith(".filter")
                said |= {ast.unparse(one.value) for one in node.keywords if one.arg == "object_type" and not asked}
                if (module.place_of(node.func) or ("", ""))[1] == "Trace":
                    said.add(ast.unparse(node.args[1]))
            elif isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                said |= {ast.unparse(value) for key, value in pairs if key and ast.unparse(key) == "'object_type'"}
            elif isinstance(node, ast.ClassDef):
                said |= {ast.unparse(one.value) for one in node.body if ast.unparse(one).startswith("KIND = ")}
    types = {one.strip("'") for one in said if one.startswith("'")}
    assert sorted(types - THINGS.keys()) == []
    assert sorted(THINGS.keys() - types) == []
    rest = {one for one in said if not one.startswith("'")}
    assert sorted(rest) == ["QuestionLetter.KIND", "found.KIND", "letter.KIND", "object_type", "self.object_type"]


def test_a_choice_is_of_a_value_that_is_called_something():
    assert CHOICES.keys() <= LABELS.keys()


def test_nothing_is_declared_twice():
    for declare in (
        lambda: event_words.declare("another", "Lain", {"report.saved": "x"}),
        lambda: event_words.declare("reports", "Lain", {}),
        lambda: event_words.declare_things({"report": event_words.EventObject("x")}),
        lambda: event_words.declare_labels({"number": "x"}),
    ):
        with pytest.raises(ValueError, match="declared twice"):
            declare()
    assert "another" not in GROUPS


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ACTS))
def test_what_an_act_has_recorded_has_words(name, officer, administrator, manager):
    """The same once more by what the acts of the portal leave: nothing that was overlooked in reading the code."""
    ACTS[name](Office(officer, administrator, manager))()
    for verb, kind in Event.objects.values_list("verb", "object_type").distinct():
        assert verb in WORDS
        assert kind in THINGS
