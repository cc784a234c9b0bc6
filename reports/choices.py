"""The words of periods, obligations and reports (DOMAIN.md 2.3, 4.7)."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Profile(TextChoices):
    """Which lines a cooperative fills in (DOMAIN.md 4.2)."""

    SAVINGS_LOAN = "savings_loan", _("Savings and loan")
    REAL_SECTOR = "real_sector", _("Real sector")
    SHARIA = "sharia", _("Sharia savings and financing")
    REAL_WITH_UNIT = "real_with_unit", _("Real sector with a savings-and-loan unit (USP)")


class State(TextChoices):
    """Where a version of a report stands; moved by reports/workflow.py alone."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Sent, waiting for review")
    IN_REVIEW = "in_review", _("Under review")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned for correction")
    WITHDRAWN = "withdrawn", _("Withdrawn before review")
    SUPERSEDED = "superseded", _("Replaced by an amendment")


OPEN_STATES = (State.DRAFT, State.SUBMITTED, State.IN_REVIEW)
FILED_STATES = tuple(state for state in State if state != State.DRAFT)


class Standing(TextChoices):
    """How far an obligation has come: that of its first accepted version, or else of its newest."""

    NONE = "none", _("Not yet filed")
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Sent, waiting for review")
    IN_REVIEW = "in_review", _("Under review")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned for correction")


class Source(TextChoices):
    WORKBOOK = "workbook", _("Excel template")
    FORM = "form", _("Web form")
    NIL = "nil", _("Nil report")


class ArrivalWay(TextChoices):
    """How a report on paper came to the office."""

    PORTAL = "portal", _("Sent through the portal")
    COUNTER = "counter", _("Handed in at the counter")
    WHATSAPP = "whatsapp", _("By WhatsApp")
    MAIL = "mail", _("By e-mail")
    POST = "post", _("By post or courier")
    VISIT = "visit", _("Handed over on a visit")


class ArrivalState(TextChoices):
    """Where a report on paper stands; what is typed from it is a report of its own."""

    WAITING = "waiting", _("Arrived, to be typed in")
    FILED = "filed", _("Typed in and sent")
    OVERTAKEN = "overtaken", _("The board has sent the report itself")
    SET_ASIDE = "set_aside", pgettext_lazy("paper", "Set aside")


class BookColumn(TextChoices):
    """Which column of the statement of surplus the books of a cooperative give (DOMAIN.md 4.1)."""

    QUARTER = "quarter", _("This quarter only (periode ini)")
    TO_DATE = "to_date", _("From January until now (s.d. periode ini)")


class WaiverReason(TextChoices):
    NEW = "new", _("Newly founded")
    DISSOLVED = "dissolved", _("Dissolved or being wound up")
    RAT_POSTPONED = "rat_postponed", _("Annual meeting (RAT) postponed")
    OTHER = "other", _("Another reason")


class Level(TextChoices):
    """How much a finding weighs: an error stops the filing, a warning must be explained (DOMAIN.md 4.4)."""

    ERROR = "error", _("Error")
    WARNING = "warning", _("Warning")
    INFO = "info", _("Information")


class SignerPosition(TextChoices):
    CHAIR = "chair", _("Chair")
    VICE_CHAIR = "vice_chair", _("Vice-chair")
    SECRETARY = "secretary", _("Secretary")
    TREASURER = "treasurer", _("Treasurer")
    MANAGER = "manager", _("Manager (pengelola)")


class FilingState(TextChoices):
    """What a list says of an obligation on a day: computed from dates, waiver and standing, never stored."""

    WAIVED = "waived", _("Waived")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned for correction")
    IN_REVIEW = "in_review", _("Under review")
    SUBMITTED = "submitted", _("Sent, waiting for review")
    LATE = "late", _("Late")
    DRAFT = "draft", _("Draft begun")
    DUE = "due", _("Not yet filed")


# Tone (a class of the stylesheet) and symbol of each: never colour alone.
LOOK: dict[str, tuple[str, str]] = {
    FilingState.WAIVED: ("gone", "circle-minus"),
    FilingState.ACCEPTED: ("good", "circle-check"),
    FilingState.RETURNED: ("watch", "undo-2"),
    FilingState.IN_REVIEW: ("revival", "search"),
    FilingState.SUBMITTED: ("revival", "send"),
    FilingState.LATE: ("bad", "clock-alert"),
    FilingState.DRAFT: ("quiet", "pencil"),
    FilingState.DUE: ("quiet", "clock"),
    State.SUPERSEDED: ("gone", "history"),
    State.WITHDRAWN: ("gone", "undo-2"),
}


class LetterLevel(IntegerChoices):
    """Written warnings in their order (DOMAIN.md 2.4)."""

    NONE = 0, _("No letter")
    FIRST = 1, _("First warning (Surat Teguran I)")
    SECOND = 2, _("Second warning (Surat Teguran II)")
    THIRD = 3, _("Third warning (Surat Teguran III)")


class ReminderState(TextChoices):
    NEW = "new", _("Being prepared")
    TOLD = "told", _("Told")
    OVERTAKEN = "overtaken", _("Overtaken by a later step")
    NOT_NEEDED = "not_needed", _("No longer needed")


class ProposedStatus(TextChoices):
    """What the nightly job may propose; the values are those of a cooperative's status."""

    ATTENTION = "attention", _("Active – needs attention")
    PASSIVE = "passive", _("Not active (passive)")


class ProposalState(TextChoices):
    OPEN = "open", _("To be decided")
    CONFIRMED = "confirmed", _("Confirmed")
    DISMISSED = "dismissed", _("Dismissed")
    LAPSED = "lapsed", _("No longer holds")
