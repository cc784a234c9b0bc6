from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Contact
from core.models import private_storage
from revival.choices import VisitFinding, Wish
from revival.models.cases import Case
from revival.querysets import VisitQuerySet


class VisitDay(models.Model):
    """A day on which somebody visits some cooperatives, in the order of the drive."""

    on = models.DateField(_("day"))
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("adviser"), on_delete=models.PROTECT, related_name="visit_days"
    )
    # The letter that sends him, of one or more days.
    assignment = models.ForeignKey(
        "revival.AssignmentLetter", null=True, blank=True, on_delete=models.SET_NULL, related_name="days"
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by_name = models.CharField(max_length=150)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_reason = models.CharField(max_length=200, blank=True)
    # Goes up with each change of its stops: two who change the order are told, and calendars renew the day.
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-on", "adviser__name", "pk"]
        constraints = [
            models.UniqueConstraint("adviser", "on", condition=Q(cancelled_at=None), name="one_day_of_visits_each"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.adviser}"


class Stop(models.Model):
    """A cooperative that is to be visited on a day."""

    day = models.ForeignKey(VisitDay, on_delete=models.CASCADE, related_name="stops")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="stops")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint("day", "case", name="one_stop_a_case")]

    def __str__(self) -> str:
        return f"{self.place}. {self.case}"


class Visit(models.Model):
    """What somebody has found at a cooperative. Two who were there have each their own."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="visits")
    stop = models.ForeignKey(Stop, null=True, on_delete=models.SET_NULL, related_name="visits")
    # Its name on the phone: sent twice, it is there once.
    entry = models.CharField(max_length=36, unique=True, null=True)
    on = models.DateField(_("day of the visit"))
    begun = models.TimeField(_("from"), null=True, blank=True)
    ended = models.TimeField(_("to"), null=True, blank=True)
    office_found = models.CharField(_("office found"), max_length=7, choices=VisitFinding, default=VisitFinding.UNKNOWN)
    board_reachable = models.CharField(
        _("board reachable"), max_length=7, choices=VisitFinding, default=VisitFinding.UNKNOWN
    )
    business_runs = models.CharField(
        _("business running"), max_length=7, choices=VisitFinding, default=VisitFinding.UNKNOWN
    )
    books_there = models.CharField(_("books there"), max_length=7, choices=VisitFinding, default=VisitFinding.UNKNOWN)
    members_about = models.PositiveIntegerField(_("members, about"), null=True, blank=True)
    assets_seen = models.CharField(_("assets seen"), max_length=500, blank=True)
    debts_known = models.CharField(_("debts known"), max_length=500, blank=True)
    met = models.CharField(_("who was met"), max_length=150, blank=True)
    met_as = models.CharField(_("position"), max_length=100, blank=True)
    said = models.TextField(_("what was said"), max_length=3000, blank=True)
    decision = models.CharField(_("decision of the board"), max_length=10, choices=Wish, blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_due = models.DateField(_("to be done by"), null=True, blank=True)
    # To about 100 m, and only where the adviser has given it.
    latitude = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    longitude = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    # The assignment letter had no number on that day.
    without_letter = models.BooleanField(default=False)
    adviser = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="visits")
    adviser_name = models.CharField(max_length=150)
    recorded_at = models.DateTimeField(default=timezone.now)
    # Two who correct at once are told.
    revision = models.PositiveIntegerField(default=1)
    contact = models.OneToOneField(Contact, null=True, on_delete=models.PROTECT, related_name="visit")

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
                name="a_position_has_two_numbers",
            ),
            models.CheckConstraint(
                condition=Q(begun=None) | Q(ended=None) | Q(ended__gte=models.F("begun")),
                name="a_visit_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.cooperative} {self.on}"

    @property
    def findings(self) -> list[tuple[Any, str, str]]:
        """Label, value and its word of each thing that was looked for."""
        names = ("office_found", "board_reachable", "business_runs", "books_there")
        return [
            (self._meta.get_field(name).verbose_name, getattr(self, name), str(getattr(self, f"get_{name}_display")()))
            for name in names
        ]


class Photo(models.Model):
    """A photo of a visit, private: a small JPEG without the place where it was taken. Gone after its time."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="photos")
    entry = models.CharField(max_length=36, unique=True, null=True)
    file = models.FileField(storage=private_storage, upload_to="visits/%Y/%m", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("visit", "sha256", name="a_photo_once")]

    def __str__(self) -> str:
        return f"{self.visit} {self.pk}"
