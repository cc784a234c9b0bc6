"""Taking an upload in: guarded, read, kept as it came, its columns proposed; then the preview."""

import io
import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cooperatives.models import HeadingMemory, RegisterImport
from cooperatives.register_import import account, words
from cooperatives.register_import.fields import FIELDS
from cooperatives.register_import.layout.columns import RegisterTable
from cooperatives.register_import.layout.headings import ISSUED, reason_not_taken
from cooperatives.register_import.layout.tables import NOT_CHOSEN, OF_PEOPLE, find_tables
from cooperatives.register_import.people import ktp_column
from cooperatives.register_import.preview import plan
from cooperatives.register_import.rows import read_table
from core import events
from core.errors import DomainError
from core.storage import files
from core.workbooks.tables import dump, load, read_file

NO_TABLE = gettext_lazy(
    "No table was found in the file. A register needs a heading row, such as “NAMA KOPERASI”, “KECAMATAN”, "
    "“BADAN HUKUM”, and below it one row for each cooperative."
)
KTP_NUMBERS = gettext_lazy(
    "The file looks like a list of people, and its column “{column}” holds KTP numbers. The portal keeps no KTP "
    "numbers, so the file was not kept. If it is a list of cooperatives, remove this column and send it again."
)
PEOPLE = gettext_lazy(
    "This looks like a list of people, not of cooperatives (columns: {columns}). Only if each row is a cooperative, "
    "say which column holds its name; otherwise discard the file."
)
NO_NAME_IN = gettext_lazy("Say which column holds the name of the cooperative (columns: {columns}).")
NO_NAME = gettext_lazy("Say which column holds the name of the cooperative.")


def receive(chunks: Iterable[bytes], *, name: str, actor) -> RegisterImport:
    """Keep an upload with what was read in it, and propose its columns.

    Raises RefusedFileError, NotStoredError or DomainError; then nothing is kept.
    """
    with files.as_path(chunks, name) as path:
        sheets = read_file(path, name)
        tables, __ = find_tables(sheets)
        if not tables:
            raise DomainError(str(NO_TABLE))
        for table in tables:
            if table.doubt == OF_PEOPLE and (column := ktp_column(table)):
                raise DomainError(str(KTP_NUMBERS).format(column=column))
        with path.open("rb") as stream, transaction.atomic():
            batch = RegisterImport(
                file_name=files.short_name(name, 200),
                sha256=files.sha256(stream),
                size=path.stat().st_size,
                mapping=_proposals(tables),
                as_of=_date_of(tables),
                uploaded_by=actor,
            )
            own = uuid.uuid4()
            files.store(batch.file, f"{own}{path.suffix}", stream)
            files.store(batch.reading, f"{own}.json.gz", io.BytesIO(dump(sheets)))
            batch.save()
            _event("import.uploaded", batch, actor)
    return batch


def _date_of(tables: list[RegisterTable]) -> date | None:
    """The date that a title gives; one that lies ahead is a typing error, and the officer is asked."""
    return next((t.as_of for t in tables if t.as_of and t.as_of <= timezone.localdate()), None)


def _proposals(tables: list[RegisterTable]) -> dict[str, dict[str, str]]:
    """For each heading the mapping that was confirmed before, or else the proposed one."""
    remembered = _remembered(tables)
    return {
        table.signature: remembered.get(table.signature) or {str(i): key for i, key in table.proposal.items()}
        for table in tables
    }


def _remembered(tables: list[RegisterTable]) -> dict[str, dict[str, str]]:
    """The mappings that hold: a list of people is asked about each time, a day of issue is no validity."""
    known = HeadingMemory.objects.filter(signature__in={table.signature for table in tables})
    kept = dict(known.values_list("signature", "mapping"))
    return {
        table.signature: kept[table.signature]
        for table in tables
        if table.signature in kept and table.doubt != OF_PEOPLE and not _is_mistaken(table, kept[table.signature])
    }


def _is_mistaken(table: RegisterTable, mapping: dict[str, str]) -> bool:
    """Whether a mapping of an earlier version takes the day a certificate was issued for its validity."""
    return any(
        mapping.get(str(column.index)) == "certified_until" and reason_not_taken(column.heading) == ISSUED
        for column in table.columns
    )


def is_remembered(batch: RegisterImport) -> bool:
    """Whether an officer has confirmed every heading of this file before, and every word of its closed columns."""
    tables = tables_of(batch)[0]
    if set(_remembered(tables)) != set(batch.mapping):
        return False
    return all(word.answer is not None for word in words.unknown_words(tables, batch.mapping, words.remembered()))


