"""Pages that the service worker keeps for where there is no connection: the same for everybody, nothing of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core import areas


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page by the name of its address, the static files that it is made of, and the area that it belongs to."""

    name: str
    label: Any
    files: Sequence[str]
    area: str = ""


PAGES: list[KeptPage] = []


def declare(*pages: KeptPage) -> None:
    """Add pages of a higher floor; called once, when its app is ready."""
    PAGES.extend(page for page in pages if page not in PAGES)


def in_use() -> list[KeptPage]:
    """Those whose area the office has not switched off."""
    return areas.in_use(PAGES)
