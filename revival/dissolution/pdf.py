"""The papers of the way out: warnings, and the sheet of what comes when."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock
from core.papers import letter as official
from core.papers import typesetting
from core.papers.head import head
from core.papers.typesetting import TypesetPaper
from core.text.formats import long_date
from revival.dissolution import sheet, warning_letters
from revival.models import Dissolution, WarningLetter


def warning(letter: WarningLetter) -> TypesetPaper:
    """A warning as it was issued, or a draft in the words of today."""
    with translation.override(settings.LANGUAGE_CODE):
        if letter.is_draft:
            warning_letters.compose(letter)
        return letters([letter])


def letters(found: Sequence[WarningLetter]) -> TypesetPaper:
    """Warnings in the words that they hold."""
    with translation.override(settings.LANGUAGE_CODE):
        printed = [official.printed(letter) for letter in found]
        return typesetting.pdf("letter", {"title": found[0].subject, "head": head(), "letters": printed})


def days(found: Dissolution) -> TypesetPaper:
    """The sheet of a proposal, on one page."""
    with translation.override(settings.LANGUAGE_CODE):
        today, cooperative = clock.today(), found.case.cooperative
        number = " ".join(filter(None, [_("Legal number"), cooperative.legal_number]))
        page = {
            "title": "JADWAL PEMBUBARAN KOPERASI",
            "number": "",
            "intro": [
                cooperative.legal_name,
                number if cooperative.legal_number else "",
                str(found.get_ground_display()),
                _("Withdrawn on {day}.").format(day=long_date(found.ended_on)) if found.withdrawn_reason else "",
                _("As of {day}; days that are to come follow from UU 25/1992.").format(day=long_date(today)),
            ],
            "rows": [list(row) for row in sheet.rows(found, today)],
            "blank": 9,
            "signs": [["Petugas,", ""]],
        }
        return typesetting.pdf("visit", {"title": "Jadwal pembubaran", "head": head(), "sheets": [page]})
