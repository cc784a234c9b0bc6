"""A backup is a folder: the database as one SQLite file, the private files, and a list of what must be in it.

It can be taken while the portal runs, from either kind of database, and put back into either kind.
"""

import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache as remembered
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.utils import timezone

from core.database import database_copy
from core.errors import DomainError
from core.storage.private_storage import stored

DATABASE, FILES, LIST = "database.sqlite3", "private", "backup.json"


@dataclass(frozen=True, slots=True)
class Content:
    """How many rows each table holds, and the SHA-256 of each private file by its name.

    `lost` names the files that rows ask for and that the store had lost when the backup was made.
    """

    made_at: str
    tables: dict[str, int]
    files: dict[str, str]
    lost: list[str] = field(default_factory=list)


def take(folder: Path) -> Content:
    """Write a backup into a folder that is empty or does not exist yet.

    Raises DomainError for one in use, and for a disk that is full; then nothing is left in it that looks like a backup.
    """
    if folder.exists() and any(folder.iterdir()):
        raise DomainError(f"{folder} is not empty: choose another folder for each backup")
    try:
        return _write(folder)
    except (OSError, DatabaseError, DomainError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise DomainError(f"the backup could not be written, and what was written is removed: {error}") from error


def _write(folder: Path) -> Content:
    (folder / FILES).mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    made_at = timezone.localtime().isoformat(timespec="seconds")
    shutil.copyfile(_empty_database(), folder / DATABASE)
    with database_copy.database(f"sqlite:///{(folder / DATABASE).resolve()}") as alias:
        tables = database_copy.copy("default", alias)
        named = database_copy.files_named(alias)
    # After the rows: a file that a row names is there; one that came later does no harm.
    files = {name: _fetch(name, folder / FILES / name) for name in stored()}
    content = Content(made_at, tables, files, sorted(named - files.keys()))
    (folder / LIST).write_text(json.dumps(asdict(content), indent=1))
    return content


def read(folder: Path) -> Content:
    """The list of a backup. Raises DomainError for a folder that holds none."""
    try:
        return Content(**json.loads((folder / LIST).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise DomainError(f"{folder} holds no whole backup ({LIST} cannot be read)") from error


def prove(folder: Path) -> list[str]:
    """Restore a backup into a database that is thrown away, and compare it with its list, row counts and files.

    Returns every difference; none means that the backup can be put back. One of an earlier version is counted as it
    lies there: migrations may add rows on the way.
    """
    content, problems = read(folder), []
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copyfile(_empty_database(), f"{scratch}/proof.sqlite3")
        try:
            with _opened(folder) as (source, before):
                tables = before or _into(source, f"sqlite:///{scratch}/proof.sqlite3")
                if before:
                    _into(source, f"sqlite:///{scratch}/proof.sqlite3")
                named = database_copy.files_named(source)
        except Exception as error:
            return [f"{DATABASE} cannot be restored: {error}"]
    for name in sorted({*content.tables, *tables}):
        if content.tables.get(name) != tables.get(name):
            problems.append(f"table {name}: {content.tables.get(name)} rows expected, {tables.get(name)} found")
    problems += [
        f"file {name} is not in the backup, though a row names it"
        for name in sorted(named - content.files.keys() - set(content.lost))
    ]
    for name, digest in content.files.items():
        path = folder / FILES / name
        if not path.is_file():
            problems.append(f"file {name} is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            problems.append(f"file {name} has changed since the backup")
    return problems


def restore(folder: Path, *, overwrite: bool = False) -> Content:
    """Put a backup into the database and the store of this installation; all rows there are replaced.

    Raises DomainError when the backup is not whole, or when somebody has an account here and `overwrite` is not given.
    """
    if problems := prove(folder):
        raise DomainError("; ".join(problems[:20]))
    if database_copy.is_in_use("default") and not overwrite:
        raise DomainError("this installation is in use: --overwrite replaces everything in it")
    content = read(folder)
    with _opened(folder) as (source, _before):
        database_copy.copy(source, "default")
    for name in content.files:
        if default_storage.exists(name):
            default_storage.delete(name)
        with (folder / FILES / name).open("rb") as file:
            default_storage.save(name, File(file))
    remembered.clear()
    return content


@contextmanager
def _opened(folder: Path) -> Iterator[tuple[str, dict[str, int]]]:
    """The database of a backup, from a copy brought to this version: the backup itself is never written to.

    With it, where it is of an earlier version, the count of each table as it lies there.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / DATABASE
        shutil.copyfile(folder / DATABASE, copy)
        with database_copy.database(f"sqlite:///{copy}") as alias:
            is_older = database_copy.is_older(alias)
        before = _counted(copy, read(folder).tables) if is_older else {}
        if is_older:
            database_copy.prepare(f"sqlite:///{copy}")
        with database_copy.database(f"sqlite:///{copy}") as alias:
            yield alias, before


def _counted(path: Path, tables: Iterable[str]) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as database:
        quoted = {name: name.replace('"', '""') for name in tables}
        return {
            name: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - quoted
            for name, table in quoted.items()
        }


def _empty_database() -> Path:
    """A database with the tables of this version, made once for it in the data folder: migrations take their time."""
    place = settings.DATA_DIR / "empty" / f"{_version_of_migrations()}.sqlite3"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as folder:
            made = Path(folder) / DATABASE
            database_copy.prepare(f"sqlite:///{made}")
            # Read and closed once more: everything stands in the one file then, which is copied.
            with database_copy.database(f"sqlite:///{made}") as alias:
                database_copy.is_older(alias)
            made.replace(place)
        for older in place.parent.glob("*.sqlite3"):
            if older != place:
                older.unlink(missing_ok=True)
    return place


@cache
def _version_of_migrations() -> str:
    """A checksum of all that makes the tables: the migrations of all apps, and the lists that they read."""
    digest = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for file in sorted([*Path(config.path).glob("migrations/*.*"), *Path(config.path).glob("data/*.csv")]):
            if file.suffix in (".py", ".csv"):
                digest.update(f"{config.label}/{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:32]


def _into(source: str, url: str) -> dict[str, int]:
    """Copy into a database beside the source; two may be open at once under names of their own."""
    with database_copy.database(url, alias="proof") as target:
        return database_copy.copy(source, target)


def _fetch(name: str, to: Path) -> str:
    """Copy a private file and return its SHA-256."""
    to.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with default_storage.open(name) as file, to.open("wb") as copy:
        for chunk in file.chunks():
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()
