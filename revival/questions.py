"""Asking cooperatives whether they want to go on: one question each, in force until a day, renewed and withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cooperatives.messaging import delivery
from cooperatives.models import Cooperative
from core import clock, codes, events, office
from core.errors import DomainError
from core.many_keys import among
from core.models import Event
from revival.models import Answer, Question
from revival.models.questions import LETTERS

# The first word of what messages are about.
ABOUT = "question"
# Whoever ended the question of a record that became another.
BY_MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Asked:
    """How many were asked for the first time, and of how many the question was renewed."""

    new: int
    renewed: int


def about(key: int) -> str:
    """What the messages of a question are about in the contact log."""
    return f"{ABOUT}-{key}"


def last_day() -> date:
    """Until when a question of today can be answered."""
    return clock.today() + timedelta(days=office.value("revival_question_days"))


@transaction.atomic
def ask(cooperatives: Iterable[int], *, actor) -> Asked:
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
    known = set(there.values_list("cooperative_id", flat=True))
    there.update(expires_on=until)
    new = [_question(pk, until, actor) for pk in names if pk not in known]
    Question.objects.bulk_create(new, batch_size=500)
    events.record_many([_event("renewed" if pk in known else "asked", pk, name, actor) for pk, name in names.items()])
    return Asked(len(new), len(known))


def _question(cooperative: int, until: date, actor) -> Question:
    return Question(
        cooperative_id=cooperative,
        code=codes.letters(LETTERS),
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
    delivery.overtake([about(question.pk)])
    events.record_many([_event("withdrawn", question.cooperative_id, question.cooperative.name, actor)])


def _event(what: str, cooperative: int, name: str, actor) -> Event:
    # The code itself is a secret of the letter: it stands in no event.
    return events.build(
        f"revival.question_{what}", actor=actor, object_type="cooperative", object_id=cooperative, label=name
    )


def by_code(text: str) -> Question | None:
    """The question of a typed code, while it can be answered."""
    code = codes.clean(text)[: LETTERS + 1]
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


def follow(kept: Cooperative, dropped: Cooperative) -> dict[str, Any]:
    """Let the questions of a dropped record go over with their answers; returns what `give_back` needs.

    Where both are asked, the code of the kept record stays in force and the other ends: its answers are kept.
    """
    rows = Question.objects.filter(cooperative=dropped)
    moved, ended = list(rows.order_by().values_list("pk", flat=True)), []
    if Question.objects.in_force().filter(cooperative=kept).exists():
        ended = list(rows.in_force().order_by().values_list("pk", flat=True))
        rows.in_force().update(withdrawn_at=clock.now(), withdrawn_by_name=BY_MERGE)
        delivery.overtake([about(key) for key in ended])
    rows.update(cooperative=kept)
    return {"questions": moved, "ended_questions": ended}


def give_back(kept: Cooperative, dropped: Cooperative, memory: dict[str, Any]) -> None:
    """Undo what `follow` has moved; merges of before know of no questions."""
    rows = Question.objects.filter(pk__in=memory.get("questions", []), cooperative=kept)
    rows.update(cooperative=dropped)
    ended = Question.objects.filter(pk__in=memory.get("ended_questions", []), withdrawn_by_name=BY_MERGE)
    ended.update(withdrawn_at=None, withdrawn_by_name="")
