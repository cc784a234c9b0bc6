"""The one door by which files leave the portal: counted, never kept by a cache, and each with an event.

Who may have the file is asked before, by the view; no other module makes an attachment (tests/test_guards.py).
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.files.base import File
from django.db import transaction
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from core import events
from core.requests import throttle
from core.storage import scratch
from core.storage.files import XLSX, NotStoredError, unreadable
from core.text.formats import moment
from core.workbooks.writer import SheetColumn, write_workbook

log = logging.getLogger(__name__)
PDF = "application/pdf"
# What the portal has not made itself: a browser saves it and never shows it.
OCTETS = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Trace:
    """What the event of a download tells; an object id of 0 stands for a whole list."""

    verb: str
    object_type: str
    object_id: int = 0
    label: str = ""
    after: Mapping[str, Any] = field(default_factory=dict)

    @transaction.atomic
    def record(self, actor) -> None:
        """The event, by a user, or by nobody known for somebody who holds a secret address."""
        details = {"object_type": self.object_type, "object_id": self.object_id, "label": self.label}
        events.record(self.verb, actor=actor, after=self.after, **details)


def count(request: HttpRequest) -> None:
    """One more file for this user or visitor. Raises RateLimited for somebody who takes too many."""
    throttle.take_or_stop(request, "download" if request.user.is_authenticated else "public_download")


def send(
    request: HttpRequest,
    content: bytes | File,
    name: str,
    *,
    trace: Trace,
    content_type: str = XLSX,
    inline: bool = False,
    is_counted: bool = False,
) -> HttpResponseBase:
    """A file made just now, or one of the private store, as an attachment, or to be shown in the browser.

    Raises Http404 when the store has lost the file, RateLimited as `count` does, unless it `is_counted` already.
    """
    if not is_counted:
        count(request)
    response: HttpResponseBase
    if isinstance(content, bytes):
        response = HttpResponse(content, content_type=content_type)
    else:
        response = _opened(content, content_type)
    trace.record(request.user if request.user.is_authenticated else None)
    return _private(response, _disposition(name, inline))


def publish(request: HttpRequest, content: File, name: str, *, content_type: str, etag: str = "") -> HttpResponseBase:
    """A file that anybody may have, keep and take from a page of another address: no event tells of it.

    Raises Http404 when the store has lost the file.
    """
    tag = f'"{etag}"'
    if etag and request.headers.get("If-None-Match", "") in (tag, f"W/{tag}"):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = _opened(content, content_type)
        response["Content-Disposition"] = _disposition(name, inline=False)
        response["X-Content-Type-Options"] = "nosniff"
    if etag:
        response["ETag"] = tag
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=3600" if etag else "no-store"
    return response


def show(field: File, content_type: str) -> HttpResponseBase:
    """A private picture beside the words of a page: the page itself tells that it was looked at, so no event does.

    Raises Http404 when the store has lost the file.
    """
    return _private(_opened(field, content_type), "inline")


def _opened(content: File, content_type: str) -> HttpResponseBase:
    try:
        return FileResponse(content.open("rb"), content_type=content_type)
    except FileNotFoundError:
        raise Http404 from None
    except Exception as error:
        log.exception("a private file could not be opened")
        raise NotStoredError(unreadable(content)) from error


def _private(response: HttpResponseBase, disposition: str) -> HttpResponseBase:
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _disposition(name: str, inline: bool) -> str:
    """The name in plain ASCII for old browsers, and as it is for the others; no line break can get into the header."""
    name = Path(name.replace("\\", "/")).name
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in name)
    way = "inline" if inline else "attachment"
    return f'{way}; filename="{plain}"' + ("" if plain == name else f"; filename*=UTF-8''{quote(name)}")


def unlisted(response: HttpResponseBase) -> HttpResponseBase:
    """A page whose address is a key: kept by no cache and no search engine."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def send_table(
    request: HttpRequest,
    *,
    title: str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence],
    name: str,
    selection: str = "",
    trace: Trace | None = None,
) -> HttpResponseBase:
    """A list of the screen as `name`.xlsx, with a cover that says what was chosen, when and by whom.

    `selection` says in words which filter was in force. The event tells the list and its number of rows, unless
    `trace` says what else it is of.
    """
    cover = [
        (_("Content"), title),
        (_("Selection"), selection or _("all")),
        (_("Made on"), moment(timezone.now())),
        (_("Made by"), request.user.display_name if request.user.is_authenticated else ""),
    ]
    with scratch.folder() as folder:
        path = folder / "list.xlsx"
        n = write_workbook(path, cover=cover, sheets=[(title, columns, rows)])
        content = path.read_bytes()
    told = trace or Trace("list.exported", "list", label=title)
    after = {"list": name, "rows": n, "selection": selection, **told.after}
    return send(request, content, f"{name}.xlsx", trace=replace(told, after=after))
