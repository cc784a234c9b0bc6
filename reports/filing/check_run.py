"""Running the checks on the figures of an obligation, by the office's rules in force."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from cooperatives.choices import MeetingKind
from reports.checks import RULES_VERSION, Data, Found, run
from reports.checks.base import merge
from reports.filing import completion, previous_reports
from reports.models import Obligation
from reports.office_settings import checks_as_warning, limits
from reports.statement.computed import complete


def rules_in_force() -> dict[str, Any]:
    """What is stored with a result: the limits and the checks that only warn."""
    return {"version": RULES_VERSION, "limits": asdict(limits()), "as_warning": sorted(checks_as_warning())}


def data_of(
    obligation: Obligation,
    typed: Mapping[str, int | None],
    own: Mapping[str, str] | None = None,
    in_workbook: Mapping[str, int] | None = None,
    before: previous_reports.Before | None = None,
) -> Data:
    """The figures with what they are compared with: last quarter, the end of last year, the annual meeting.

    `own` are the keys that somebody has given though they would follow, with the reason; all keys where it is None.
    """
    before = before or previous_reports.before(obligation)
    quarter = obligation.period.value
    meeting = (
        obligation.cooperative.meetings.filter(kind=MeetingKind.RAT, book_year=quarter.year - 1)
        .order_by("-held_on")
        .first()
    )
    completed = complete(completion.rules(obligation, before), typed, dict.fromkeys(typed, "") if own is None else own)
    return Data(
        profile=obligation.profile,
        quarter=quarter,
        typed=completed.figures,
        previous=before.last,
        end_of_last_year=before.end_of_year,
        in_workbook=in_workbook or {},
        meeting_held_on=meeting.held_on if meeting else None,
        limits=limits(),
        carried=before.base,
        following=completed.following,
        reasons=completed.own,
    )


def check(
    obligation: Obligation,
    typed: Mapping[str, int | None],
    *,
    own: Mapping[str, str] | None = None,
    in_workbook: Mapping[str, int] | None = None,
    cells: Mapping[str, str] | None = None,
    reading: Iterable[Found] = (),
    before: previous_reports.Before | None = None,
) -> list[Found]:
    """All findings, errors first. `reading` are those of the reading of a workbook; what only follows from a
    cell that could not be read is left out. `before` is what was sent before, where it is at hand.
    """
    data = data_of(obligation, typed, own, in_workbook, before)
    return merge(reading, run(data, as_warning=checks_as_warning(), cells=cells))
