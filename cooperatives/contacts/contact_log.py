"""The contact log of a cooperative: messages sent by hand, calls, visits, and what came of them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from cooperatives.choices import Channel, ContactResult, ContactState
from cooperatives.messaging import registry
from cooperatives.models import Contact, Cooperative
from core import clock, events
from core.errors import DomainError
from core.models import Event, OutgoingMail

OLDEST = timedelta(days=3653)
NOT_REACHED = (ContactResult.WRONG_NUMBER, ContactResult.CAME_BACK, ContactResult.CLOSED)
REACHED = (ContactResult.REACHED, ContactResult.PROMISED, ContactResult.HELP_WANTED, ContactResult.DELIVERED)
# Of contacts by their keys, those whose result a floor above notes, with the address of the page where, "" while its
# area is switched off; each adds its own when its app is ready. Nobody notes it in the contact log.
RESULT_PAGES: list[Callable[[Collection[int]], Mapping[int, str]]] = []


@dataclass(frozen=True, slots=True)
class Trail:
    """What a floor above does when a message about something of its own is sent, or is not sent after all."""

    hold: Callable[[str], None]
    follow: Callable[[str], None]


# By the first word of what messages are about; each app adds its own when it is ready.
TRAILS: dict[str, Trail] = {}
BY_HAND = (Channel.CALL, Channel.VISIT, Channel.WHATSAPP, Channel.LETTER, Channel.EMAIL)


@transaction.atomic
def note(cooperative: Cooperative, *, channel: str, text: str, result: str, at: datetime, actor) -> Contact:
    """Keep a call, a visit or a message that somebody has made. Raises DomainError for a day that cannot be."""
    if at > clock.now():
        raise DomainError(_("The date lies in the future."))
    if at < clock.now() - OLDEST:
        raise DomainError(_("The date lies more than ten years back."))
    (contact,) = note_at_each([cooperative], channel=channel, text=text, result=result, at=at, actor=actor)
    return contact


@transaction.atomic
def note_at_each(
    cooperatives: Iterable[Cooperative], *, channel: str, text: str, result: str, at: datetime, actor
) -> list[Contact]:
    """The same contact at each of many cooperatives, in a fixed number of statements."""
    noted = [
        Contact(
            cooperative=cooperative,
            channel=channel,
            state=ContactState.SENT,
            text=text.strip(),
            result=result,
            made_at=at,
            done_at=at,
            by=actor,
            by_name=actor.display_name[:150],
        )
        for cooperative in cooperatives
    ]
    Contact.objects.bulk_create(noted, batch_size=500)
    events.record_many([_built("contact.noted", contact, actor) for contact in noted])
    return noted


@transaction.atomic
def mark_sent(contact: Contact, *, actor) -> bool:
    """Note that an officer has sent a prepared message. False when it was sent or called back meanwhile."""
    trail = _held(contact)
    sent = Contact.objects.filter(pk=contact.pk, channel__in=registry.by_hand(), state=ContactState.PREPARED).update(
        state=ContactState.SENT, done_at=clock.now(), by=actor, by_name=actor.display_name[:150]
    )
    if sent:
        contact.refresh_from_db()
        _follow(trail, contact)
        _event("contact.sent", contact, actor)
    return bool(sent)


def _held(contact: Contact) -> Trail | None:
    """The trail of what a message is about; it holds what is above before the message itself is held."""
    trail = TRAILS.get(contact.about.partition("-")[0])
    if trail:
        trail.hold(contact.about)
    return trail


def _follow(trail: Trail | None, contact: Contact) -> None:
    if trail:
        trail.follow(contact.about)


@transaction.atomic
def mark_failed(contact: Contact, *, actor) -> bool:
    """Note that a prepared message cannot go to its number: finding another is somebody's task now. False when it was
    sent or called back meanwhile.
    """
    rows = Contact.objects.filter(pk=contact.pk, channel__in=registry.by_hand(), state=ContactState.PREPARED)
    failed = rows.update(state=ContactState.FAILED, by=actor, by_name=actor.display_name[:150])
    if failed:
        contact.refresh_from_db()
        _event("contact.failed", contact, actor)
    return bool(failed)


@transaction.atomic
def take_back(contact: Contact, *, actor) -> bool:
    """Undo `mark_sent` or `mark_failed`, by the one who pressed it: the message waits again."""
    trail = _held(contact)
    lost = Q(state=ContactState.FAILED) & ~Q(to="")
    back = Contact.objects.filter(
        Q(state=ContactState.SENT) | lost, pk=contact.pk, channel__in=registry.by_hand(), by=actor, result=""
    ).update(state=ContactState.PREPARED, done_at=None, by=None, by_name="")
    if back:
        contact.refresh_from_db()
        _follow(trail, contact)
        _event("contact.taken_back", contact, actor)
    return bool(back)


@transaction.atomic
def set_result(contact: Contact, *, result: str, actor) -> None:
    """Note what came of a contact; for one that did not arrive this ends the officer's task."""
    set_by_hand([contact.pk], result=result, actor=actor)
    contact.refresh_from_db()


