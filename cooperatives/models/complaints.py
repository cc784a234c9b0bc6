from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Capability, may
from cooperatives.choices import ComplaintKind, ComplaintState
from cooperatives.models.cooperative import Cooperative


class ComplaintQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those who work with contacts read them: they hold what somebody has said of himself."""
        if not (user.is_authenticated and may(user, Capability.RECORD_CONTACTS) and user.is_of_office):
            return self.none()
        return self.filter(cooperative__merged_into=None)

    def waiting(self):
        return self.filter(state=ComplaintState.NEW)

    def recorded(self):
        """Money that could not be withdrawn, as an officer has recorded it."""
        return self.filter(kind=ComplaintKind.WITHDRAWAL, recorded_at__isnull=False)


class Complaint(models.Model):
    """What anybody tells the office of a cooperative by its public record, with a number to follow.

    Written by cooperatives/public/complaints.py. What somebody says of himself is read by the office alone.
    """

    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="complaints")
    number = models.CharField(max_length=12, unique=True)
    kind = models.CharField(_("what it is about"), max_length=10, choices=ComplaintKind)
    text = models.TextField(_("what happened"), max_length=2000)
    contact = models.CharField(
        _("how the office can reach you"),
        max_length=150,
        blank=True,
        help_text=_("A telephone number or an address; only the office reads it. You may leave it empty."),
    )
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=ComplaintState, default=ComplaintState.NEW)
    # Since when it is known to be so: the early warning counts from here on.
    recorded_at = models.DateTimeField(null=True)
    # What whoever holds the number reads.
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ComplaintKind.values), name="complaint_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=ComplaintState.values), name="complaint_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=ComplaintState.ANSWERED) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="an_answered_complaint_has_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(recorded_at=None) | Q(kind=ComplaintKind.WITHDRAWAL), name="only_withdrawals_are_recorded"
            ),
        ]
        indexes = [
            models.Index(fields=["cooperative"], name="complaint_recorded", condition=Q(recorded_at__isnull=False)),
            models.Index(fields=["at"], name="complaint_waiting", condition=Q(state=ComplaintState.NEW)),
        ]

    def __str__(self) -> str:
        return self.number
