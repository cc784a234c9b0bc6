"""What cooperatives are told about their enrolments, in the transaction of the change; `Told` keeps that each piece of
news goes out once.
"""

from collections.abc import Callable, Iterable, Sequence

from django.db.models import prefetch_related_objects

from cooperatives.choices import Channel
from cooperatives.messaging import delivery
from cooperatives.messaging.message import Message, MessageWords
from cooperatives.messaging.reach import Reach
from cooperatives.models import Cooperative
from core import clock
from training import message_texts
from training.choices import EnrolmentNews
from training.models import Enrolment, Session, SessionInvitation, Told

# What a manager who wants no reminders gets no mail of; everything else is about seats that are theirs.
REMINDERS = (EnrolmentNews.REMINDER, EnrolmentNews.EVALUATION)


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
    delivery.send([_news(one, what, keys[one.pk]) for one in fresh])
    Told.objects.bulk_create(Told(enrolment=one, what=what, key=keys[one.pk], at=clock.now()) for one in fresh)
    return len(fresh)


def _news(one: Enrolment, what: str, key: str) -> Message:
    return _message(
        one.session,
        one.cooperative,
        lambda: message_texts.compose(what, one),
        about=f"enrolment-{one.pk}",
        key=f"training-{one.pk}-{what}-{key}",
        phone=one.phone,
        is_reminder=what in REMINDERS,
    )


def _message(
    session: Session,
    cooperative: Cooperative,
    compose: Callable[[], tuple[str, str]],
    *,
    about: str,
    key: str,
    phone: str = "",
    is_reminder: bool = False,
) -> Message:
    """Training goes by every way that leads to somebody: whoever is to come must know."""

    def words(way: str, reach: Reach) -> MessageWords:
        subject, text = compose()
        if way == Channel.WHATSAPP and not reach.managers:
            text = f"{text}\n\n{message_texts.help_without_account()}"
        return MessageWords(subject, text)

    url = f"/training/{session.pk}/enrol/?cooperative={cooperative.pk}"
    return Message(words, about=about, cooperative=cooperative, key=key, url=url, phone=phone, is_reminder=is_reminder)


def invite(session: Session, cooperatives: Iterable[Cooperative], *, actor) -> int:
    """Invite cooperatives to a session, each once; the session is held by the caller. Returns how many were new."""
    asked = list(cooperatives)
    done = set(session.invitations.filter(cooperative__in=asked).values_list("cooperative", flat=True))
    fresh = [cooperative for cooperative in asked if cooperative.pk not in done]
    prefetch_related_objects([session], "days")
    delivery.send([_invitation(session, cooperative) for cooperative in fresh])
    SessionInvitation.objects.bulk_create(
        SessionInvitation(session=session, cooperative=cooperative, at=clock.now(), by_name=actor.display_name[:150])
        for cooperative in fresh
    )
    return len(fresh)


def _invitation(session: Session, cooperative: Cooperative) -> Message:
    key = f"invited-{session.pk}-{cooperative.pk}"
    return _message(
        session,
        cooperative,
        lambda: message_texts.invitation(session, cooperative),
        about=key,
        key=key,
        is_reminder=True,
    )
