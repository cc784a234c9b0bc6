"""Asking cooperatives whether they want to go on: one question each, in force until a day, renewed and withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.messaging import delivery
from cooperatives.models import Contact, Cooperative
from core import clock, events, office
from core.database.many_keys import among
from core.errors import DomainError
from core.models import Event
from core.text import tokens
from revival.models import Answer, Question
from revival.models.questions import LETTERS
from revival.question import dispatch

# What the entry of an answer in the contact log is about begins with this.
ANSWER = "answer-"
# Whoever ended the question of a record that became another.
BY_MERGE = "merge"


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """How many were asked for the first time, and of how many the question was renewed."""

    new: int
    renewed: int


def last_day() -> date:
    """Until when a question of today can be answered."""
    return clock.today() + timedelta(days=office.value("revival_question_days"))


@transaction.atomic
def ask(cooperatives: Iterable[int], *, actor) -> QuestionCounts:
    """Ask each of these, in a fixed number of statements; where a question is in force it keeps its code and its day
    moves on. Raises DomainError when none of them is there.
    """
    rows = Cooperative.objects.current().filter(pk__in=among(cooperatives))
    # Held in one order for all: whoever asks the same ones at once waits here and renews.
    names = dict(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", "name"))
    if not names:
        raise DomainError(_("None of these cooperatives is in the register any more."))
    until = last_day()
    there = Question.objects.in_force().filter(cooperative__in=among(names))
    # Held, so that one that is withdrawn at this moment is asked anew.
    held = dict(there.select_for_update(no_key=True).order_by("pk").values_list("pk", "cooperative_id"))
    Question.objects.filter(pk__in=among(held)).update(expires_on=until)
    known = set(held.values())
    new = [_question(pk, until, actor) for pk in names if pk not in known]
    Question.objects.bulk_create(new, batch_size=500)
    events.record_many([_event("renewed" if pk in known else "asked", pk, name, actor) for pk, name in names.items()])
    return QuestionCounts(len(new), len(known))


def _question(cooperative: int, until: date, actor) -> Question:
    return Question(
        cooperative_id=cooperative,
        code=tokens.letters(LETTERS),
        expires_on=until,
        asked_by=actor,
        asked_by_name=actor.display_name[:150],
    )


@transaction.atomic
def withdraw(question: Question, *, actor) -> None:
    """Let a code never count again. Raises DomainError when it was withdrawn before."""
    columns = {"withdrawn_at": clock.now(), "withdrawn_by_name": actor.display_name[:150]}
    if not Question.objects.in_force().filter(pk=question.pk).update(**columns):
        raise DomainError(_("This code was withdrawn before."))
    delivery.overtake(dispatch.both(question.pk))
    events.record_many([_event("withdrawn", question.cooperative_id, question.cooperative.name, actor)])


def _event(what: str, cooperative: int, name: str, actor) -> Event:
    # The code itself is a secret of the letter: it stands in no event.
    return events.build(
        f"revival.question_{what}", actor=actor, object_type="cooperative", object_id=cooperative, label=name
    )


def by_code(text: str) -> Question | None:
    """The question of a typed code, while it can be answered."""
    code = tokens.clean(text)[: LETTERS + 1]
    rows = Question.objects.answerable(clock.today()).select_related("cooperative__village", "cooperative__district")
    return rows.filter(code=code).first()


def note_opened(question: Question) -> None:
    """Keep when the form was first opened by a press of a button; no word of by whom."""
    Question.objects.filter(pk=question.pk, opened_at=None).update(opened_at=clock.now())


def hold_unanswered(keys: Iterable[int]) -> list[Question]:
    """Of some questions, by key, those in force that nobody has answered, held and in the order of the names."""
    rows = Question.objects.in_force().filter(pk__in=among(keys)).select_related("cooperative__village__district")
    held = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    # Asked for once they are held: an answer of this very moment counts.
    given = Answer.objects.filter(question__in=among(one.pk for one in held))
    answered = set(given.order_by().values_list("question_id", flat=True))
    silent = [one for one in held if one.pk not in answered]
    return sorted(silent, key=lambda one: (one.cooperative.name_key, one.pk))


NOBODY_TO_REMIND = gettext_lazy(
    "None of these is to be reminded: answered, reminded already, or asked less than the days to wait ago."
)


def waited_since() -> datetime:
    """What was sent before this moment has waited long enough for a reminder."""
    return clock.now() - timedelta(days=office.value("revival_question_wait_days"))


def to_remind(silent: Iterable[Question]) -> list[Question]:
    """Of some that have not answered, those who were told long enough ago and were not reminded yet."""
    before = waited_since()
    return [one for one in silent if one.sent_at and one.sent_at <= before and not one.reminded_at]


def follow(kept: Cooperative, dropped: Cooperative) -> dict[str, Any]:
    """Let the questions of a dropped record go over with their answers; returns what `give_back` needs.

    Where both are asked, the code of the kept record stays in force, as long as the longer of both, and holds the
    answers to both; the other ends.
    """
    rows = Question.objects.filter(cooperative=dropped)
    moved = list(rows.order_by().values_list("pk", flat=True))
    memory: dict[str, Any] = {"questions": moved, "ended_questions": [], "answers": {}}
    both = Question.objects.in_force().filter(cooperative__in=[kept, dropped])
    held = {one.cooperative_id: one for one in both.select_for_update(no_key=True).order_by("pk")}
    if len(held) == 2:
        stays, ends = held[kept.pk], held[dropped.pk]
        memory |= {"ended_questions": [ends.pk], "expired": [stays.pk, stays.expires_on.isoformat()]}
        memory["answers"] = {str(pk): ends.pk for pk in ends.answers.values_list("pk", flat=True)}
        ends.answers.update(question=stays)
        longer = max(stays.expires_on, ends.expires_on)
        Question.objects.filter(pk=stays.pk).update(expires_on=longer)
        Question.objects.filter(pk=ends.pk).update(withdrawn_at=clock.now(), withdrawn_by_name=BY_MERGE)
        delivery.overtake(dispatch.both(ends.pk))
    rows.update(cooperative=kept)
    return memory


def give_back(kept: Cooperative, dropped: Cooperative, memory: dict[str, Any]) -> None:
    """Undo what `follow` has moved; merges of before know of no questions."""
    moved = memory.get("questions", [])
    rows = Question.objects.filter(pk__in=moved, cooperative=kept)
    dispatch.hold(moved)
    for pk, question in memory.get("answers", {}).items():
        Answer.objects.filter(pk=pk).update(question=question)
    # What was told about these meanwhile is of the record that has them back; what still waits names the other one.
    delivery.overtake(name for key in moved for name in dispatch.both(key))
    _contacts_of(moved).filter(cooperative=kept).update(cooperative=dropped)
    rows.update(cooperative=dropped)
    ended = Question.objects.filter(pk__in=memory.get("ended_questions", []), withdrawn_by_name=BY_MERGE)
    ended.update(withdrawn_at=None, withdrawn_by_name="")
    if expired := memory.get("expired"):
        Question.objects.filter(pk=expired[0]).update(expires_on=date.fromisoformat(expired[1]))


def _contacts_of(keys: list[int]) -> QuerySet[Contact]:
    """What stands in the contact log about some questions, their letters and their answers."""
    answers = Answer.objects.filter(question__in=keys).values_list("pk", flat=True)
    names = [name for key in keys for name in dispatch.both(key)] + [f"{ANSWER}{pk}" for pk in answers]
    return Contact.objects.filter(Q(about__in=names) | Q(question_letter__question__in=keys))
