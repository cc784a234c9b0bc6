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

from cooperatives.models import HeadingMemory, RegisterImport
from cooperatives.register_import.fields import FIELDS
from cooperatives.register_import.layout import Table, find_tables
from cooperatives.register_import.planning import plan
from cooperatives.register_import.rows import read_table
from core import events, files
from core.errors import DomainError
from core.sheets import dump, load, read_file

NO_TABLE = gettext_lazy(
    "No table of cooperatives was found in the file. A register needs a heading row with the column "
    "“NAMA KOPERASI” and at least two more known columns, such as “KECAMATAN” or “BADAN HUKUM”."
)


def receive(chunks: Iterable[bytes], *, name: str, actor) -> RegisterImport:
    """Keep an upload with what was read in it, and propose its columns.

    Raises RefusedFileError, NotStoredError or DomainError; then nothing is kept.
    """
    with files.as_path(chunks, name) as path:
        sheets = read_file(path, name)
        tables, __ = find_tables(sheets)
        if not tables:
            raise DomainError(str(NO_TABLE))
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


def _date_of(tables: list[Table]) -> date | None:
    """The date that a title gives; one that lies ahead is a typing error, and the officer is asked."""
    return next((t.as_of for t in tables if t.as_of and t.as_of <= timezone.localdate()), None)


def _proposals(tables: list[Table]) -> dict[str, dict[str, str]]:
    """For each heading the mapping that was confirmed before, or else the proposed one."""
    remembered = dict(
        HeadingMemory.objects.filter(signature__in={table.signature for table in tables}).values_list(
            "signature", "mapping"
        )
    )
    return {
        table.signature: remembered.get(table.signature) or {str(i): key for i, key in table.proposal.items()}
        for table in tables
    }


def is_remembered(batch: RegisterImport) -> bool:
    """Whether an officer has confirmed every heading of this file before."""
    return HeadingMemory.objects.filter(signature__in=batch.mapping).count() == len(batch.mapping)


def tables_of(batch: RegisterImport) -> tuple[list[Table], list[str]]:
    """The tables of an import and the names of the sheets without one, out of what was read when it came.

    An import of an earlier version is read again; raises RefusedFileError when that fails now, NotStoredError
    when its file is away.
    """
    if batch.reading:
        return find_tables(load(files.content(batch.reading)))
    kept = files.content(batch.file)
    with files.as_path([kept], str(batch.file.name)) as path:
        return find_tables(read_file(path, f"{Path(batch.file_name).stem}{path.suffix}"))


def set_mapping(
    batch: RegisterImport, mapping: dict[str, dict[str, str]], *, as_of, actor, remember: bool = True
) -> None:
    """Confirm what the columns mean, remember it for the next file, and make the preview.

    Raises DomainError when a heading has no name column, a field is given twice, or the import has gone on.
    """
    for columns in mapping.values():
        twice = [key for key, n in Counter(columns.values()).items() if n > 1]
        if twice:
            raise DomainError(_("The field “{field}” is chosen twice.").format(field=FIELDS[twice[0]].label))
        if "name" not in columns.values():
            raise DomainError(_("Say which column holds the name of the cooperative."))
    if as_of and as_of > timezone.localdate():
        raise DomainError(_("The date of the figures lies in the future."))
    tables, ignored = tables_of(batch)
    with transaction.atomic():
        changed = RegisterImport.objects.filter(
            pk=batch.pk, state__in=[RegisterImport.State.MAPPING, RegisterImport.State.PREVIEW]
        ).update(mapping=mapping, as_of=as_of, state=RegisterImport.State.PREVIEW)
        if not changed:
            raise DomainError(_("This import is no longer waiting for its columns."))
        for signature, columns in mapping.items() if remember else ():
            HeadingMemory.objects.update_or_create(
                signature=signature, defaults={"mapping": columns, "used_at": timezone.now()}
            )
        batch.refresh_from_db()
        readings = [read_table(table, {int(i): key for i, key in mapping[table.signature].items()}) for table in tables]
        plan(batch, [row for reading in readings for row in reading.rows])
        skipped = sum((reading.skipped for reading in readings), Counter())
        batch.remarks = {
            "ignored_sheets": ignored,
            "skipped": dict(skipped),
            "totals": [item for reading in readings for item in reading.totals],
        }
        batch.save(update_fields=["remarks"])
        _event("import.columns_confirmed", batch, actor, as_of=as_of)


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
