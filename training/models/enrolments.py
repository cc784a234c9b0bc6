from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Cooperative
from core.text import tokens
from training.choices import ENROLMENT_LOOK, HOLDING, LIVE, EnrolmentNews, EnrolmentState, Priority
from training.models.sessions import Session
from training.querysets import EnrolmentQuerySet


class Enrolment(models.Model):
    """A person of a cooperative in a session. The order of the waiting list is priority, then `queued_at`.

    `state` is moved by training/enrolments/seats.py alone. No KTP number is ever kept.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="enrolments")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="enrolments")
    name = models.CharField(_("name"), max_length=150)
    name_key = models.CharField(max_length=150)
    position = models.CharField(_("position"), max_length=80, blank=True)
    phone = models.CharField(_("telephone / WhatsApp"), max_length=40, blank=True)
    state = models.CharField(max_length=12, choices=EnrolmentState)
    # Why it has priority, as it was when it was made; empty: none.
    priorities = models.JSONField(default=list, blank=True)
    has_priority = models.BooleanField(default=False)
    offer_until = models.DateTimeField(null=True)
    # What stands in the QR code of the participant's card; new for a replacement.
    code = models.CharField(max_length=12, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    # Its place in the line; who replaces somebody takes the place over.
    queued_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_by_name = models.CharField(max_length=150)
    reason = models.CharField(max_length=500, blank=True)
    # Why an officer has passed over a rule of the session.
    override_reason = models.CharField(max_length=500, blank=True)
    # The enrolment that this one continues: of the person replaced, or in the session moved from.
    follows = models.OneToOneField("self", null=True, on_delete=models.SET_NULL, related_name="followed_by")
    pre_score = models.PositiveSmallIntegerField(_("pre-test"), null=True, validators=[MaxValueValidator(100)])
    post_score = models.PositiveSmallIntegerField(_("post-test"), null=True, validators=[MaxValueValidator(100)])

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-has_priority", "queued_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EnrolmentState.values), name="enrolment_state_is_known"),
            models.UniqueConstraint(
                fields=["session", "cooperative", "name_key"],
                condition=Q(state__in=LIVE),
                name="one_seat_per_person_and_session",
            ),
            models.UniqueConstraint(
                fields=["session", "name_key", "phone"],
                condition=Q(state__in=LIVE) & ~Q(phone=""),
                name="one_seat_per_person_whatever_cooperative",
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offer_until__isnull=False) | ~Q(state="offered") & Q(offer_until=None),
                name="an_offer_has_its_end",
            ),
            models.CheckConstraint(
                condition=(Q(pre_score=None) | Q(pre_score__lte=100)) & (Q(post_score=None) | Q(post_score__lte=100)),
                name="scores_up_to_100",
            ),
        ]
        indexes = [
            models.Index(fields=["session", "state"], name="enrolment_by_state"),
            models.Index(fields=["offer_until"], name="open_offers", condition=Q(state="offered")),
        ]

    def __str__(self) -> str:
        return f"{self.name} – {self.cooperative}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def holds_a_seat(self) -> bool:
        return self.state in HOLDING

    @property
    def look(self) -> tuple[str, str]:
        return ENROLMENT_LOOK[self.state]

    @property
    def priority_words(self) -> str:
        labels = dict(Priority.choices)
        return ", ".join(str(labels[value]) for value in self.priorities if value in labels)

    @property
    def code_in_groups(self) -> str:
        return tokens.grouped(self.code)


class Told(models.Model):
    """That a cooperative was told something about an enrolment: written with the message, so that it comes once."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="told")
    what = models.CharField(max_length=12, choices=EnrolmentNews)
    # What may come again does so under another key: the version of a session, the end of an offer.
    key = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=timezone.now)
    # The WhatsApp text that an officer sends; news that comes later overtakes it.

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "what", "key"], name="told_once"),
            models.CheckConstraint(condition=Q(what__in=EnrolmentNews.values), name="news_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.what} {self.key}"


class SessionInvitation(models.Model):
    """That a cooperative was invited to a session: once, however often the button is pressed."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="invitations")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="session_invitations")
    at = models.DateTimeField(default=timezone.now)
    by_name = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "cooperative"], name="invited_once")]

    def __str__(self) -> str:
        return f"{self.session_id} – {self.cooperative}"
