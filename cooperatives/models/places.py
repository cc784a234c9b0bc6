from django.db import models
from django.utils.translation import gettext_lazy as _


class District(models.Model):
    """One of the five kecamatan, by its Kemendagri code."""

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(_("district (kecamatan)"), max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Village(models.Model):
    """One of the 54 kelurahan, by its Kemendagri code (DOMAIN.md 5)."""

    code = models.CharField(max_length=13, unique=True)
    name = models.CharField(_("village (kelurahan)"), max_length=60)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="villages")
    postcode = models.CharField(max_length=5)
    # Other spellings that lists use, e.g. "Karang Asem" for Karangasem.
    aliases = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("district", "name", name="village_once_per_district")]

    def __str__(self) -> str:
        return self.name
