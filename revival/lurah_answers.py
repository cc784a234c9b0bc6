"""What a lurah has written into the table of a letter, typed back: an answer of each cooperative that he knows of."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from revival import answers
from revival.choices import HowAnswered
from revival.models import Answer, QuestionLetter


@dataclass(frozen=True, slots=True)
class Line:
    """What stands in the row of one cooperative: whether it wants to go on, whom one can meet, what else is known."""

    willing: str
    words: str = ""
    more: str = ""


@transaction.atomic
def keep(letter: QuestionLetter, lines: Mapping[int, Line], *, actor) -> int:
    """Keep the answers of a letter to a lurah, by the key of the question; how many. Raises DomainError, of all or
    none, where a question was withdrawn meanwhile.
    """
    found = letter.passed.select_related("cooperative").filter(pk__in=lines).order_by("pk")
    for question in found:
        line = lines[question.pk]
        answer = Answer(willing=line.willing, words=line.words, more=line.more, how=HowAnswered.LURAH)
        answers.give(question, answer, actor=actor)
    return len(found)
