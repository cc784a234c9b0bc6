from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import private_storage
from training.choices import Subject


class Programme(models.Model):
    """What is taught (program pelatihan); it is held in sessions (angkatan)."""

    name = models.CharField(_("name"), max_length=150, unique=True)
    subject = models.CharField(_("subject"), max_length=16, choices=Subject)
    aim = models.TextField(_("aim"), max_length=2000, help_text=_("What participants can do afterwards."))
    curriculum = models.TextField(_("curriculum"), max_length=6000, help_text=_("One topic a line."))
    hours = models.PositiveSmallIntegerField(
        _("hours of teaching"), validators=[MinValueValidator(1), MaxValueValidator(400)]
    )
    audience = models.CharField(
        _("for whom"), max_length=250, help_text=_("In plain words, for instance: chairs and treasurers.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(subject__in=Subject.values), name="subject_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def topics(self) -> list[str]:
        return [line.strip(" -•\t") for line in self.curriculum.splitlines() if line.strip(" -•\t")]


class Material(models.Model):
    """A file of a programme for its participants, kept privately."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(_("title"), max_length=150)
    file = models.FileField(storage=private_storage, upload_to="materials/%Y/%m", max_length=200)
    file_name = models.CharField(max_length=150)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "sha256"], name="material_once_per_programme")]

    def __str__(self) -> str:
        return self.title
