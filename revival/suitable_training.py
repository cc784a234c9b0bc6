"""Trainings that fit a cooperative: named by the floor that runs them (solokop/revival_links.py)."""

from collections.abc import Callable
from dataclasses import dataclass

from cooperatives.models import Cooperative


@dataclass(frozen=True, slots=True)
class SuitableTraining:
    """A training that people of a cooperative may enrol in."""

    name: str
    days: str
    url: str


SOURCES: list[Callable[[Cooperative], list[SuitableTraining]]] = []


def trainings(cooperative: Cooperative) -> list[SuitableTraining]:
    return [one for source in SOURCES for one in source(cooperative)]
