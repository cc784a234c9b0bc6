"""Answers of boards: kept each, told to whoever is in charge, and in the contact log. None changes the register."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperatives.choices import Channel, ContactResult, ContactState
from cooperatives.messaging import delivery
from cooperatives.models import Contact
from core import clock, events, inbox
from core.errors import DomainError
from core.formats import international_phone
from revival import questions
from revival.asking import whom_to_tell
from revival.choices import HowAnswered
from revival.models import Answer, Case, Question

# What the entry of an answer in the contact log is about.
ABOUT = "answer-"
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
    rows = Question.objects.in_force() if actor else Question.objects.answerable(clock.today())
    # Held against a withdrawal of this very moment.
    if not rows.select_for_update(of=("self",)).filter(pk=question.pk).exists():
        raise DomainError(_("This code has ended. Please call the office."))
    answer.question, answer.at = question, clock.now()
    if actor is None:
        answer.how = HowAnswered.CODE
    else:
        answer.actor, answer.actor_name = actor, actor.display_name[:150]
    # Whoever does not allow it leaves no name behind.
    if not answer.may_call:
        answer.name = answer.position = answer.phone = ""
    answer.phone = international_phone(answer.phone) if answer.phone else ""
    answer.save(force_insert=True)
    # Nobody is asked by WhatsApp any more.
    delivery.overtake([questions.about(question.pk)])
    _log(answer)
    _tell(answer)
    events.record(
        "revival.answered",
        actor=actor,
        object_type="cooperative",
        object_id=question.cooperative_id,
        label=question.cooperative.name,
        after={"willing": answer.willing, "how": answer.how},
    )
    return answer


def in_words(answer: Answer) -> str:
    """What was answered, without name and number."""
    parts = [str(answer.get_willing_display()), *answer.causes_in_words, answer.words, answer.visit, answer.more]
    return "; ".join(part for part in parts if part)


def _log(answer: Answer) -> None:
    Contact.objects.create(
        cooperative=answer.question.cooperative,
        channel=CHANNELS.get(answer.how, Channel.VISIT),
        state=ContactState.SENT,
        about=f"{ABOUT}{answer.pk}",
        subject=str(_("Do you want to go on?")),
        text=in_words(answer),
        result=ContactResult.REACHED,
        made_at=answer.at,
        done_at=answer.at,
        by=answer.actor,
        by_name=answer.actor_name,
    )


def _tell(answer: Answer) -> None:
    cooperative = answer.question.cooperative
    case = Case.objects.open().filter(cooperative=cooperative).select_related("adviser").first()
    url = reverse("revival_case", args=[case.pk]) if case else reverse("cooperative_detail", args=[cooperative.pk])
    users = [user for user in whom_to_tell(cooperative, case) if user != answer.actor]
    title = _("{name} has answered: {answer}").format(name=cooperative.name, answer=answer.get_willing_display())
    inbox.put(users, key=f"answer-{answer.pk}", title=title, text=in_words(answer), url=url)
