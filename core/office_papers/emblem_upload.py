"""The office's emblem on its way in: looked at, set on trial, kept in place of the one before, taken out."""

import hashlib
import io
import logging
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import events, office
from core.database import named_locks
from core.errors import DomainError, PaperError
from core.images import picture_kinds
from core.models import OfficeFile
from core.office_papers.emblem import KEY, kept
from core.papers import letterhead
from core.storage import files, virus_scan
from core.text.formats import thousands

LARGEST_BYTES, LARGEST_SIDE = 200 * 1024, 2000
ENDINGS = {"png": ".png", "jpeg": ".jpg"}
log = logging.getLogger(__name__)


class RefusedPictureError(DomainError):
    """A picture that cannot stand on papers; `problems` says in words all that is against it."""

    def __init__(self, problems: list[str]):
        super().__init__(" ".join(problems))
        self.problems = problems


def problems(content: bytes) -> list[str]:
    """All that stands against a picture, in words; in the end it is set on trial, in the bounded process of papers."""
    found = []
    if len(content) > LARGEST_BYTES:
        found.append(too_large(len(content)))
    picture = picture_kinds.look_at(content)
    if picture is None:
        return [*found, _("The file is neither PNG nor JPEG, whatever its name says. Save the picture as PNG.")]
    if max(picture.width, picture.height) > LARGEST_SIDE:
        text = _("The picture has {width} × {height} pixels; at most {limit} × {limit} are taken.")
        found.append(text.format(width=picture.width, height=picture.height, limit=LARGEST_SIDE))
    return found or _on_trial(content)


def too_large(size: int) -> str:
    """What is said of a file with so many bytes."""
    text = _("The file has {n} KB; at most {limit} KB are taken. Save the picture smaller.")
    return text.format(n=thousands(-(-size // 1024)), limit=LARGEST_BYTES // 1024)


def refuse_unfit(content: bytes) -> None:
    """Raises RefusedPictureError for a picture with problems."""
    if found := problems(content):
        raise RefusedPictureError(found)


def _on_trial(content: bytes) -> list[str]:
    try:
        letterhead.pdf(content)
    except PaperError:
        log.info("an emblem could not be set", exc_info=True)
        return [_("The picture is damaged, or saved in a way that papers cannot show. Save it anew as PNG.")]
    return []


def put(content: bytes, *, name: str, actor: Any) -> OfficeFile:
    """Keep a picture in place of the one before.

    Raises RefusedPictureError for one that papers cannot show, DomainError where the scanner refuses it or no disk
    takes it.
    """
    refuse_unfit(content)
    with files.as_path([content], name) as path:
        virus_scan.refuse_infected(path)
    picture = picture_kinds.look_at(content)
    ending = ENDINGS[picture.kind] if picture else ""
    digest = hashlib.sha256(content).hexdigest()
    emblem = OfficeFile(key=KEY, file_name=files.short_name(name, 150, f"emblem{ending}"), sha256=digest)
    files.store(emblem.file, f"emblem{ending}", io.BytesIO(content))
    try:
        _replace(emblem, actor)
    except BaseException:
        emblem.file.delete(save=False)
        raise
    return emblem


@transaction.atomic
def _replace(emblem: OfficeFile, actor: Any) -> None:
    named_locks.hold(KEY)
    before = kept()
    emblem.save()
    _event("emblem.stored", before, emblem, actor)
    # Where the store has lost the one before, the new one may have got its name.
    if before and before.file.name != emblem.file.name:
        transaction.on_commit(lambda: before.file.delete(save=False), robust=True)


@transaction.atomic
def remove(*, actor: Any) -> None:
    """Papers are set without an emblem from now on. Twice changes nothing."""
    named_locks.hold(KEY)
    before = kept()
    if before is None:
        return
    OfficeFile.objects.filter(key=KEY).delete()
    _event("emblem.removed", before, None, actor)
    transaction.on_commit(lambda: before.file.delete(save=False), robust=True)


def _event(verb: str, before: OfficeFile | None, after: OfficeFile | None, actor: Any) -> None:
    told = [{"file": one.file_name, "sha256": one.sha256} if one else {} for one in (before, after)]
    events.record(
        verb, actor=actor, object_type="office", object_id=0, label=office.value("name"), before=told[0], after=told[1]
    )
