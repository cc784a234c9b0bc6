"""The row of Kota Surakarta in the provincial recap (DOMAIN.md 1.1, REGISTER_HEADERS H8), money in million rupiah."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from cooperatives.choices import Status
from cooperatives.models import Cooperative
from core.workbook_write import Column
from reports.joint import Joint
from reports.models import Period, Report

MILLION = 1_000_000
ACTIVE = (Status.ACTIVE, Status.ATTENTION)
PEOPLE = ("members", "managers", "employees")
MONEY = ("own_capital", "outside_capital", "assets", "turnover", "surplus")


@dataclass(frozen=True, slots=True)
class Recap:
    """One row: the label, the numbers in the order of `columns()`, money in whole rupiah."""

    label: str
    values: list[int | None]


def columns() -> list[Column]:
    people = [
        Column(f"{label}, {sex}", "count", 13)
        for label in (_("Members"), _("Managers"), _("Employees"))
        for sex in (_("male"), _("female"), _("total"))
    ]
    money = [
        Column(_("{what} (million rupiah)").format(what=label), "million", 18)
        for label in (_("Own capital"), _("Outside capital"), _("Assets"), _("Turnover"), _("Surplus (SHU)"))
    ]
    return [
        Column(_("Source"), width=46),
        Column(_("Active"), "count", 10),
        Column(_("Not active"), "count", 10),
        Column(_("Cooperatives in all"), "count", 12),
        Column(_("With annual meeting (RAT)"), "count", 12),
        *people,
        *money,
    ]


def rows(period: Period, joint: Joint) -> list[Recap]:
    """Figures of the accepted reports, and figures of the register; how many there are is the register's in both."""
    return [_by_reports(period, joint), _by_register(period)]


def _counts(period: Period) -> list[int]:
    """Active, not active, all, and with an annual meeting held in the year."""
    found = _alive().aggregate(
        n=Count("pk"),
        active=Count("pk", filter=Q(status__in=ACTIVE)),
        rat=Count("pk", filter=Q(last_rat_year__gte=period.year)),
    )
    return [found["active"], found["n"] - found["active"], found["n"], found["rat"]]


def _alive():
    return Cooperative.objects.current().exclude(status=Status.DISSOLVED)


def _by_reports(period: Period, joint: Joint) -> Recap:
    accepted = Report.objects.current().filter(obligation__period=period, obligation__cooperative__merged_into=None)
    found = accepted.aggregate(n=Count("pk"), **{name: Sum(name) for name in MONEY})
    values: list[Any] = _counts(period)
    # The report counts managers and employees together; by sex they stand in the register.
    values += [joint.amount("I1"), joint.amount("I2"), joint.amount("IT")]
    values += [None, None, joint.amount("I5"), None, None, joint.amount("I4")]
    values += [found[name] for name in MONEY]
    label = _("Figures of {n} accepted reports of {quarter}").format(n=found["n"], quarter=period.label)
    return Recap(label, values)


def _by_register(period: Period) -> Recap:
    sums = {f"{people}_{sex}": Sum(f"{people}_{sex}") for people in PEOPLE for sex in ("male", "female")}
    sums |= {f"{people}_all": Sum(people) for people in PEOPLE} | {f"{name}_all": Sum(name) for name in MONEY}
    found = _alive().aggregate(**sums)
    values: list[Any] = _counts(period)
    for people in PEOPLE:
        values += [found[f"{people}_male"], found[f"{people}_female"], found[f"{people}_all"]]
    values += [found[f"{name}_all"] for name in MONEY]
    return Recap(_("Figures of the register as it stands now"), values)
