from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Cooperative, District
from training.choices import Phase, Seating, SessionState
from training.models.programmes import Programme
from training.querysets import SessionQuerySet

MOST_SEATS = 500


class Session(models.Model):
    """One holding (angkatan) of a programme: when, where, for whom, how many.

    `state` is what an officer has decided; whether it is full, running or over is computed (`phase`).
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField(
        _("session (angkatan)"), validators=[MinValueValidator(1), MaxValueValidator(9999)]
    )
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.DRAFT)
    venue = models.CharField(_("place"), max_length=150)
    address = models.CharField(_("address"), max_length=255)
    trainer = models.CharField(_("trainer"), max_length=150)
    contact_name = models.CharField(_("contact person"), max_length=150)
    contact_phone = models.CharField(_("telephone of the contact person"), max_length=40, blank=True)
    quota = models.PositiveSmallIntegerField(
        _("seats"), validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    per_cooperative = models.PositiveSmallIntegerField(
        _("seats per cooperative"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    seating = models.CharField(_("how seats are given"), max_length=10, choices=Seating, default=Seating.RULE)
    opens_on = models.DateField(_("enrolment from"))
    closes_on = models.DateField(_("enrolment until"))
    fee = models.PositiveIntegerField(_("fee"), default=0, help_text=_("Rupiah a person; 0 means free of charge."))

    # Who may enrol; an empty list means everybody (training/enrolments/eligibility.py).
    statuses = models.JSONField(_("status"), default=list, blank=True)
    with_revival = models.BooleanField(_("also cooperatives in revival, whatever their status"), default=False)
    kinds = models.JSONField(_("kind"), default=list, blank=True)
    districts = models.ManyToManyField(District, verbose_name=_("district (kecamatan)"), blank=True, related_name="+")
    only_named = models.BooleanField(_("only cooperatives that the office has invited by name"), default=False)
    named = models.ManyToManyField(Cooperative, blank=True, related_name="+")
    priorities = models.JSONField(_("priority for"), default=list, blank=True)

    offer_hours = models.PositiveSmallIntegerField(
        _("hours to take an offered seat"), default=48, validators=[MinValueValidator(1), MaxValueValidator(336)]
    )
    attendance_percent = models.PositiveSmallIntegerField(
        _("attendance needed for the certificate (percent)"), default=80, validators=[MaxValueValidator(100)]
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark of the post-test"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("0 to 100; empty: no test is asked for."),
    )
    valid_months = models.PositiveSmallIntegerField(
        _("certificate valid for (months)"),
        default=0,
        validators=[MaxValueValidator(120)],
        help_text=_("0 means without end."),
    )

    # Derived from the days, see training/sessions/schedule.py
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    cancel_reason = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="one_session_per_number",
                violation_error_message=_("This programme has a session with this number already."),
            ),
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="session_state_is_known"),
            models.CheckConstraint(condition=Q(seating__in=Seating.values), name="seating_is_known"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="enrolment_closes_after_it_opens",
                violation_error_message=_("Enrolment ends before it begins."),
            ),
            models.CheckConstraint(condition=Q(quota__gte=1), name="session_has_seats"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="a_published_session_has_its_days",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="session_by_start")]

    def __str__(self) -> str:
        return str(_("{programme}, session {number}")).format(programme=self.programme.name, number=self.number)

    def has_started(self, now: datetime) -> bool:
        return self.starts_at is not None and self.starts_at <= now

    def is_over(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now

    def phase(self, now: datetime, *, held: int) -> Phase:
        """Where it stands at a moment, with `held` seats taken or offered."""
        if self.state == SessionState.DRAFT:
            return Phase.DRAFT
        if self.state == SessionState.CANCELLED:
            return Phase.CANCELLED
        if self.is_over(now):
            return Phase.FINISHED
        if self.has_started(now):
            return Phase.RUNNING
        today = timezone.localdate(now)
        if today < self.opens_on:
            return Phase.SOON
        if today > self.closes_on:
            return Phase.CLOSED
        return Phase.FULL if held >= self.quota else Phase.OPEN


class SessionDay(models.Model):
    """One day of a session, from an hour to an hour (WIB)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(_("day"))
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["session", "date"], name="a_day_once_per_session"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="a_day_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.starts:%H.%M}–{self.ends:%H.%M}"
