"""What is done with quarters, reports, reminders and letters."""

from datetime import timedelta
from functools import partial

import time_machine
from django.forms import modelform_factory
from django.utils import timezone

from cooperatives.people import memberships
from reports import workflow
from reports.arrivals import arrival_log, consent
from reports.escalation import ladder, ladder_settings, proposals, reminders
from reports.filing import completion, drafts, intake, remedies, submission
from reports.models import Proposal, Reminder, Step
from reports.obligations import extensions, lateness, opening, waivers
from reports.review import decisions, reversal
from tests.acts import act
from tests.factories import make_cooperative
from tests.reporting import (
    QUARTER,
    SIGNED,
    a_paper,
    accepted,
    arrived,
    days_ago,
    draft,
    figures,
    kept_upload,
    make_obligation,
    submitted,
    workbook_of,
)


def _owed(o):
    """An obligation whose manager is told of everything."""
    owed = make_obligation()
    memberships.link(o.manager, owed.cooperative, actor=o.officer)
    return owed


@act("reports.obligations.opening.open_period")
def _(o):
    make_cooperative()
    return partial(opening.open_period, QUARTER, actor=o.officer)


@act("reports.obligations.opening.add")
def _(o):
    period = make_obligation().period
    return partial(opening.add, make_cooperative(), period, actor=o.officer)


@act("reports.obligations.opening.remove_period")
def _(o):
    return partial(opening.remove_period, make_obligation().period, actor=o.officer)


@act("reports.obligations.opening.realign")
def _(o):
    owed = make_obligation()
    type(owed.cooperative).objects.update(kind="consumer")
    return partial(opening.realign, owed, actor=o.officer)


@act("reports.obligations.extensions.extend")
def _(o):
    until = timezone.localdate()
    return partial(extensions.extend, make_obligation().period, until=until, reason="x", actor=o.officer)


@act("reports.filing.completion.choose_column")
def _(o):
    return partial(completion.choose_column, make_cooperative(), "to_date", actor=o.officer)


@act("reports.filing.remedies.confirm_unit")
def _(o):
    return partial(remedies.confirm_unit, draft(make_obligation(), o.officer), actor=o.officer)


@act("reports.obligations.waivers.waive")
def _(o):
    return partial(waivers.waive, make_obligation(), reason="other", note="x", actor=o.officer)


@act("reports.obligations.waivers.end")
def _(o):
    return partial(
        waivers.end, waivers.waive(make_obligation(), reason="other", note="x", actor=o.officer), actor=o.officer
    )


@act("reports.filing.drafts.editable")
def _(o):
    return partial(drafts.editable, _owed(o), actor=o.manager)


@act("reports.filing.drafts.save_figures")
def _(o):
    report = drafts.editable(_owed(o), actor=o.manager)
    return partial(drafts.save_figures, report, {"A1.01": 5, "E.01": 9}, actor=o.manager)


@act("reports.filing.drafts.explain")
def _(o):
    report = draft(_owed(o), o.manager, figures() | {"E.05": 900_000_000})
    found = report.findings.filter(level="warning").first()
    return partial(drafts.explain, report, {(found.rule, found.key): "Baru."}, actor=o.manager)


@act("reports.filing.drafts.discard")
def _(o):
    return partial(drafts.discard, draft(_owed(o), o.manager), actor=o.manager)


@act("reports.arrivals.arrival_log.receive")
def _(o):
    return partial(arrival_log.receive, _owed(o), [a_paper(2)], actor=o.officer)


@act("reports.arrivals.arrival_log.correct")
def _(o):
    details = {"way": "mail", "on": days_ago(2), "note": "x"}
    return partial(arrival_log.correct, arrived(_owed(o), o.officer), **details, actor=o.officer)


@act("reports.arrivals.arrival_log.drop")
def _(o):
    row = arrived(_owed(o), o.officer, a_paper(), a_paper())
    return partial(arrival_log.drop, row.files.first(), actor=o.officer)


@act("reports.arrivals.arrival_log.set_aside")
def _(o):
    return partial(arrival_log.set_aside, arrived(_owed(o), o.officer), reason="x", actor=o.officer)


@act("reports.arrivals.arrival_log.restore")
def _(o):
    row = arrived(_owed(o), o.officer)
    arrival_log.set_aside(row, reason="x", actor=o.officer)
    return partial(arrival_log.restore, row, actor=o.officer)


@act("reports.arrivals.consent.ask")
def _(o):
    return partial(consent.ask, draft(_owed(o), o.officer), actor=o.officer)


@act("reports.arrivals.consent.take_back")
def _(o):
    report = consent.ask(draft(_owed(o), o.officer), actor=o.officer)
    return partial(consent.take_back, report, actor=o.officer)


@act("reports.filing.intake.receive")
def _(o):
    owed = _owed(o)
    content = workbook_of(owed)
    return partial(intake.receive, [content], name="l.xlsx", obligation=owed, actor=o.manager)


@act("reports.filing.intake.take")
def _(o):
    return partial(intake.take, kept_upload(_owed(o), o.manager), actor=o.manager)


@act("reports.filing.intake.decline")
def _(o):
    return partial(intake.decline, kept_upload(_owed(o), o.manager), actor=o.manager)


