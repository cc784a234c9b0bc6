"""The emblem of the office at the head of its papers: a private picture (core/office_papers/emblem_upload.py)."""

import hashlib
import logging

from core.models import OfficeFile
from core.storage import files

KEY = "emblem"
log = logging.getLogger(__name__)


def kept() -> OfficeFile | None:
    """What the office has uploaded."""
    return OfficeFile.objects.filter(key=KEY).first()


def content_of(emblem: OfficeFile | None) -> bytes | None:
    """The picture as it was uploaded; None without one, and where the store has lost or changed it."""
    if emblem is None:
        return None
    try:
        content = files.content(emblem.file)
    except files.NotStoredError:
        log.error("the emblem %s is not in the store: papers are set without it", emblem.file.name)
        return None
    if hashlib.sha256(content).hexdigest() != emblem.sha256:
        log.error("the emblem %s has changed in the store: papers are set without it", emblem.file.name)
        return None
    return content
