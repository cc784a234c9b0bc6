from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import private_storage
from reports.models.obligations import Obligation


class Upload(models.Model):
    """A workbook as it came, and what was read in it: kept whether or not it became the draft."""

    class Outcome(models.TextChoices):
        REFUSED = "refused", _("Could not be read")
        WAITING = "waiting", _("Read, not taken over yet")
        TAKEN = "taken", _("Taken over into the draft")
        DECLINED = "declined", _("Not taken over")

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="uploads")
    file = models.FileField(storage=private_storage, upload_to="uploads/%Y/%m", max_length=200, blank=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_by_name = models.CharField(max_length=150)
    outcome = models.CharField(max_length=10, choices=Outcome)
    refusal = models.TextField(blank=True)
    statement_version = models.CharField(max_length=10, blank=True)
    # The checks and limits that found what is in `findings`.
    rules_in_force = models.JSONField(default=dict)
    # What was read, by key: amounts, the cells they stood in, the text of those read otherwise than typed.
    figures = models.JSONField(default=dict)
    cells = models.JSONField(default=dict)
    shown_totals = models.JSONField(default=dict)
    adapted = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    # The parts that a sheet by itself holds (a CSV); empty for a whole workbook.
    parts = models.JSONField(default=list)

    # The very same file was there before, and it is that one (reports/filing/intake.py).
    is_known = False

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def can_be_marked(self) -> bool:
        """Whether it can be handed back with its cells marked: an .xlsx alone."""
        return bool(self.file) and self.file.name.endswith(".xlsx")
