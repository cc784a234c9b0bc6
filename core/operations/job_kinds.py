"""The kinds of jobs: each a name in the database, and the function of this version that does it.

A name outlives the place of its function: rows that an earlier version has queued are done by this one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError


@dataclass(frozen=True, slots=True)
class JobKind:
    """`run(progress, **params)` does the work; `give_up(**params)` puts right what waits for it when it never ends.

    `aliases` are the names under which earlier versions have queued it.
    """

    name: str
    run: Callable[..., Any]
    give_up: Callable[..., None] | None = None
    aliases: tuple[str, ...] = ()


KINDS: dict[str, JobKind] = {}


def declare(*kinds: JobKind) -> None:
    """Make kinds known, when an app is ready. Raises ValueError where a name means another kind already."""
    for kind in kinds:
        for name in (kind.name, *kind.aliases):
            if KINDS.setdefault(name, kind) != kind:
                raise ValueError(f"two kinds of jobs are called {name}")


def kind_of(name: str) -> JobKind:
    """Raises DomainError for a name that this version does not know."""
    if name not in KINDS:
        raise DomainError(_("This version of the portal does not know the work “{name}”.").format(name=name))
    return KINDS[name]
