from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cooperatives.models.cooperative import Cooperative


class Merge(models.Model):
    """That a record was merged into another, with all that this changed: what is remembered can be undone, once.

    `memory` is written and read by cooperatives/merging/records.py and merging/separation.py alone.
    """

    kept = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="merges_in")
    dropped = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="merges_away")
    reason = models.TextField()
    memory = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=150)
    undone_at = models.DateTimeField(null=True)
    undone_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint("dropped", condition=Q(undone_at=None), name="merged_away_once"),
            models.CheckConstraint(condition=~Q(kept=F("dropped")), name="no_record_is_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.dropped} → {self.kept}"


class NotDouble(models.Model):
    """That an officer has found two records to be two cooperatives: the pair is not proposed any more."""

    # The record with the lower number comes first, so that a pair is stored once.
    first = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=150)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_double_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_is_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
