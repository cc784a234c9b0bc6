"""The events of training in words."""

from django.utils.translation import gettext_lazy as _

from core import event_words
from core.event_words import EventObject, pages
from training.area import AREA
from training.models import Certificate, Programme, Session

WORDS = {
    "session.made": _("Session made"),
    "session.changed": _("Session changed"),
    "session.published": _("Session published"),
    "session.cancelled": _("Session cancelled"),
    "session.invited": _("Cooperatives invited"),
    "enrolment.made": _("Enrolled"),
    "enrolment.confirmed": _("Seat confirmed"),
    "enrolment.waitlisted": _("Put on the waiting list"),
    "enrolment.offered": _("Seat offered"),
    "enrolment.declined": _("Declined"),
    "enrolment.cancelled": _("Enrolment cancelled"),
    "enrolment.lapsed": _("Enrolment lapsed"),
    "enrolment.no_show": _("Did not come"),
    "enrolment.corrected": _("Participant corrected"),
    "attendance.taken": _("Attendance taken"),
    "attendance.taken_back": _("Attendance taken back"),
    "scores.put": _("Scores written"),
    "certificate.issued": _("Certificate given"),
    "certificate.withdrawn": _("Certificate withdrawn"),
    "participants.exported": _("Participants exported"),
    "attendance.printed": _("Attendance list printed"),
    "certificate.downloaded": _("Certificate downloaded"),
    "certificate.previewed": _("Certificate looked at before it is given"),
    "certificates.exported": _("List of certificates taken along as a file"),
    "material.added": _("Material added"),
    "material.downloaded": _("Material downloaded"),
    "material.removed": _("Material removed"),
    "programme.made": _("Programme made"),
    "programme.changed": _("Programme changed"),
    "session.deleted": _("Draft of a session deleted"),
}
THINGS = {
    "certificate": EventObject(_("Certificate"), pages(Certificate, "certificate", "number"), AREA.key),
    "programme": EventObject(_("Training programme"), pages(Programme, "programme"), AREA.key),
    "session": EventObject(_("Session"), pages(Session, "session"), AREA.key),
}
LABELS = {
    "session.quota": _("seats"),
    "session.fee": _("fee"),
    "session.venue": _("place"),
    "session.days": _("days"),
    "session.opens_on": _("enrolment from"),
    "session.closes_on": _("enrolment until"),
    "session.cooperatives": _("Cooperatives"),
    "attendance.people": _("people"),
    "material.title": _("title"),
}


def declare() -> None:
    """Called once, when the app is ready."""
    event_words.declare("training", _("Training"), WORDS)
    event_words.declare_things(THINGS)
    event_words.declare_labels(LABELS)
