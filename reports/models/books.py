from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cooperatives.models import Cooperative
from reports.choices import BookColumn


class BookHabit(models.Model):
    """Which column of the statement of surplus the books of a cooperative give: chosen once by its board."""

    cooperative = models.OneToOneField(Cooperative, on_delete=models.CASCADE, related_name="book_habit")
    column = models.CharField(max_length=10, choices=BookColumn)
    chosen_at = models.DateTimeField(default=timezone.now)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(column__in=BookColumn.values), name="book_column_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative}: {self.column}"
