"""An official letter: its words, who signs it and what stands around the text, kept as they were when it was issued."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from core import clock, office
from core.models import Signer
from core.office_papers import signers
from core.papers import verification
from core.papers.official import OfficialPaper, PaperState
from core.text.formats import long_date

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
# What is printed across a letter that is not in force.
MARKS = {PaperState.PREPARED: "KONSEP", PaperState.VOID: "BATAL"}


class OfficialLetter(OfficialPaper):
    """A paper of words; each kind of letter says to whom it goes."""

    # Filled when it is issued
    subject = models.CharField(max_length=150, blank=True)
    text = models.TextField(blank=True)
    signer_name = models.CharField(max_length=150, blank=True)
    signer_position = models.CharField(max_length=150, blank=True)
    # What stands around the text, as `put_frame` puts it together; {} for letters from before it.
    frame = models.JSONField(default=dict)

    class Meta(OfficialPaper.Meta):
        abstract = True

    @property
    def around(self) -> dict[str, Any]:
        """Its frame, complete."""
        return BARE | self.frame

    @property
    def signer(self) -> Signer:
        """Who signs it, as it was issued, whoever signs today; dots to be signed on where nobody is named."""
        around = self.around
        return Signer(
            name=self.signer_name or "." * 40,
            position=self.signer_position,
            on_behalf=around["on_behalf"],
            rank=around["rank"],
            nip=around["nip"],
        )


def signer_today(kind: str) -> Signer | None:
    return signers.signer_on(clock.today(), kind)


def put_frame(
    letter: OfficialLetter, words: Mapping[str, str], signer: Signer | None, *, addressee: str, to: Sequence[str]
) -> None:
    """Give a letter its frame and the office's signer, unsaved; without a signer there are dots for a name.

    `words` are nature, enclosures, basis and copies; `to` are the lines in the window of the envelope.
    """
    kept = office.values()
    # Plt. and Plh. are of the person too.
    letter.signer_name, letter.signer_position = (signer.name, signer.title) if signer else ("", signers.POSITION)
    letter.frame = {
        "nature": words["nature"],
        "enclosures": words["enclosures"],
        "basis": _lines(words["basis"]),
        "salutation": kept["letter_salutation"],
        "closing": kept["letter_closing"],
        "on_behalf": signer.on_behalf if signer else "",
        "rank": signer.rank if signer else "",
        "nip": signer.nip if signer else "",
        "copies": _lines(words["copies"]),
        "addressee": addressee,
        "to": list(to),
    }


def printed(letter: OfficialLetter, *, to: Sequence[str] = (), more: Sequence[str] = ()) -> dict[str, Any]:
    """What the layout of a letter takes; `to` where its frame names nobody, `more` between its text and its closing."""
    around = letter.around
    references = [
        ("Nomor", letter.number),
        ("Sifat", around["nature"]),
        ("Lampiran", around["enclosures"] or "–"),
        ("Hal", letter.subject),
    ]
    title = around.get("title", "")
    dated = f"{office.value('letter_city')}, {long_date(letter.issued_on)}"
    return {
        # An order stands under its title, with its number, and says at its end where and when it was given.
        "title": title,
        "references": [[label, value] for label, value in references if value],
        "to": around["to"] or list(to),
        "dated": dated,
        "given": [f"Ditetapkan di {office.value('letter_city')}", f"pada tanggal {long_date(letter.issued_on)}"]
        if title
        else [],
        "salutation": around["salutation"],
        "basis": around["basis"],
        "body": [*letter.text.replace("\r\n", "\n").split("\n\n"), *filter(None, more)],
        "closing": around["closing"],
        "signer": signers.printed(letter.signer),
        "copies": around["copies"],
        "foot": letter.number,
        "mark": MARKS.get(letter.state, ""),
        "check": verification.printed(letter),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
