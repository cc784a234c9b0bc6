"""Who sits on the board. The chair's name is also a column of the cooperative, for lists and search."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.choices import Position
from cooperatives.models import BoardMember, Cooperative
from cooperatives.record.versions import lock, save
from core import events
from core.errors import DomainError
from core.text.formats import long_date


@transaction.atomic
def put(cooperative: Cooperative, *, member: BoardMember, actor) -> BoardMember:
    """Add or correct a member of the board. A new chair takes the place of the one before."""
    cooperative = lock(cooperative.pk)
    old = BoardMember.objects.filter(pk=member.pk).first()
    if old and old.left_on:
        raise DomainError(_("This person has left the board meanwhile."))
    if member.position == Position.CHAIR:
        before = cooperative.board.filter(position=Position.CHAIR, left_on=None).exclude(pk=member.pk)
        old = old or before.first()
        before.update(left_on=timezone.localdate())
    member.cooperative = cooperative
    member.save()
    _follow(cooperative, "board.changed", _words(old), _words(member), actor)
    return member


@transaction.atomic
def leave(member: BoardMember, *, actor) -> None:
    """Note that a member has left today; the name stays in the history."""
    if not BoardMember.objects.filter(pk=member.pk, left_on=None).update(left_on=timezone.localdate()):
        return
    cooperative = lock(member.cooperative_id)
    _follow(cooperative, "board.left", _words(member), {}, actor)


def _words(member: BoardMember | None) -> dict[str, str]:
    if member is None:
        return {}
    term = ""
    if member.term_start or member.term_end:
        term = f" ({long_date(member.term_start)} – {long_date(member.term_end)})"
    return {str(member.position): f"{member.name}{term}"}


def _follow(cooperative: Cooperative, verb: str, before: dict, after: dict, actor) -> None:
    chair = cooperative.board.filter(position=Position.CHAIR, left_on=None).first()
    cooperative.chair = chair.name if chair else ""
    save(cooperative, ["chair"])
    events.record(
        verb,
        actor=actor,
        object_type="cooperative",
        object_id=cooperative.pk,
        label=cooperative.name,
        before=before,
        after=after,
    )


def follow_names(cooperative: Cooperative, names: dict[str, str]) -> tuple[list[BoardMember], list[int]]:
    """For imports: members to add and ids of those they replace, so that the board has the given names.

    `names` maps a position to a name. The caller saves both and sets `cooperative.chair`.
    """
    current = {m.position: m for m in cooperative.board.all() if m.left_on is None} if cooperative.pk else {}
    added, replaced = [], []
    for position, name in names.items():
        if name and (position not in current or current[position].name != name):
            added.append(BoardMember(cooperative=cooperative, position=position, name=name))
            if position in current:
                replaced.append(current[position].pk)
    return added, replaced