@act("reports.workflow.begin_version")
def _(o):
    copied = submitted(_owed(o), o.manager)
    return partial(workflow.begin_version, make_obligation(), actor=o.manager, copy_of=copied)


@act("reports.workflow.transition")
def _(o):
    return partial(workflow.transition, submitted(_owed(o), o.manager), "in_review", actor=o.officer)


@act("reports.filing.submission.submit")
def _(o):
    report = draft(_owed(o), o.manager)
    return partial(submission.submit, report, actor=o.manager, expected_revision=report.revision, **SIGNED)


@act("reports.filing.submission.submit_nil")
def _(o):
    return partial(submission.submit_nil, _owed(o), reason="Tidak ada usaha.", actor=o.manager, **SIGNED)


@act("reports.filing.submission.withdraw")
def _(o):
    return partial(submission.withdraw, submitted(_owed(o), o.manager), actor=o.manager)


@act("reports.filing.submission.amend")
def _(o):
    owed = _owed(o)
    accepted(owed, o.manager, o.officer)
    return partial(submission.amend, owed, reason="Salah.", actor=o.manager)


def _in_review(o):
    report = submitted(_owed(o), o.manager)
    decisions.begin(report, actor=o.officer)
    return report


@act("reports.review.decisions.begin")
def _(o):
    return partial(decisions.begin, submitted(_owed(o), o.manager), actor=o.officer)


@act("reports.review.decisions.release")
def _(o):
    return partial(decisions.release, _in_review(o), actor=o.officer)


@act("reports.review.decisions.comment")
def _(o):
    return partial(decisions.comment, _in_review(o), key="A1.01", text="x", actor=o.officer)


@act("reports.review.decisions.delete_comment")
def _(o):
    return partial(
        decisions.delete_comment, decisions.comment(_in_review(o), key="", text="x", actor=o.officer), actor=o.officer
    )


@act("reports.review.decisions.accept")
def _(o):
    owed = _owed(o)
    accepted(owed, o.manager, o.officer)
    report = submission.amend(owed, reason="Salah.", actor=o.manager)
    report = drafts.save_figures(report, drafts.typed_of(report) | {"I4": 99}, actor=o.manager)
    return partial(decisions.accept, submitted(owed, o.manager, report=report), actor=o.officer)


@act("reports.review.decisions.send_back")
def _(o):
    comments = {"A1.01": "Kas?", "A1.02": "Bank?"}
    return partial(decisions.send_back, submitted(_owed(o), o.manager), actor=o.officer, note="x", comments=comments)


def _amended(o):
    """An amendment that was accepted, and has replaced the first version."""
    owed = _owed(o)
    accepted(owed, o.manager, o.officer)
    report = submission.amend(owed, reason="Salah.", actor=o.manager)
    report = drafts.save_figures(report, drafts.typed_of(report) | {"I4": 99}, actor=o.manager)
    report = submitted(owed, o.manager, report=report)
    decisions.accept(report, actor=o.officer)
    return owed.reports.get(version=2)


@act("reports.review.reversal.reopen")
def _(o):
    return partial(reversal.reopen, _amended(o), to="returned", reason="Keliru.", actor=o.officer)


@act("reports.obligations.lateness.flag")
def _(o):
    make_obligation()
    lateness.flag(timezone.localdate() - timedelta(days=4000))
    return partial(lateness.flag, timezone.localdate())


@act("reports.escalation.proposals.propose")
def _(o):
    make_cooperative(last_rat_year=2001)
    return partial(proposals.propose, timezone.localdate())


def _proposal(o):
    make_cooperative(last_rat_year=2001)
    proposals.propose(timezone.localdate())
    return Proposal.objects.get()


@act("reports.escalation.proposals.confirm")
def _(o):
    return partial(proposals.confirm, _proposal(o), reason="x", actor=o.officer)


@act("reports.escalation.proposals.dismiss")
def _(o):
    return partial(proposals.dismiss, _proposal(o), reason="x", actor=o.officer)


@act("reports.escalation.ladder_settings.save")
def _(o):
    step = Step.objects.get(code="T1")
    form = modelform_factory(Step, fields=["days"])({"days": step.days + 1}, instance=step)
    assert form.is_valid()
    return partial(ladder_settings.save, step.pk, form, actor=o.administrator)


def _on_a_working_day(work):
    """The office rests on Sundays and holidays; the report was due some days before."""
    owed = make_obligation()
    day = owed.due_on + timedelta(days=8)
    while day.weekday() > 3:
        day += timedelta(days=1)
    return partial(_on, day, work)


def _on(day, work):
    with time_machine.travel(day):
        return work(day)


@act("reports.escalation.ladder.climb")
def _(o):
    return _on_a_working_day(ladder.climb)


@act("reports.escalation.reminders._tell_some")
def _(o):
    """One batch of `tell`: what was told in it stays told whatever happens to the next."""
    call = _on_a_working_day(_tell)
    _on(call.args[0], ladder.climb)
    assert Reminder.objects.exists()
    return call


def _tell(day):
    pks = Reminder.objects.values_list("obligation__cooperative", flat=True)
    reminders._tell_some(list(pks), day, reminders.ReminderCounts())
