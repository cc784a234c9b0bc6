"""Answers of boards: kept each, told to whoever is in charge, and in the contact log. None changes the register."""

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cooperatives.choices import Channel, ContactResult, ContactState
from cooperatives.messaging import delivery
from cooperatives.models import Contact
from core import clock, events
from core.database.many_keys import among
from core.errors import DomainError
from core.messages import inbox
from core.models import Event
from core.text.formats import international_phone
from revival.choices import HowAnswered
from revival.models import Answer, Case, Question
from revival.question import dispatch, questions
from revival.requests import WhomToTell

CHANNELS: dict[str, Channel] = {
    HowAnswered.CODE: Channel.INBOX,
    HowAnswered.WHATSAPP: Channel.WHATSAPP,
    HowAnswered.CALL: Channel.CALL,
    HowAnswered.LETTER: Channel.LETTER,
    HowAnswered.LURAH: Channel.LETTER,
}


@transaction.atomic
def give(question: Question, answer: Answer, *, actor=None) -> Answer:
    """Keep an answer beside those before it. Without an actor it came by the code.

    Raises DomainError for a code that has ended meanwhile; what an officer types in counts as long as the question
    is in force.
    """
    return give_all({question: answer}, actor=actor)[0]


@transaction.atomic
def give_all(given: Mapping[Question, Answer], *, actor=None) -> list[Answer]:
    """Keep an answer to each of some questions, as `give` does, all or none, in a fixed number of statements."""
    rows = Question.objects.in_force() if actor else Question.objects.answerable(clock.today())
    # Held against a withdrawal of this very moment.
    held = rows.filter(pk__in=among(question.pk for question in given)).order_by("pk")
    if len(held.select_for_update(of=("self",)).values_list("pk", flat=True)) != len(given):
        raise DomainError(_("This code has ended. Please call the office."))
    for question, answer in given.items():
        _fill_in(question, answer, actor)
    Answer.objects.bulk_create(given.values(), batch_size=500)
    # Nobody is asked by WhatsApp any more.
    delivery.overtake(name for question in given for name in dispatch.both(question.pk))
    # The office reads its own language, whatever language the board has answered in.
    with translation.override(settings.LANGUAGE_CODE):
        Contact.objects.bulk_create([_entry(answer) for answer in given.values()], batch_size=500)
        _tell(list(given.values()))
    events.record_many([_event(answer, actor) for answer in given.values()])
    return list(given.values())


def _fill_in(question: Question, answer: Answer, actor) -> None:
    answer.question, answer.at = question, clock.now()
    if actor is None:
        answer.how = HowAnswered.CODE
    else:
        answer.actor, answer.actor_name = actor, actor.display_name[:150]
    # Whoever does not allow it leaves no name behind.
    if not answer.may_call:
        answer.name = answer.position = answer.phone = ""
    answer.phone = international_phone(answer.phone) if answer.phone else ""


def _event(answer: Answer, actor) -> Event:
    cooperative = answer.question.cooperative
    return events.build(
        "revival.answered",
        actor=actor,
        object_type="cooperative",
        object_id=cooperative.pk,
        label=cooperative.name,
        after={"willing": answer.willing, "how": answer.how},
    )


def in_words(answer: Answer) -> str:
    """What was answered, without name and number."""
    parts = [str(answer.get_willing_display()), *answer.causes_in_words, answer.words, answer.visit, answer.more]
    return "; ".join(part for part in parts if part)


def _entry(answer: Answer) -> Contact:
    return Contact(
        cooperative=answer.question.cooperative,
        channel=CHANNELS.get(answer.how, Channel.VISIT),
        state=ContactState.SENT,
        to=str(answer.get_how_display()),
        about=f"{questions.ANSWER}{answer.pk}",
        subject=str(_("Do you want to go on?")),
        text=in_words(answer),
        result=ContactResult.REACHED,
        made_at=answer.at,
        done_at=answer.at,
        by=answer.actor,
        by_name=answer.actor_name,
    )


def _tell(given: list[Answer]) -> None:
    found = Case.objects.open().filter(cooperative__in=[one.question.cooperative_id for one in given])
    cases = {case.cooperative_id: case for case in found.select_related("adviser")}
    whom, notices = WhomToTell(), []
    for answer in given:
        cooperative = answer.question.cooperative
        case = cases.get(cooperative.pk)
        url = reverse("revival_case", args=[case.pk]) if case else reverse("revival_question", args=[cooperative.pk])
        title = _("{name} has answered: {answer}").format(
            name=cooperative.legal_name, answer=answer.get_willing_display()
        )
        notices += [
            inbox.built(user, key=f"{questions.ANSWER}{answer.pk}", title=title, text=in_words(answer), url=url)
            for user in whom(cooperative, case)
            if user != answer.actor
        ]
    inbox.put_all(notices)
