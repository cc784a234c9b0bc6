"""Programmes and the files that their participants may download."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import events
from core.errors import DomainError
from core.storage import files, virus_scan
from training.models import Material, Programme


@transaction.atomic
def save(programme: Programme, *, before: dict[str, Any], actor) -> Programme:
    """Save a programme of a form; `before` is what it was, empty for a new one.

    Raises DomainError for a name that another programme has got meanwhile.
    """
    is_new = programme.pk is None
    try:
        with transaction.atomic():
            programme.save()
    except IntegrityError:
        raise DomainError(_("There is a programme with this name already.")) from None
    after = {name: getattr(programme, name) for name in before} if before else {"name": programme.name}
    changed = {name for name in before if before[name] != after[name]}
    _event(
        "programme.made" if is_new else "programme.changed",
        programme,
        actor,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed or after},
    )
    return programme


def add_material(programme: Programme, *, title: str, file, actor) -> Material:
    """Keep a file.

    Raises DomainError when the very file is there already, the scanner refuses it or no disk takes it.
    """
    with files.as_path(file.chunks(), file.name) as path:
        virus_scan.refuse_infected(path)
        with path.open("rb") as stream:
            material = Material(
                programme=programme,
                title=title,
                file_name=files.short_name(file.name, 150),
                size=file.size,
                sha256=files.sha256(stream),
            )
            if programme.materials.filter(sha256=material.sha256).exists():
                raise DomainError(_("This file is among the materials already."))
            files.store(material.file, file.name[-100:], stream)
    try:
        with transaction.atomic():
            material.save()
            _event("material.added", programme, actor, after={"file": material.file_name, "title": title})
    except IntegrityError:
        material.file.delete(save=False)
        raise DomainError(_("This file is among the materials already.")) from None
    return material


@transaction.atomic
def remove_material(material: Material, *, actor) -> None:
    """Take a file out; twice changes nothing."""
    held = Material.objects.select_for_update().filter(pk=material.pk).first()
    if held is None:
        return
    _event("material.removed", held.programme, actor, before={"file": held.file_name, "title": held.title})
    held.delete()
    transaction.on_commit(lambda: held.file.delete(save=False), robust=True)


def _event(verb: str, programme: Programme, actor, **details: Any) -> None:
    events.record(verb, actor=actor, object_type="programme", object_id=programme.pk, label=programme.name, **details)
