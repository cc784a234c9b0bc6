"""Taking an applied import back: at once what nobody has touched since, then one by one what an officer decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives import status
from cooperatives.choices import FigureSource, StatusBasis
from cooperatives.key_figures import figure_sets, figures
from cooperatives.key_figures.figure_sets import NAMES
from cooperatives.models import BoardMember, Cooperative, ImportRow, KeyFigures, RegisterImport, StatusChange
from cooperatives.record.derived import DERIVED, derive_keys
from cooperatives.register_import.comparison import COLUMNS, DATED, set_values
from cooperatives.register_import.fields import BOARD
from cooperatives.register_import.undo.plan import BACK, RECORD, STAY, Plan, UndoValue, plan
from core import events
from core.database import named_locks
from core.errors import DomainError

State = RegisterImport.State
BATCH = 200


@dataclass(frozen=True, slots=True)
class Undone:
    """How many rows went back, how many new records are gone, and how many rows still wait for a decision."""

    back: int
    removed: int
    left: int


@transaction.atomic
def undo(batch: RegisterImport, *, actor, answers: Mapping[str, str] | None = None) -> Undone:
    """Put back what still is as the import wrote it, and what the `answers` say; the rest waits for another pass.

    An answer is `back-<token>` or `stay-<token>` by the name of its exception (undo_plan.Hold); one that was given
    on other values than those of now does not count. Raises DomainError when nothing of the import is left to undo.
    """
    named_locks.hold("register")
    batch = RegisterImport.objects.select_for_update().get(pk=batch.pk)
    if not (batch.state == State.APPLIED or (batch.state == State.UNDONE and batch.left)):
        raise DomainError(_("Only an applied import can be undone, and only once."))
    # Locked first, then looked at: an edit or a note that comes in between would be lost.
    ids = batch.rows.exclude(applied="").values("cooperative_id")
    list(Cooperative.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    found = plan(batch)
    left = _answer(found, answers or {})
    settled = [pk for pk, row in found.rows.items() if _says_nothing_more(row, left.get(str(pk), ()))]
    if batch.left == left and not found.back and not found.removed:
        raise DomainError(_("Nothing was decided: choose for each row whether it goes back or stays as it is."))
    try:
        with transaction.atomic():
            _put_back(found, settled, actor)
    except IntegrityError:
        raise DomainError(_("A number would stand on two records. Decide the rows with this number by hand.")) from None
    _remove(batch, found.removed, actor)
    RegisterImport.objects.filter(pk=batch.pk).update(
        state=State.UNDONE, undone_at=batch.undone_at or timezone.now(), left=left
    )
    done = Undone(len(found.back), len(found.removed), len(left))
    events.record(
        "import.undone",
        actor=actor,
        object_type="import",
        object_id=batch.pk,
        label=batch.file_name,
        before={"rows": done.back + done.removed},
        after={"left": done.left} if done.left else {},
    )
    return done


def _says_nothing_more(row: ImportRow, left: Iterable[str]) -> bool:
    """Whether no figure of a row waits for a decision: what it said counts no longer, whatever stays in the record."""
    stands = row.cooperative is not None and row.cooperative.merged_into_id is None
    return row.applied == "changed" and stands and not set(left) & DATED


def _answer(found: Plan, answers: Mapping[str, str]) -> dict[str, list[str]]:
    """Take the answered exceptions into the plan; returns the fields that are left, by row."""
    left: dict[str, list[str]] = {}
    for hold in found.holds:
        answer = answers.get(hold.name) if hold.is_open else None
        if answer == f"{STAY}-{hold.token}":
            continue
        if answer != f"{BACK}-{hold.token}":
            left.setdefault(str(hold.row.pk), []).append(hold.key)
        elif hold.key == RECORD:
            found.removed.append(hold.row)
        else:
            found.back.setdefault(hold.row.pk, []).extend(hold.values)
    return left


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


def _put_back(found: Plan, settled: list[int], actor) -> None:
    """Write the values from before the import, in batches, with an event a record.

    `settled` are the rows of whose figures nothing is left to be decided: what they said counts no longer.
    """
    records: list[Cooperative] = []
    decided: dict[int, set[str]] = {}
    history: list[StatusChange] = []
    names: set[str] = set()
    told = []
    entries = _entries([found.rows[pk].cooperative_id or 0 for pk in found.back])
    for pk, values in found.back.items():
        record = found.rows[pk].cooperative
        if record is None:
            continue
        old = {value.name: value.raw[0] for value in values}
        names |= old.keys()
        set_values(record, {column: old[column] for column in COLUMNS if column in old})
        since = date.fromisoformat(old["status_on"]) if old.get("status_on") else None
        for value in values:
            if value.name == "status" and record.pk in entries:
                history += _status_back(record, entries[record.pk], value, since, actor)
        record.chair = old.get("chair", record.chair)
        _sum_up(record)
        records.append(record)
        decided[record.pk] = found.asked(pk) | (set() if pk in settled else set(old))
        told.append(_event(record, values, actor))
    for pk in settled:
        record = found.rows[pk].cooperative
        if record is not None and pk not in found.back:
            # Nothing of it goes back: what stays in the record is what an officer has decided.
            records.append(record)
            decided[record.pk] = set(figure_sets.NAMES)
    _figures_back(records, settled, decided)
    for record in records:
        derive_keys(record)
        record.version += 1
        record.updated_at = timezone.now()
    columns = {name for name in names if name in COLUMNS} | {"chair", "status", "status_on", "version", "updated_at"}
    written = sorted({name.removesuffix("_id") for name in columns} | set(DERIVED) | set(figure_sets.COLUMNS))
    Cooperative.objects.bulk_update(records, written, batch_size=BATCH)
    StatusChange.objects.bulk_create(history, batch_size=BATCH)
    _board_back(found)
    events.record_many(told)


def _sum_up(record: Cooperative) -> None:
    """A number of people is the sum of its parts, some of which may have been edited since."""
    for whole in figure_sets.PEOPLE:
        male, female = getattr(record, f"{whole}_male"), getattr(record, f"{whole}_female")
        if male is not None and female is not None:
            setattr(record, whole, male + female)


def _figures_back(records: list[Cooperative], settled: list[int], decided: Mapping[int, set[str]]) -> None:
    """End what the import has said, and write what counts now; what an officer has `decided` stays as the record says.

    A record whose figures were never put in by sets keeps its columns.
    """
    counting = KeyFigures.objects.counting()
    counting.filter(source=FigureSource.REGISTER, reference__in=settled).update(ended_at=timezone.now())
    ids = [record.pk for record in records]
    known = set(KeyFigures.objects.filter(cooperative__in=ids).values_list("cooperative_id", flat=True))
    sets: dict[int, list[KeyFigures]] = {}
    for one in counting.filter(cooperative__in=ids).in_order():
        sets.setdefault(one.cooperative_id, []).append(one)
    made = []
    for record in records:
        if record.pk not in known:
            continue
        mine, said = sets.get(record.pk, []), {name: getattr(record, name) for name in decided[record.pk] & set(NAMES)}
        before, standing = {name: getattr(record, name) for name in NAMES}, figure_sets.fold(mine)
        # Typed anew as the import wrote it: that was no decision against going back.
        said |= {
            name: before[name] for name in NAMES if name in standing and standing[name].of.source == FigureSource.HAND
        }
        figures.write_columns(record, mine)
        for name, value in said.items():
            setattr(record, name, value)
        if agreed := figures.agreed(record, mine, label=_("The import was undone.")):
            made.append(agreed)
            figures.write_columns(record, [*mine, agreed])
    KeyFigures.objects.bulk_create(made, batch_size=BATCH)


def _status_back(record: Cooperative, entries: list[StatusChange], value: UndoValue, on: date | None, actor):
    """Strike out the entry of the import, and those that an officer has decided to let go with it."""
    before, written, _now = value.raw
    of_import = [(entry.origin_basis, entry.origin_new) == (StatusBasis.REGISTER, written) for entry in entries]
    first = len(entries) - 1 - of_import[::-1].index(True) if True in of_import else len(entries) - 1
    for entry in entries[first:]:
        entry.cooperative = record
        reason = _("The import was undone.")
        yield status.take_back_in_memory(record, entry, on=on, reason=reason, actor=actor, to=before)


def _entries(ids: list[int]) -> dict[int, list[StatusChange]]:
    """The standing entries of the status of each record, the oldest first."""
    found: dict[int, list[StatusChange]] = {}
    for entry in StatusChange.objects.filter(cooperative__in=ids).standing().in_order().with_origin():
        found.setdefault(entry.cooperative_id, []).append(entry)
    return found


def _event(record: Cooperative, values: list[UndoValue], actor) -> events.Event:
    return events.build(
        "cooperative.import_undone",
        actor=actor,
        object_type="cooperative",
        object_id=record.pk,
        label=record.name,
        before={value.name: value.raw[2] for value in values},
        after={value.name: value.raw[0] for value in values},
    )


def _board_back(found: Plan) -> None:
    """Whoever the import has put on the board leaves it; whoever was there before is there again."""
    wanted = {
        (found.rows[pk].cooperative_id, BOARD[value.name]): value.raw
        for pk, values in found.back.items()
        for value in values
        if value.name in BOARD
    }
    if not wanted:
        return
    ids = {record for record, _position in wanted}
    gone, again = [], {}
    for member in BoardMember.objects.filter(cooperative__in=ids).order_by("left_on", "pk"):
        place = (member.cooperative_id, member.position)
        if place not in wanted:
            continue
        before, _written, now = wanted[place]
        if member.left_on is None and member.name == now:
            gone.append(member.pk)
        elif member.left_on is not None and member.name == before:
            again[place] = member.pk
    BoardMember.objects.filter(pk__in=gone).delete()
    BoardMember.objects.filter(pk__in=again.values()).update(left_on=None)
