"""The events of coaching in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core import event_words
from core.event_words import EventObject, pages
from revival.area import AREA
from revival.choices import CaseOutcome, Stage
from revival.models import (
    AssignmentLetter,
    Case,
    CoachingProgramme,
    QuestionLetter,
    VisitDay,
    VisitRecord,
    WarningLetter,
)

# Those of a cooperative stand in its history.
OF_COOPERATIVE: dict[str, Any] = {
    "revival.opened": _("Case of coaching opened"),
    "revival.opening_taken_back": _("Opening of the case taken back"),
    "revival.closed": _("Case of coaching ended"),
    "revival.question_asked": _("Asked whether it wants to go on"),
    "revival.question_renewed": _("Question renewed: whether it wants to go on"),
    "revival.question_withdrawn": _("Question withdrawn"),
    "revival.letter_issued": _("Letter that asks whether it wants to go on"),
    "revival.answered": _("Answered whether it wants to go on"),
}
# Those of a case stand on its page.
OF_CASE: dict[str, Any] = {
    "revival.moved": _("Stage"),
    "revival.move_taken_back": _("Step taken back"),
    "revival.held": _("Put on hold"),
    "revival.released": _("Taken off hold"),
    "revival.handed_over": _("In charge"),
    "revival.step_set": _("Next step"),
    "revival.causes_set": _("Causes"),
    "revival.decided": _("Decision of the board"),
    "revival.reactivated": _("Made active again"),
    "revival.merger_set": _("Merger"),
    "revival.visit_planned": _("Visit planned"),
    "revival.visit_called_off": _("Visit called off"),
    "revival.visited": _("Visited"),
    "revival.visit_corrected": _("Visit corrected"),
    "revival.photo_kept": _("Photo of a visit kept"),
    "revival.photo_dropped": _("Photo of a visit taken out"),
    "revival.record_issued": _("Record of a visit (berita acara)"),
    "revival.warning_drafted": _("Warning begun"),
    "revival.warning_issued": _("Warning numbered"),
    "revival.warning_set_aside": _("Draft of a warning set aside"),
    "revival.obligations_answered": _("Asked whether anything is owed"),
    "revival.evidence_kept": _("Signed paper kept"),
    "revival.evidence_dropped": _("Signed paper set by"),
    "revival.dissolution_proposed": _("Proposed for dissolution"),
    "revival.dissolution_withdrawn": _("Proposal withdrawn"),
    "revival.legal_step": _("Day of the law noted"),
    "revival.legal_step_taken_back": _("Day of the law taken back"),
    "revival.team_set": _("Winding-up team"),
    "revival.plan_changed": _("Plan"),
    "revival.plan_removed": _("Taken out of the plan"),
    "revival.plan_done": _("Done by the plan"),
    "revival.plan_not_done": _("Not done after all"),
}
OTHERS: dict[str, Any] = {
    "revival.assignment_drafted": _("Letter of assignment drafted"),
    "revival.assignment_issued": _("Letter of assignment numbered"),
    "revival.assignment_set_aside": _("Draft of a letter of assignment set aside"),
    "revival.day_reordered": _("Order of a day of visits changed"),
    "revival.day_to_calendar": _("Day of visits taken into a calendar"),
    "revival.days_printed": _("Days of the law printed"),
    "revival.month_printed": _("Monthly report printed"),
    "revival.programme_set": _("Programme of coaching set"),
    "revival.sheets_printed": _("Sheets of a day of visits printed"),
}
# What is told of a case, with the way of its papers.
CASE_VERBS = (
    *OF_CASE,
    "paper.initialled",
    "paper.signed",
    "paper.signature_taken_back",
    "paper.delivered",
    "paper.not_delivered",
    "paper.scan_kept",
    "paper.scan_dropped",
    "paper.voided",
    "letter.restored",
)
THINGS = {
    "assignment": EventObject(_("Letter of assignment"), pages(AssignmentLetter, "revival_assignment"), AREA.key),
    "case": EventObject(_("Case of coaching"), pages(Case, "revival_case"), AREA.key),
    "coaching_warning": EventObject(_("Warning of coaching"), pages(WarningLetter, "revival_warning"), AREA.key),
    "district": EventObject(_("District (kecamatan)")),
    "programme_of_coaching": EventObject(
        _("Programme of coaching"), pages(CoachingProgramme, "revival_programme"), AREA.key
    ),
    "question_letter": EventObject(
        _("Letter that asks whether it wants to go on"), pages(QuestionLetter, "revival_letter"), AREA.key
    ),
    "village": EventObject(_("Village (kelurahan)")),
    "visit_day": EventObject(_("Day of visits"), pages(VisitDay, "revival_day"), AREA.key),
    "visit_record": EventObject(_("Record of a visit (berita acara)"), pages(VisitRecord, "revival_record"), AREA.key),
}
LABELS = {
    "revival.stage": _("stage"),
    "revival.adviser": _("in charge"),
    "revival.outcome": _("outcome"),
    "revival.on": _("day"),
    "revival.who": _("adviser"),
    "revival.step": _("step"),
    "revival.step_due": _("due on"),
    "revival.causes": _("causes"),
    "revival.hold_until": _("until"),
    "revival.team": _("team"),
    "revival.year": _("year"),
    "revival.target": _("target"),
    "revival.what": _("what"),
    "revival.done_on": _("done on"),
}
CHOICES = {"revival.stage": dict(Stage.choices), "revival.outcome": dict(CaseOutcome.choices)}


def declare() -> None:
    """Called once, when the app is ready."""
    event_words.declare("revival", _("Coaching"), OF_COOPERATIVE | OF_CASE | OTHERS)
    event_words.declare_things(THINGS)
    event_words.declare_labels(LABELS, choices=CHOICES)
