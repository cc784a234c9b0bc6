"""What a lurah has written into the table of a letter, typed back: an answer of each cooperative that he knows of."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.papers.official import PaperState
from revival.choices import HowAnswered
from revival.models import Answer, Question, QuestionLetter
from revival.question import answers


@dataclass(frozen=True, slots=True)
class LurahAnswer:
    """What stands in the row of one cooperative: whether it wants to go on, whom one can meet, what else is known."""

    willing: str
    words: str = ""
    more: str = ""


@transaction.atomic
def keep(letter: QuestionLetter, lines: Mapping[int, LurahAnswer], *, actor) -> int:
    """Keep the answers of a letter to a lurah, by the key of the question; how many. Raises DomainError, of all or
    none, where a question was withdrawn meanwhile.
    """
    if not QuestionLetter.objects.filter(pk=letter.pk, state=PaperState.ISSUED).exists():
        raise DomainError(_("This letter is void: nothing is typed back to it."))
    found = passed_on(letter).filter(pk__in=lines).order_by("pk")
    if len(found) != len(lines):
        raise DomainError(_("One of these cooperatives is not asked any more. Look at the table again."))
    given = {}
    for question in found:
        line = lines[question.pk]
        given[question] = Answer(willing=line.willing, words=line.words, more=line.more, how=HowAnswered.LURAH)
    return len(answers.give_all(given, actor=actor)) if given else 0


def passed_on(letter: QuestionLetter) -> QuerySet[Question]:
    """The questions of the cooperatives in a letter's table that are in force now, of merged ones that of the other."""
    of_letter = letter.passed.values("cooperative")
    return Question.objects.in_force().filter(cooperative__in=of_letter).select_related("cooperative")
