"""The office's rules of training and the layout of its certificates, each a setting (DOMAIN.md 7.1)."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.messages import placeholders
from core.office import Setting

# Placeholder of the certificate's text: what it becomes.
PLACEHOLDERS = {
    "nama": _("name of the participant"),
    "koperasi": _("name of the cooperative"),
    "program": _("name of the programme"),
    "jam": _("hours of teaching"),
    "tanggal": _("the days on which it was held"),
    "tempat": _("place"),
}
TEXT = (
    "yang telah mengikuti pelatihan “{program}” selama {jam} jam pelajaran pada {tanggal} di {tempat} dan memenuhi "
    "seluruh persyaratan."
)
LONGEST_TEXT = 500


def check_text(text: str) -> None:
    """Raises DomainError for a text that could not be filled in or would not fit on the paper."""
    if unknown := placeholders.unknown(text, PLACEHOLDERS):
        raise DomainError(_("Nothing can be filled in for {names}.").format(names=", ".join(unknown)))
    if len(text) > LONGEST_TEXT:
        raise DomainError(_("This text is too long for the paper: at most {n} letters.").format(n=LONGEST_TEXT))


def check_title(title: str) -> None:
    if not 1 <= len(title.strip()) <= 40:
        raise DomainError(_("A title has 1 to 40 letters."))


LAYOUT = (
    Setting("certificate_title", str, "Sertifikat", _("Title"), check=check_title, has_own_page=True),
    Setting(
        "certificate_text",
        str,
        TEXT,
        _("Text"),
        _("{nama}, {koperasi}, {program}, {jam}, {tanggal} and {tempat} are filled in."),
        is_long=True,
        is_needed=True,
        check=check_text,
        has_own_page=True,
    ),
    Setting("certificate_frame", bool, True, _("With a frame"), has_own_page=True),
)
SETTINGS = (
    Setting(
        "training_new_board_months",
        int,
        12,
        _("Months for which a board counts as new (priority in training)"),
        _("Counted from the start of the term of office in the register."),
        1,
        60,
    ),
    Setting("training_attendance", int, 80, _("Attendance needed for a certificate in new sessions (percent)")),
    Setting("training_offer_hours", int, 48, _("Hours to take an offered seat in new sessions"), "", 1, 336),
    Setting(
        "training_remind_days",
        int,
        3,
        _("Days before a session on which participants are reminded"),
        _("They are reminded once more on the day before."),
        1,
        30,
    ),
    *LAYOUT,
)
