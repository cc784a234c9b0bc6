"""What floors above hand over beside the lists of the register: declared once, when their apps are ready."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class HandoverPaper:
    """`address` is where it stands; None while there is nothing to hand over yet. One of an area while that is on."""

    name: Any
    about: Any
    address: Callable[[], str | None]
    area: str


PAPERS: list[HandoverPaper] = []
