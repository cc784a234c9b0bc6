from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import MeetingKind
from cooperatives.models.cooperative import Cooperative


class AnnualMeeting(models.Model):
    """A members' meeting: the annual one (RAT) of a book year, or an extraordinary one (RALB)."""

    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="meetings")
    kind = models.CharField(_("kind of meeting"), max_length=4, choices=MeetingKind, default=MeetingKind.RAT)
    book_year = models.PositiveSmallIntegerField(
        _("book year"), validators=[MinValueValidator(1950), MaxValueValidator(2100)]
    )
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=150, blank=True)
    attendance = models.PositiveIntegerField(_("members present"), null=True, blank=True)
    quorum_met = models.BooleanField(_("quorum met"), null=True, blank=True)
    decisions = models.TextField(_("decisions"), blank=True)

    class Meta:
        ordering = ["-book_year", "-held_on"]
        constraints = [
            models.UniqueConstraint("cooperative", "book_year", condition=Q(kind="rat"), name="one_rat_per_book_year")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.book_year}"
