"""Groups that are too small to be told apart in public (DOMAIN.md 8.4): fewer than five would tell of each of them."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Group = TypeVar("Group")
LEAST = 5


def merged(
    groups: Sequence[Group], size: Callable[[Group], int], together: Callable[[Sequence[Group]], Group]
) -> list[Group]:
    """The groups under five as one, at the end; with the smallest of the others where they are still under five.

    Where all of them are fewer than five, they are one group: it says no more than the whole does.
    """
    kept = [one for one in groups if size(one) >= LEAST]
    small = [one for one in groups if 0 < size(one) < LEAST]
    while small and sum(map(size, small)) < LEAST and kept:
        smallest = min(kept, key=size)
        kept.remove(smallest)
        small.append(smallest)
    return [*kept, together(small)] if len(small) > 1 else [*kept, *small]
