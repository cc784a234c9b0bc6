"""What stands around the text of a warning letter: nature, legal basis, salutation, closing, signature, copies.

Kept with the letter when it is issued, so that it is printed for ever as it was signed.
"""

from typing import Any

from django.utils.translation import gettext_lazy

from cooperatives.models import Cooperative
from core import clock, office, signers
from core.models import Signer
from reports.models import Letter, Step

KIND, KIND_LABEL = "letter", gettext_lazy("warning letters")

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
    "addressee": "",
    "to": [],
}


def signer_today() -> Signer | None:
    return signers.signer_on(clock.today(), KIND)


def put(letter: Letter, step: Step | None, signer: Signer | None) -> None:
    """Give a letter who signs it (`signer_today`) and its frame, unsaved; without a signer there are dots for a name.

    On behalf of whom, rank and NIP are of the office's signer: a step may name somebody else.
    """
    kept = office.values()
    letter.signer_name = (step and step.signer_name) or (signer.name if signer else "")
    usual = signer if signer and letter.signer_name == signer.name else None
    # Plt. and Plh. are of the person too.
    position = usual.title if usual else signer.position if signer else signers.POSITION
    letter.signer_position = (step and step.signer_position) or position
    letter.frame = {
        "nature": kept["letter_nature"],
        "enclosures": kept["letter_enclosures"],
        "basis": _lines(kept["letter_basis"]),
        "salutation": kept["letter_salutation"],
        "closing": kept["letter_closing"],
        "on_behalf": usual.on_behalf if usual else "",
        "rank": usual.rank if usual else "",
        "nip": usual.nip if usual else "",
        "copies": _lines(kept["letter_copies"]),
        "addressee": letter.cooperative.name,
        "to": address_lines(letter.cooperative),
    }


def address_lines(cooperative: Cooperative) -> list[str]:
    """To whom a letter goes, as it stands in the window of an envelope."""
    village = cooperative.village.name if cooperative.village else ""
    place = [part for part in (cooperative.address, village) if part]
    return ["Kepada", f"Yth. Pengurus {cooperative.legal_name}", *place, f"di {office.value('letter_city')}"]


def of(letter: Letter) -> dict[str, Any]:
    return BARE | letter.frame


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
