"""What stands beside the fields: the last quarter, or, the first time, what the register knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from reports.filing.previous_reports import Before
from reports.models import Obligation
from reports.register.key_figures import PEOPLE

# Figures of the register that a first report can begin from, and their keys.
REGISTER = {name: key for name, key in PEOPLE.items() if name != "members"} | {"turnover": "I6"}


@dataclass(frozen=True, slots=True)
class EarlierFigures:
    """Earlier figures by key, and what they are: `label` is “Q2 2026”, or that of the register."""

    figures: Mapping[str, int] = field(default_factory=dict)
    label: str = ""


def of(obligation: Obligation, known: Before) -> EarlierFigures:
    """The figures to begin from. In the first quarter of a year the year to date of the last one says nothing."""
    quarter = obligation.period.value
    if known.last is not None:
        if quarter.number > 1:
            return EarlierFigures(known.last, quarter.previous.short_label)
        return EarlierFigures(_of_last_year(known.last), quarter.previous.short_label)
    cooperative = obligation.cooperative
    found = {key: getattr(cooperative, name) for name, key in REGISTER.items()}
    return EarlierFigures({key: value for key, value in found.items() if value is not None}, _("Register"))


def _of_last_year(last: Mapping[str, int]) -> dict[str, int]:
    """Last year's figures as a new book year begins: its closing balances open the change in equity."""
    found = {key: value for key, value in last.items() if not key.endswith((":to_date", ":increase", ":decrease"))}
    openings = {f"{key.partition(':')[0]}:opening": value for key, value in last.items() if key.endswith(":closing")}
    return found | openings
