"""Areas of the portal: whole parts that an office switches off until it has adopted them.

An area that is off has no page, no entry in a menu and no work at night; what it holds stays. A floor above declares
its area with one line when its app is ready.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.http import Http404
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import office


@dataclass(frozen=True, slots=True)
class Area:
    """A part with a key of its own; every page of the modules in `views` belongs to it."""

    key: str
    label: Any
    views: tuple[str, ...]
    # What happens, and what does not, while it is off; for the page of settings.
    help: Any = ""

    @property
    def setting(self) -> str:
        return f"area_{self.key}"


class OfArea(Protocol):
    """Something that belongs to the area with a key, or with an empty key to none."""

    @property
    def area(self) -> str: ...


AREAS: dict[str, Area] = {}
Belonging = TypeVar("Belonging", bound=OfArea)


class SwitchedOffError(Http404):
    """A page of an area that is switched off was asked for."""

    def __init__(self, area: Area):
        super().__init__(_("The office does not use this part of the portal: {area}.").format(area=area.label))


def declare(*areas: Area) -> None:
    """Add areas, each with its setting; called once, when an app is ready."""
    for area in areas:
        AREAS[area.key] = area
        office.declare(
            office.Setting(
                area.setting, bool, True, format_lazy(gettext_lazy("In use: {area}"), area=area.label), area.help
            )
        )


def switches() -> dict[str, bool]:
    """Which areas are on, by key."""
    values = office.values()
    return {key: values[area.setting] for key, area in AREAS.items()}


def is_on(key: str) -> bool:
    return office.value(AREAS[key].setting)


def in_use(things: Iterable[Belonging]) -> list[Belonging]:
    """Those whose `area` is on, and those of no area."""
    on = switches()
    return [thing for thing in things if on.get(thing.area, True)]


def belongs_to(key: str) -> Callable[[Callable], Callable]:
    """Mark a page that belongs to an area although its module does not."""

    def mark(view: Callable) -> Callable:
        view.area = key  # type: ignore[attr-defined]
        return view

    return mark


def area_of(view: Callable) -> Area | None:
    """The area of a page: the one that it is marked with, or that of the module its view stands in."""
    if marked := getattr(view, "area", ""):
        return AREAS[marked]
    module = getattr(view, "__module__", "")
    for area in AREAS.values():
        if any(module == name or module.startswith(f"{name}.") for name in area.views):
            return area
    return None
