"""Passing on what waits (disposisi): to somebody, with a note, by a day; each step leaves its trace."""

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Capability, may
from core import clock, events
from core.database import named_locks
from core.errors import DomainError
from core.messages import inbox
from core.text.formats import long_date
from supervision.choices import DispositionEnd
from supervision.dispositions import matters
from supervision.dispositions.matters import Thing
from supervision.models import Disposition

LOCK = "dispositions"


def receivers(actor: User) -> list[User]:
    """To whom something can be passed on: the office and its advisers, without oneself."""
    users = User.objects.filter(is_active=True).exclude(pk=actor.pk).order_by("name", "email")
    return [user for user in users if user.is_of_office]


@transaction.atomic
def pass_on(thing: Thing, *, to: User, note: str, due_on: date, actor: User, seen: int | None = None) -> Disposition:
    """Give something to somebody; who had it (`seen` is that disposition, 0 for nobody) is told.

    Raises DomainError without a note, for a day that has passed, for a thing that does not wait any more, and where
    somebody else has passed it on meanwhile.
    """
    named_locks.hold(LOCK)
    if matters.find(*thing.key, actor) is None:
        raise DomainError(_("It does not wait any more: somebody has decided it meanwhile."))
    if not note.strip():
        raise DomainError(_("Write what is to be done: whoever receives it must understand it."))
    if due_on < clock.today():
        raise DomainError(_("The day has passed already."))
    if not (to.is_active and to.is_of_office):
        raise DomainError(_("It can be passed on to people of the office alone."))
    before = Disposition.objects.open().of(*thing.key).select_related("to", "cooperative").first()
    if before is not None and not may_end(actor, before):
        raise DomainError(_("It is with {name} now.").format(name=before.to.display_name))
    if seen is not None and seen != (before.pk if before else 0):
        name = before.to.display_name if before else _("nobody")
        raise DomainError(
            _("Meanwhile it came to be with {name}. Look at it again, then pass it on.").format(name=name)
        )
    if before is not None:
        _end(before, DispositionEnd.PASSED_ON, "", actor)
        _tell_gone(before, actor, to)
    made = Disposition(matter=thing.matter, thing=thing.pk, cooperative=thing.cooperative, asked=thing.asked[:200])
    made.to, made.note, made.due_on = to, note.strip(), due_on
    made.by, made.by_name = actor, actor.display_name[:150]
    made.save(force_insert=True)
    _event("disposition.made", made, actor, reason=made.note)
    _tell(made, actor)
    return made


@transaction.atomic
def finish(disposition: Disposition, *, answer: str, actor: User) -> None:
    """Say that it was done. Raises DomainError without a word of what, or when it has ended already."""
    named_locks.hold(LOCK)
    held = _held(disposition, actor)
    if not answer.strip():
        raise DomainError(_("Write what was done: whoever has passed it on will read it."))
    _end(held, DispositionEnd.DONE, answer.strip(), actor)
    _event("disposition.done", held, actor, reason=answer.strip())
    if held.by is not None and held.by != actor:
        with translation.override(held.by.language):
            title = _("Done: {name}").format(name=held.cooperative.legal_name)
            text = _("{who}: {text}").format(who=actor.display_name, text=answer.strip())
            inbox.put([held.by], key=f"disposition-done-{held.pk}", title=title, text=text, url=address_of(held))


@transaction.atomic
def take_back(disposition: Disposition, *, actor: User) -> None:
    """Undo it, as long as nothing was done. Raises DomainError when it has ended already."""
    named_locks.hold(LOCK)
    held = _held(disposition, actor)
    if not may_take_back(actor, held):
        raise DomainError(_("Who has passed it on takes it back; you can say that it is done, or pass it on."))
    _end(held, DispositionEnd.TAKEN_BACK, "", actor)
    _tell_gone(held, actor)
    _event("disposition.taken_back", held, actor)


def may_end(user: User, disposition: Disposition) -> bool:
    """Who has it, who has passed it on, and whoever sees the city: the head and the officers."""
    return user.pk in (disposition.to_id, disposition.by_id) or may(user, Capability.READ_CITY)


def may_take_back(user: User, disposition: Disposition) -> bool:
    """Who has passed it on, and the office's officers and head, but not who has it."""
    return may_end(user, disposition) and user.pk != disposition.to_id


def _held(disposition: Disposition, actor: User) -> Disposition:
    held = Disposition.objects.open().select_related("cooperative", "by", "to").filter(pk=disposition.pk).first()
    if held is None or not may_end(actor, held):
        raise DomainError(_("It has ended already: nothing was changed."))
    return held


def _end(disposition: Disposition, how: str, answer: str, actor: User) -> None:
    close(disposition, how, answer, actor.display_name)


def close(disposition: Disposition, how: str, answer: str, by_name: str) -> None:
    Disposition.objects.filter(pk=disposition.pk).update(
        ended_at=timezone.now(), end=how, answer=answer, ended_by_name=by_name[:150]
    )


def address_of(disposition: Disposition) -> str:
    return reverse("disposition", args=[disposition.matter, disposition.thing])


def _tell(made: Disposition, actor: User) -> None:
    with translation.override(made.to.language):
        title = _("Passed on to you: {name}").format(name=made.cooperative.legal_name)
        text = _("From {who}, to be done by {day}: {text}").format(
            who=actor.display_name, day=long_date(made.due_on), text=made.note
        )
        inbox.put([made.to], key=f"disposition-{made.pk}", title=title, text=text, url=address_of(made))


def _tell_gone(before: Disposition, actor: User, to: User | None = None) -> None:
    """Tell who had it that it is not his any more."""
    if before.to in (actor, to):
        return
    with translation.override(before.to.language):
        title = _("Not with you any more: {name}").format(name=before.cooperative.legal_name)
        words = _("{who} has passed it on to {name}.") if to else _("{who} has taken it back.")
        text = words.format(who=actor.display_name, name=to.display_name if to else "")
        inbox.put([before.to], key=f"disposition-gone-{before.pk}", title=title, text=text, url=address_of(before))


def _event(verb: str, made: Disposition, actor: User, *, reason: str = "") -> None:
    events.record(verb, actor=actor, **details(made), reason=reason)


def details(made: Disposition) -> dict[str, Any]:
    """What an event says of it."""
    return {
        "object_type": "cooperative",
        "object_id": made.cooperative_id,
        "label": made.cooperative.name,
        "after": {"matter": made.matter, "thing": made.thing, "to": made.to_id, "by": made.due_on.isoformat()},
    }
