"""Doing what the preview shows: one transaction, once, and only if the register is still as previewed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cooperatives import status
from cooperatives.choices import FigureSource
from cooperatives.key_figures.figure_sets import NAMES, has_figures, make, without_sets
from cooperatives.models import BoardMember, Cooperative, ImportRow, KeyFigures, RegisterImport, StatusChange
from cooperatives.people import board, consent
from cooperatives.record import meetings
from cooperatives.record.derived import derive, derive_keys
from cooperatives.register_import.comparison import COLUMNS, set_values
from cooperatives.register_import.fields import BOARD
from cooperatives.register_import.preview import assess, replan, resolved_values
from core import events
from core.database import named_locks
from core.errors import DomainError, StaleVersionError
from core.models import Event, Job
from core.operations import jobs

WORK = "register_import"
BATCH = 400
Outcome = ImportRow.Outcome
State = RegisterImport.State


@transaction.atomic
def start(batch: RegisterImport, *, actor, in_background: bool) -> Job:
    """Claim a previewed import and apply it, here or by a worker. Raises DomainError when it was claimed before."""
    if not RegisterImport.objects.filter(pk=batch.pk, state=State.PREVIEW).update(
        state=State.APPLYING, applied_by=actor
    ):
        raise DomainError(_("This import has been applied already, or somebody is applying it now."))
    job = Job(
        work=WORK,
        owner=actor,
        title=_("Import of {file}").format(file=batch.file_name),
        params={"import_id": batch.pk, "actor_id": actor.pk},
    )
    job.save()
    RegisterImport.objects.filter(pk=batch.pk).update(job=job)
    if in_background:
        transaction.on_commit(lambda: jobs.dispatch(job.pk), robust=True)
    else:
        transaction.on_commit(lambda: jobs.run(job.pk))
    return job


def run(progress: jobs.Progress, *, import_id: int, actor_id: int) -> jobs.Result:
    """The work of the job. Safe to repeat: an import that is applied already is left as it is."""
    actor = User.objects.get(pk=actor_id)
    try:
        apply(import_id, actor=actor, progress=progress)
    except Exception as error:
        _give_back(import_id, look_again=isinstance(error, StaleVersionError))
        raise
    return jobs.Result(url=reverse("import_detail", args=[import_id]))


def give_up(*, import_id: int, actor_id: int) -> None:
    """Called by the watchdog when the job has failed for good: the import waits for the officer again."""
    _give_back(import_id, look_again=True)


def _give_back(import_id: int, *, look_again: bool) -> None:
    """After a failure the import waits for the officer again, with a fresh preview if the register moved."""
    with transaction.atomic():
        if RegisterImport.objects.filter(pk=import_id, state=State.APPLYING).update(state=State.PREVIEW) and look_again:
            replan(RegisterImport.objects.get(pk=import_id))


@transaction.atomic
def apply(import_id: int, *, actor, progress: jobs.Progress = lambda done, total: None) -> None:
    """Write every new and changed row. Raises StaleVersionError when the register is not as previewed any more."""
    named_locks.hold("register")
    batch = RegisterImport.objects.select_for_update().get(pk=import_id)
    if batch.state == State.APPLIED:
        return
    if batch.state != State.APPLYING:
        raise DomainError(_("This import is no longer being applied."))
    rows = list(batch.rows.all())
    for row in rows:
        row.batch = batch
    _check_preview(rows, batch, progress)
    new = [row for row in rows if row.outcome == Outcome.NEW]
    # In the order of their keys, as all who hold several records do.
    changed = sorted(
        (row for row in rows if row.outcome == Outcome.CHANGED), key=lambda row: (row.cooperative_id or 0, row.number)
    )
    writer = _Writer(batch, actor, progress, total=len(new) + len(changed))
    for start_at in range(0, len(new), BATCH):
        writer.create(new[start_at : start_at + BATCH])
    for start_at in range(0, len(changed), BATCH):
        writer.change(changed[start_at : start_at + BATCH])
    RegisterImport.objects.filter(pk=batch.pk).update(state=State.APPLIED, applied_at=timezone.now())
    events.record(
        "import.applied",
        actor=actor,
        object_type="import",
        object_id=batch.pk,
        label=batch.file_name,
        after={"new": len(new), "changed": len(changed), "sha256": batch.sha256},
    )


def _check_preview(rows: list[ImportRow], batch: RegisterImport, progress: jobs.Progress) -> None:
    """Look at all rows again, now that the register is locked: what differs was never shown to the officer."""

    def effect(row: ImportRow) -> tuple:
        return row.outcome, row.cooperative_id, row.changes

    shown = {row.pk: effect(row) for row in rows}
    assess(rows, batch, tick=lambda: progress(0, len(rows)))
    moved = [row.number for row in rows if effect(row) != shown[row.pk]]
    if moved:
        raise _moved(len(moved))


def _moved(n: int) -> StaleVersionError:
    return StaleVersionError(
        _("The register has changed since the preview: {n} rows would do something else now. Look again.").format(n=n)
    )


class _Writer:
    """Writes rows in batches within the caller's transaction."""

    def __init__(self, batch: RegisterImport, actor, progress: jobs.Progress, *, total: int):
        self.batch, self.actor, self.progress, self.total = batch, actor, progress, total
        self.on = batch.as_of or timezone.localdate()
        self.done = 0

    def create(self, rows: list[ImportRow]) -> None:
        records, history, people = [], [], []
        for row in rows:
            values = resolved_values(row)
            record = Cooperative()
            set_values(record, {column: values[column] for column in COLUMNS if values.get(column) not in (None, "")})
            record.chair = values.get("chair", "")
            if values.get("status"):
                history.append(status.set_in_memory(record, values["status"], self.on))
            people += board.follow_names(record, _names(values))[0]
            derive(record)
            record.figures_source = FigureSource.REGISTER if has_figures(record) else ""
            records.append(record)
        Cooperative.objects.bulk_create(records, batch_size=100)
        self._keep_figures(zip(rows, records, strict=True))
        for row, record in zip(rows, records, strict=True):
            row.cooperative, row.applied, row.applied_version = record, "new", record.version
        self._save_children(history, people)
        self._finish(rows, "cooperative.imported", [({}, _shown(row)) for row in rows])

    def change(self, rows: list[ImportRow]) -> None:
        found = Cooperative.objects.current().select_for_update(of=("self",), no_key=True).select_related("village")
        found = found.filter(pk__in=[row.cooperative_id for row in rows]).order_by("pk")
        records = {record.pk: record for record in found.prefetch_related("board")}
        # An edit by hand does not wait for the lock of the register: whoever came in between is not overwritten.
        late = [row for row in rows if _version(records, row) != row.cooperative_version]
        if late:
            raise _moved(len(late))
        history, people, replaced, said = [], [], [], []
        KeyFigures.objects.bulk_create(without_sets(records.values()), batch_size=200)
        held = [(record, record.last_rat_on) for record in records.values()]
        for row in rows:
            record = records[row.cooperative_id or 0]
            new = {key: pair[1] for key, pair in row.changes.items()}
            if "status" in new:
                row.changes["status_on"] = [events.plain(record.status_on), self.on.isoformat()]
                history.append(status.set_in_memory(record, new["status"], self.on))
            shown = consent.values(record)
            set_values(record, {column: new[column] for column in COLUMNS if column in new})
            consent.withdraw(record, shown)
            added, left = board.follow_names(record, _names(new))
            people += added
            replaced += left
            record.chair = new.get("chair", record.chair)
            derive_keys(record)
            if new.keys() & set(NAMES):
                record.figures_source = FigureSource.REGISTER
            said.append((row, record))
            record.version += 1
            record.updated_at = timezone.now()
            record.save()
            row.applied, row.applied_version = "changed", record.version
        BoardMember.objects.filter(pk__in=replaced).update(left_on=timezone.localdate())
        self._save_children(history, people)
        self._keep_figures(said)
        meetings.keep_earlier((record, before, record.last_rat_on) for record, before in held)
        pairs = [({k: p[0] for k, p in row.changes.items()}, {k: p[1] for k, p in row.changes.items()}) for row in rows]
        self._finish(rows, "cooperative.imported", pairs)

    def _keep_figures(self, said: Iterable[tuple[ImportRow, Cooperative]]) -> None:
        """Each row's figures as a set with its date and file, of which the newest counts."""
        found = []
        for row, record in said:
            values = resolved_values(row)
            given = {name: getattr(record, name) for name in NAMES if _stands(row, values, record, name)}
            if given:
                day = _day_of(row, values, record, self.batch)
                found.append(make(record, given, as_of=day, reference=row.pk, label=self.batch.file_name))
        KeyFigures.objects.bulk_create(found, batch_size=200)

    def _save_children(self, history: list[StatusChange], people: list[BoardMember]) -> None:
        for change in history:
            change.actor, change.actor_name = self.actor, self.actor.display_name if self.actor else "SoloKop"
        StatusChange.objects.bulk_create(history, batch_size=200)
        BoardMember.objects.bulk_create(people, batch_size=200)

    def _finish(self, rows: list[ImportRow], verb: str, pairs: list[tuple[dict, dict]]) -> None:
        found: list[Event] = []
        for row, (before, after) in zip(rows, pairs, strict=True):
            found.append(
                events.build(
                    verb,
                    actor=self.actor,
                    object_type="cooperative",
                    object_id=row.cooperative_id or 0,
                    label=row.values["name"],
                    before=before,
                    after=after,
                    source={
                        "import": self.batch.pk,
                        "file": self.batch.file_name,
                        "sheet": row.sheet,
                        "row": row.number,
                    },
                )
            )
        events.record_many(found)
        ImportRow.objects.bulk_update(rows, ["cooperative", "applied", "applied_version", "changes"], batch_size=200)
        self.done += len(rows)
        self.progress(self.done, self.total)


