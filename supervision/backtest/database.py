"""The portal's own quarters, and what became of each cooperative after them."""

from collections.abc import Iterator, Mapping
from datetime import date

from cooperatives.models import Cooperative, StatusChange
from cooperatives.register import as_of
from reports.obligations.quarter import Quarter
from supervision.backtest.looks import BacktestLook, look_at
from supervision.flags import Limits
from supervision.histories import History, place_of
from supervision.warnings import report_sums

WITHIN = (1, 2, 4)
# Quarters of the longest history of a portal: twenty years.
ALL = 80


def looks(day: date, limits: Mapping[str, Limits]) -> Iterator[BacktestLook]:
    """Each cooperative that was well at the end of a quarter, at each quarter but the last one before a day.

    What the register alone says (terms, meetings) is not known of earlier days and stays out.
    """
    report_sums.take_missed()
    stopped = _stopped()
    for known in report_sums.histories(day, Cooperative.objects.current(), quarters=ALL):
        failures = _failures(known.history, stopped.get(known.pk, []))
        newest = known.history.newest
        for place in known.history.quarters:
            if newest is None or place == newest or _has_failed(known.history, failures, place):
                continue
            then = known.history.until(place)
            failed = {n: any(place < at <= place + n for at in failures) for n in WITHIN if place + n <= newest}
            yield look_at(then, place, then.get("assets"), limits, failed)


def _stopped() -> dict[int, list[tuple[int, bool]]]:
    """By cooperative, the quarters in which its status changed, and whether it was active from then on."""
    found: dict[int, list[tuple[int, bool]]] = {}
    rows = StatusChange.objects.standing().in_order().values_list("cooperative_id", "on", "new")
    for pk, on, new in rows:
        found.setdefault(pk, []).append((place_of(Quarter.of(on)), new in as_of.ACTIVE))
    return found


def _failures(history: History, changes: list[tuple[int, bool]]) -> set[int]:
    """Quarters in which it failed: passive, nothing reported for the second time in a row, capital gone."""
    found = {place for place, is_active in changes if not is_active}
    for place, facts in history.quarters.items():
        before = history.quarters.get(place - 1)
        if facts.sums is None and before is not None and before.sums is None:
            found.add(place)
        equity, earlier = facts.get("equity"), before.get("equity") if before else None
        if equity is not None and equity < 0 and (earlier is None or earlier >= 0):
            found.add(place)
    return found


def _has_failed(history: History, failures: set[int], place: int) -> bool:
    """Whether it is not well at a quarter already: there is nothing to warn of any more."""
    equity = history.quarters[place].get("equity")
    return place in failures or (equity is not None and equity < 0)
