"""Warning letters as PDF, one or a batch: each as an official letter of the office, as it was issued."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation

from cooperatives.correspondence.envelopes import address_lines
from core.papers import letter as official
from core.papers import typesetting
from core.papers.head import head
from core.papers.typesetting import TypesetPaper
from reports.escalation import letters
from reports.models import Letter


def pdf(found: Iterable[Letter]) -> TypesetPaper:
    """Letters are written in Indonesian, whoever prints them."""
    with translation.override(settings.LANGUAGE_CODE):
        printed = [
            official.printed(one, to=address_lines(one.cooperative), more=[letters.replaced_in_words(one)])
            for one in found
        ]
        return typesetting.pdf("letter", {"title": "Surat Teguran", "head": head(), "letters": printed})
