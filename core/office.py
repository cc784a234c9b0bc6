"""Settings of the office: declared with a default, here or by a higher floor; an administrator changes them.

Rules of the law are among them (DESIGN.md rule 12): the value in force is stored with what it produced.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import events
from core.models import OfficeSetting

CACHE_KEY = "office-settings"
# What this request has seen; None outside of requests.
_seen: ContextVar[list[dict[str, Any]] | None] = ContextVar("seen settings", default=None)
_tried: ContextVar[dict[str, Any]] = ContextVar("tried settings", default={})  # noqa: B039 (never changed in place)


@dataclass(frozen=True, slots=True)
class Setting:
    key: str
    kind: type
    default: Any
    label: Any
    help: Any = ""
    minimum: int = 0
    maximum: int = 100
    is_long: bool = False
    # A text that must not be empty.
    is_needed: bool = False
    # Raises DomainError for a value that would break what uses it.
    check: Callable[[Any], None] | None = None
    # Value and label, of a text that is one of some.
    choices: tuple[tuple[str, Any], ...] = ()
    # It stands on a page of its own instead of that of all settings.
    has_own_page: bool = False


SETTINGS = {
    setting.key: setting
    for setting in (
        Setting("government", str, "Pemerintah Kota Surakarta", _("Whose office it is: the first line of its papers")),
        Setting("name", str, settings.OFFICE_NAME, _("Name of the office"), is_needed=True),
        Setting("address", str, "Jl. Jenderal Sudirman No. 2, Surakarta", _("Address of the office")),
        Setting("phone", str, "", _("Telephone of the office")),
        Setting("email", str, "", _("E-mail address of the office")),
        Setting(
            "security_contact",
            str,
            "",
            _("E-mail address for those who find a hole in the portal"),
            _("It stands in /.well-known/security.txt; without it the address of the office does."),
        ),
        Setting("hours", str, "Senin–Jumat, 07.30–16.00 WIB", _("Office hours")),
        Setting("letter_city", str, "Surakarta", _("Place in the date line of letters")),
        Setting("letter_salutation", str, "Dengan hormat,", _("Salutation of letters")),
        Setting(
            "letter_closing",
            str,
            "Demikian disampaikan. Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih.",
            _("Closing of letters"),
            is_long=True,
        ),
        Setting(
            "years_without_rat",
            int,
            3,
            _("Years without an annual meeting (RAT) after which a cooperative counts as passive"),
            _("3 by Permenkop 25/2015, 2 by the practice of Solo in 2017. Stored with each change of status."),
            1,
            10,
        ),
        Setting("show_chair", bool, False, _("Show the chair's name on the public register")),
    )
}


def declare(*declared: Setting) -> None:
    """Add the settings of a higher floor; called once, when its app is ready."""
    SETTINGS.update({setting.key: setting for setting in declared})


def stored() -> dict[str, Any]:
    """What differs from the defaults, by key; within a request as it was at the first look."""
    seen = _seen.get()
    if seen:
        return seen[0]
    kept = cache.get(CACHE_KEY)
    if kept is None:
        kept = dict(OfficeSetting.objects.values_list("key", "value"))
        cache.set(CACHE_KEY, kept, 300)
    if seen is not None:
        seen.append(kept)
    return kept


def read_once(get_response):
    """Middleware: the settings are read once a request, though a page asks for them ten times."""

    def middleware(request):
        token = _seen.set([])
        try:
            return get_response(request)
        finally:
            _seen.reset(token)

    return middleware


def values() -> dict[str, Any]:
    """All settings in force, by key; inside `trying`, with those that are tried."""
    kept = stored() | _tried.get()
    return {key: kept.get(key, setting.default) for key, setting in SETTINGS.items()}


@contextmanager
def trying(new: Mapping[str, Any]) -> Iterator[None]:
    """Let settings hold that are not saved: for a preview of what they do."""
    token = _tried.set(dict(new))
    try:
        yield
    finally:
        _tried.reset(token)


def value(key: str) -> Any:
    return values()[key]


@transaction.atomic
def change(new: dict[str, Any], *, actor) -> None:
    """Store the settings that differ from those in force, with one event for the change."""
    old = values()
    changed = {key: item for key, item in new.items() if old[key] != item}
    if not changed:
        return
    for key, item in changed.items():
        store(key, item)
    events.record(
        "settings.changed",
        actor=actor,
        object_type="office",
        object_id=0,
        label=old["name"],
        before={key: old[key] for key in changed},
        after=changed,
    )


@transaction.atomic
def store(key: str, item: Any) -> None:
    """Keep one value, without an event: `change` is for people."""
    OfficeSetting.objects.update_or_create(key=key, defaults={"value": item})
    cache.delete(CACHE_KEY)
    if seen := _seen.get():
        seen.clear()
    # Once more after the commit: another process may have read the old values in between.
    transaction.on_commit(lambda: cache.delete(CACHE_KEY), robust=True)
