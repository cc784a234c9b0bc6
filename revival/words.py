"""The events of coaching in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# Those of a cooperative stand in its history, those of a case on the page of the case.
VERBS: dict[str, Any] = {
    "revival.opened": _("Case of coaching opened"),
    "revival.opening_taken_back": _("Opening of the case taken back"),
    "revival.closed": _("Case of coaching ended"),
    "revival.question_asked": _("Asked whether it wants to go on"),
    "revival.question_renewed": _("Question renewed: whether it wants to go on"),
    "revival.question_withdrawn": _("Question withdrawn"),
    "revival.letter_issued": _("Letter that asks whether it wants to go on"),
    "revival.answered": _("Answered whether it wants to go on"),
}
CASE_VERBS: dict[str, Any] = {
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
