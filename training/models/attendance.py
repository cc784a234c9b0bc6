import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.choices import MarkedBy
from training.models.enrolments import Enrolment
from training.models.sessions import Session, SessionDay


class Attendance(models.Model):
    """That a participant was there on a day."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attendance")
    day = models.ForeignKey(SessionDay, on_delete=models.CASCADE, related_name="attendance")
    # When the device saw it, which may be earlier than when the mark arrived.
    at = models.DateTimeField()
    arrived_at = models.DateTimeField(default=timezone.now)
    how = models.CharField(max_length=6, choices=MarkedBy)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "day"], name="there_once_a_day"),
            models.CheckConstraint(condition=Q(how__in=MarkedBy.values), name="mark_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.day}"


def grade(label):
    return models.PositiveSmallIntegerField(label, validators=[MinValueValidator(1), MaxValueValidator(5)])


class Evaluation(models.Model):
    """What a participant thinks of a session, without a name.

    The key is random, there is no time, training/outcomes/scores.py shuffles rows: none can be laid beside a slip.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="evaluations")
    content = grade(_("the content was useful for my cooperative"))
    trainer = grade(_("the trainer explained well"))
    venue = grade(_("place and time were convenient"))
    confidence = grade(_("I can do it myself now"))
    comment = models.TextField(_("What should be better?"), max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    content__range=(1, 5), trainer__range=(1, 5), venue__range=(1, 5), confidence__range=(1, 5)
                ),
                name="grades_1_to_5",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class EvaluationSlip(models.Model):
    """That somebody has answered already: the other half of an evaluation, with nothing that leads to it."""

    enrolment = models.OneToOneField(Enrolment, primary_key=True, on_delete=models.CASCADE, related_name="slip")

    def __str__(self) -> str:
        return str(self.pk)
