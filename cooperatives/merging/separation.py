"""Undoing a merge: both records stand again, each with what was its own, as far as nothing was built on it since.

A field that was changed after the merge is asked about, never overwritten unasked. What was written since for the
kept record (notes, contacts) stays with it; what had moved goes back with all that has come to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cooperatives import status
from cooperatives.key_figures import figures
from cooperatives.key_figures.figure_sets import COLUMNS as COLUMNS_OF_FIGURES
from cooperatives.merging import records
from cooperatives.models import (
    AnnualMeeting,
    BoardMember,
    Complaint,
    Contact,
    Cooperative,
    InvitedCooperative,
    KeyFigures,
    Membership,
    Merge,
    Note,
)
from cooperatives.people import consent, memberships
from cooperatives.public import removals
from cooperatives.record import history
from cooperatives.record.versions import save
from cooperatives.register_import.comparison import COLUMNS, set_values
from core import events
from core.database import named_locks
from core.errors import DomainError, StaleVersionError

BACK, NOW = "back", "now"
MOVED: dict[str, type[Model]] = {
    "notes": Note,
    "contacts": Contact,
    "complaints": Complaint,
    "meetings": AnnualMeeting,
    "invitations": InvitedCooperative,
    "board": BoardMember,
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the kept record that the merge has changed: its value before, of the merge, and now."""

    name: str
    label: str
    before: str
    merged: str
    now: str
    was_changed: bool


def obstacle(merge: Merge) -> str:
    """What stands in the way of undoing a merge, in words; empty when nothing does."""
    if merge.undone_at:
        return _("This merge has been undone already.")
    above = merge.kept.merged_into
    if above:
        return _("“{kept}” was merged into “{above}” since. Undo that merge first.").format(
            kept=merge.kept.name, above=above.name
        )
    return ""


def fields(merge: Merge) -> list[Field]:
    """The fields that the merge has changed, those that somebody has changed since among them.

    The status is not among them: it goes back unless an officer has decided another one since (`status_stays`).
    """
    now = records.remembered(merge.kept)
    pairs = {name: pair for name, pair in merge.memory["fields"].items() if not name.startswith("status")}
    return [
        Field(
            name,
            history.field_label(name),
            history.show(name, before),
            history.show(name, merged),
            history.show(name, now[name]),
            now[name] not in (before, merged),
        )
        for name, (before, merged) in pairs.items()
    ]


def status_stays(merge: Merge) -> bool:
    """Whether the status that came with the merge was decided anew since: that decision stays."""
    entry = merge.memory["status_entry"]
    newest = status.history_of(merge.kept).last()
    return entry is not None and (newest is None or newest.pk != entry)


def written_since(merge: Merge) -> list[tuple[str, int]]:
    """What has come to the kept record since, and stays with it: label and number."""
    moved = merge.memory["moved"]
    notes = merge.kept.notes.filter(at__gt=merge.at).exclude(pk__in=moved["notes"]).count()
    contacts = merge.kept.contacts.filter(made_at__gt=merge.at).exclude(pk__in=moved["contacts"]).count()
    found = [(_("Notes"), notes), (_("Contacts"), contacts)]
    return [(label, n) for label, n in found if n]


