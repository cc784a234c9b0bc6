"""Queries with a meaning for the early warning; access goes through `.visible_to(user)`: nothing of it is a board's."""

from django.db import models

from accounts.permissions import Capability, may


class EarlyWarningQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the register for whoever reads warnings, nothing for anybody else."""
        found = self.filter(cooperative__merged_into=None)
        return found if user.is_authenticated and may(user, Capability.READ_WARNINGS) else found.none()

    def open(self):
        """Seen in the last night."""
        return self.filter(ended_on=None)

    def loud(self):
        """Of these, those that nobody has answered, or that have become worse since."""
        return self.open().filter(is_quiet=False)


class DispositionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the office and its advisers, nothing for anybody else."""
        found = self.filter(cooperative__merged_into=None)
        return found if user.is_authenticated and user.is_of_office else found.none()

    def open(self):
        return self.filter(ended_at=None)

    def of(self, matter: str, thing: int):
        return self.filter(matter=matter, thing=thing)
