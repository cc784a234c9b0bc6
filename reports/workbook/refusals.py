"""Why a file is not taken as the report's workbook, in words that fit what was sent."""

import zipfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.workbooks.guard import RefusedFileError

MORE_THAN_TEMPLATE = _(
    "The file cannot be read safely: it holds more than the template does, or is damaged. Download the template here, "
    "copy your figures into it as values, save it as “Excel Workbook (*.xlsx)” and send that."
)
# By what the file is, by its first bytes.
KINDS: tuple[tuple[int, bytes, Any], ...] = (
    (0, b"\xff\xd8\xff", "photo"),
    (0, b"\x89PNG\r\n\x1a\n", "photo"),
    (8, b"WEBP", "photo"),
    (4, b"ftyp", "photo"),
    (0, b"%PDF-", "pdf"),
    (0, b"{\\rtf", "document"),
)
TEXTS: dict[str, Any] = {
    "photo": _(
        "This is a photo, not the template. Send it under “Send photos or PDF”: the office types it in. Or type the "
        "figures into the form yourself."
    ),
    "pdf": _(
        "This is a PDF, not the template. Send it under “Send photos or PDF”: the office types it in. Or send the "
        "Excel file that it was made from."
    ),
    "document": _(
        "This is a text document, not the template. Download the template here and type your figures into it, or send "
        "photos of your paper under “Send photos or PDF”."
    ),
    "archive": _("This is a ZIP archive. Unpack it and send the Excel file that is in it."),
}
# The guards speak of any table; here is what fits a report.
FITTING: dict[str, Any] = {
    "too_large": _(
        "The file is larger than {limit} MB; the filled template has less than 1 MB. Take pictures and other sheets "
        "out of it and save it again."
    ),
    **dict.fromkeys(("bomb", "unsafe", "too_costly", "unreadable", "too_many_rows"), MORE_THAN_TEMPLATE),
}


def fitting(refusal: RefusedFileError, path: Path) -> RefusedFileError:
    """The same refusal, in words that fit the file and the report; its code stays."""
    kind = kind_of(path)
    if kind and refusal.code in ("extension", "not_workbook", "not_text", "damaged"):
        return refusal.in_words(str(TEXTS[kind]))
    return refusal.in_words(str(FITTING[refusal.code])) if refusal.code in FITTING else refusal


def kind_of(path: Path) -> str:
    """What a file is by its content: a key of TEXTS, "" for what may be a table."""
    with path.open("rb") as stream:
        content = stream.read(64)
    found = next((kind for place, opening, kind in KINDS if content[place:].startswith(opening)), "")
    if found or not content.startswith(b"PK\x03\x04"):
        return found
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except Exception:
        # A damaged archive is told as that.
        return ""
    if any(name.startswith(("xl/", "content.xml")) for name in names) and "word/document.xml" not in names:
        return ""
    return "document" if any(name.startswith(("word/", "ppt/")) for name in names) else "archive"
