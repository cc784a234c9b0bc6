"""What floors above add to the public record of a cooperative: each says one fact, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cooperatives.models import Cooperative
from core import areas


@dataclass(frozen=True, slots=True)
class Fact:
    """`say` gives the lines of a cooperative; none, where nothing is known or the office does not show it."""

    label: Any
    say: Callable[[Cooperative], Sequence[str]]
    area: str


FACTS: list[Fact] = []


def of(cooperative: Cooperative) -> list[tuple[Any, Sequence[str]]]:
    """The facts of areas in use that have something to say."""
    said = [(one.label, one.say(cooperative)) for one in areas.in_use(FACTS)]
    return [(label, lines) for label, lines in said if lines]
