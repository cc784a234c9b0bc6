"""The order of the list of visits: how many flags and how hard, then how large. No score: it is a queue."""

from collections.abc import Iterable

from supervision.flags import Raised

Key = tuple[int, int, int]


def key_of(raised: Iterable[Raised], assets: int | None) -> Key:
    """Ascending: limits that were passed, then flags, then assets, each the most first."""
    levels = [one.level for one in raised]
    return (-sum(levels), -len(levels), -(assets or 0))
