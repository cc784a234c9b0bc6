from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation
from cooperatives.choices import Position
from cooperatives.models.cooperative import Cooperative
from cooperatives.querysets import MembershipQuerySet


class BoardMember(models.Model):
    """Somebody of the board, the supervisors or the management. No KTP number is ever kept."""

    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="board")
    position = models.CharField(_("position"), max_length=12, choices=Position)
    name = models.CharField(_("name"), max_length=150)
    phone = models.CharField(_("telephone / WhatsApp"), max_length=40, blank=True)
    term_start = models.DateField(_("term from"), null=True, blank=True)
    term_end = models.DateField(_("term until"), null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(term_start=None) | Q(term_end=None) | Q(term_end__gte=F("term_start")),
                name="term_ends_after_it_starts",
                violation_error_message=_("The term ends before it begins."),
            ),
            models.UniqueConstraint(
                "cooperative", condition=Q(position="chair", left_on=None), name="one_chair_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def term_is_over_on(self, day) -> bool:
        """UU 25/1992 art. 29(4): a board is elected for at most five years."""
        return self.left_on is None and self.term_end is not None and self.term_end < day

    @property
    def term_is_over(self) -> bool:
        return self.term_is_over_on(timezone.localdate())


class Membership(models.Model):
    """A user who acts for a cooperative; two or more are good practice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(_("ends on"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint("user", "cooperative", condition=Q(until=None), name="one_open_membership"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="membership_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.cooperative}"


class InvitedCooperative(models.Model):
    """A cooperative that an invitation will link its user to."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="cooperatives")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="invitations")

    class Meta:
        constraints = [models.UniqueConstraint("invitation", "cooperative", name="cooperative_once_per_invitation")]

    def __str__(self) -> str:
        return f"{self.invitation} – {self.cooperative}"
