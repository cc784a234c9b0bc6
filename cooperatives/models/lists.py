from django.conf import settings
from django.db import models
from django.utils import timezone


class ListImport(models.Model):
    """A list of what was before the portal, as it was taken in: kept so that it can be taken back as a whole."""

    # A name of cooperatives/record_lists/: "meetings" or "warnings".
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150, blank=True)
    # The keys of what was made, and of meetings day and year of the last RAT that the record had before, by its key.
    made = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"
