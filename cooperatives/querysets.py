from django.db import models
from django.db.models import Q
from django.utils import timezone


class CooperativeQuerySet(models.QuerySet):
    def current(self):
        """Without the records that were merged into another."""
        return self.filter(merged_into=None)

    def visible_to(self, user):
        """Everything for the office, the linked cooperatives for a manager, nothing for anybody else."""
        if not user.is_authenticated:
            return self.none()
        if user.is_of_office:
            return self.current()
        return self.current().filter(pk__in=self._linked_to(user))

    def _linked_to(self, user):
        today = timezone.localdate()
        memberships = user.memberships.filter(Q(until=None) | Q(until__gt=today))
        return memberships.values("cooperative_id")
