"""Taking an applied import back as a whole, as long as nobody has touched its rows since."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives import figures, status
from cooperatives.choices import FigureSource
from cooperatives.derived import derive_keys
from cooperatives.models import BoardMember, Cooperative, ImportRow, KeyFigures, Note, RegisterImport
from cooperatives.register_import.comparing import COLUMNS, set_values
from cooperatives.register_import.fields import BOARD
from core import events, locks
from core.errors import DomainError

State = RegisterImport.State


def touched_since(batch: RegisterImport) -> list[ImportRow]:
    """Applied rows whose cooperative has been changed, annotated or linked to a user since."""
    rows = list(batch.rows.exclude(applied="").select_related("cooperative"))
    ids = [row.cooperative_id for row in rows if row.applied == "new" and row.cooperative_id]
    annotated = set(Note.objects.filter(cooperative__in=ids).values_list("cooperative_id", flat=True))
    linked = set(Cooperative.objects.filter(pk__in=ids, memberships__isnull=False).values_list("pk", flat=True)) | set(
        Cooperative.objects.filter(pk__in=ids, invitations__isnull=False).values_list("pk", flat=True)
    )
    return [
        row
        for row in rows
        if row.cooperative is None
        or row.cooperative.version != row.applied_version
        or row.cooperative.merged_into_id
        or row.cooperative_id in annotated | linked
    ]


@transaction.atomic
def undo(batch: RegisterImport, *, actor) -> int:
    """Put every row back as it was; returns how many. Raises DomainError when a later change stands in the way."""
    locks.hold("register")
    if not RegisterImport.objects.filter(pk=batch.pk, state=State.APPLIED).update(
        state=State.UNDONE, undone_at=timezone.now()
    ):
        raise DomainError(_("Only an applied import can be undone, and only once."))
    # Locked first, then looked at: an edit or a note that comes in between would be lost.
    ids = batch.rows.exclude(applied="").values("cooperative_id")
    list(Cooperative.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    touched = touched_since(batch)
    if touched:
        raise DomainError(
            _("The import cannot be undone: {n} of its cooperatives have been changed since, first “{name}”.").format(
                n=len(touched), name=touched[0].values.get("name", "")
            )
        )
    rows = list(batch.rows.exclude(applied="").select_related("cooperative"))
    for row in rows:
        if row.applied == "changed" and row.cooperative:
            _put_back(row, row.cooperative, actor)
    _remove(batch, [row for row in rows if row.applied == "new" and row.cooperative], actor)
    events.record(
        "import.undone",
        actor=actor,
        object_type="import",
        object_id=batch.pk,
        label=batch.file_name,
        before={"rows": len(rows)},
    )
    return len(rows)


def _remove(batch: RegisterImport, rows: list[ImportRow], actor) -> None:
    """Delete what the import entered, with an event for each."""
    ids = [row.cooperative_id for row in rows if row.cooperative_id]
    events.record_many(
        [
            events.build(
                "cooperative.import_undone",
                actor=actor,
                object_type="cooperative",
                object_id=pk,
                label=row.values.get("name", ""),
                before={"import": batch.pk, "row": row.number},
            )
            for pk, row in zip(ids, rows, strict=True)
        ]
    )
    for start in range(0, len(ids), 500):
        Cooperative.objects.filter(pk__in=ids[start : start + 500]).delete()


def _put_back(row: ImportRow, record: Cooperative, actor) -> None:
    old = {key: pair[0] for key, pair in row.changes.items()}
    set_values(record, {column: old[column] for column in COLUMNS if column in old})
    if "status" in old:
        since = old["status_on"]
        change = status.history_of(record).last()
        if change:
            status.take_back_in_memory(
                record,
                change,
                on=date.fromisoformat(since) if since else None,
                reason=_("The import was undone."),
                actor=actor,
            ).save()
    for key, position in BOARD.items():
        if key in old:
            members = BoardMember.objects.filter(cooperative=record, position=position)
            members.filter(left_on=None, name=row.changes[key][1]).delete()
            before = members.filter(name=old[key]).order_by("-left_on", "-pk").first() if old[key] else None
            if before:
                BoardMember.objects.filter(pk=before.pk).update(left_on=None)
    KeyFigures.objects.counting().filter(cooperative=record, source=FigureSource.REGISTER, reference=row.pk).update(
        ended_at=timezone.now()
    )
    if record.key_figures.exists():
        figures.settle_in_memory(record)
    record.chair = old.get("chair", record.chair)
    derive_keys(record)
    record.version += 1
    record.updated_at = timezone.now()
    record.save()
    events.record(
        "cooperative.import_undone",
        actor=actor,
        object_type="cooperative",
        object_id=record.pk,
        label=record.name,
        before={key: pair[1] for key, pair in row.changes.items()},
        after=old,
    )
