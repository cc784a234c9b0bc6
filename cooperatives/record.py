"""Making and editing a record, section by section, without overwriting what somebody else has changed."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.derived import DERIVED, derive
from cooperatives.models import Cooperative
from core import events
from core.errors import DomainError, StaleVersionError


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that somebody else has changed while it was being edited."""

    field: str
    label: str
    was: Any
    now: Any


class EditConflictError(StaleVersionError):
    """The record has a newer version that touches the same fields; `conflicts` says which."""

    def __init__(self, conflicts: list[Conflict], version: int):
        super().__init__(_("Somebody else has changed this section meanwhile."))
        self.conflicts = conflicts
        self.version = version


def stored(cooperative: Cooperative, field: str) -> Any:
    """A field's value as JSON keeps it, a place by its id: what an edit form remembers of what it showed."""
    return events.plain(getattr(cooperative, Cooperative._meta.get_field(field).attname))


def display(cooperative: Cooperative, field: str) -> Any:
    """A field's value as an event keeps it: the name of a place, the value itself otherwise."""
    value = getattr(cooperative, field)
    return value.name if field in ("village", "district") and value is not None else value


@transaction.atomic
def edit(
    pk: int, *, fields: dict[str, Any], base: dict[str, Any], version: int, actor, reason: str = ""
) -> Cooperative:
    """Save the changed `fields` of a cooperative that was read at `version`, with `base` what `stored` gave then.

    A newer version that left these fields alone is no conflict. Raises EditConflictError when it did not,
    DomainError when the national number belongs to another cooperative.
    """
    current = Cooperative.objects.select_for_update(of=("self",)).select_related("village", "district").get(pk=pk)
    if current.version != version:
        conflicts = [
            Conflict(name, str(Cooperative._meta.get_field(name).verbose_name), base[name], display(current, name))
            for name in fields
            if stored(current, name) != base[name]
        ]
        if conflicts:
            raise EditConflictError(conflicts, current.version)
    before = {name: display(current, name) for name in fields}
    for name, value in fields.items():
        setattr(current, name, value)
    after = {name: display(current, name) for name in fields}
    changed = [name for name in fields if before[name] != after[name]]
    if not changed:
        return current
    if "village" in changed and "postcode" not in changed:
        current.postcode = ""
    save(current, changed)
    events.record(
        "cooperative.edited",
        actor=actor,
        object_type="cooperative",
        object_id=pk,
        label=current.name,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        reason=reason,
    )
    return current


def save(cooperative: Cooperative, changed: list[str]) -> None:
    """Write the changed fields and what follows from them, as a new version. Call inside a transaction."""
    derive(cooperative)
    cooperative.version += 1
    cooperative.updated_at = timezone.now()
    try:
        with transaction.atomic():
            cooperative.save(update_fields=[*{*changed, *DERIVED}, "version", "updated_at"])
    except IntegrityError as error:
        if (
            Cooperative.objects.exclude(pk=cooperative.pk)
            .filter(national_number=cooperative.national_number, merged_into=None)
            .exclude(national_number="")
        ):
            raise DomainError(_("This Nomor Induk Koperasi belongs to another cooperative.")) from error
        raise


@transaction.atomic
def create(*, fields: dict[str, Any], actor) -> Cooperative:
    """Enter a new cooperative by hand; its status is given afterwards, with a reason."""
    cooperative = Cooperative(**fields)
    if cooperative.national_number and Cooperative.objects.filter(
        national_number=cooperative.national_number, merged_into=None
    ):
        raise DomainError(_("This Nomor Induk Koperasi belongs to another cooperative."))
    derive(cooperative)
    cooperative.save(force_insert=True)
    events.record(
        "cooperative.created",
        actor=actor,
        object_type="cooperative",
        object_id=cooperative.pk,
        label=cooperative.name,
        after={name: display(cooperative, name) for name, value in fields.items() if value not in (None, "")},
    )
    return cooperative
