from django.db import models
from django.db.models import Q

from cooperatives.models import Cooperative


class Arrears(models.Model):
    """How many quarters a cooperative is late with, and since when: what the register filters and sorts by.

    A row for each cooperative that is late, written by reports/obligations/lateness.py alone. Screens compute.
    """

    cooperative = models.OneToOneField(Cooperative, primary_key=True, on_delete=models.CASCADE, related_name="arrears")
    quarters = models.PositiveSmallIntegerField()
    since = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quarters__gte=1), name="arrears_are_at_least_one_quarter")]
        indexes = [
            models.Index(fields=["quarters", "cooperative"], name="arrears_by_quarters"),
            models.Index(fields=["since", "cooperative"], name="arrears_by_since"),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative_id}: {self.quarters}"
