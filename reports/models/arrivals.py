from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import private_storage
from reports.choices import ArrivalState, ArrivalWay, State
from reports.models.obligations import Obligation
from reports.querysets import ArrivalQuerySet


class Arrival(models.Model):
    """A report on paper that has come in: photos or a PDF of it. Not yet a report, until somebody has typed it in.

    Written by reports/arrivals/arrival_log.py alone.
    """

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="arrivals")
    number = models.CharField(max_length=24, unique=True)
    way = models.CharField(_("way"), max_length=10, choices=ArrivalWay)
    # The moment for what came through the portal or on the day of its entry, else the beginning of the day (WIB).
    arrived_at = models.DateTimeField()
    note = models.CharField(_("remark"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=ArrivalState, default=ArrivalState.WAITING)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_by_name = models.CharField(max_length=150)
    by_office = models.BooleanField(default=False)
    # Why it was set aside: a wrong quarter, nothing that can be read.
    reason = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_name = models.CharField(max_length=150, blank=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        ordering = ["arrived_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(state=ArrivalState.WAITING), name="one_arrival_waits_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state__in=ArrivalState.values), name="arrival_state_is_known"),
            models.CheckConstraint(condition=Q(way__in=ArrivalWay.values), name="arrival_way_is_known"),
            models.CheckConstraint(
                condition=~Q(state=ArrivalState.SET_ASIDE) | ~Q(reason=""), name="arrival_is_set_aside_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["state", "arrived_at"], name="arrival_by_state")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_waiting(self) -> bool:
        return self.state == ArrivalState.WAITING

    @property
    def is_asked(self) -> bool:
        """Whether it is typed in already, and waits for the board's yes."""
        drafts = self.obligation.reports.filter(state=State.DRAFT, asked_at__isnull=False)
        return self.is_waiting and drafts.exists()

    @property
    def state_in_words(self) -> str:
        return str(_("Typed in, waits for the board’s yes") if self.is_asked else self.get_state_display())


class ArrivalFile(models.Model):
    """One file of a paper. `sha256` is that of the file as it came; `file` a PDF as it came, empty for a photo."""

    arrival = models.ForeignKey(Arrival, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    file = models.FileField(storage=private_storage, upload_to="papers/%Y/%m", max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    sent_by_name = models.CharField(max_length=150)
    by_office = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["arrival", "sha256"], name="a_file_of_an_arrival_once")]

    def __str__(self) -> str:
        return self.name


class ArrivalPage(models.Model):
    """A page of a paper as a picture, numbered through all of its files."""

    arrival = models.ForeignKey(Arrival, on_delete=models.CASCADE, related_name="pages")
    of = models.ForeignKey(ArrivalFile, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    picture = models.FileField(storage=private_storage, upload_to="papers/%Y/%m", max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["arrival", "number"], name="a_page_number_once")]

    def __str__(self) -> str:
        return f"{self.arrival} / {self.number}"
