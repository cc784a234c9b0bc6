"""The words of the register (DOMAIN.md 2.2, 3.1, 3.3)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(TextChoices):
    ACTIVE = "active", _("Active")
    ATTENTION = "attention", _("Active – needs attention")
    PASSIVE = "passive", _("Not active (passive)")
    PROPOSED_DISSOLUTION = "proposed_dissolution", _("Proposed for dissolution")
    WINDING_UP = "winding_up", _("Being wound up")
    DISSOLVED = "dissolved", _("Dissolved")


# Tone (a class of the stylesheet) and symbol of each status: never colour alone.
STATUS_LOOK: dict[str, tuple[str, str]] = {
    Status.ACTIVE: ("good", "circle-check"),
    Status.ATTENTION: ("watch", "circle-alert"),
    Status.PASSIVE: ("quiet", "circle-pause"),
    Status.PROPOSED_DISSOLUTION: ("bad", "circle-minus"),
    Status.WINDING_UP: ("bad", "hourglass"),
    Status.DISSOLVED: ("gone", "circle-x"),
}


class StatusBasis(TextChoices):
    """On what ground a status was given."""

    RAT_AND_BUSINESS = "rat_and_business", _("Annual meetings held and business running")
    RAT_MISSED = "rat_missed", _("Annual meetings missed")
    NO_BUSINESS = "no_business", _("No business confirmed by a visit")
    REPORTS_MISSED = "reports_missed", _("Quarterly reports missed")
    REVIVED = "revived", _("Running again after revival")
    BOARD_REQUEST = "board_request", _("At the request of the board or the members’ meeting")
    MINISTRY = "ministry", _("Decision of the ministry")
    REGISTER = "register", _("Taken over from an imported register")
    CORRECTION = "correction", _("Correction of an error")


class Form(TextChoices):
    PRIMARY = "primary", pgettext_lazy("form of cooperative", "Primary")
    SECONDARY = "secondary", pgettext_lazy("form of cooperative", "Secondary")


class Kind(TextChoices):
    CONSUMER = "consumer", _("Consumer")
    PRODUCER = "producer", _("Producer")
    SERVICES = "services", _("Services")
    MARKETING = "marketing", _("Marketing")
    SAVINGS_LOAN = "savings_loan", _("Savings and loan")
    MULTI_PURPOSE = "multi_purpose", _("Multi-purpose")


class Pattern(TextChoices):
    CONVENTIONAL = "conventional", _("Conventional")
    SHARIA = "sharia", _("Sharia")


class Authority(TextChoices):
    """Who supervises: by the area of membership, not by the address (DOMAIN.md 2.5)."""

    CITY = "city", _("City")
    PROVINCE = "province", _("Province")
    CENTRAL = "central", _("Ministry")


class FilingType(TextChoices):
    SELF = "self", _("Files by itself")
    ASSISTED = "assisted", _("Helped by an officer")
    EXEMPT = "exempt", _("Need not file")


class FigureSource(TextChoices):
    """Where the figures of a cooperative come from."""

    REGISTER = "register", pgettext_lazy("source of figures", "Register")
    HAND = "hand", pgettext_lazy("source of figures", "Typed by the office")
    REPORT = "report", pgettext_lazy("source of figures", "Accepted report")


class Position(TextChoices):
    CHAIR = "chair", _("Chair")
    VICE_CHAIR = "vice_chair", _("Vice-chair")
    SECRETARY = "secretary", _("Secretary")
    TREASURER = "treasurer", _("Treasurer")
    SUPERVISOR = "supervisor", _("Supervisor (pengawas)")
    MANAGER = "manager", _("Manager (pengelola)")


class MeetingKind(TextChoices):
    RAT = "rat", _("Annual meeting (RAT)")
    RALB = "ralb", _("Extraordinary meeting (RALB)")


# Groups as they are written in Indonesia; the record keeps free text, these are suggested and recognised.
GROUPS = (
    "KSP",
    "KSPPS",
    "USP",
    "USPPS",
    "KSU",
    "KPRI",
    "Kopkar",
    "Kopwan",
    "Kopontren",
    "KUD",
    "Koptan",
    "Kopnel",
    "Koppas",
    "Kopinkra",
    "Kopma",
    "Kopsis",
    "Kopdit",
    "Primkopad",
    "Primkopal",
    "Primkopau",
    "Primkoppol",
    "Kopwredatama",
    "PP Polri",
    "Primkopabri",
    "Koperasi Angkutan",
    "Koperasi Jasa",
    "Koperasi Pemasaran",
    "Puskop",
    "Induk",
    "KKMP",
)
GROUP_ALIASES = {
    "bmt": "KSPPS",
    "kspps bmt": "KSPPS",
    "kjks": "KSPPS",
    "kpn": "KPRI",
    "kopas": "Koppas",
    "kmp": "KKMP",
    "kdmp": "KKMP",
    "kdkmp": "KKMP",
    "koperasi kelurahan merah putih": "KKMP",
    "koperasi desa merah putih": "KKMP",
    "kelurahan merah putih": "KKMP",
    "desa merah putih": "KKMP",
    "koperasi desa kelurahan merah putih": "KKMP",
    "koperasi merah putih": "KKMP",
    "koperasi serba usaha": "KSU",
    "koperasi simpan pinjam": "KSP",
    "koperasi karyawan": "Kopkar",
    "koperasi wanita": "Kopwan",
    "koperasi pegawai": "KPRI",
}


class Channel(TextChoices):
    """How the office and a cooperative reach each other (DOMAIN.md 8.3)."""

    EMAIL = "email", _("E-mail")
    INBOX = "inbox", _("Inbox of the portal")
    WHATSAPP = "whatsapp", _("WhatsApp")
    LETTER = "letter", _("Letter")
    CALL = "call", _("Telephone call")
    VISIT = "visit", _("Visit")


class ContactState(TextChoices):
    PREPARED = "prepared", _("Waits to be sent")
    SENT = "sent", _("Done")
    FAILED = "failed", _("Did not arrive")
    CANCELLED = "cancelled", _("No longer needed")


# Tone and symbol of each state; the symbols of the ways that only people take.
CONTACT_LOOK: dict[str, tuple[str, str]] = {
    ContactState.PREPARED: ("watch", "clock"),
    ContactState.SENT: ("good", "check"),
    ContactState.FAILED: ("bad", "circle-x"),
    ContactState.CANCELLED: ("gone", "undo-2"),
}
CHANNEL_SYMBOL: dict[str, str] = {
    Channel.CALL: "phone",
    Channel.VISIT: "map-pin",
}


class ContactResult(TextChoices):
    """What came of it, as an officer notes it."""

    REACHED = "reached", _("Reached, answered")
    PROMISED = "promised", _("Promised to report")
    HELP_WANTED = "help_wanted", _("Asks for help")
    NO_ANSWER = "no_answer", _("No answer")
    WRONG_NUMBER = "wrong_number", _("Number or address is wrong")
    CAME_BACK = "came_back", _("Came back undelivered")
    DELIVERED = "delivered", _("Delivered")
    CLOSED = "closed", _("Nobody there, office closed")


class ComplaintKind(TextChoices):
    """What anybody may tell of a cooperative by its public record."""

    WRONG = "wrong", _("Something in this record is wrong")
    WITHDRAWAL = "withdrawal", _("I cannot withdraw my savings")
    REMOVAL = "removal", _("Something in this record should not be public")


class ComplaintState(TextChoices):
    NEW = "new", _("Waits for an answer")
    ANSWERED = "answered", pgettext_lazy("of a complaint", "Answered")
