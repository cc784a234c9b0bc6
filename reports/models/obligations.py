from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Cooperative
from core import clock
from reports.choices import FilingState, Profile, Standing, WaiverReason
from reports.models.periods import Period
from reports.obligations.quarter import local_day
from reports.querysets import ObligationQuerySet


class Obligation(models.Model):
    """That a cooperative owes a report of a quarter, and by when; apart from the reports that meet it.

    `standing`, `received_at` and `days_late` are written by reports/workflow.py alone, the due date by
    reports/obligations/opening.py and reports/obligations/extensions.py.
    """

    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="obligations")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="obligations")
    profile = models.CharField(max_length=16, choices=Profile)
    due_on = models.DateField()
    # The last day on which a report counts as in time: the due date and the days of grace.
    late_after = models.DateField()
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.NONE)
    received_at = models.DateTimeField(null=True)
    days_late = models.PositiveIntegerField(null=True)
    # The flag that lists filter by: the day after the grace. Written by reports/obligations/lateness.py alone.
    late_since = models.DateField(null=True)
    # Asked of one cooperative that would not have to, e.g. a passive one that comes back.
    by_hand = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = ["-period__year", "-period__quarter", "cooperative__name_key"]
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "period"], name="one_obligation_per_quarter"),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="standing_is_known"),
            models.CheckConstraint(condition=Q(profile__in=Profile.values), name="profile_is_known"),
            models.CheckConstraint(
                condition=Q(received_at=None, days_late=None) | Q(received_at__isnull=False, days_late__isnull=False),
                name="lateness_is_frozen_at_receipt",
            ),
            models.CheckConstraint(
                condition=Q(late_after__gte=models.F("due_on")), name="grace_comes_after_the_due_date"
            ),
            models.CheckConstraint(
                condition=Q(late_since=None) | Q(received_at=None), name="what_is_received_is_not_late_any_more"
            ),
        ]
        indexes = [
            models.Index(fields=["late_after"], name="obligation_missing", condition=Q(standing__in=["none", "draft"])),
            models.Index(
                fields=["cooperative", "late_since"], name="obligation_late", condition=Q(late_since__isnull=False)
            ),
            models.Index(fields=["period", "standing", "late_after"], name="obligation_by_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative} {self.period}"

    def is_overdue_on(self, day: date) -> bool:
        """Whether the report was still missing when the day of grace had passed, without regard to waivers."""
        return self.received_at is None and day > self.late_after

    def days_overdue_on(self, day: date) -> int:
        return (day - self.due_on).days if self.is_overdue_on(day) else 0

    def lateness_of(self, day: date) -> int:
        """Days late of a report received on a day: counted from the due date, none within the days of grace."""
        return (day - self.due_on).days if day > self.late_after else 0

    def lateness_on_receipt(self) -> int | None:
        return self.lateness_of(local_day(self.received_at)) if self.received_at else None

    def active_waiver(self, day: date | None = None):
        return next((waiver for waiver in self.waivers.all() if waiver.holds_on(day or clock.today())), None)

    def state_on(self, day: date | None = None) -> str:
        """The same as `ObligationQuerySet.with_filing_state` says of one row."""
        day = day or clock.today()
        if self.standing in (Standing.NONE, Standing.DRAFT):
            if self.active_waiver(day):
                return FilingState.WAIVED
            if day > self.late_after:
                return FilingState.LATE
            return FilingState.DRAFT if self.standing == Standing.DRAFT else FilingState.DUE
        return FilingState(self.standing)


class Waiver(models.Model):
    """That a report need not be filed: who approved it, why, until when. Ended, never deleted."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="waivers")
    reason = models.CharField(_("reason"), max_length=16, choices=WaiverReason)
    note = models.TextField(_("note"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    approved_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_by_name = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-approved_at"]
        constraints = [
            models.UniqueConstraint(fields=["obligation"], condition=Q(ended_at=None), name="one_waiver_at_a_time"),
            models.CheckConstraint(condition=Q(reason__in=WaiverReason.values), name="waiver_reason_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation}: {self.get_reason_display()}"

    def holds_on(self, day: date) -> bool:
        return self.ended_at is None and (self.expires_on is None or day <= self.expires_on)
