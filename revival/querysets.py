"""Queries with a meaning for coaching; access goes through `.visible_to(user)`."""

from datetime import date

from django.db import models
from django.db.models import Q

from cooperatives.models import Cooperative
from revival.choices import BACK


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the office; for a manager those of the cooperatives that are theirs."""
        if user.is_authenticated and user.is_of_office:
            # As `Cooperative.objects.visible_to` says it, by the join that lists and counts make anyway.
            return self.filter(cooperative__merged_into=None)
        return self.filter(cooperative__in=Cooperative.objects.visible_to(user))

    def open(self):
        return self.filter(closed_on=None)

    def coached(self):
        """Open and not yet active again: what the register shows as “in coaching”."""
        return self.open().exclude(stage__in=BACK)

    def on_hold(self, day: date):
        return self.open().filter(hold_until__gt=day)

    def to_do(self, day: date):
        """Open and not on hold: what somebody works on."""
        return self.open().filter(Q(hold_until=None) | Q(hold_until__lte=day))

    def overdue(self, day: date):
        """The next step was to be done before a day."""
        return self.to_do(day).filter(step_due__lt=day)

    def in_charge_of(self, user):
        return self.filter(adviser=user)


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the office; for a manager those of the cooperatives that are theirs."""
        return self.filter(cooperative__in=Cooperative.objects.visible_to(user))

    def in_force(self):
        """Not withdrawn; one that has ended by its day is renewed, not replaced."""
        return self.filter(withdrawn_at=None)

    def answerable(self, day: date):
        return self.in_force().filter(expires_on__gte=day)


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the office; boards read nothing of visits."""
        return self if user.is_of_office else self.none()
