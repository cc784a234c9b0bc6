"""Letters that ask as PDF, one or a batch: with the way to answer, or with the table that a lurah fills in."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core.images import qr
from core.papers import letter as official
from core.papers import typesetting
from core.papers.head import head
from core.papers.typesetting import TypesetPaper
from revival.models import QuestionLetter
from revival.question import question_texts

HEADS = ["No.", "Koperasi", "Masih berjalan? (ya / tidak / tidak tahu)", "Pengurus yang dapat ditemui", "Keterangan"]
WIDTHS = [1, 6, 4, 5, 5]


def pdf(letters: Iterable[QuestionLetter]) -> TypesetPaper:
    """Letters are written in Indonesian, whoever prints them."""
    with translation.override(settings.LANGUAGE_CODE):
        printed = [_fields(letter) for letter in letters]
        return typesetting.pdf("letter", {"title": "Masih ingin berjalan?", "head": head(), "letters": printed})


def _fields(letter: QuestionLetter) -> dict[str, Any]:
    fields = official.printed(letter)
    if letter.question is None:
        return fields | {"table": {"heads": HEADS, "widths": WIDTHS, "rows": _rows(letter)}}
    link = question_texts.link_of(letter.question)
    page = settings.BASE_URL.split("://")[-1] + reverse("answer_code").rstrip("/")
    answer = {
        "qr": qr.svg(link),
        "url": link,
        "lines": [
            f"Arahkan kamera HP ke gambar ini, atau buka {page} dan ketik kode di bawah.",
            "Halaman itu menyebut nomor surat ini.",
        ],
        "code": letter.question.code_in_groups,
    }
    # One picture alone: whoever follows it reads there which letter of the office it is.
    return fields | {"check": None, "answer": answer}


def _rows(letter: QuestionLetter) -> list[list[str]]:
    return [
        [str(number), "\n".join(filter(None, [name, address])), "", "", ""]
        for number, (name, address) in enumerate(letter.listed, 1)
    ]
