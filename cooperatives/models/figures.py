from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.choices import FigureSource
from cooperatives.models.columns import FigureColumns
from cooperatives.models.cooperative import Cooperative
from cooperatives.querysets import KeyFiguresQuerySet


class KeyFigures(FigureColumns):
    """What one source says of a cooperative as of one day; the newest of each figure stands in the record.

    Written only by cooperatives/key_figures/figures.py. Money in whole rupiah; empty: the source does not say it.
    """

    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="key_figures")
    source = models.CharField(_("source"), max_length=10, choices=FigureSource)
    # The number of the import or report that says it; 0 for what was typed or stood before.
    reference = models.PositiveBigIntegerField(default=0)
    # A file's name, or a quarter and its receipt.
    label = models.CharField(max_length=200, blank=True)
    as_of = models.DateField(_("figures as of"), null=True)
    # The day that decides which is newer: `as_of`, and for figures without a date that of those they came after.
    rank = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now)
    # Since when it counts no longer: its report was amended or re-opened, its import undone.
    ended_at = models.DateTimeField(null=True)
    # Figures that somebody has emptied by hand: what older sources say of them counts no longer.
    cleared = models.JSONField(default=list)

    objects = KeyFiguresQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "source", "reference"],
                condition=Q(ended_at=None) & ~Q(reference=0),
                name="figures_once_per_source",
            ),
            models.CheckConstraint(condition=Q(source__in=FigureSource.values), name="figure_source_is_known"),
        ]
        indexes = [models.Index(fields=["cooperative", "rank"], name="figures_by_day")]

    def __str__(self) -> str:
        return f"{self.cooperative_id} {self.source} {self.as_of}"
