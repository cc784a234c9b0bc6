"""Messages that ask, prepared for WhatsApp: an officer sends each with one tap (cooperatives/views/dispatch.py)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from cooperatives.choices import Channel, ContactState
from cooperatives.messaging import delivery, reach
from cooperatives.messaging.message import Message, MessageWords
from cooperatives.messaging.reach import is_mobile
from cooperatives.models import Contact
from core.errors import DomainError
from revival.models import Question
from revival.question import dispatch, question_texts, questions


@dataclass(frozen=True, slots=True)
class Prepared:
    """How many messages wait now; how many have no mobile number, have a message already, need none."""

    n: int
    without_number: int
    there: int
    left_out: int


@transaction.atomic
def prepare(asked: Iterable[int], *, actor) -> Prepared:
    """Prepare a message for each of some questions, by key, that nobody has answered and that went to nobody yet.

    Raises DomainError when none of them needs one.
    """
    return _prepare(asked, actor, is_reminder=False)


@transaction.atomic
def remind(asked: Iterable[int], *, actor) -> Prepared:
    """Prepare one reminder for each of those who are silent, once. Raises DomainError when none needs one."""
    return _prepare(asked, actor, is_reminder=True)


def _prepare(asked: Iterable[int], actor, *, is_reminder: bool) -> Prepared:
    wanted = set(asked)
    held = questions.hold_unanswered(wanted)
    there = went_to([one.pk for one in held], is_reminder=is_reminder)
    chosen = [one for one in (questions.to_remind(held) if is_reminder else held) if one.pk not in there]
    if not chosen:
        raise DomainError(
            str(questions.NOBODY_TO_REMIND)
            if is_reminder
            else _("None of these needs a message: they have answered, or it is prepared or sent already.")
        )
    found = reach.of([one.cooperative for one in chosen])
    mobile = [one for one in chosen if is_mobile(found[one.cooperative_id].phone)]
    until = questions.last_day()
    for one in mobile:
        one.expires_on = max(one.expires_on, until)
    Question.objects.bulk_update(mobile, ["expires_on"], batch_size=500)
    if mobile:
        delivery.send([_message(one, actor, is_reminder=is_reminder) for one in mobile])
    return Prepared(len(mobile), len(chosen) - len(mobile), len(there), len(wanted) - len(chosen) - len(there))


def went_to(keys: Iterable[int], *, is_reminder: bool = False) -> set[int]:
    """Those of some questions, by key, for which a message, or one that reminds, is prepared or sent."""
    names = {dispatch.about(key, is_reminder=is_reminder): key for key in keys}
    rows = Contact.objects.filter(channel=Channel.WHATSAPP, state__in=[ContactState.PREPARED, ContactState.SENT])
    return {names[about] for about in rows.filter(about__in=names).values_list("about", flat=True)}


def _message(question: Question, actor, *, is_reminder: bool) -> Message:
    text = question_texts.for_board("message_again" if is_reminder else "message", question)
    words = MessageWords(question_texts.in_one_line(question_texts.for_board("subject", question)), text)
    return Message(
        lambda _way, _reach: words,
        about=dispatch.about(question.pk, is_reminder=is_reminder),
        cooperative=question.cooperative,
        ways=(Channel.WHATSAPP,),
        is_reminder=is_reminder,
        by=actor,
    )
