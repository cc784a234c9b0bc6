"""What the kinds of events are called, and what they are about: each app declares its own words, once (its `words.py`).

A kind of event without words is a fault that a test finds; what an earlier version has recorded may have none.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import areas
from core.database.many_keys import among

# The pages of some objects of one type, by their keys; those that are gone are left out.
Addresses = Callable[[Collection[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class EventObject:
    """What events are about. Without `addresses` it has no page; `area` is the one that its page belongs to."""

    label: Any
    addresses: Addresses | None = None
    area: str = ""


WORDS: dict[str, Any] = {}
# The words of each group of kinds, as they are offered together.
GROUPS: dict[str, tuple[Any, frozenset[str]]] = {}
THINGS: dict[str, EventObject] = {}
# What a value of an event is called. `report.state` is that of a verb that begins so, and goes before `state`; None is
# one that only the machine reads.
LABELS: dict[str, Any] = {}
# What the codes of a value are called, by the same names.
CHOICES: dict[str, Mapping[str, Any]] = {}
# Names that a table of the app knows, of a verb and a value; None for one that it does not know.
Naming = Callable[[str, str], Any]
NAMINGS: list[Naming] = []
EARLIER = _("Something that an earlier version has recorded")


def declare(key: str, label: Any, words: Mapping[str, Any]) -> None:
    """Add a group of kinds of events, with what each is called. Raises ValueError for one that has words already."""
    _add(WORDS, words)
    _add(GROUPS, {key: (label, frozenset(words))})


def declare_things(things: Mapping[str, EventObject]) -> None:
    """Say what objects are called and where their pages are. Raises ValueError for one that was declared already."""
    _add(THINGS, things)


def declare_labels(
    labels: Mapping[str, Any], *, choices: Mapping[str, Mapping[str, Any]] | None = None, naming: Naming | None = None
) -> None:
    """Say what values of events are called. Raises ValueError for one that was declared already."""
    _add(LABELS, labels)
    _add(CHOICES, choices or {})
    if naming:
        NAMINGS.append(naming)


def _add(held: dict[str, Any], new: Mapping[str, Any]) -> None:
    if twice := sorted(held.keys() & new.keys()):
        raise ValueError(f"declared twice: {', '.join(twice)}")
    held.update(new)


def words_of(verb: str) -> Any:
    """What a kind of event is called."""
    return WORDS.get(verb, EARLIER)


def label_of(verb: str, name: str) -> Any:
    """What a value of such an event is called, or None for one that only the machine reads."""
    own = _own(verb, name)
    if own in LABELS:
        return LABELS[own]
    found = (label for naming in NAMINGS if (label := naming(verb, name)) is not None)
    return LABELS.get(name) or next(found, None)


def choice_of(verb: str, name: str, value: Any) -> Any:
    """What a code is called; anything else as it is."""
    choices = CHOICES.get(_own(verb, name), {})
    return choices.get(value, value) if isinstance(value, str) else value


def _own(verb: str, name: str) -> str:
    return f"{verb.partition('.')[0]}.{name}"


def addresses_of(objects: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The pages of some objects, by type and key: one statement for each type at most."""
    keys: dict[str, set[int]] = {}
    for kind, key in objects:
        keys.setdefault(kind, set()).add(key)
    found: dict[tuple[str, int], str] = {}
    for kind, these in keys.items():
        thing = THINGS.get(kind)
        if thing and thing.addresses and (not thing.area or areas.is_on(thing.area)):
            found |= {(kind, key): url for key, url in thing.addresses(these).items()}
    return found


def pages(model: type[Model], name: str, *columns: str) -> Addresses:
    """Addresses by the name of a page and the columns of the object that it asks for; its key, where none is named."""

    def addresses(keys: Collection[int]) -> Mapping[int, str]:
        rows = model._default_manager.filter(pk__in=among(keys)).order_by()
        found = rows.values_list("pk", *(columns or ("pk",)))
        return {pk: reverse(name, args=arguments) for pk, *arguments in found}

    return addresses
