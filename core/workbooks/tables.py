"""Tables out of uploaded files (.xlsx, .xls, .ods, .csv) as plain rows; safe against hostile files."""

import csv
import gzip
import io
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from core.workbooks import client, guard
from core.workbooks.guard import RefusedFileError
from core.workbooks.worker import LONGEST, TOO_COSTLY


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """A formula without a value: the file was made by a program and never opened in Excel."""

    formula: str


@dataclass(slots=True)
class Sheet:
    name: str
    rows: list[list[Any]] = field(default_factory=list)
    hidden: bool = False


@dataclass(slots=True)
class Book:
    """A workbook: its sheets, and where its defined names point to, e.g. `'Neraca'!$C$6`."""

    sheets: list[Sheet]
    names: dict[str, str]


def dump(sheets: list[Sheet]) -> bytes:
    """Sheets as they were read, to be kept with the file: what was read once is not read again."""
    parts = [{"name": s.name, "hidden": s.hidden, "rows": [[_plain(c) for c in row] for row in s.rows]} for s in sheets]
    return gzip.compress(json.dumps(parts).encode())


def load(kept: bytes) -> list[Sheet]:
    """What `dump` has kept."""
    parts = json.loads(gzip.decompress(kept))
    return [Sheet(p["name"], [[_value(cell) for cell in row] for row in p["rows"]], p["hidden"]) for p in parts]


def read_file(path: Path, name: str) -> list[Sheet]:
    """The sheets of an upload, as `read_book`."""
    return read_book(path, name).sheets


def read_book(path: Path, name: str) -> Book:
    """An upload; `name` is what the user called the file, for its ending. A CSV file is a book of one sheet.

    Raises RefusedFileError with the reason in plain words.
    """
    ending = Path(name).suffix.lower()
    if ending in (".xlsx", ".xls", ".ods"):
        # What it is by its content, whatever its name says.
        return _read_workbook(path, guard.inspect(path, max_bytes=settings.UPLOAD_MAX_BYTES))
    if ending in (".csv", ".txt", ".tsv"):
        return Book([_read_csv(path, name)], {})
    if ending == ".xlsm":
        raise RefusedFileError("macros")
    raise RefusedFileError("extension")


def _read_workbook(path: Path, kind: str) -> Book:
    read = client.read(path, kind)
    if read is None or read.get("failed") == TOO_COSTLY:
        raise RefusedFileError("too_costly")
    if "failed" in read:
        raise RefusedFileError("old_or_locked" if kind == "xls" else "unreadable")
    seen: Counter[str] = Counter()
    sheets = [
        Sheet(_unique(part["name"], seen), [[_value(cell) for cell in row] for row in part["rows"]], part["hidden"])
        for part in read["sheets"]
    ]
    if any(len(sheet.rows) > settings.READER_MAX_ROWS for sheet in sheets):
        raise RefusedFileError("too_many_rows", limit=settings.READER_MAX_ROWS)
    return Book(sheets, read["names"])


def _unique(name: str, seen: Counter) -> str:
    """A sheet's name, at most 90 characters, with a number when the file has it twice."""
    short = name[:90]
    seen[short] += 1
    return short if seen[short] == 1 else f"{short} ({seen[short]})"


def _plain(cell: Any) -> Any:
    if isinstance(cell, Uncalculated):
        return {"f": cell.formula}
    return {"d": cell.isoformat()} if isinstance(cell, date) else cell


def _value(cell: Any) -> Any:
    if isinstance(cell, dict):
        return Uncalculated(cell["f"]) if "f" in cell else date.fromisoformat(cell["d"][:10])
    return cell


def _read_csv(path: Path, name: str) -> Sheet:
    if path.stat().st_size > settings.UPLOAD_MAX_BYTES:
        raise RefusedFileError("too_large", limit=settings.UPLOAD_MAX_BYTES // 1024 // 1024)
    raw = path.read_bytes()
    if not raw.strip():
        raise RefusedFileError("empty")
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"%PDF")) or b"\x00" in raw:
        raise RefusedFileError("not_text")
    text = decode(raw)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[list[Any]] = []
    try:
        for row in reader:
            if len(rows) >= settings.READER_MAX_ROWS:
                raise RefusedFileError("too_many_rows", limit=settings.READER_MAX_ROWS)
            rows.append([cell[: LONGEST + 1] if cell.strip() else None for cell in row[: settings.READER_MAX_COLUMNS]])
    except csv.Error as error:
        raise RefusedFileError("not_text") from error
    return Sheet(Path(name).stem, rows)


def decode(raw: bytes) -> str:
    """UTF-8, with or without its mark, or else Windows-1252 as Excel in Indonesia writes CSV."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """The separator that cuts the first lines into the most even pieces."""
    lines = [line for line in text.splitlines()[:60] if line.strip()]
    best, best_score = ",", -1
    for candidate in (";", "\t", ","):
        pieces = Counter(line.count(candidate) for line in lines if candidate in line)
        if pieces:
            number, lines_alike = pieces.most_common(1)[0]
            if number * lines_alike > best_score:
                best, best_score = candidate, number * lines_alike
    return best
