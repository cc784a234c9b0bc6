"""Running the checks on the figures of an obligation, by the office's rules in force."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from cooperatives.choices import MeetingKind
from reports import earlier
from reports.checks import RULES_VERSION, Data, Found, run
from reports.checks.base import merge
from reports.models import Obligation
from reports.office_settings import checks_as_warning, limits


def rules_in_force() -> dict[str, Any]:
    """What is stored with a result: the limits and the checks that only warn."""
    return {"version": RULES_VERSION, "limits": asdict(limits()), "as_warning": sorted(checks_as_warning())}


def data_of(
    obligation: Obligation, typed: Mapping[str, int | None], in_workbook: Mapping[str, int] | None = None
) -> Data:
    """The figures with what they are compared with: last quarter, the end of last year, the annual meeting."""
    quarter = obligation.period.value
    before = earlier.accepted(obligation.cooperative_id, {quarter.previous, quarter.end_of_last_year})
    meeting = (
        obligation.cooperative.meetings.filter(kind=MeetingKind.RAT, book_year=quarter.year - 1)
        .order_by("-held_on")
        .first()
    )
    return Data(
        profile=obligation.profile,
        quarter=quarter,
        typed=typed,
        previous=before.get(quarter.previous),
        end_of_last_year=before.get(quarter.end_of_last_year),
        in_workbook=in_workbook or {},
        meeting_held_on=meeting.held_on if meeting else None,
        limits=limits(),
    )


def check(
    obligation: Obligation,
    typed: Mapping[str, int | None],
    *,
    in_workbook: Mapping[str, int] | None = None,
    cells: Mapping[str, str] | None = None,
    reading: Iterable[Found] = (),
) -> list[Found]:
    """All findings, errors first. `reading` are those of the reading of a workbook; what only follows from a
    cell that could not be read is left out.
    """
    return merge(reading, run(data_of(obligation, typed, in_workbook), as_warning=checks_as_warning(), cells=cells))
