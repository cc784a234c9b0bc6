from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperatives.models import District


class CoachingProgramme(models.Model):
    """The coaching of a year: how many cooperatives the office wants to coach."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    target = models.PositiveSmallIntegerField(_("target (cases)"))

    class Meta:
        # The name of its first class.
        db_table = "revival_programme"
        ordering = ["-year"]
        constraints = [models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="programme_of_a_real_year")]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """Who coaches in a kecamatan; one of them leads, and new cases there are his."""

    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="teams")
    leads = models.BooleanField(_("leads"), default=False)

    class Meta:
        ordering = ["district__name", "-leads", "user__name"]
        constraints = [
            models.UniqueConstraint("district", "user", name="once_in_a_team"),
            models.UniqueConstraint("district", condition=Q(leads=True), name="one_leads_a_team"),
        ]

    def __str__(self) -> str:
        return f"{self.district}: {self.user}"