def _version(records: dict[int, Cooperative], row: ImportRow) -> int | None:
    record = records.get(row.cooperative_id or 0)
    return record.version if record else None


def _names(values: dict[str, Any]) -> dict[str, str]:
    return {position: values[key] for key, position in BOARD.items() if values.get(key)}


def _shown(row: ImportRow) -> dict[str, Any]:
    values = resolved_values(row)
    # The number that the row had in the portal it comes from says nothing of the new record.
    return {key: value for key, value in values.items() if value not in (None, "") and key != "portal_number"}


def _day_of(row: ImportRow, values: dict[str, Any], record: Cooperative, batch: RegisterImport) -> date | None:
    """Of which day a row's figures are: a newer date that an officer has left out does not count."""
    said = values.get("figures_as_of")
    day = date.fromisoformat(said) if said else batch.as_of
    kept = row.applied == "changed" and "figures_as_of" not in row.changes
    return record.figures_as_of if kept and day and record.figures_as_of and day > record.figures_as_of else day


def _stands(row: ImportRow, values: dict[str, Any], record: Cooperative, name: str) -> bool:
    """Whether the row says this figure and the record has taken it, as it was said or as it was derived."""
    said = values.get(name) is not None or name in row.changes
    return said and (name in row.changes or row.applied != "changed" or values[name] == getattr(record, name))
