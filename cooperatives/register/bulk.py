"""What an officer does to many cooperatives at once."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Capability, allowed
from cooperatives.choices import Channel, ContactResult
from cooperatives.contacts import circulars, contact_log, notes
from cooperatives.record.versions import lock_all
from core import clock
from core.lists.declaration import Action, Said


def _note_call(request: HttpRequest, rows, said: Said) -> str:
    noted = contact_log.note_at_each(
        lock_all(rows), channel=Channel.CALL, text=said.text, result=said.choice, at=clock.now(), actor=request.user
    )
    text = ngettext("The call to {n} cooperative is noted.", "The calls to {n} cooperatives are noted.", len(noted))
    return text.format(n=len(noted))


def _add_note(request: HttpRequest, rows, said: Said) -> str:
    n = notes.add_notes(lock_all(rows), text=said.text, actor=request.user)
    return ngettext("The note stands at {n} cooperative.", "The note stands at {n} cooperatives.", n).format(n=n)


def _send(request: HttpRequest, rows, said: Said) -> str:
    done = circulars.send(lock_all(rows), text=said.text, actor=request.user)
    return done.in_words()


CALL = Action(
    "call",
    gettext_lazy("Note a call"),
    "phone",
    _note_call,
    allowed(Capability.RECORD_CONTACTS),
    asks=gettext_lazy("What was said"),
    choices=ContactResult.choices,
)
NOTE = Action(
    "note",
    gettext_lazy("Add a note"),
    "pencil",
    _add_note,
    allowed(Capability.RECORD_CONTACTS),
    asks=gettext_lazy("Note"),
    is_long=True,
)
MESSAGE = Action(
    "message",
    gettext_lazy("Write to the boards"),
    "mail",
    _send,
    allowed(Capability.SEND_MESSAGES),
    asks=gettext_lazy("What you write"),
    is_long=True,
    warning=gettext_lazy(
        "It goes out by e-mail and to the portal's inbox, and waits among the WhatsApp messages where neither leads."
    ),
)
