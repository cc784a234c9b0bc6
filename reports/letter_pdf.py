"""Warning letters as PDF, one or a batch: each as an official letter of the office, as it was issued."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation

from core import office
from core.formats import long_date
from core.papers import typesetting
from core.papers.head import head
from core.papers.typesetting import Paper
from reports.models import Letter


def pdf(letters: Iterable[Letter]) -> Paper:
    """Letters are written in Indonesian, whoever prints them."""
    with translation.override(settings.LANGUAGE_CODE):
        return typesetting.pdf(
            "letter",
            {"title": "Surat Teguran", "head": head(), "letters": [_fields(letter) for letter in letters]},
        )


def _fields(letter: Letter) -> dict[str, Any]:
    cooperative, city = letter.cooperative, office.value("letter_city")
    village = cooperative.village.name if cooperative.village else ""
    place = [part for part in (cooperative.address, village) if part]
    return {
        "references": [["Nomor", letter.number], ["Sifat", "Biasa"], ["Lampiran", "–"], ["Hal", letter.subject]],
        "to": ["Kepada", f"Yth. Pengurus {cooperative.legal_name}", *place, f"di {city}"],
        "dated": f"{city}, {long_date(letter.issued_on)}",
        "mark": "",
        "body": letter.text.split("\n\n"),
        "signer": {
            "heading": [f"{letter.signer_position},"],
            "name": letter.signer_name or "." * 40,
            "details": [],
        },
        "copies": [],
        "qr": None,
        "url": "",
        "foot": letter.number,
    }
