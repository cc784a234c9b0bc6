"""What stands around the text of a warning letter, and who signs it.

Kept with the letter when it is issued, so that it is printed for ever as it was signed.
"""

from django.utils.translation import gettext_lazy

from cooperatives.correspondence.envelopes import address_lines
from core import office
from core.models import Signer
from core.office_papers import signers
from core.papers import letter as official
from reports.models import Letter, Step

KIND, KIND_LABEL = "letter", gettext_lazy("warning letters")
WORDS = ("nature", "enclosures", "basis", "copies")


def signer_today() -> Signer | None:
    return official.signer_today(KIND)


def put(letter: Letter, step: Step | None, signer: Signer | None) -> None:
    """Give a letter who signs it (`signer_today`) and its frame, unsaved.

    On behalf of whom, rank and NIP are of the office's signer: a step may name somebody else.
    """
    named = step.signer_name if step else ""
    usual = signer if signer and named in ("", signer.name) else None
    words = {word: office.value(f"letter_{word}") for word in WORDS}
    to = address_lines(letter.cooperative)
    official.put_frame(letter, words, usual, addressee=letter.cooperative.legal_name, to=to)
    if named and not usual:
        letter.signer_name = named
        letter.signer_position = signer.position if signer else signers.POSITION
    if step and step.signer_position:
        letter.signer_position = step.signer_position
