from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Cooperative
from reports.models import Report
from supervision.choices import AnswerKind, DispositionEnd, Matter
from supervision.querysets import DispositionQuerySet, EarlyWarningQuerySet

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

    Written by supervision/warnings/detection.py; answers and `is_quiet` by supervision/warnings/answers.py.
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


class Disposition(models.Model):
    """Something that waits was passed on to somebody, with a note, by a day (disposisi). None is changed or deleted:
    it is done, or passed on again, or taken back. Written by supervision/dispositions/dispositions.py alone.
    """

    matter = models.CharField(max_length=12, choices=Matter)
    # The key of the letter, the proposal or the case.
    thing = models.PositiveBigIntegerField()
    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="dispositions")
    asked = models.CharField(max_length=200)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("to whom"), on_delete=models.PROTECT, related_name="dispositions"
    )
    note = models.TextField(_("what is to be done"), max_length=1000)
    due_on = models.DateField(_("by"))
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, choices=DispositionEnd, blank=True)
    ended_by_name = models.CharField(max_length=150, blank=True)
    answer = models.TextField(_("what was done"), max_length=1000, blank=True)

    objects = DispositionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "thing"], condition=Q(ended_at=None), name="with_one_person_at_a_time"
            ),
            models.CheckConstraint(condition=Q(matter__in=Matter.values), name="matter_is_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False, end__in=DispositionEnd.values),
                name="an_ended_disposition_says_how",
            ),
        ]
        indexes = [models.Index(fields=["to", "due_on"], name="disposition_open", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.matter} {self.thing} → {self.to_id}"

    def is_late(self, day: date) -> bool:
        return self.ended_at is None and self.due_on < day


class KeptCount(models.Model):
    """Rows that the city page counted of a quarter, as of a day (solokop/city/figures/kept_counts.py)."""

    name = models.CharField(max_length=20)
    quarter = models.CharField(max_length=12)
    day = models.DateField()
    # Whether the day was over: what was due on it and had not come is missing then.
    is_over = models.BooleanField(default=False)
    # Of the portal: another one may count something else under the same name.
    version = models.CharField(max_length=40, default="")
    # When the counting began: what has happened since is not in it.
    counted_at = models.DateTimeField()
    rows = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "quarter", "day"], name="kept_once_of_a_quarter")]

    def __str__(self) -> str:
        return f"{self.name} {self.quarter}"
