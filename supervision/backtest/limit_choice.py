"""Limits for figures of others, chosen on quarters before those that are reported on: one flag after the other."""

from collections.abc import Mapping

from supervision.backtest.looks import SHARES, table
from supervision.backtest.plain import PlainRow, PlainSource, looks
from supervision.flags import CATALOGUE, Limits


def choose(rows: Mapping[str, list[PlainRow]], source: PlainSource, before: int) -> dict[str, Limits]:
    """The limits among the candidates that put most failures before a quarter into the first parts of the list."""
    earlier = {key: [row for row in mine if row.facts.place < before] for key, mine in rows.items()}
    chosen: dict[str, Limits] = dict.fromkeys(CATALOGUE, ())
    best = _worth(earlier, chosen)
    # A second time over: what was chosen first was chosen without the others.
    for key, candidates in [*source.candidates.items()] * 2:
        for one in candidates:
            tried = chosen | {key: one}
            worth = _worth(earlier, tried)
            if worth > best:
                chosen, best = tried, worth
    return chosen


def _worth(rows: Mapping[str, list[PlainRow]], limits: Mapping[str, Limits]) -> tuple[int, ...]:
    found = table(looks(rows, limits), 1)
    return tuple(found.first[share].n for share in SHARES)
