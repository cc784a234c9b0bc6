"""The key figures of a cooperative: the same columns in its record and in what each source says of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


def count_field(label):
    return models.PositiveIntegerField(label, null=True, blank=True)


def rupiah_field(label):
    """Whole rupiah; empty means unknown, never zero."""
    return models.BigIntegerField(label, null=True, blank=True)


class FigureColumns(models.Model):
    """Counts of people and offices, and money in whole rupiah; empty means unknown, never zero."""

    members_male = count_field(_("members, male"))
    members_female = count_field(_("members, female"))
    members = count_field(_("members"))
    candidate_members = count_field(_("candidate members"))
    employees_male = count_field(_("employees, male"))
    employees_female = count_field(_("employees, female"))
    employees = count_field(_("employees"))
    managers_male = count_field(_("managers, male"))
    managers_female = count_field(_("managers, female"))
    managers = count_field(_("managers"))
    branches = count_field(_("branch offices"))
    own_capital = rupiah_field(_("own capital"))
    outside_capital = rupiah_field(_("outside capital"))
    assets = rupiah_field(_("assets"))
    turnover = rupiah_field(_("turnover"))
    surplus = rupiah_field(_("surplus (SHU)"))

    class Meta:
        abstract = True
