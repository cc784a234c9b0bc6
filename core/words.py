"""The events of the ground floor in words."""

from django.utils.translation import gettext_lazy as _

from core import event_words, office
from core.event_words import EventObject, pages
from core.models import OutgoingMail, Signer

WORDS = {
    "emblem.stored": _("Emblem of the office stored"),
    "emblem.removed": _("Emblem of the office removed"),
    "job.downloaded": _("File of a job downloaded"),
    "job.retried": _("Job tried again"),
    "letter.restored": _("Paper in force again"),
    "letterhead.previewed": _("Letterhead looked at"),
    "list.exported": _("List taken along as a file"),
    "mail.retried": _("Message sent again"),
    "paper.initialled": _("Initials were given to a paper"),
    "paper.initials_taken_back": _("Initials were taken back from a paper"),
    "paper.signed": _("A paper was noted as signed"),
    "paper.signature_taken_back": _("A paper is not signed any more"),
    "paper.delivered": _("A paper was delivered"),
    "paper.not_delivered": _("A paper was not delivered"),
    "paper.scan_kept": _("A signed paper was uploaded"),
    "paper.scan_dropped": _("A signed paper was taken away"),
    "paper.voided": _("A paper was made void"),
    "settings.changed": _("Settings of the office changed"),
    "signer.added": _("Signer added"),
    "signer.changed": _("Signer changed"),
    "signer.removed": _("Signer deleted"),
    "task.retried": _("Task tried again"),
}
THINGS = {
    "job": EventObject(_("Job")),
    "list": EventObject(_("List")),
    "mail": EventObject(_("Message"), pages(OutgoingMail, "outbox_mail")),
    "office": EventObject(_("Office")),
    "signer": EventObject(_("Signer"), pages(Signer, "signer_edit")),
    "task": EventObject(_("Task")),
}
# Of lists and files that were taken along.
LABELS = {
    "rows": _("rows"),
    "selection": _("selection"),
    "signer.position": _("position"),
    "signer.since": _("since"),
    "signer.until": _("until"),
}


def setting_of(verb: str, name: str):
    """The name of a setting that was changed."""
    setting = office.SETTINGS.get(name) if verb == "settings.changed" else None
    return setting.label if setting else None


def declare() -> None:
    """Called once, when the app is ready."""
    event_words.declare("portal", _("Portal"), WORDS)
    event_words.declare_things(THINGS)
    event_words.declare_labels(LABELS, naming=setting_of)
