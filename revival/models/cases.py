from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Cooperative
from revival.choices import STAGE_LOOK, CaseOutcome, Stage
from revival.models.programmes import CoachingProgramme
from revival.querysets import CaseQuerySet


class Opening(models.Model):
    """Cases that were opened in one go; taken back as one, as long as nothing was done in them."""

    programme = models.ForeignKey(CoachingProgramme, null=True, on_delete=models.PROTECT, related_name="openings")
    reason = models.TextField(_("why the case is opened"))
    # The weights of the signs in force then, by sign.
    rule = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=150)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.actor_name}"


class Case(models.Model):
    """The coaching of one cooperative: an overlay on its status, which stays what it is (DOMAIN.md 2.2, 7.2).

    The stage is moved by revival/cases/stages.py alone.
    """

    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="revival_cases")
    # The first opening of older cases is not known.
    opening = models.ForeignKey(Opening, null=True, on_delete=models.PROTECT, related_name="cases")
    programme = models.ForeignKey(CoachingProgramme, null=True, on_delete=models.PROTECT, related_name="cases")
    # An earlier try that has ended.
    previous = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="later")
    opened_on = models.DateField(_("opened on"), default=timezone.localdate)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(_("why the case is opened"))
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.FOUND)
    stage_on = models.DateField(default=timezone.localdate)
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("adviser"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="revival_cases",
    )
    step = models.CharField(_("next step"), max_length=200, blank=True)
    step_due = models.DateField(_("to be done by"), null=True, blank=True)
    hold_until = models.DateField(_("on hold until"), null=True, blank=True)
    hold_reason = models.CharField(_("why it is on hold"), max_length=200, blank=True)
    closed_on = models.DateField(null=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=CaseOutcome, blank=True)
    outcome_text = models.TextField(_("outcome in words"), blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint("cooperative", condition=Q(closed_on=None), name="one_open_case"),
            models.CheckConstraint(
                condition=Q(closed_on=None, outcome="") & ~Q(stage=Stage.ENDED)
                | Q(closed_on__isnull=False, stage=Stage.ENDED, hold_until=None) & ~Q(outcome=""),
                name="an_ended_case_has_its_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["step_due", "id"], name="case_by_step", condition=Q(closed_on=None)),
            models.Index(fields=["adviser", "step_due"], name="case_by_adviser", condition=Q(closed_on=None)),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative} {self.opened_on}"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def stage_look(self) -> tuple[str, str]:
        return STAGE_LOOK[self.stage]

    def is_on_hold(self, day: date) -> bool:
        return self.hold_until is not None and day < self.hold_until

    def is_overdue(self, day: date) -> bool:
        """Whether the next step was to be done before a day; what is on hold has time."""
        return self.is_open and self.step_due is not None and self.step_due < day and not self.is_on_hold(day)


class Move(models.Model):
    """A step of a case from one stage to another; one that was a mistake is taken back and stays to be read."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="moves")
    old = models.CharField(max_length=20, choices=Stage)
    new = models.CharField(max_length=20, choices=Stage)
    # Of the stage that was left, for the way back.
    old_on = models.DateField()
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=150)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by_name = models.CharField(max_length=150, blank=True)
    taken_back_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
