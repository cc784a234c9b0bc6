"""What is done with quarters, reports, reminders and letters."""

from datetime import timedelta
from functools import partial

import time_machine
from django.forms import modelform_factory
from django.utils import timezone

from cooperatives.people import memberships
from reports import (
    completion,
    drafts,
    extensions,
    filing,
    intake,
    ladder,
    ladder_settings,
    lateness,
    obligations,
    proposals,
    remedies,
    reopening,
    reviewing,
    telling,
    waivers,
    workflow,
)
from reports.arrivals import arriving, consent
from reports.models import Proposal, Reminder, Step
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


@act("reports.obligations.open_period")
def _(o):
    make_cooperative()
    return partial(obligations.open_period, QUARTER, actor=o.officer)


@act("reports.obligations.add")
def _(o):
    period = make_obligation().period
    return partial(obligations.add, make_cooperative(), period, actor=o.officer)


@act("reports.obligations.remove_period")
def _(o):
    return partial(obligations.remove_period, make_obligation().period, actor=o.officer)


@act("reports.obligations.realign")
def _(o):
    owed = make_obligation()
    type(owed.cooperative).objects.update(kind="consumer")
    return partial(obligations.realign, owed, actor=o.officer)


@act("reports.extensions.extend")
def _(o):
    until = timezone.localdate()
    return partial(extensions.extend, make_obligation().period, until=until, reason="x", actor=o.officer)


@act("reports.completion.choose_column")
def _(o):
    return partial(completion.choose_column, make_cooperative(), "to_date", actor=o.officer)


@act("reports.remedies.confirm_unit")
def _(o):
    return partial(remedies.confirm_unit, draft(make_obligation(), o.officer), actor=o.officer)


@act("reports.waivers.waive")
def _(o):
    return partial(waivers.waive, make_obligation(), reason="other", note="x", actor=o.officer)


@act("reports.waivers.end")
def _(o):
    return partial(
        waivers.end, waivers.waive(make_obligation(), reason="other", note="x", actor=o.officer), actor=o.officer
    )


@act("reports.drafts.editable")
def _(o):
    return partial(drafts.editable, _owed(o), actor=o.manager)


@act("reports.drafts.save_figures")
def _(o):
    report = drafts.editable(_owed(o), actor=o.manager)
    return partial(drafts.save_figures, report, {"A1.01": 5, "E.01": 9}, actor=o.manager)


@act("reports.drafts.explain")
def _(o):
    report = draft(_owed(o), o.manager, figures() | {"E.05": 900_000_000})
    found = report.findings.filter(level="warning").first()
    return partial(drafts.explain, report, {(found.rule, found.key): "Baru."}, actor=o.manager)


@act("reports.drafts.discard")
def _(o):
    return partial(drafts.discard, draft(_owed(o), o.manager), actor=o.manager)


@act("reports.arrivals.arriving.receive")
def _(o):
    return partial(arriving.receive, _owed(o), [a_paper(2)], actor=o.officer)


@act("reports.arrivals.arriving.correct")
def _(o):
    details = {"way": "mail", "on": days_ago(2), "note": "x"}
    return partial(arriving.correct, arrived(_owed(o), o.officer), **details, actor=o.officer)


@act("reports.arrivals.arriving.drop")
def _(o):
    row = arrived(_owed(o), o.officer, a_paper(), a_paper())
    return partial(arriving.drop, row.files.first(), actor=o.officer)


@act("reports.arrivals.arriving.set_aside")
def _(o):
    return partial(arriving.set_aside, arrived(_owed(o), o.officer), reason="x", actor=o.officer)


@act("reports.arrivals.arriving.restore")
def _(o):
    row = arrived(_owed(o), o.officer)
    arriving.set_aside(row, reason="x", actor=o.officer)
    return partial(arriving.restore, row, actor=o.officer)


@act("reports.arrivals.consent.ask")
def _(o):
    return partial(consent.ask, draft(_owed(o), o.officer), actor=o.officer)


@act("reports.arrivals.consent.take_back")
def _(o):
    report = consent.ask(draft(_owed(o), o.officer), actor=o.officer)
    return partial(consent.take_back, report, actor=o.officer)


@act("reports.intake.receive")
def _(o):
    owed = _owed(o)
    content = workbook_of(owed)
    return partial(intake.receive, [content], name="l.xlsx", obligation=owed, actor=o.manager)


@act("reports.intake.take")
def _(o):
    return partial(intake.take, kept_upload(_owed(o), o.manager), actor=o.manager)


