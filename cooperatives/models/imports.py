from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.models.cooperative import Cooperative
from core.models import Job, private_storage


class RegisterImport(models.Model):
    """An uploaded register on its way in: kept as it came, previewed, applied once, undone as far as nobody minds."""

    class State(models.TextChoices):
        MAPPING = "mapping", _("Columns to be checked")
        PREVIEW = "preview", _("To be decided")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        UNDONE = "undone", _("Undone")
        DISCARDED = "discarded", _("Discarded")

    file = models.FileField(storage=private_storage, upload_to="imports/%Y", max_length=200)
    file_name = models.CharField(max_length=200)
    # The sheets as they were read (core/workbooks/tables.py), so that nothing is read twice; none with imports of old.
    reading = models.FileField(storage=private_storage, upload_to="imports/%Y", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.MAPPING)
    # {signature of a heading: {column index: field key}}
    mapping = models.JSONField(default=dict)
    as_of = models.DateField(_("figures as of"), null=True, blank=True)
    # What was used and what was not (register_import/account.py), the fields kept as in the register, and more:
    # {"sheets": […], "why_ignored": {sheet: reason}, "skipped": {kind: n}, "totals": […], "kept_fields": […],
    # "register_event": id}
    remarks = models.JSONField(default=dict)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    # After an undoing, what still is not as before and waits for a decision: {row id: [field, …]}
    left = models.JSONField(null=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["mapping", "preview", "applying", "applied", "undone", "discarded"]),
                name="import_state_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One row of the file: what it says, what it would do, what the officer decided, what it did."""

    class Outcome(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        DOUBTFUL = "doubtful", _("Doubtful")
        REFUSED = "refused", _("Refused")

    batch = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    raw = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    # Values read otherwise than typed: {field: text in the cell}
    adapted = models.JSONField(default=dict)
    # [{"code": …, "level": "refused" | "doubtful" | "note", "field": …, "cell": …, "found": …, …}]
    problems = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=Outcome)
    # How many cells could not be read and are kept out, while the rest of the row is taken.
    left_out = models.PositiveSmallIntegerField(default=0, db_default=0)
    cooperative = models.ForeignKey(Cooperative, null=True, on_delete=models.SET_NULL, related_name="import_rows")
    cooperative_version = models.PositiveIntegerField(null=True)
    # Old and new value of each field, in this order
    changes = models.JSONField(default=dict)
    # Officer's answers: {problem code: choice}; a choice is "skip", "new", "update:<id>", "village:<id>", …
    decisions = models.JSONField(default=dict)
    applied = models.CharField(max_length=10, blank=True)
    applied_version = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("batch", "sheet", "number", name="row_once_per_import")]
        indexes = [models.Index(fields=["batch", "outcome"], name="row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.number}"


class HeadingMemory(models.Model):
    """The mapping an officer confirmed for a heading, proposed for the next file with the same one.

    Under `word:<field>:<digest>` it holds the answer to a word that a column did not know (register_import/words.py).
    """

    signature = models.CharField(max_length=64, unique=True)
    mapping = models.JSONField()
    used_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.signature[:12]
