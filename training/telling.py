"""News about an enrolment into messages: mail in the outbox, the inbox of the portal, a WhatsApp text to send by hand.

Written in the transaction of the change that it tells of; `Told` keeps that each piece of news goes out once.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import translation

from cooperatives import reaching
from cooperatives.choices import Channel, ContactState
from cooperatives.models import Contact, Cooperative
from cooperatives.reaching import Ways, is_mobile
from core import clock, inbox, outbox
from core.models import OutgoingMail
from training import wording
from training.models import Enrolment, Session, SessionInvitation, Told

Compose = Callable[[], tuple[str, str]]


@dataclass
class Letter:
    """What goes to one cooperative: how it is worded, by which ways, under which key into inboxes."""

    cooperative: Cooperative
    compose: Compose
    ways: Ways
    phone: str
    key: str
    url: str
    contacts: list[Contact] = field(default_factory=list)
    message: Contact | None = None


def tell(enrolments: Sequence[Enrolment], what: str, *, key: str | Callable[[Enrolment], str] = "") -> int:
    """Tell the cooperatives of some enrolments, each once for the same `what` and `key` (one for all, or a function of
    each); the session is held by the caller. Returns how many were told.
    """
    keys = {one.pk: key(one) if callable(key) else key for one in enrolments}
    done = set(Told.objects.filter(enrolment__in=keys, what=what).values_list("enrolment", "key"))
    fresh = [one for one in enrolments if (one.pk, keys[one.pk]) not in done]
    if not fresh:
        return 0
    prefetch_related_objects([one.session for one in fresh], "days")
    ways = reaching.of([one.cooperative for one in fresh])
    letters = [
        Letter(
            one.cooperative, _composer(what, one), ways[one.cooperative_id], one.phone,
            f"training-{one.pk}-{what}-{keys[one.pk]}"[:80], _page(one.session_id, one.cooperative_id),
        )
        for one in fresh
    ]  # fmt: skip
    _overtake(fresh)
    _send(letters)
    Told.objects.bulk_create(
        Told(enrolment=one, what=what, key=keys[one.pk], at=clock.now(), message=letter.message)
        for one, letter in zip(fresh, letters, strict=True)
    )
    return len(fresh)


def _page(session: int, cooperative: int) -> str:
    return f"/training/{session}/enrol/?cooperative={cooperative}"


def _composer(what: str, one: Enrolment) -> Compose:
    return lambda: wording.compose(what, one)


def invite(session: Session, cooperatives: Iterable[Cooperative], *, actor) -> int:
    """Invite cooperatives to a session, each once; the session is held by the caller. Returns how many were new."""
    asked = list(cooperatives)
    done = set(session.invitations.filter(cooperative__in=asked).values_list("cooperative", flat=True))
    fresh = [cooperative for cooperative in asked if cooperative.pk not in done]
    prefetch_related_objects([session], "days")
    ways = reaching.of(fresh)
    _send([
        Letter(
            cooperative, _inviter(session, cooperative), ways[cooperative.pk], "",
            f"invited-{session.pk}-{cooperative.pk}", _page(session.pk, cooperative.pk),
        )
        for cooperative in fresh
    ])  # fmt: skip
    SessionInvitation.objects.bulk_create(
        SessionInvitation(session=session, cooperative=cooperative, at=clock.now(), by_name=actor.display_name[:150])
        for cooperative in fresh
    )
    return len(fresh)


def _inviter(session: Session, cooperative: Cooperative) -> Compose:
    return lambda: wording.invitation(session, cooperative)


def _overtake(enrolments: Iterable[Enrolment]) -> None:
    """A WhatsApp text about an enrolment that nobody has sent yet is not true any more."""
    Contact.objects.to_send().filter(told_of_training__enrolment__in=[one.pk for one in enrolments]).update(
        state=ContactState.CANCELLED
    )


def _send(letters: list[Letter]) -> None:
    for letter in letters:
        _by_mail(letter)
        _by_inbox(letter)
        _by_whatsapp(letter)
    contacts = [contact for letter in letters for contact in letter.contacts]
    OutgoingMail.objects.bulk_create([one.mail for one in contacts if one.mail], batch_size=500)
    Contact.objects.bulk_create(contacts, batch_size=500)
    transaction.on_commit(outbox.wake, robust=True)


def _contact(letter: Letter, channel: str, to: str, words: tuple[str, str], **fields) -> Contact:
    contact = Contact(
        cooperative=letter.cooperative, channel=channel, to=to[:254], subject=words[0], text=words[1],
        made_at=clock.now(), **fields,
    )  # fmt: skip
    letter.contacts.append(contact)
    return contact


def _in(language: str, compose: Compose) -> tuple[str, str]:
    with translation.override(language):
        return compose()


def _by_mail(letter: Letter) -> None:
    languages = {user.email: user.language for user in letter.ways.managers}
    for address in letter.ways.emails:
        words = _in(languages.get(address, settings.LANGUAGE_CODE), letter.compose)
        _contact(letter, Channel.EMAIL, address, words).mail = OutgoingMail(
            to=[address], subject=words[0], body=words[1], from_email=settings.DEFAULT_FROM_EMAIL
        )


def _by_inbox(letter: Letter) -> None:
    for user in letter.ways.managers:
        subject, text = _in(user.language, letter.compose)
        inbox.put([user], key=letter.key, title=subject, text=text, url=letter.url)
        done = {"state": ContactState.SENT, "done_at": clock.now()}
        _contact(letter, Channel.INBOX, user.display_name, (subject, text), **done)


def _by_whatsapp(letter: Letter) -> None:
    """To the participant, or to the cooperative; where neither number is mobile and no mail goes, a task is left."""
    words = _in(settings.LANGUAGE_CODE, letter.compose)
    if not letter.ways.managers:
        with translation.override(settings.LANGUAGE_CODE):
            words = (words[0], f"{words[1]}\n\n{wording.help_without_account()}")
    phone = letter.phone if is_mobile(letter.phone) else letter.ways.phone
    if is_mobile(phone):
        letter.message = _contact(letter, Channel.WHATSAPP, phone, words)
    elif not letter.contacts:
        _contact(letter, Channel.WHATSAPP, phone, words, state=ContactState.FAILED)
