from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.models.cooperative import Cooperative
from cooperatives.querysets import PublicRemovalQuerySet


class PublicRemoval(models.Model):
    """That a record is not public, because somebody has asked for it: the day and the reason stay public.

    Written by cooperatives/public/removals.py. It stays with its record when that is merged into another.
    """

    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="removals")
    reason = models.CharField(
        _("reason, for everybody to read"),
        max_length=300,
        help_text=_("One sentence, without the name of a person or of the cooperative."),
    )
    asked_by = models.CharField(
        _("who asked for it, and how"),
        max_length=200,
        help_text=_("Only the office reads it, such as “chair, letter”."),
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=150, blank=True)

    objects = PublicRemovalQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint("cooperative", condition=Q(ended_at=None), name="removed_from_the_public_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_removal_has_its_reason"),
        ]

    def __str__(self) -> str:
        return self.reason