@act("reports.intake.decline")
def _(o):
    return partial(intake.decline, kept_upload(_owed(o), o.manager), actor=o.manager)


@act("reports.workflow.begin_version")
def _(o):
    copied = submitted(_owed(o), o.manager)
    return partial(workflow.begin_version, make_obligation(), actor=o.manager, copy_of=copied)


@act("reports.workflow.transition")
def _(o):
    return partial(workflow.transition, submitted(_owed(o), o.manager), "in_review", actor=o.officer)


@act("reports.filing.submit")
def _(o):
    report = draft(_owed(o), o.manager)
    return partial(filing.submit, report, actor=o.manager, expected_revision=report.revision, **SIGNED)


@act("reports.filing.submit_nil")
def _(o):
    return partial(filing.submit_nil, _owed(o), reason="Tidak ada usaha.", actor=o.manager, **SIGNED)


@act("reports.filing.withdraw")
def _(o):
    return partial(filing.withdraw, submitted(_owed(o), o.manager), actor=o.manager)


@act("reports.filing.amend")
def _(o):
    owed = _owed(o)
    accepted(owed, o.manager, o.officer)
    return partial(filing.amend, owed, reason="Salah.", actor=o.manager)


def _in_review(o):
    report = submitted(_owed(o), o.manager)
    reviewing.begin(report, actor=o.officer)
    return report


@act("reports.reviewing.begin")
def _(o):
    return partial(reviewing.begin, submitted(_owed(o), o.manager), actor=o.officer)


@act("reports.reviewing.release")
def _(o):
    return partial(reviewing.release, _in_review(o), actor=o.officer)


@act("reports.reviewing.comment")
def _(o):
    return partial(reviewing.comment, _in_review(o), key="A1.01", text="x", actor=o.officer)


@act("reports.reviewing.delete_comment")
def _(o):
    return partial(
        reviewing.delete_comment, reviewing.comment(_in_review(o), key="", text="x", actor=o.officer), actor=o.officer
    )


@act("reports.reviewing.accept")
def _(o):
    owed = _owed(o)
    accepted(owed, o.manager, o.officer)
    report = filing.amend(owed, reason="Salah.", actor=o.manager)
    report = drafts.save_figures(report, drafts.typed_of(report) | {"I4": 99}, actor=o.manager)
    return partial(reviewing.accept, submitted(owed, o.manager, report=report), actor=o.officer)


@act("reports.reviewing.send_back")
def _(o):
    comments = {"A1.01": "Kas?", "A1.02": "Bank?"}
    return partial(reviewing.send_back, submitted(_owed(o), o.manager), actor=o.officer, note="x", comments=comments)


def _amended(o):
    """An amendment that was accepted, and has replaced the first version."""
    owed = _owed(o)
    accepted(owed, o.manager, o.officer)
    report = filing.amend(owed, reason="Salah.", actor=o.manager)
    report = drafts.save_figures(report, drafts.typed_of(report) | {"I4": 99}, actor=o.manager)
    report = submitted(owed, o.manager, report=report)
    reviewing.accept(report, actor=o.officer)
    return owed.reports.get(version=2)


@act("reports.reopening.reopen")
def _(o):
    return partial(reopening.reopen, _amended(o), to="returned", reason="Keliru.", actor=o.officer)


@act("reports.lateness.flag")
def _(o):
    make_obligation()
    lateness.flag(timezone.localdate() - timedelta(days=4000))
    return partial(lateness.flag, timezone.localdate())


@act("reports.proposals.propose")
def _(o):
    make_cooperative(last_rat_year=2001)
    return partial(proposals.propose, timezone.localdate())


def _proposal(o):
    make_cooperative(last_rat_year=2001)
    proposals.propose(timezone.localdate())
    return Proposal.objects.get()


@act("reports.proposals.confirm")
def _(o):
    return partial(proposals.confirm, _proposal(o), reason="x", actor=o.officer)


@act("reports.proposals.dismiss")
def _(o):
    return partial(proposals.dismiss, _proposal(o), reason="x", actor=o.officer)


@act("reports.ladder_settings.save")
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


@act("reports.ladder.climb")
def _(o):
    return _on_a_working_day(ladder.climb)


@act("reports.telling._tell_some")
def _(o):
    """One batch of `tell`: what was told in it stays told whatever happens to the next."""
    call = _on_a_working_day(_tell)
    _on(call.args[0], ladder.climb)
    assert Reminder.objects.exists()
    return call


def _tell(day):
    pks = Reminder.objects.values_list("obligation__cooperative", flat=True)
    telling._tell_some(list(pks), day, telling.Told())
