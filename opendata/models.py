from django.db import models
from django.utils import timezone

from core.models import private_storage
from opendata.choices import Format


class DataFile(models.Model):
    """One data set of one day in one format. Days on which the rows were the same share a file.

    Written by opendata/publication.py; `content` is the SHA-256 of the rows as CSV, `sha256` that of the file.
    """

    dataset = models.SlugField(max_length=40)
    format = models.CharField(max_length=4, choices=Format)
    day = models.DateField()
    file = models.FileField(storage=private_storage, upload_to="open-data/%Y", max_length=200)
    content = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    rows = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-day", "dataset", "format"]
        constraints = [
            models.UniqueConstraint("dataset", "format", "day", name="one_data_file_a_day"),
            models.CheckConstraint(condition=models.Q(format__in=Format.values), name="data_format_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What the file is called when it is downloaded."""
        return f"{self.dataset}-{self.day.isoformat()}.{self.format}"
