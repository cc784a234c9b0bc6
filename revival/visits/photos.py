"""Photos of a visit: kept beside it, private, and taken out for good."""

from io import BytesIO

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.images.photos import Small
from core.storage import files
from revival.cases.changes import record
from revival.models import Photo, Visit
from revival.visits.visit_log import is_own

MOST = 6


@transaction.atomic
def add(visit: Visit, small: Small, *, actor, entry: str | None = None) -> Photo | None:
    """Keep a photo of a visit; None for one that is there already. Raises DomainError for a seventh."""
    held = (
        Visit.objects.select_for_update(of=("self",))
        .select_related("case__cooperative", "stop__day__assignment")
        .get(pk=visit.pk)
    )
    _check_own(held, actor)
    there = Photo.objects.filter(visit=held)
    if there.filter(sha256=small.sha256).exists() or (entry and Photo.objects.filter(entry=entry).exists()):
        return None
    if there.count() >= MOST:
        text = _("This visit has {most} photos already, and more are not kept. Take one out first.")
        raise DomainError(text.format(most=MOST))
    photo = Photo(
        visit=held,
        entry=entry or None,
        sha256=small.sha256,
        size=len(small.content),
        width=small.width,
        height=small.height,
    )
    files.store(photo.file, f"{held.pk}-{small.sha256[:12]}.jpg", BytesIO(small.content))
    photo.save(force_insert=True)
    _record("revival.photo_kept", held, small.sha256, actor)
    return photo


@transaction.atomic
def drop(photo: Photo, *, actor) -> None:
    """Take a photo out for good. Raises DomainError for one of somebody else's visit."""
    visit = photo.visit
    _check_own(visit, actor)
    storage, name = photo.file.storage, photo.file.name
    if Photo.objects.filter(pk=photo.pk).delete()[0]:
        _record("revival.photo_dropped", visit, photo.sha256, actor)
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def _check_own(visit: Visit, actor) -> None:
    """Raises DomainError for the visit of somebody else, unless an officer asks."""
    if not is_own(actor, visit):
        text = _("This visit was recorded by {who}: ask {who} or an officer to change it.")
        raise DomainError(text.format(who=visit.adviser_name))


def _record(verb: str, visit: Visit, sha256: str, actor) -> None:
    record(verb, visit.case, actor=actor, after={"on": visit.on, "visit": visit.pk, "sha256": sha256})