def pages_of(keys: Collection[int]) -> dict[int, str]:
    """Of some contacts, those whose result is noted on a page of their own, with its address."""
    return {key: page for pages in RESULT_PAGES for key, page in pages(keys).items()}


def with_pages(rows: list[Contact]) -> list[Contact]:
    """The same, each with the page on which its result is noted, in a fixed number of statements."""
    pages = pages_of([contact.pk for contact in rows])
    for contact in rows:
        contact.result_page = pages.get(contact.pk)
    return rows


def set_by_hand(keys: Collection[int], *, result: str, actor) -> None:
    """Note the same of some contacts, in the contact log. Raises DomainError, of all or none, where one of them has a
    page of its own for that.
    """
    if elsewhere := pages_of(keys):
        names = Contact.objects.filter(pk__in=elsewhere).order_by("pk").values_list("cooperative__name", flat=True)
        text = _("How a letter went is noted on the page of the letter alone: {names}. Its row leads there.")
        raise DomainError(text.format(names=", ".join(names[:5])))
    set_results(keys, result=result, actor=actor)


@transaction.atomic
def set_results(keys: Iterable[int], *, result: str, actor, told: Mapping[str, Any] | None = None) -> None:
    """Note the same of some contacts, in a fixed number of statements. Raises DomainError, of all or none.

    For a floor above, which has asked before whether it can be; people's own notes go by `set_by_hand`. `told` is what
    the events keep besides.
    """
    if result not in ContactResult.values:
        raise DomainError(_("Choose what came of it."))
    wanted = set(keys)
    rows = Contact.objects.filter(pk__in=wanted).exclude(state=ContactState.CANCELLED)
    rows = rows.exclude(state=ContactState.PREPARED, mail=None).select_related("cooperative").order_by("pk")
    found = list(rows.select_for_update(of=("self",)))
    if len(found) != len(wanted):
        raise DomainError(_("This message was not sent yet, or is no longer needed."))
    log = []
    for contact in found:
        before, contact.result = contact.get_result_display(), result
        log.append(_built("contact.result", contact, actor, before={"result": before}, told=told))
    Contact.objects.bulk_update(found, ["result"], batch_size=500)
    events.record_many(log)


@transaction.atomic
def call_back(about: str) -> int:
    """What was brought is void: it counts no longer, by whichever ways it went. Returns by how many.

    The caller records the event, of what is void.
    """
    return Contact.objects.filter(about=about, state=ContactState.SENT).update(state=ContactState.CANCELLED)


@transaction.atomic
def call_again(about: str) -> int:
    """Undo `call_back`."""
    return Contact.objects.filter(about=about, state=ContactState.CANCELLED).update(state=ContactState.SENT)


def failed() -> QuerySet[Contact]:
    """What did not arrive: refused or returned mail, a wrong number, a letter that came back, nobody there; one for
    each cooperative, until somebody was reached there or has called or visited without such a result.
    """
    lost = Q(state=ContactState.FAILED, result="") | Q(mail__state=OutgoingMail.State.FAILED, result="")
    lost |= Q(state=ContactState.SENT, result__in=NOT_REACHED)
    later = Contact.objects.filter(
        Q(channel__in=[Channel.CALL, Channel.VISIT]) | Q(result__in=REACHED),
        cooperative=OuterRef("cooperative"),
        made_at__gt=OuterRef("made_at"),
        state=ContactState.SENT,
    ).exclude(result__in=NOT_REACHED)
    after = Q(made_at__gt=OuterRef("made_at")) | Q(made_at=OuterRef("made_at"), pk__gt=OuterRef("pk"))
    newer = Contact.objects.filter(lost & after, cooperative=OuterRef("cooperative"))
    return Contact.objects.filter(lost).exclude(Exists(later)).exclude(Exists(newer))


def _event(verb: str, contact: Contact, actor, **details) -> None:
    events.record_many([_built(verb, contact, actor, **details)])


def _built(verb: str, contact: Contact, actor, told: Mapping[str, Any] | None = None, **details) -> Event:
    return events.build(
        verb,
        actor=actor,
        object_type="cooperative",
        object_id=contact.cooperative_id,
        label=contact.cooperative.name,
        after={"channel": contact.get_channel_display(), "result": contact.get_result_display(), **(told or {})},
        **details,
    )
