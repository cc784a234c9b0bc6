"""Each act is done with its event or not at all: where a statement fails, nothing has changed in any table.

The failure comes from the connection, at the edge: once at the event, once at the last statement that writes. The
test's own transaction stays open around it, so that only the act's own `atomic` can have put things back.
"""

import copy
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection, transaction

from tests.all_acts import ACTS, Office
from tests.writers import writers

pytestmark = pytest.mark.django_db
WRITING = ("INSERT", "UPDATE", "DELETE", "WITH")
# Acts that leave no event: what they write is found elsewhere.
WITHOUT_EVENT = {
    "accounts.sign_in.sessions.end_all",  # the security log tells it
    "cooperatives.register_import.execution.start",  # the import's own event comes when it is applied
    "cooperatives.register_import.execution.give_up",
    "training.outcomes.scores.evaluate",  # an answer has no name
    "reports.escalation.reminders._tell_some",  # the event comes when all have been told
}
# Called inside the transaction of an act of the table.
INSIDE = {
    "accounts.sign_in.entry_codes._set_phone": "accounts.sign_in.entry_codes.give",
    "accounts.sign_in.key_changes.key_changed": "accounts.sign_in.addresses.ask_change",
    "reports.arrivals.arrival_log._record": "reports.arrivals.arrival_log.receive",
    "reports.filing.drafts._record_save": "reports.filing.drafts.save_figures",
    "reports.filing.upload_expiry._expire": "reports.filing.upload_expiry.expire",
    "accounts.invitations.accept": "cooperatives.people.memberships.accept",
    "core.office_papers.emblem_upload._replace": "core.office_papers.emblem_upload.put",
    "cooperatives.people.board._follow": "cooperatives.people.board.put",
    "cooperatives.public.removals.follow": "cooperatives.merging.separation.undo",
    "cooperatives.register_import.execution._Writer._finish": "cooperatives.register_import.execution.apply",
    "cooperatives.register_import.undo.reversal._put_back": "cooperatives.register_import.undo.reversal.undo",
    "cooperatives.register_import.undo.reversal._remove": "cooperatives.register_import.undo.reversal.undo",
    "cooperatives.key_figures.figures.settle": "reports.review.decisions.accept",
    "cooperatives.merging.records._record": "cooperatives.merging.records.merge",
    "cooperatives.merging.separation._record": "cooperatives.merging.separation.undo",
    "revival.cases.changes.change": "revival.cases.in_charge.hold",
    "revival.cases.in_charge._hand_over": "revival.cases.in_charge.hand_over",
    "cooperatives.record_lists.storage._meetings": "cooperatives.record_lists.storage.keep",
    "cooperatives.record_lists.storage._warnings": "cooperatives.record_lists.storage.keep",
    "cooperatives.record_lists.storage._meetings_gone": "cooperatives.record_lists.storage.take_back",
    "cooperatives.record_lists.storage._warnings_gone": "cooperatives.record_lists.storage.take_back",
    "revival.question.answers.give_all": "revival.question.answers.give",
    "revival.question.letters._keep": "revival.question.letters.write",
    "revival.visits.photos._record": "revival.visits.photos.add",
    "revival.letter_drafts.issue": "revival.visits.assignments.issue",
    "revival.letter_drafts.set_aside": "revival.visits.assignments.set_aside",
    "reports.escalation.letters._send": "reports.escalation.letters.issue",
    "core.papers.trail._keep": "core.papers.trail.sign",
    "core.papers.trail.in_force_again": "revival.question.letter_trail.restore",
    "cooperatives.contacts.contact_log.set_results": "cooperatives.contacts.contact_log.set_result",
    "reports.escalation.proposals._decide": "reports.escalation.proposals.confirm",
    "training.sessions.schedule._move": "training.sessions.schedule.publish",
    "training.enrolments.seats.admit": "training.enrolments.enrolment.enrol",
    "training.enrolments.seats.move": "training.enrolments.enrolment.cancel",
}
# Views that write by themselves: tests/test_all_or_nothing.py asks for them by their address.
VIEWS = {
    "accounts.views.users.set_active",
    "reports.views.office.holidays",
    "reports.views.office.delete_holiday",
}
# The end of a run in batches, each whole by itself.
SUMS = {"reports.escalation.reminders.tell"}
# What the demo makes is made before anybody signs in.
DEMO = {"solokop.demo.reports.build"}


class BrokenError(Exception):
    """The statement that fails."""


@pytest.fixture
def people(officer, administrator, manager) -> Office:
    return Office(officer, administrator, manager)


def everything() -> dict[str, list]:
    """All rows of all tables of the portal."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in models
        if not model.__module__.startswith("django.")
    }


@contextmanager
def counting(fail_at: int = 0):
    """Count the statements that write; the one of a number fails. The list says which of them is an event."""
    seen: list[bool] = []

    def look(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITING):
            seen.append('INTO "core_event"' in sql)
            if len(seen) == fail_at:
                raise BrokenError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield seen


def statements_of(call) -> list[bool]:
    """What a call writes; it is undone at once."""
    try:
        with counting() as seen, transaction.atomic():
            copy.deepcopy(call)()
            raise BrokenError
    except BrokenError:
        return seen


def must_be_whole(call, *, has_event: bool = True) -> None:
    before = everything()
    seen = statements_of(call)
    assert everything() == before
    assert (True in seen) == has_event
    for number in {len(seen), seen.index(True) + 1 if has_event else 1}:
        with counting(number), pytest.raises(BrokenError):
            copy.deepcopy(call)()
        after = everything()
        assert [name for name, rows in after.items() if rows != before[name]] == []


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_is_done_with_its_event_or_not_at_all(name, people):
    must_be_whole(ACTS[name](people), has_event=name not in WITHOUT_EVENT)


def test_no_function_that_leaves_an_event_is_missing_here():
    assert writers() == {*ACTS} & writers() | {*INSIDE} | VIEWS | SUMS | DEMO
    assert set(INSIDE.values()) <= set(ACTS)
