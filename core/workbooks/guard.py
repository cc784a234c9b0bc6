"""What an uploaded workbook must be before any parser reads it: only the zip directory is looked at.

What passes may still be costly to parse (a far cell, a number format of 100,000 brackets): that is
why core/workbooks/tables.py parses in a process of its own, bounded in time and memory.
"""

import zipfile
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

MAX_UNPACKED = 40 * 1024 * 1024
MAX_ENTRIES = 400
MAX_RATIO = 200
SUSPECT_SIZE = 1024 * 1024

REFUSALS = {
    "too_large": _(
        "The file is larger than {limit} MB. Keep only the register in it: delete pictures and other sheets, "
        "and save it again."
    ),
    "empty": _("The file is empty. Choose the workbook again."),
    "extension": _("This kind of file cannot be read. Save it as “Excel Workbook (*.xlsx)” or “CSV” and send that."),
    "old_or_locked": _(
        "The file is locked with a password, or it is an old Excel file (.xls) that cannot be read. Open it, remove "
        "the password (File – Info – Protect Workbook) and save it as “Excel Workbook (*.xlsx)”."
    ),
    "not_workbook": _(
        "The file is not an Excel workbook, although its name says so. Open it in Excel or LibreOffice and "
        "save it as “Excel Workbook (*.xlsx)”."
    ),
    "damaged": _("The file is damaged. Open it in Excel or LibreOffice and save it again, then send the new file."),
    "macros": _(
        "The workbook holds macros. Save it as “Excel Workbook (*.xlsx)”, which leaves the macros out, and send that."
    ),
    "links": _(
        "The workbook is linked to other files. In Excel choose Data – Edit Links – Break Link, save it and send it "
        "again."
    ),
    "bomb": _("The workbook would unpack to an unusual size. Copy the table into a new workbook and send that one."),
    "unsafe": _("The workbook has parts that a register never has. Copy the table into a new workbook and send that."),
    "too_costly": _(
        "The workbook is too complicated to be read safely (very many rows, columns or formats). Copy only the "
        "table, as values, into a new workbook and send that one."
    ),
    "unreadable": _("The workbook cannot be read. Copy the table, as values, into a new workbook and send that one."),
    "not_text": _("The CSV file is not text. Save it again as “CSV” from Excel or LibreOffice."),
    "too_many_rows": _(
        "The table has more than {limit} rows. Split it, for instance by district (kecamatan), and send the parts."
    ),
}


class RefusedFileError(DomainError):
    """An upload that is not read. `code` is a key of REFUSALS."""

    def __init__(self, code: str, **values):
        super().__init__(str(REFUSALS[code]).format(**values))
        self.code, self.values = code, values

    def in_words(self, text: str) -> "RefusedFileError":
        """The same refusal in the words of a page; they may name its values."""
        other = RefusedFileError(self.code, **self.values)
        other.args = (text.format(**self.values),)
        return other


OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def inspect(path: Path, *, max_bytes: int) -> str:
    """What a workbook of a decent size is by its content: "xlsx", "xls" or "ods". Raises RefusedFileError.

    An .xls has no directory to be looked at: the bounds of its reader alone hold.
    """
    size = path.stat().st_size
    if size > max_bytes:
        raise RefusedFileError("too_large", limit=max_bytes // 1024 // 1024)
    if size == 0:
        raise RefusedFileError("empty")
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(OLE):
        return "xls"
    if not head.startswith(ZIP):
        raise RefusedFileError("not_workbook")
    try:
        with zipfile.ZipFile(path) as archive:
            _inspect_parts(archive)
            return _kind(archive)
    except RefusedFileError:
        raise
    except Exception as error:
        # A damaged file makes the unpackers raise whatever they like: zlib.error, LZMAError, struct.error …
        raise RefusedFileError("damaged") from error


def _kind(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if "mimetype" in names:
        with archive.open("mimetype") as stream:
            if stream.read(len(ODS) + 1).strip() == ODS and "content.xml" in names:
                return "ods"
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise RefusedFileError("not_workbook")
    return "xlsx"


def _inspect_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MAX_ENTRIES or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise RefusedFileError("bomb")
    if any(p.file_size > SUSPECT_SIZE and p.file_size > MAX_RATIO * max(p.compress_size, 1) for p in parts):
        raise RefusedFileError("bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedFileError("old_or_locked")
    if len(set(names)) != len(names) or any(
        name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names
    ):
        raise RefusedFileError("unsafe")
    if any("vbaproject" in name.lower() for name in names):
        raise RefusedFileError("macros")
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise RefusedFileError("links")
    for part in parts:
        with archive.open(part) as stream:
            opening = stream.read(4096)
        if b"<!DOCTYPE" in opening or b"<!ENTITY" in opening:
            raise RefusedFileError("unsafe")
