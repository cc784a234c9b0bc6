"""The words of training (DOMAIN.md 7.1, glossary)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Status

# Statuses whose cooperatives can be trained.
TRAINABLE = (Status.ACTIVE, Status.ATTENTION, Status.PASSIVE, Status.PROPOSED_DISSOLUTION)


class Subject(TextChoices):
    BASICS = "basics", _("Basics of cooperatives")
    FINANCE = "finance", _("Financial management")
    BOOKKEEPING = "bookkeeping", _("Bookkeeping and financial statements")
    APPLICATION = "application", _("Use of the reporting application")
    RAT = "rat", _("Annual meeting (RAT)")
    SUPERVISION = "supervision", _("Supervision (pengawas)")
    HEALTH = "health", _("Health rating")
    BUSINESS = "business", _("Entrepreneurship and marketing")
    CERTIFICATION = "certification", _("Certification of competence")


class SessionState(TextChoices):
    """What an officer has decided about a session; the rest follows from dates and seats (Phase)."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


class Phase(TextChoices):
    """Where a session stands at a moment."""

    DRAFT = "draft", _("Draft")
    SOON = "soon", _("Enrolment opens soon")
    OPEN = "open", _("Enrolment is open")
    FULL = "full", _("Full – waiting list")
    CLOSED = "closed", _("Enrolment is closed")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    CANCELLED = "cancelled", _("Cancelled")


PHASE_LOOK: dict[str, tuple[str, str]] = {
    Phase.DRAFT: ("gone", "pencil"),
    Phase.SOON: ("quiet", "calendar-clock"),
    Phase.OPEN: ("good", "circle-check"),
    Phase.FULL: ("watch", "users"),
    Phase.CLOSED: ("quiet", "lock"),
    Phase.RUNNING: ("revival", "play"),
    Phase.FINISHED: ("quiet", "flag"),
    Phase.CANCELLED: ("bad", "circle-x"),
}


class Seating(TextChoices):
    RULE = "rule", _("By rule: whoever enrols first has the seat, then the waiting list")
    SELECTION = "selection", _("By selection: an officer chooses among those who have asked")


class Priority(TextChoices):
    """For whom a freed seat is meant first."""

    LATE = "late", _("late with a report")
    PASSIVE = "passive", _("passive")
    NEW_BOARD = "new_board", _("new board")


class EnrolmentState(TextChoices):
    REQUESTED = "requested", _("Asked for – the office decides")
    CONFIRMED = "confirmed", _("Has a seat")
    WAITLISTED = "waitlisted", _("On the waiting list")
    OFFERED = "offered", _("A seat is offered")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")
    LAPSED = "lapsed", _("Lapsed")
    NO_SHOW = "no_show", _("Did not come")


ENROLMENT_LOOK: dict[str, tuple[str, str]] = {
    EnrolmentState.REQUESTED: ("watch", "clock"),
    EnrolmentState.CONFIRMED: ("good", "circle-check"),
    EnrolmentState.WAITLISTED: ("watch", "list-ordered"),
    EnrolmentState.OFFERED: ("revival", "hand"),
    EnrolmentState.DECLINED: ("gone", "circle-x"),
    EnrolmentState.CANCELLED: ("gone", "undo-2"),
    EnrolmentState.LAPSED: ("gone", "hourglass"),
    EnrolmentState.NO_SHOW: ("bad", "user-x"),
}
# Those that count as one enrolment of a person, and those that hold a seat.
LIVE = (EnrolmentState.REQUESTED, EnrolmentState.CONFIRMED, EnrolmentState.WAITLISTED, EnrolmentState.OFFERED)
HOLDING = (EnrolmentState.CONFIRMED, EnrolmentState.OFFERED)


class MarkedBy(TextChoices):
    SCAN = "scan", _("QR code")
    TYPED = "typed", _("typed code")
    LIST = "list", _("list")


class EnrolmentNews(TextChoices):
    """What a cooperative is told about an enrolment; each once (training/notifications.py)."""

    REQUESTED = "requested", _("request received")
    CONFIRMED = "confirmed", _("seat confirmed")
    WAITLISTED = "waitlisted", _("on the waiting list")
    OFFERED = "offered", _("seat offered")
    LAPSED = "lapsed", _("lapsed")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("cancelled")
    REPLACED = "replaced", _("participant replaced")
    NO_SHOW = "no_show", _("did not come")
    CAME = "came", _("came after all")
    CHANGED = "changed", _("session changed")
    CALLED_OFF = "called_off", _("session cancelled")
    REMINDER = "reminder", _("reminder")
    EVALUATION = "evaluation", _("evaluation")
    CERTIFICATE = "certificate", _("certificate")
    WITHDRAWN = "withdrawn", _("certificate withdrawn")
