"""The status of a cooperative: the only module that writes it (tests/test_guards.py holds that).

The system proposes, an officer decides with a reason (DESIGN.md rule 6). The basis and the office's rule
in force are stored with each change.
"""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives import status_keepers
from cooperatives.choices import Status, StatusBasis
from cooperatives.models import Cooperative, StatusChange
from cooperatives.querysets import StatusChangeQuerySet
from cooperatives.status_rules import moves_from, rule_in_force
from core import events
from core.errors import DomainError, StaleVersionError
from core.storage import files
from core.text.formats import long_date


@transaction.atomic
def change_status(
    cooperative: Cooperative,
    *,
    to: str,
    on: date,
    basis: str,
    reason: str,
    actor,
    expected_version: int | None = None,
    evidence=None,
    is_kept: bool = True,
) -> StatusChange:
    """Move a cooperative to another status, with its history row and event. `is_kept` is False for its keepers.

    On the basis of a correction the newest entry is replaced (`correct`). Raises DomainError when the move is not
    allowed or gives no reason, StaleVersionError when the record has changed since `expected_version` was read,
    NotStoredError when no disk takes the evidence.
    """
    newest = history_of(cooperative).last() if basis == StatusBasis.CORRECTION else None
    if newest:
        given = {"expected_version": expected_version, "evidence": evidence, "is_kept": is_kept}
        return correct(newest, to=to, on=on, reason=reason, actor=actor, **given)
    old = cooperative.status
    if to not in moves_from(old):
        text = _("From “{old}” there is no way to “{new}”.")
        raise DomainError(text.format(old=cooperative.status_label, new=Status(to).label))
    if is_kept:
        status_keepers.ask(cooperative, to, basis)
    _check(reason, on)
    if cooperative.status_on and on < cooperative.status_on and basis != StatusBasis.CORRECTION:
        text = _("The status before is valid from {day}: the new one cannot be older, unless it corrects an error.")
        raise DomainError(text.format(day=long_date(cooperative.status_on)))
    before = {"status": old, "status_on": cooperative.status_on}
    _write(cooperative, expected_version, status=to, status_on=on)
    change = StatusChange(cooperative=cooperative, old=old, new=to, on=on, basis=basis)
    _keep(change, reason, evidence, actor)
    _event("cooperative.status_changed", change, before)
    return change


def history_of(cooperative: Cooperative) -> StatusChangeQuerySet:
    """The entries that count, the oldest first."""
    return StatusChange.objects.filter(cooperative=cooperative).standing().in_order()


def corrections_of(change: StatusChange) -> tuple[str, ...]:
    """What an entry may be corrected to: itself with another date, what was before it, and each way from there."""
    base = _base(change, _before(change))
    found = (change.new, base, *moves_from(base))
    return tuple(status for status in dict.fromkeys(found) if status)


def _before(change: StatusChange) -> StatusChange | None:
    """The entry that counts before this one."""
    entries = list(history_of(change.cooperative))
    place = entries.index(change) if change in entries else 0
    return entries[place - 1] if place else None


def _base(change: StatusChange, before: StatusChange | None) -> str:
    """The status before an entry: by the entry before it, which may have been corrected since, or by its own word."""
    return before.new if before else change.old


@transaction.atomic
def correct(
    change: StatusChange,
    *,
    to: str,
    on: date,
    reason: str,
    actor,
    expected_version: int | None = None,
    evidence=None,
    is_kept: bool = True,
) -> StatusChange:
    """Put another entry in the place of one that was wrong; both stay readable, the wrong one counts no longer.

    What was the status before is the status again, from the day on which it began then (`on` is not asked).
    Raises DomainError for what cannot have been, without a reason, or for an entry that is corrected already;
    StaleVersionError when the record has changed since `expected_version` was read.
    """
    cooperative = Cooperative.objects.select_for_update(no_key=True).get(pk=change.cooperative_id)
    entries = list(history_of(cooperative))
    if change not in entries:
        raise DomainError(_("This entry has been corrected already."))
    place = entries.index(change)
    before = entries[place - 1] if place else None
    after = entries[place + 1] if place + 1 < len(entries) else None
    base = _base(change, before)
    never_happened = before is not None and to == base
    if before and never_happened:
        on = before.on
    if is_kept and after is None and to != cooperative.status:
        status_keepers.ask(cooperative, to, StatusBasis.CORRECTION)
    _check(reason, on)
    _check_correction(change, to, on, before, after)
    was = {"status": change.new, "status_on": change.on}
    columns = {} if after else {"status": to, "status_on": on}
    _write(cooperative, expected_version, **columns)
    entry = _correction(change, to, on, base)
    entry.annuls = never_happened
    _keep(entry, reason, evidence, actor)
    _event("cooperative.status_corrected", entry, was)
    return entry


