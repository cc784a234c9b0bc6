from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from revival.models.cases import Case


class Reactivation(models.Model):
    """That a cooperative was made active again: on what ground, and what was missing then by the rule in force."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reactivations")
    on = models.DateField(default=timezone.localdate)
    business = models.CharField(_("how the office knows that the business runs"), max_length=300, blank=True)
    reason = models.TextField(_("why it is made active nevertheless"), max_length=2000, blank=True)
    # What the rule asked for and was not there, in the words of the office's language.
    missing = models.JSONField(default=list)
    # The values in force then, by setting.
    rule = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=150)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.case}: {self.on}"
