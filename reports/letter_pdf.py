"""Warning letters as PDF, one or a batch: each as an official letter of the office, as it was issued."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation

from core import office, signers
from core.formats import long_date
from core.models import Signer
from core.papers import checking, typesetting
from core.papers.head import head
from core.papers.official import PaperState
from core.papers.typesetting import Paper
from reports import letter_frame, letters
from reports.models import Letter

# What is printed across a letter that is not in force.
MARKS = {PaperState.PREPARED: "KONSEP", PaperState.VOID: "BATAL"}


def pdf(letters: Iterable[Letter]) -> Paper:
    """Letters are written in Indonesian, whoever prints them."""
    with translation.override(settings.LANGUAGE_CODE):
        return typesetting.pdf(
            "letter",
            {"title": "Surat Teguran", "head": head(), "letters": [_fields(letter) for letter in letters]},
        )


def _fields(letter: Letter) -> dict[str, Any]:
    city, frame = office.value("letter_city"), letter_frame.of(letter)
    references = [
        ("Nomor", letter.number),
        ("Sifat", frame["nature"]),
        ("Lampiran", frame["enclosures"] or "–"),
        ("Hal", letter.subject),
    ]
    return {
        "references": [[label, value] for label, value in references if value],
        "to": frame["to"] or letter_frame.address_lines(letter.cooperative),
        "dated": f"{city}, {long_date(letter.issued_on)}",
        "salutation": frame["salutation"],
        "basis": frame["basis"],
        "body": [*letter.text.split("\n\n"), *filter(None, [letters.replaced_in_words(letter), frame["closing"]])],
        "signer": signers.printed(_signer(letter)),
        "copies": frame["copies"],
        "foot": letter.number,
        "mark": MARKS.get(letter.state, ""),
        "check": checking.printed(letter),
    }


def _signer(letter: Letter) -> Signer:
    """Who signs it, as it was issued, whoever signs today; dots to be signed on where nobody is named."""
    around = letter_frame.of(letter)
    return Signer(
        name=letter.signer_name or "." * 40,
        position=letter.signer_position,
        on_behalf=around["on_behalf"],
        rank=around["rank"],
        nip=around["nip"],
    )
