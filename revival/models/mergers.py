from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from revival.models.cases import Case


class Merger(models.Model):
    """The merger into another cooperative that a case leads to: under way until all of it is there (DOMAIN.md 7.2)."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="merger")
    into = models.CharField(_("cooperative into which it merges"), max_length=200)
    meeting_on = models.DateField(_("members’ meeting of this cooperative on"), null=True, blank=True)
    other_meeting_on = models.DateField(_("members’ meeting of the other cooperative on"), null=True, blank=True)
    approval_number = models.CharField(_("number of the legal approval"), max_length=80, blank=True)

    def __str__(self) -> str:
        return self.into

    @property
    def missing(self) -> list[Any]:
        """What is not there yet, as the labels of its fields."""
        names = ("meeting_on", "other_meeting_on", "approval_number")
        return [self._meta.get_field(name).verbose_name for name in names if not getattr(self, name)]
