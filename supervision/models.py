from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Cooperative
from reports.models import Report
from supervision.choices import AnswerKind
from supervision.querysets import EarlyWarningQuerySet

VALUE = {"max_digits": 24, "decimal_places": 6}


def sum_field():
    """Whole rupiah; None where no line of the sum was given."""
    return models.BigIntegerField(null=True)


class ReportSums(models.Model):
    """What flags look at in a report that was sent (supervision/measures.py); such a report never changes."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, primary_key=True, related_name="sums")
    assets = sum_field()
    equity = sum_field()
    participation = sum_field()
    member_capital = sum_field()
    loans = sum_field()
    substandard = sum_field()
    doubtful = sum_field()
    lost = sum_field()
    allowance = sum_field()
    savings = sum_field()
    cash = sum_field()
    current_liabilities = sum_field()
    borrowed = sum_field()
    stock = sum_field()
    receivables = sum_field()
    surplus = sum_field()
    income = sum_field()

    def __str__(self) -> str:
        return str(self.report_id)


class EarlyWarning(models.Model):
    """A flag that a cooperative raises, from the night in which it was first seen until it is seen no more.

    Written by supervision/raising.py; `is_quiet` and what was answered by supervision/answering.py too.
    """

    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="warnings")
    flag = models.CharField(max_length=24)
    value = models.DecimalField(**VALUE)
    # How many limits were passed.
    level = models.PositiveSmallIntegerField()
    # Those in force, from the first to the hardest, and the version of the flags.
    limits = models.CharField(max_length=120)
    version = models.CharField(max_length=10)
    # The end of the quarter that it was seen in, None where it is no quarter's.
    as_of = models.DateField(null=True)
    raised_on = models.DateField()
    # The night in which it was told last: raised, or told again.
    told_on = models.DateField()
    ended_on = models.DateField(null=True)
    # Somebody has answered it, and it has not become worse since.
    is_quiet = models.BooleanField(default=False)
    quiet_until = models.DateField(null=True)
    answered_value = models.DecimalField(null=True, **VALUE)
    answered_level = models.PositiveSmallIntegerField(null=True)

    objects = EarlyWarningQuerySet.as_manager()

    class Meta:
        ordering = ["-level", "flag"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "flag"], condition=Q(ended_on=None), name="a_flag_is_raised_once"
            ),
            models.CheckConstraint(condition=Q(level__gte=1), name="a_warning_has_passed_a_limit"),
            models.CheckConstraint(
                condition=Q(is_quiet=False) | Q(answered_level__isnull=False), name="a_quiet_warning_was_answered"
            ),
        ]
        indexes = [
            models.Index(fields=["cooperative", "level"], name="warning_open", condition=Q(ended_on=None)),
            models.Index(fields=["told_on"], name="warning_told"),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative_id}: {self.flag}"

    @property
    def exact(self) -> Fraction:
        return Fraction(Decimal(self.value))


class WarningAnswer(models.Model):
    """What an officer has said of a warning, and at which value. Answers are added, never changed."""

    warning = models.ForeignKey(EarlyWarning, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(_("answer"), max_length=10, choices=AnswerKind)
    note = models.TextField(_("what you have found"), max_length=2000)
    until = models.DateField(_("watch until"), null=True, blank=True)
    value = models.DecimalField(**VALUE)
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=150)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AnswerKind.values), name="answer_of_a_warning_is_known"),
            models.CheckConstraint(
                condition=~Q(kind=AnswerKind.WATCH) | Q(until__isnull=False), name="watching_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
