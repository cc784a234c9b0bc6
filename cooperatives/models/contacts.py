from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import ContactResult, ContactState
from cooperatives.messaging import registry
from cooperatives.models.cooperative import Cooperative
from core.models import OutgoingMail


class ContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The contact log is the office's alone: it holds telephone numbers and what was said."""
        if not (user.is_authenticated and user.is_of_office):
            return self.none()
        return self.filter(cooperative__merged_into=None)

    def gone_out(self):
        """Sent by hand or by mail, or on its way."""
        mail = [OutgoingMail.State.SENDING, OutgoingMail.State.SENT]
        return self.filter(Q(state=ContactState.SENT) | Q(mail__state__in=mail))

    def to_send(self):
        """Messages that wait for an officer's hand, the oldest first."""
        return self.filter(channel__in=registry.by_hand(), state=ContactState.PREPARED).order_by("made_at", "pk")


class Contact(models.Model):
    """One message, letter, call or visit: to whom, what was said, what came of it (DOMAIN.md 8.3)."""

    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="contacts")
    channel = models.CharField(_("way"), max_length=10, choices=registry.choices)
    state = models.CharField(max_length=10, choices=ContactState, default=ContactState.PREPARED)
    # What it is about, such as "report-12" (cooperatives/messaging/message.py).
    about = models.CharField(max_length=60, blank=True)
    # An e-mail address, a telephone number or the user's name.
    to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(_("about"), max_length=250, blank=True)
    text = models.TextField(_("what was said"), blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150, blank=True)
    result = models.CharField(_("result"), max_length=16, choices=ContactResult, blank=True)
    mail = models.OneToOneField(OutgoingMail, null=True, on_delete=models.SET_NULL, related_name="contact")

    # Where its result is noted, None for the contact log (`contacts.with_pages`).
    result_page: str | None = None

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(channel=""), name="contact_has_a_channel"),
            models.CheckConstraint(condition=Q(state__in=ContactState.values), name="contact_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=ContactState.SENT) | Q(done_at__isnull=False), name="a_sent_contact_has_its_time"
            ),
        ]
        indexes = [
            models.Index(fields=["about"], name="contact_about", condition=~Q(about="")),
            models.Index(fields=["cooperative", "-made_at"], name="contact_of_cooperative"),
            models.Index(
                fields=["channel", "made_at"], name="contact_to_send", condition=Q(state=ContactState.PREPARED)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative}: {self.get_channel_display()}"

    @property
    def state_now(self) -> str:
        """What became of it; an e-mail fares as its mail in the outbox does."""
        if not self.mail or self.state != ContactState.PREPARED:
            return self.state
        return {
            OutgoingMail.State.SENT: ContactState.SENT,
            OutgoingMail.State.FAILED: ContactState.FAILED,
            OutgoingMail.State.CANCELLED: ContactState.CANCELLED,
        }.get(self.mail.state, ContactState.PREPARED)

    @property
    def state_label(self) -> str:
        return str(ContactState(self.state_now).label)
