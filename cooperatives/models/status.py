from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Status, StatusBasis
from cooperatives.models.cooperative import Cooperative
from cooperatives.querysets import StatusChangeQuerySet
from core.models import private_storage


class StatusChange(models.Model):
    """Why a cooperative has its status: written only by cooperatives/status.py."""

    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="status_changes")
    old = models.CharField(max_length=24, choices=Status, blank=True)
    new = models.CharField(_("new status"), max_length=24, choices=Status)
    on = models.DateField(_("valid from"))
    basis = models.CharField(_("basis"), max_length=24, choices=StatusBasis)
    reason = models.TextField(_("reason"))
    evidence = models.FileField(_("evidence"), storage=private_storage, upload_to="evidence/%Y", blank=True)
    evidence_name = models.CharField(max_length=150, blank=True)
    # The office's rules in force then, e.g. {"years_without_rat": 3}.
    rule = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    # The entry that was wrong: it stays readable, and counts no longer.
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.CASCADE, related_name="correction")
    # Of a correction the number of the first entry that was wrong, for the order of entries of one day.
    place = models.PositiveBigIntegerField(null=True, blank=True)

    # A correction that says: this never happened. It counts no more than what it corrects.
    annuls = models.BooleanField(default=False, db_default=False)
    # Filled by `with_origin`: what the first entry at this place has said.
    origin_basis: str
    origin_new: str

    objects = StatusChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects=None, place=None)
                | Q(corrects__isnull=False, place__isnull=False, basis="correction"),
                name="a_correction_has_its_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
