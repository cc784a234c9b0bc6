"""The head of the office's papers on a sheet of its own: to see it, and to try an emblem out."""

from django.conf import settings
from django.utils import translation

from core.papers import typesetting
from core.papers.head import head
from core.papers.typesetting import TypesetPaper


def pdf(emblem: bytes | None = None) -> TypesetPaper:
    """The head as papers carry it, with another emblem where one is given. Raises PaperError."""
    with translation.override(settings.LANGUAGE_CODE):
        tried = {"emblem": list(emblem)} if emblem else {}
        return typesetting.pdf("letterhead", {"title": "Kop surat", "head": head() | tried})
