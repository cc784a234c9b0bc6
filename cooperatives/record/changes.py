"""Making and editing a record, section by section, without overwriting what somebody else has changed."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperatives.key_figures import figures
from cooperatives.key_figures.figure_sets import COLUMNS
from cooperatives.models import Cooperative
from cooperatives.record.derived import derive
from cooperatives.record.versions import lock, save
from cooperatives.register_fields import BY_NAME, rules
from core import events
from core.errors import DomainError
from core.text.parsing import UnreadableError


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that somebody else has changed while it was being edited; it stays as it is now."""

    field: str
    label: str
    was: Any
    now: Any


def stored(cooperative: Cooperative, field: str) -> Any:
    """A field's value as JSON keeps it, a place by its id: what an edit form remembers of what it showed."""
    return events.plain(getattr(cooperative, Cooperative._meta.get_field(field).attname))


def display(cooperative: Cooperative, field: str) -> Any:
    """A field's value as an event keeps it: the name of a place, the value itself otherwise."""
    value = getattr(cooperative, field)
    return value.name if field in ("village", "district") and value is not None else value


@transaction.atomic
def edit(pk: int, *, fields: dict[str, Any], base: dict[str, Any], actor, reason: str = "") -> list[Conflict]:
    """Save what the editor has changed among `fields`; `base` is what `stored` gave when they were read.

    What the editor left alone is not written, so that it cannot undo a colleague's change; nor is what somebody else
    has changed too, which is given back to be decided. Raises DomainError when the national number belongs to another
    cooperative or the record is gone.
    """
    current = lock(pk)
    mine = _accepted({name: value for name, value in fields.items() if plain_of(name, value) != base[name]})
    conflicts = [
        Conflict(name, str(Cooperative._meta.get_field(name).verbose_name), base[name], display(current, name))
        for name, value in mine.items()
        if stored(current, name) not in (base[name], plain_of(name, value))
    ]
    for conflict in conflicts:
        del mine[conflict.field]
    before = {name: display(current, name) for name in mine}
    figures_before = {name: getattr(current, name) for name in COLUMNS}
    by_default = current.village is not None and current.postcode == current.village.postcode
    for name, value in mine.items():
        setattr(current, name, value)
    after = {name: display(current, name) for name in mine}
    changed = [name for name in mine if before[name] != after[name]]
    if not changed:
        return conflicts
    if "village" in changed and "postcode" not in changed and by_default:
        current.postcode = ""
    figures.typed(current, figures_before)
    save(current, [*changed, *COLUMNS])
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
    return conflicts


def _accepted(fields: dict[str, Any]) -> dict[str, Any]:
    """The values as the record keeps them. Raises DomainError for one that breaks its rule."""
    found = {}
    for name, value in fields.items():
        field = BY_NAME[name]
        try:
            found[name] = field.accept(value)
        except UnreadableError as error:
            raise DomainError(f"{capfirst(str(field.label))}: {rules.sentence(error.code, field.expected)}") from None
    return found


def plain_of(field: str, value: Any) -> Any:
    """A form's value as `stored` gives it: a place by its id, dates as text."""
    return value.pk if isinstance(value, Model) else events.plain(value)


@transaction.atomic
def create(*, fields: dict[str, Any], actor) -> Cooperative:
    """Enter a new cooperative by hand; its status is given afterwards, with a reason."""
    fields = _accepted(fields)
    cooperative = Cooperative(**fields)
    derive(cooperative)
    try:
        with transaction.atomic():
            cooperative.save(force_insert=True)
            figures.begin(cooperative)
    except IntegrityError as error:
        raise DomainError(_("This Nomor Induk Koperasi belongs to another cooperative.")) from error
    events.record(
        "cooperative.created",
        actor=actor,
        object_type="cooperative",
        object_id=cooperative.pk,
        label=cooperative.name,
        after={name: display(cooperative, name) for name, value in fields.items() if value not in (None, "")},
    )
    return cooperative
