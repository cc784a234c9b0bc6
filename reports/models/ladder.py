from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import ContactResult
from cooperatives.models import Contact, Cooperative
from core.papers.letter import OfficialLetter
from core.papers.official import PaperState
from reports.choices import LetterLevel, ReminderState
from reports.models.obligations import Obligation

FURTHEST = 400


class Step(models.Model):
    """One rung of the ladder: when, by which ways, with which words, signed by whom (DOMAIN.md 2.4)."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=80)
    days = models.SmallIntegerField(
        _("days after the due date"),
        validators=[MinValueValidator(-90), MaxValueValidator(FURTHEST)],
        help_text=_("A negative number: before the due date."),
    )
    # Names of registered ways (cooperatives/messaging/registry.py).
    ways = models.JSONField(_("ways"), default=list)
    letter_level = models.PositiveSmallIntegerField(_("letter"), choices=LetterLevel, default=LetterLevel.NONE)
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("text"), max_length=3000)
    signer_name = models.CharField(_("signed by"), max_length=150, blank=True)
    signer_position = models.CharField(_("position of the signer"), max_length=150, blank=True)
    is_on = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["days", "code"]
        constraints = [models.CheckConstraint(condition=Q(letter_level__range=(0, 3)), name="letter_level_0_to_3")]

    def __str__(self) -> str:
        return self.name


class Letter(OfficialLetter):
    """A written warning (Surat Teguran I to III): prepared by a job, numbered by an officer, signed by the office."""

    KIND = "letter"

    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="letters")
    level = models.PositiveSmallIntegerField(choices=LetterLevel)
    # [["2026-2", "2026-07-20"], …]: quarter and due date
    missing = models.JSONField(default=list)
    contact = models.OneToOneField(Contact, null=True, on_delete=models.PROTECT, related_name="letter")

    class Meta(OfficialLetter.Meta):
        ordering = ["-issued_on", "-sequence", "cooperative__name_key"]
        constraints = [
            *OfficialLetter.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative"], condition=Q(state=PaperState.PREPARED), name="one_letter_to_sign_at_a_time"
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 3)), name="letter_is_first_to_third"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.cooperative}: {self.get_level_display()}"

    @property
    def is_delivered(self) -> bool:
        """As the contact log has it: letters from before there was a day of delivery stand there alone."""
        return bool(self.contact and self.contact.result == ContactResult.DELIVERED)

    def event_object(self) -> dict[str, Any]:
        return {"object_type": "cooperative", "object_id": self.cooperative_id, "label": self.cooperative.name}

    def shown_to_all(self) -> list[tuple[Any, str]]:
        return [
            (_("Paper"), str(self.get_level_display())),
            (_("Addressee"), self.frame.get("addressee") or self.cooperative.legal_name),
            (_("Subject"), self.subject if self.subject != self.get_level_display() else ""),
            (_("Signer"), ", ".join(filter(None, [self.signer_name, self.signer_position]))),
        ]


class Reminder(models.Model):
    """That a step of the ladder was reached for an obligation: made before anything goes out, once."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="reminders")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="reminders")
    on = models.DateField()
    state = models.CharField(max_length=10, choices=ReminderState, default=ReminderState.NEW)
    made_at = models.DateTimeField(default=timezone.now)
    # Quarters of one cooperative that come up on one day are told of together.
    contacts = models.ManyToManyField(Contact, related_name="reminders")
    letter = models.ForeignKey(Letter, null=True, on_delete=models.SET_NULL, related_name="reminders")

    class Meta:
        ordering = ["-on", "-step__days"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "step"], name="one_reminder_per_obligation_and_step"),
            models.CheckConstraint(condition=Q(state__in=ReminderState.values), name="reminder_state_is_known"),
        ]
        indexes = [models.Index(fields=["step", "on"], name="reminder_to_tell", condition=Q(state=ReminderState.NEW))]

    def __str__(self) -> str:
        return f"{self.obligation}: {self.step}"


class Digest(models.Model):
    """That an officer was sent the summary of a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="one_digest_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on}"
