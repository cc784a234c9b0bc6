from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.models.enrolments import Enrolment
from training.querysets import CertificateQuerySet


class Certificate(models.Model):
    """A certificate as it was given: its words do not change when names, rules or the layout do later."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(_("number"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=150)
    cooperative_name = models.CharField(_("cooperative"), max_length=250)
    programme = models.CharField(_("programme"), max_length=150)
    hours = models.PositiveSmallIntegerField(_("hours of teaching"))
    held_from = models.DateField()
    held_until = models.DateField()
    venue = models.CharField(max_length=150)
    issued_on = models.DateField(_("given on"))
    valid_until = models.DateField(_("valid until"), null=True)
    signer_name = models.CharField(max_length=150)
    signer_position = models.CharField(max_length=150, blank=True)
    # Lines above and below the name, by `heading` and `details`; empty in one from before there were any.
    signature = models.JSONField(default=dict)
    title = models.CharField(max_length=80)
    text = models.TextField()
    # What it was given for: the rule in force, attendance and score (DESIGN.md rule 12).
    basis = models.JSONField(default=dict)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    issued_by_name = models.CharField(max_length=150)
    withdrawn_on = models.DateField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    withdrawn_by_name = models.CharField(max_length=150, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(withdrawn_on=None), name="one_certificate_in_force"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdrawn_reason=""), name="a_withdrawal_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def is_in_force_on(self, day: date) -> bool:
        return self.withdrawn_on is None and (self.valid_until is None or self.valid_until >= day)
