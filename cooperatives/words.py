"""The events of the register in words."""

from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Position
from cooperatives.models import Cooperative, RegisterImport
from cooperatives.register_fields import field_of
from core import event_words
from core.event_words import EventObject, pages

WORDS = {
    "complaint.told": _("Told by the public"),
    "complaint.recorded": _("Recorded: money could not be withdrawn"),
    "complaint.taken_back": _("Recorded no longer: money could not be withdrawn"),
    "complaint.answered": _("Answered what the public has told"),
    "cooperative.created": _("Entered by hand"),
    "cooperative.edited": _("Corrected"),
    "cooperative.imported": _("Taken over from a register file"),
    "cooperative.import_undone": _("Import undone"),
    "cooperative.status_changed": _("Status changed"),
    "cooperative.status_corrected": _("Status corrected"),
    "cooperative.merged_in": _("Another record was merged in"),
    "cooperative.merged_away": _("Merged into another record"),
    "cooperative.merge_undone": _("A merge was undone"),
    "cooperative.stands_again": _("Stands by itself again: the merge was undone"),
    "cooperative.not_double": _("Found to be no double of another record"),
    "cooperative.not_double_taken_back": _("May be a double of another record after all"),
    "cooperative.removed_from_public": _("Removed from the public register"),
    "cooperative.restored_to_public": _("Shown on the public register again"),
    "cooperative.figures": _("Figures of an accepted report"),
    "cooperative.figures_withdrawn": _("Figures of a report count no longer"),
    "board.changed": _("Board changed"),
    "board.left": _("Left the board"),
    "meeting.recorded": _("Meeting recorded"),
    "meeting.removed": _("Meetings of a list taken back"),
    "note.added": _("Note written"),
    "circular.sent": _("Written to by the office"),
    "contact.noted": _("A contact was recorded"),
    "contact.sent": _("A message was noted as sent"),
    "contact.taken_back": _("A message was not sent after all"),
    "contact.failed": _("A message could not go to its number"),
    "contact.removed": _("A letter of a list taken back"),
    "contact.result": _("The result of a contact was noted"),
    "membership.begun": _("A manager was linked"),
    "membership.ended": _("A manager's link ended"),
    "evidence.downloaded": _("Evidence downloaded"),
    "import.uploaded": _("Register file uploaded"),
    "import.columns_confirmed": _("Columns of a register file confirmed"),
    "import.decided": _("Rows of a register file decided"),
    "import.applied": _("Register file taken over"),
    "import.discarded": _("Register file discarded"),
    "import.undone": _("Register file taken back"),
    "import.downloaded": _("Register file downloaded"),
    "import.problems_exported": _("Problem rows of a register file downloaded"),
    "letters.previewed": _("Letter looked at before it is written"),
    "letters.printed": _("Letters printed"),
    "letters.scan_opened": _("Signed paper opened"),
    "list.imported": _("List of meetings or letters taken in"),
    "list.taken_back": _("List of meetings or letters taken back"),
    "register.exported": _("Register taken along as a file"),
    "view.saved": _("View of the register saved"),
    "view.deleted": _("View of the register deleted"),
}
THINGS = {
    "cooperative": EventObject(_("Cooperative"), pages(Cooperative, "cooperative_detail")),
    "import": EventObject(_("Register file"), pages(RegisterImport, "import_detail")),
    "register": EventObject(_("Register of cooperatives")),
    "saved_view": EventObject(_("View of the register")),
    "status_change": EventObject(_("Change of status")),
}
LABELS = {
    "import.new": _("new records"),
    "import.changed": _("changed records"),
    "import.as_of": _("as of"),
    "about": _("about"),
    "basis": _("basis"),
    "complaint": _("number"),
    "channel": _("way"),
    "result": _("result"),
    "subject": _("about"),
    "meetings": _("meetings"),
    "note": _("note"),
    "user": _("user"),
    "until": _("until"),
    "held_on": _("held on"),
    "book_year": _("book year"),
    "in_revival": _("in revival"),
    "other": _("other record"),
    "other_number": _("number of the other record"),
    "manager_name": _("manager (pengelola)"),
    **dict(Position.choices),
}


def field_in_words(verb: str, name: str):
    """The name of a field of the register."""
    field = field_of(name) if verb.startswith(("cooperative.", "board.")) else None
    return field.label if field else None


def declare() -> None:
    """Called once, when the app is ready."""
    event_words.declare("register", _("Register of cooperatives"), WORDS)
    event_words.declare_things(THINGS)
    event_words.declare_labels(LABELS, naming=field_in_words)
