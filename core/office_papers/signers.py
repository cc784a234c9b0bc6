"""Who signs the papers of the office on a day: a head, and whoever stands in for some time.

What was signed keeps what was printed; a row here says who signs from now on. A floor above declares the kinds of its
papers with one line when its app is ready.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import areas, events
from core.errors import DomainError
from core.models import Signer


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of papers, of an area that may be switched off, or of none."""

    key: str
    # In a sentence, such as “warning letters”.
    label: Any
    area: str = ""


KINDS: dict[str, PaperKind] = {}
FIELDS = ("name", "position", "capacity", "on_behalf", "rank", "nip", "since", "until", "papers")
POSITION = "Kepala Dinas Koperasi, UKM dan Perindustrian"
NIP_GROUPS = (8, 6, 1, 3)


def declare(key: str, label: Any, *, area: str = "") -> None:
    """Add a kind of papers of a higher floor; called once, when its app is ready."""
    KINDS[key] = PaperKind(key, label, area)


def kinds_in_use() -> list[PaperKind]:
    """Those whose area the office has not switched off."""
    return areas.in_use(KINDS.values())


def signer_on(day: date, kind: str) -> Signer | None:
    """Who signs a kind of papers on a day; None when nobody does.

    Of those in force it is the one who has begun last, whichever papers it is for: a Plh. of three days stands before
    the head. Of two of the same day it is the one of this very kind, then the one who was entered last.
    """
    rows = Signer.objects.filter(Q(until=None) | Q(until__gte=day), since__lte=day, papers__in={"", kind})
    return rows.order_by("-since", "-papers", "-pk").first()


def unsigned_from(day: date, kind: str) -> date | None:
    """The first day, from a day on, on which nobody signs a kind of papers; None when somebody always does."""
    ending = Signer.objects.filter(until__gte=day, papers__in={"", kind}).order_by("until")
    days = [day, *(end + timedelta(days=1) for end in ending.values_list("until", flat=True) if end)]
    return next((one for one in days if signer_on(one, kind) is None), None)


def printed(signer: Signer) -> dict[str, Any]:
    """What stands on a paper, as `signature` in core/papers/layouts/parts.typ takes it: heading, name, details."""
    return {
        "heading": [*filter(None, [signer.on_behalf]), f"{signer.title},"],
        "name": signer.name,
        "details": [*filter(None, [signer.rank]), *(f"NIP {grouped_nip(nip)}" for nip in [signer.nip] if nip)],
    }


def grouped_nip(nip: str) -> str:
    """`19700101 199503 1 001`, as one reads it; anything but 18 digits as it stands."""
    if len(nip) != sum(NIP_GROUPS) or not nip.isdigit():
        return nip
    ends = [sum(NIP_GROUPS[: n + 1]) for n in range(len(NIP_GROUPS))]
    return " ".join(nip[end - size : end] for size, end in zip(NIP_GROUPS, ends, strict=True))


@transaction.atomic
def add(signer: Signer, *, actor: Any) -> Signer:
    """Keep somebody new who signs, with one event. Raises DomainError for a kind of papers that nobody has declared."""
    _refuse_unknown_kind(signer.papers)
    signer.save(force_insert=True)
    _event("signer.added", signer, actor, after=_values(signer))
    return signer


@transaction.atomic
def change(pk: int, new: dict[str, Any], *, actor: Any) -> Signer:
    """Change the given fields of a signer, with one event; what others have changed meanwhile stays.

    Raises DomainError when it was deleted meanwhile, for a kind of papers that nobody has declared, and for an end
    before the beginning.
    """
    signer = _held(pk)
    before = _values(signer)
    changed = {name: value for name, value in new.items() if before[name] != value}
    if not changed:
        return signer
    for name, value in changed.items():
        setattr(signer, name, value)
    if "papers" in changed:
        _refuse_unknown_kind(signer.papers)
    if signer.until and signer.until < signer.since:
        raise DomainError(_("The last day is before the first one."))
    signer.save(update_fields=list(changed))
    _event("signer.changed", signer, actor, before={name: before[name] for name in changed}, after=changed)
    return signer


@transaction.atomic
def remove(pk: int, *, actor: Any) -> None:
    """Delete a signer that was entered by mistake; papers keep what was printed. Twice changes nothing."""
    signer = Signer.objects.select_for_update().filter(pk=pk).first()
    if signer is None:
        return
    _event("signer.removed", signer, actor, before=_values(signer))
    signer.delete()


def _held(pk: int) -> Signer:
    signer = Signer.objects.select_for_update().filter(pk=pk).first()
    if signer is None:
        raise DomainError(_("This signer was deleted meanwhile."))
    return signer


def _refuse_unknown_kind(kind: str) -> None:
    if kind and kind not in KINDS:
        raise DomainError(_("There are no papers of this kind."))


def _values(signer: Signer) -> dict[str, Any]:
    return {name: getattr(signer, name) for name in FIELDS}


def _event(verb: str, signer: Signer, actor: Any, **details: Any) -> None:
    events.record(verb, actor=actor, object_type="signer", object_id=signer.pk, label=signer.name, **details)
