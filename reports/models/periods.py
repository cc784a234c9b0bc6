from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import Kind
from cooperatives.models import Cooperative, District
from reports.obligations.quarter import Quarter


class Period(models.Model):
    """A quarter that was opened for filing, with the rules that were in force then (DESIGN.md rule 12)."""

    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    grace_days = models.PositiveSmallIntegerField(default=0)
    rules = models.JSONField(default=dict)
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter"], name="one_period_per_quarter"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="quarter_between_1_and_4"),
        ]

    def __str__(self) -> str:
        return self.value.slug

    @property
    def value(self) -> Quarter:
        return Quarter(self.year, self.quarter)

    @property
    def slug(self) -> str:
        return self.value.slug

    @property
    def label(self) -> str:
        return self.value.label


class Holiday(models.Model):
    """A day on which the office is closed; kept by an administrator, set yearly by the SKB 3 Menteri."""

    class Kind(models.TextChoices):
        NATIONAL = "libur_nasional", _("National holiday")
        JOINT_LEAVE = "cuti_bersama", _("Joint leave")
        OFFICE = "libur_kantor", _("Office closed")

    date = models.DateField(_("date"), unique=True, error_messages={"unique": _("This day is in the table already.")})
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.NATIONAL)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date}: {self.name}"


class Extension(models.Model):
    """A later due date for one cooperative, a group or all: a record of who gave it and why (DOMAIN.md 6.3)."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateField(_("new due date"))
    reason = models.TextField(_("reason"))
    # Empty columns do not narrow: all empty is everybody.
    cooperative = models.ForeignKey(Cooperative, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("district (kecamatan)")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_by_name = models.CharField(max_length=150)

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return f"{self.period} → {self.until}"

    @property
    def scope(self) -> Q:
        """Which obligations of the period it is for."""
        wanted = Q()
        if self.cooperative_id:
            wanted &= Q(cooperative=self.cooperative_id)
        if self.district_id:
            wanted &= Q(cooperative__district=self.district_id)
        if self.kind:
            wanted &= Q(cooperative__kind=self.kind)
        return wanted