def tables_of(batch: RegisterImport) -> tuple[list[RegisterTable], dict[str, str]]:
    """The tables of an import and the sheets left out with the reason, out of what was read when it came.

    An import of an earlier version is read again; raises RefusedFileError when that fails now, NotStoredError
    when its file is away.
    """
    if batch.reading:
        return find_tables(load(files.content(batch.reading)))
    kept = files.content(batch.file)
    with files.as_path([kept], str(batch.file.name)) as path:
        return find_tables(read_file(path, f"{Path(batch.file_name).stem}{path.suffix}"))


def set_mapping(
    batch: RegisterImport,
    mapping: dict[str, dict[str, str]],
    *,
    as_of: date | None,
    actor: User | None,
    answers: words.Answers | None = None,
    remember: bool = True,
) -> None:
    """Confirm what the columns and their unknown words mean, remember it for the next file, and make the preview.

    A table without any column is left out. Raises DomainError when a table has columns and no name, or all are left
    out, when a field is given twice, or the import has gone on.
    """
    tables, ignored = tables_of(batch)
    _check(mapping, as_of, tables)
    chosen = {signature: {int(i): key for i, key in columns.items()} for signature, columns in mapping.items()}
    ignored |= {table.sheet.name: NOT_CHOSEN for table in tables if not chosen.get(table.signature)}
    with transaction.atomic():
        changed = RegisterImport.objects.filter(
            pk=batch.pk, state__in=[RegisterImport.State.MAPPING, RegisterImport.State.PREVIEW]
        ).update(mapping=mapping, as_of=as_of, state=RegisterImport.State.PREVIEW)
        if not changed:
            raise DomainError(_("This import is no longer waiting for its columns."))
        known = words.remembered() | (answers or {})
        if remember:
            words.remember(answers or {})
            _remember(mapping)
        batch.refresh_from_db()
        taken = [table for table in tables if chosen.get(table.signature)]
        readings = [read_table(table, chosen[table.signature], known) for table in taken]
        plan(batch, [row for reading in readings for row in reading.rows])
        kept = {"kept_fields": batch.remarks.get("kept_fields", [])}
        batch.remarks = account.remarks(readings, chosen, ignored) | kept
        batch.save(update_fields=["remarks"])
        _event("import.columns_confirmed", batch, actor, as_of=as_of)


def _check(mapping: dict[str, dict[str, str]], as_of: date | None, tables: list[RegisterTable]) -> None:
    for columns in mapping.values():
        twice = [key for key, n in Counter(columns.values()).items() if n > 1]
        if twice:
            raise DomainError(_("The field “{field}” is chosen twice.").format(field=FIELDS[twice[0]].label))
        if columns and "name" not in columns.values():
            raise DomainError(str(NO_NAME))
    if not any(mapping.values()):
        headings = ", ".join(column.heading for table in tables for column in table.columns)
        of_people = all(table.doubt == OF_PEOPLE for table in tables)
        raise DomainError(str(PEOPLE if of_people else NO_NAME_IN).format(columns=headings))
    if as_of and as_of > timezone.localdate():
        raise DomainError(_("The date of the figures lies in the future."))


def _remember(mapping: dict[str, dict[str, str]]) -> None:
    for signature, columns in mapping.items():
        if not columns:
            # What was left out once may be the only table of the next file: it is asked about again.
            continue
        HeadingMemory.objects.update_or_create(
            signature=signature, defaults={"mapping": columns, "used_at": timezone.now()}
        )


@transaction.atomic
def discard(batch: RegisterImport, *, actor) -> None:
    """Give an import up before it is applied; the file stays for the record."""
    changed = RegisterImport.objects.filter(
        pk=batch.pk, state__in=[RegisterImport.State.MAPPING, RegisterImport.State.PREVIEW]
    ).update(state=RegisterImport.State.DISCARDED)
    if not changed:
        raise DomainError(_("This import can no longer be discarded."))
    _event("import.discarded", batch, actor)


def counts(batch: RegisterImport) -> dict[str, int]:
    """Rows by outcome, all five keys present."""
    found = Counter(batch.rows.values_list("outcome", flat=True))
    return {outcome: found.get(outcome, 0) for outcome in ("new", "changed", "unchanged", "doubtful", "refused")}


def _event(verb: str, batch: RegisterImport, actor, **after: Any) -> None:
    events.record(
        verb,
        actor=actor,
        object_type="import",
        object_id=batch.pk,
        label=batch.file_name,
        after={"sha256": batch.sha256, **after},
    )