@transaction.atomic
def undo(
    merge: Merge, *, actor, answers: Mapping[str, str] | None = None, seen: int | None = None
) -> tuple[Cooperative, list[str]]:
    """Undo a merge, once; returns the record that stands again, and in words what did not come back.

    `answers` say for each field that was changed since whether it goes back or stays as it is now; `seen` is the
    version of the kept record that was looked at. Raises DomainError when something stands in the way or a field is
    not answered, StaleVersionError when the record has changed since it was looked at.
    """
    named_locks.hold("register")
    done = {"undone_at": timezone.now(), "undone_by_name": actor.display_name[:150]}
    if not Merge.objects.filter(pk=merge.pk, undone_at=None).update(**done):
        raise DomainError(_("This merge has been undone already."))
    merge = Merge.objects.select_related("kept__village", "kept__merged_into", "dropped").get(pk=merge.pk)
    ids = (merge.kept_id, merge.dropped_id)
    list(Cooperative.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    merge.kept.refresh_from_db()
    merge.undone_at = None
    if problem := obstacle(merge):
        raise DomainError(problem)
    if seen is not None and seen != merge.kept.version:
        raise StaleVersionError(_("The record has changed since you looked at it. Look at it again."))
    left = []
    for follower in records.FOLLOWERS:
        memory = merge.memory["followers"].get(follower.name)
        left += follower.give_back(merge.kept, merge.dropped, memory) if memory else []
    _give_back_children(merge)
    before = records.remembered(merge.kept)
    _put_back(merge, answers or {}, actor)
    _stand_again(merge.dropped)
    removals.follow(merge.kept, merge.dropped, actor=actor)
    _part_managers(merge, actor)
    _record(merge, before, actor)
    return merge.dropped, left


def _give_back_children(merge: Merge) -> None:
    for name, model in MOVED.items():
        rows: QuerySet[Any] = model._default_manager.filter(
            pk__in=merge.memory["moved"].get(name, ()), cooperative=merge.kept
        )
        rows.update(cooperative=merge.dropped)


def _put_back(merge: Merge, answers: Mapping[str, str], actor) -> None:
    """The kept record as it was, but for what somebody has changed since and wants to keep."""
    kept, values, asked, public = merge.kept, {}, [], consent.values(merge.kept)
    for field in fields(merge):
        answer = answers.get(field.name) if field.was_changed else BACK
        if answer not in (BACK, NOW):
            raise DomainError(
                _("“{field}” was changed since the merge: choose whether it goes back or stays.").format(
                    field=field.label
                )
            )
        if answer == BACK:
            values[field.name] = merge.memory["fields"][field.name][0]
            asked += [field.name] if field.was_changed else []
    set_values(kept, {name: values[name] for name in COLUMNS if name in values})
    consent.withdraw(kept, public)
    _figures_back(merge, [name for name in asked if name in figures.NAMES])
    kept.chair = values.get("chair", kept.chair)
    if merge.memory["status_entry"] and not status_stays(merge):
        _take_status_back(merge, actor)
    columns = [name.removesuffix("_id") for name in records.REMEMBERED]
    save(kept, [*columns, *consent.PUBLIC_BY.values(), "in_revival", "figures_source"])


def _figures_back(merge: Merge, decided: list[str]) -> None:
    """What counts of the record's own figures, reports since the merge among them; `decided` go back as they were."""
    kept = merge.kept
    said = {name: getattr(kept, name) for name in decided}
    KeyFigures.objects.filter(pk__in=merge.memory["figures"], ended_at=None).update(ended_at=timezone.now())
    figures.settle_in_memory(kept)
    for name, value in said.items():
        setattr(kept, name, value)
    figures.agree(kept)


def _take_status_back(merge: Merge, actor) -> None:
    pairs, newest = merge.memory["fields"], status.history_of(merge.kept).last()
    old = pairs["status"][0] if "status" in pairs else merge.kept.status
    since = pairs["status_on"][0] if "status_on" in pairs else events.plain(merge.kept.status_on)
    on = date.fromisoformat(since) if since else None
    if newest:
        reason = _("The merge was undone.")
        status.take_back_in_memory(merge.kept, newest, on=on, reason=reason, actor=actor, to=old).save()


def _stand_again(dropped: Cooperative) -> None:
    """Raises DomainError when its national number belongs to another record by now."""
    try:
        with transaction.atomic():
            Cooperative.objects.filter(pk=dropped.pk).update(
                merged_into=None, version=F("version") + 1, updated_at=timezone.now()
            )
    except IntegrityError:
        raise DomainError(
            _("The Nomor Induk Koperasi {number} would stand on two records: let it go back to “{name}”.").format(
                number=dropped.national_number, name=dropped.name
            )
        ) from None
    dropped.refresh_from_db()
    figures.settle_in_memory(dropped)
    save(dropped, list(COLUMNS_OF_FIGURES))


def _part_managers(merge: Merge, actor) -> None:
    """Who acted for the merged record acts for it again; the link that the merge began ends today."""
    for user, begun in merge.memory["managers"]:
        link = Membership.objects.filter(cooperative=merge.kept, user=user, until=None).select_related("user").first()
        if link is None:
            continue
        memberships.link(User.objects.get(pk=user), merge.dropped, actor=actor)
        if link.pk == begun:
            memberships.end(link, on=timezone.localdate(), actor=actor)


def _record(merge: Merge, before: dict[str, Any], actor) -> None:
    after = records.remembered(merge.kept)
    names = [name for name in before if before[name] != after[name]]
    for record, other, verb in (
        (merge.kept, merge.dropped, "cooperative.merge_undone"),
        (merge.dropped, merge.kept, "cooperative.stands_again"),
    ):
        is_kept = record is merge.kept
        events.record(
            verb,
            actor=actor,
            object_type="cooperative",
            object_id=record.pk,
            label=record.name,
            before={name: before[name] for name in names} if is_kept else {},
            after={"other": other.name, "other_number": other.pk}
            | ({name: after[name] for name in names} if is_kept else {}),
        )
