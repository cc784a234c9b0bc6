"""What stands around the text of a warning letter: nature, legal basis, salutation, closing, signature, copies.

Kept with the letter when it is issued, so that it is printed for ever as it was signed.
"""

from typing import Any

from core import office
from reports.models import Letter

# A letter from before there was a frame.
BARE: dict[str, Any] = {
    "nature": "",
    "enclosures": "",
    "basis": [],
    "salutation": "",
    "closing": "",
    "on_behalf": "",
    "rank": "",
    "nip": "",
    "copies": [],
}


def now(letter: Letter) -> dict[str, Any]:
    """The frame by the settings in force. Rank and NIP are of the office's signer: a step may name somebody else."""
    kept = office.values()
    is_usual = letter.signer_name == kept["letter_signer"]
    return {
        "nature": kept["letter_nature"],
        "enclosures": kept["letter_enclosures"],
        "basis": _lines(kept["letter_basis"]),
        "salutation": kept["letter_salutation"],
        "closing": kept["letter_closing"],
        "on_behalf": kept["letter_on_behalf"] if is_usual else "",
        "rank": kept["letter_signer_rank"] if is_usual else "",
        "nip": kept["letter_signer_nip"] if is_usual else "",
        "copies": _lines(kept["letter_copies"]),
    }


def of(letter: Letter) -> dict[str, Any]:
    return BARE | letter.frame


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
