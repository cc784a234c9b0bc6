"""Taking a record off the public register because somebody has asked for it, with a mark and a reason that stay.

The office keeps the record as it is; sums and counts of the public keep counting it (domain paper 8.4).
"""

import re
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from cooperatives.keys import name_key
from cooperatives.models import Cooperative, PublicRemoval
from cooperatives.record.versions import lock
from core import clock, events
from core.errors import DomainError

# What upper floors do in the transaction of a removal.
FOLLOWERS: list[Callable[[], None]] = []
# Shorter names may stand in any sentence.
SHORTEST = 5
# Of a telephone or a person: a day has eight digits.
NUMBER = re.compile(r"(?:\d[\s().+-]?){8,}\d")


def of(cooperative: Cooperative) -> PublicRemoval | None:
    """The removal in force: of the record, or of one that it was merged into, over however many steps."""
    records, above = [cooperative.pk], cooperative.merged_into_id
    while above:
        records.append(above)
        above = Cooperative.objects.filter(pk=above).values_list("merged_into", flat=True).first()
    return PublicRemoval.objects.in_force().filter(cooperative__in=records).first()


def in_force() -> dict[int, PublicRemoval]:
    """The removals by each record that they are of, and by those that were merged into it. A few statements."""
    found = {one.cooperative_id: one for one in PublicRemoval.objects.in_force()}
    fresh = list(found)
    while fresh:
        merged = Cooperative.objects.filter(merged_into__in=fresh).values_list("pk", "merged_into")
        fresh = [pk for pk, _above in merged if pk not in found]
        found |= {pk: found[above] for pk, above in merged if pk in fresh}
    return found


@transaction.atomic
def remove(cooperative: Cooperative, *, reason: str, asked_by: str, actor) -> PublicRemoval:
    """Take a record off the public register.

    Raises DomainError without a reason or an asker, for a reason that names whom it is about or holds a number of a
    telephone or a person, and when the record is
    not public already.
    """
    held = lock(cooperative.pk)
    said, asker = reason.strip(), asked_by.strip()
    if not said or not asker:
        raise DomainError(_("Write the reason, and who has asked for it."))
    if named := _named(held, said):
        raise DomainError(_("Everybody reads the reason: write it without “{name}”.").format(name=named))
    if number := NUMBER.search(said):
        raise DomainError(_("Everybody reads the reason: write it without “{name}”.").format(name=number[0].strip()))
    if held.removals.in_force().exists():
        raise DomainError(_("It has been removed from the public register already."))
    made = PublicRemoval.objects.create(
        cooperative=held, reason=said, asked_by=asker, at=clock.now(), by=actor, by_name=actor.display_name
    )
    _event("cooperative.removed_from_public", held, actor, said)
    for follow_removal in FOLLOWERS:
        follow_removal()
    return made


@transaction.atomic
def restore(cooperative: Cooperative, *, actor) -> None:
    """Show the record to the public again. Raises DomainError for one that is public."""
    held = lock(cooperative.pk)
    ended = held.removals.in_force().update(ended_at=clock.now(), ended_by_name=actor.display_name)
    if not ended:
        raise DomainError(_("It is on the public register."))
    _event("cooperative.restored_to_public", held, actor, "")


def follow(kept: Cooperative, again: Cooperative, *, actor) -> None:
    """A record that stands by itself again, after the one that held it was removed, is not public either."""
    removal, own = of(kept), Cooperative.objects.get(pk=again.pk)
    if removal and not of(own):
        PublicRemoval.objects.create(
            cooperative=own,
            reason=removal.reason,
            asked_by=removal.asked_by,
            at=clock.now(),
            by=actor,
            by_name=actor.display_name,
        )
        _event("cooperative.removed_from_public", own, actor, removal.reason)


def _named(cooperative: Cooperative, reason: str) -> str:
    """The name of the cooperative or of one of its people that stands in a reason."""
    people = cooperative.board.values_list("name", flat=True)
    text = name_key(reason)
    # The name without its first word too, such as “KSP”.
    own = (cooperative.name, cooperative.name.partition(" ")[2])
    names = (name for name in (*own, *people) if len(name_key(name)) >= SHORTEST)
    return next((name for name in names if name_key(name) in text), "")


def _event(verb: str, cooperative: Cooperative, actor, reason: str) -> None:
    events.record(
        verb,
        actor=actor,
        object_type="cooperative",
        object_id=cooperative.pk,
        label=cooperative.name,
        reason=reason,
    )
