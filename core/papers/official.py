"""What every official paper (surat dinas) is: draft, number, signature, delivery; a number that was given stays."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from core.models import private_storage
from core.text import tokens

CODE_LETTERS = 16


class PaperState(TextChoices):
    PREPARED = "prepared", _("To be signed")
    ISSUED = "issued", _("Issued")
    CANCELLED = "cancelled", _("No longer needed")
    VOID = "void", _("Void")


# Papers that ask nothing of anybody any more.
CLOSED = (PaperState.CANCELLED, PaperState.VOID)
# Papers that have a number.
NUMBERED = (PaperState.ISSUED, PaperState.VOID)


def new_code() -> str:
    """What the QR code of a paper leads to: 80 bits that nobody guesses."""
    return tokens.letters(CODE_LETTERS)


class OfficialPaper(models.Model):
    """A paper with its number and its way through the office; each kind of paper is a model of its own.

    From its issue on its words and its signer are those that were printed. `core/papers/trail.py` moves it.
    """

    # The name of the kind, by which an address calls it.
    KIND: ClassVar[str]

    state = models.CharField(max_length=10, choices=PaperState, default=PaperState.PREPARED)
    made_on = models.DateField()
    # The initials (paraf) of whoever has looked at the draft
    initialled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    initialled_by_name = models.CharField(max_length=150, blank=True, default="", db_default="")
    initialled_at = models.DateTimeField(null=True)
    # A digest of the words that were looked at.
    initialled_words = models.CharField(max_length=64, blank=True, default="", db_default="")
    # Filled when it is issued
    year = models.PositiveSmallIntegerField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    issued_by_name = models.CharField(max_length=150, blank=True)
    # Null for papers from before there was a check.
    code = models.CharField(max_length=16, unique=True, null=True)
    # Signed outside of the portal; the scan or the signed PDF stands in the place of what the portal prints.
    signed_on = models.DateField(null=True)
    scan = models.FileField(
        storage=private_storage, upload_to="papers/%Y/%m", max_length=200, blank=True, default="", db_default=""
    )
    scan_name = models.CharField(max_length=120, blank=True, default="", db_default="")
    scan_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    # The digital signatures in it, as core/papers/signatures.py has read them.
    signatures = models.JSONField(default=list)
    delivered_on = models.DateField(null=True)
    receiver = models.CharField(max_length=150, blank=True, default="", db_default="")
    # When it was set aside, called back or made void, and why
    closed_on = models.DateField(null=True)
    closed_reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    # The void paper in whose place this one was written
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replacement")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["year", "sequence"], name="one_%(class)s_per_sequence"),
            models.UniqueConstraint(
                fields=["year", "number"], condition=Q(state__in=NUMBERED), name="one_%(class)s_per_number"
            ),
            models.CheckConstraint(
                condition=Q(state__in=NUMBERED, sequence__isnull=False, issued_on__isnull=False)
                | ~Q(state__in=NUMBERED) & Q(sequence=None, issued_on=None),
                name="an_issued_%(class)s_has_its_number",
            ),
            models.CheckConstraint(
                condition=Q(state__in=NUMBERED) | Q(signed_on=None, delivered_on=None, scan=""),
                name="only_an_issued_%(class)s_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state=PaperState.VOID) | ~Q(closed_reason=""), name="a_void_%(class)s_has_its_reason"
            ),
        ]

    @property
    def is_draft(self) -> bool:
        return self.state == PaperState.PREPARED

    @property
    def is_void(self) -> bool:
        return self.state == PaperState.VOID

    def has_initials_for(self, words: str) -> bool:
        """Whether somebody has put initials on what the paper says, by its digest."""
        return self.initialled_at is not None and self.initialled_words == words

    @property
    def is_delivered(self) -> bool:
        return self.delivered_on is not None

    @property
    def stage(self) -> str:
        """How far it is, in one word of `STAGES`."""
        if self.state == PaperState.ISSUED:
            return "delivered" if self.is_delivered else "signed" if self.signed_on else "issued"
        return "initialled" if self.is_draft and self.initialled_at else self.state

    @property
    def look(self) -> tuple[str, str, Any]:
        """Tone, symbol and word of its stage."""
        return STAGES[self.stage]

    def event_object(self) -> dict[str, Any]:
        """`object_type`, `object_id` and `label` of the events that tell its way."""
        raise NotImplementedError

    def shown_to_all(self) -> list[tuple[Any, str]]:
        """Label and value of what its public check tells besides number, date and state: what stands on the paper."""
        raise NotImplementedError

    def number_it(self, number: str, *, sequence: int, day: date, actor) -> None:
        """Fill in what a paper has from its issue on; the caller saves it, in the transaction that holds its lock."""
        self.state, self.year, self.sequence, self.issued_on = PaperState.ISSUED, day.year, sequence, day
        self.number, self.code = number, new_code()
        self.issued_by, self.issued_by_name = actor, actor.display_name[:150]


# Tone, symbol and word of each stage.
STAGES: dict[str, tuple[str, str, Any]] = {
    "prepared": ("watch", "pencil", _("Draft")),
    "initialled": ("watch", "check", _("Initials given")),
    "issued": ("revival", "stamp", _("Numbered, to be signed")),
    "signed": ("good", "pen-line", _("Signed")),
    "delivered": ("good", "file-check", _("Delivered")),
    "cancelled": ("gone", "undo-2", _("No longer needed")),
    "void": ("bad", "circle-x", _("Void")),
}