def _check_correction(
    change: StatusChange, to: str, on: date, before: StatusChange | None, after: StatusChange | None
) -> None:
    """Raises DomainError when the corrected entry would not fit between its neighbours."""
    if (to, on) == (change.new, change.on):
        raise DomainError(_("This is what the entry says already: change the status or the date."))
    if to not in corrections_of(change):
        raise DomainError(
            _("Instead of “{wrong}”, “{new}” cannot have been.").format(
                wrong=Status(change.new).label, new=Status(to).label
            )
        )
    for neighbour, fits in ((before, before is None or on >= before.on), (after, after is None or on <= after.on)):
        if neighbour and not fits:
            raise DomainError(
                _("The entry “{status}” of {day} stands beside it: the date cannot lie beyond.").format(
                    status=neighbour.get_new_display(), day=long_date(neighbour.on)
                )
            )
    if after and to != after.new and after.new not in moves_from(to):
        raise DomainError(
            _("The next entry is “{next}”, to which no way leads from “{new}”: correct that one first.").format(
                next=after.get_new_display(), new=Status(to).label
            )
        )


def _correction(change: StatusChange, to: str, on: date, base: str | None = None) -> StatusChange:
    return StatusChange(
        cooperative=change.cooperative,
        old=change.old if base is None else base,
        new=to,
        on=on,
        basis=StatusBasis.CORRECTION,
        corrects=change,
        place=change.place or change.pk,
    )


def _check(reason: str, on: date) -> None:
    if not reason.strip():
        raise DomainError(_("Give the reason of the change."))
    if on > timezone.localdate():
        raise DomainError(_("The date lies in the future."))


def _write(cooperative: Cooperative, expected_version: int | None, **columns) -> None:
    """A new version of the record with these columns. Raises StaleVersionError when it is no longer as it was seen."""
    version = expected_version if expected_version is not None else cooperative.version
    seen = Cooperative.objects.filter(pk=cooperative.pk, version=version, status=cooperative.status, merged_into=None)
    if not seen.update(**columns, version=F("version") + 1, updated_at=timezone.now()):
        raise StaleVersionError(_("Somebody else has changed this cooperative meanwhile. Look at it again first."))
    cooperative.refresh_from_db(fields=["status", "status_on", "version", "updated_at"])


def _keep(change: StatusChange, reason: str, evidence, actor) -> None:
    change.reason, change.rule = reason.strip(), rule_in_force()
    change.actor, change.actor_name = actor, actor.display_name if actor else "SoloKop"
    if evidence:
        change.evidence_name = files.short_name(evidence.name, 150)
        files.store(change.evidence, evidence.name, evidence)
    change.save()


def _event(verb: str, change: StatusChange, before: dict) -> None:
    events.record(
        verb,
        actor=change.actor,
        object_type="cooperative",
        object_id=change.cooperative_id,
        label=change.cooperative.name,
        before=before,
        after={"status": change.new, "status_on": change.on, "basis": change.basis},
        reason=change.reason,
    )


def agrees(current: str, said: str) -> bool:
    """Whether a list that knows only active and passive says nothing new about a finer status."""
    if current == said or not said:
        return True
    if said == Status.ACTIVE:
        return current == Status.ATTENTION
    return said == Status.PASSIVE and current == Status.PROPOSED_DISSOLUTION


def set_in_memory(cooperative: Cooperative, status: str, on: date) -> StatusChange:
    """For bulk imports: give an unsaved or locked cooperative its status and return the unsaved history row.

    The caller saves both in one transaction and has checked the move with `moves_from`.
    """
    change = StatusChange(
        cooperative=cooperative,
        old=cooperative.status,
        new=status,
        on=on,
        basis=StatusBasis.REGISTER,
        reason=_("As the imported register says."),
        rule=rule_in_force(),
    )
    cooperative.status = status
    cooperative.status_on = on
    return change


def take_over_in_memory(cooperative: Cooperative, other: Cooperative, *, reason: str, actor) -> StatusChange:
    """For a merge: give a locked record the status of the other one; returns the unsaved entry.

    Where the record had a status, the other one takes its place as a correction; the caller saves both.
    """
    theirs, mine = history_of(other).last(), list(history_of(cooperative))
    on = other.status_on or timezone.localdate()
    if mine and cooperative.status:
        on = max([on, *(entry.on for entry in mine[:-1])])
        entry = _correction(mine[-1], other.status, on)
    else:
        basis = theirs.basis if theirs else StatusBasis.REGISTER
        entry = StatusChange(cooperative=cooperative, old=cooperative.status, new=other.status, on=on, basis=basis)
    entry.reason, entry.rule = reason, rule_in_force()
    entry.actor, entry.actor_name = actor, actor.display_name
    cooperative.status, cooperative.status_on = other.status, on
    return entry


def take_back_in_memory(
    cooperative: Cooperative, change: StatusChange, *, on: date | None, reason: str, actor, to: str | None = None
) -> StatusChange:
    """For the undoing of an import or a merge: the status before `change` again, since `on`; returns the unsaved
    correction. `to` is that status where it is not the one that `change` came from. Where nobody had said a status, the
    entry is struck out and nothing stands in its place.

    `change` is the newest entry of the record (`history_of`); the caller saves both in one transaction.
    """
    before = change.old if to is None else to
    entry = _correction(change, before, on or change.on)
    entry.annuls = not before
    entry.reason, entry.rule = reason, rule_in_force()
    entry.actor, entry.actor_name = actor, actor.display_name
    cooperative.status, cooperative.status_on = before, on
    return entry
