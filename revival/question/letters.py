"""Letters that ask, numbered in a batch: one to each board, or one to each lurah after those whom nothing reached."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.correspondence import log
from cooperatives.correspondence.envelopes import address_lines, lurah_lines
from cooperatives.models import Cooperative, District, Village
from core import clock, events, office
from core.database import named_locks
from core.database.many_keys import among
from core.errors import DomainError
from core.models import Signer
from core.papers import letter as official
from core.papers.numbers import filled, first_of_range
from core.papers.official import PaperState
from revival.models import Question, QuestionLetter
from revival.question import dispatch, question_texts, questions

KIND, KIND_LABEL = "question_letter", gettext_lazy("letters of coaching")
LOCK = "question letters"


@dataclass(frozen=True, slots=True)
class Written:
    """The letters of a batch, and how many cooperatives got none: they have answered, or were reminded already."""

    letters: list[QuestionLetter]
    left_out: int


def in_force() -> QuerySet[QuestionLetter]:
    return QuestionLetter.objects.filter(state=PaperState.ISSUED)


@transaction.atomic
def write(asked: Iterable[int], *, actor, first: int = 0) -> Written:
    """Write the first letter to the boards of some questions, by key. Their codes count longer.

    `first` is the number that the office's agenda has reserved for the first of them. Raises DomainError when none of
    them needs one, or when a number of the range is taken.
    """
    named_locks.hold(LOCK)
    wanted = set(asked)
    held = questions.hold_unanswered(wanted)
    there = in_force().filter(question__in=among(one.pk for one in held), is_reminder=False)
    has_letter = set(there.order_by().values_list("question_id", flat=True))
    chosen = [one for one in held if one.pk not in has_letter]
    if not chosen:
        raise DomainError(_("None of these needs a letter: they have answered, or have one already."))
    return _written(chosen, len(wanted), first, actor, is_reminder=False)


@transaction.atomic
def remind(asked: Iterable[int], *, actor, first: int = 0) -> Written:
    """Write once more, once, to those who are silent since the days that a question has to be answered.

    Raises DomainError when none of them is to be reminded, or when a number of the range is taken.
    """
    named_locks.hold(LOCK)
    wanted = set(asked)
    chosen = questions.to_remind(questions.hold_unanswered(wanted))
    if not chosen:
        raise DomainError(str(questions.NOBODY_TO_REMIND))
    return _written(chosen, len(wanted), first, actor, is_reminder=True)


def _written(chosen: list[Question], wanted: int, first: int, actor, *, is_reminder: bool) -> Written:
    until, signer = questions.last_day(), official.signer_today(KIND)
    letters = []
    for one in chosen:
        one.expires_on = max(one.expires_on, until)
        letters.append(_to_board(one, signer, is_reminder=is_reminder))
    _number(letters, first, actor)
    log.log([(letter, letter.question.cooperative, about(letter)) for letter in letters], actor=actor)
    _keep(letters, actor)
    Question.objects.bulk_update(chosen, ["expires_on"], batch_size=500)
    dispatch.settle(one.pk for one in chosen)
    return Written(letters, wanted - len(letters))


@transaction.atomic
def pass_on(asked: Iterable[int], *, actor, first: int = 0) -> Written:
    """Write to the lurah of each kelurahan after those of some questions, by key, that nobody has answered.

    Raises DomainError when none of them can be passed on, or when a number of the range is taken.
    """
    named_locks.hold(LOCK)
    wanted = set(asked)
    silent = [one for one in questions.hold_unanswered(wanted) if one.cooperative.village]
    out = in_force().filter(passed__in=among(one.pk for one in silent)).order_by()
    # One letter that is out already is enough.
    passed = set(out.values_list("passed", flat=True))
    held = [one for one in silent if one.pk not in passed]
    if not held:
        text = _("None of these can be passed on: answered, passed on already, or without a kelurahan.")
        raise DomainError(text)
    by_village: dict[int, list[Question]] = {}
    for one in held:
        by_village.setdefault(one.cooperative.village_id, []).append(one)
    signer = official.signer_today(KIND)
    groups = sorted(by_village.values(), key=lambda group: group[0].cooperative.village.name)
    letters = [_to_lurah(group, signer) for group in groups]
    _number(letters, first, actor)
    _keep(letters, actor)
    for letter, group in zip(letters, groups, strict=True):
        for one in group:
            one.passed = letter
    Question.objects.bulk_update(held, ["passed"], batch_size=500)
    return Written(letters, len(wanted) - len(held))


def examples() -> list[QuestionLetter]:
    """A letter to a board, one that reminds it and one to a lurah, in the words of now; nothing is saved."""
    place = Village(name="Contoh", district=District(name="Contoh"))
    asked = Cooperative(name="Koperasi Contoh Sejahtera", address="Jl. Contoh No. 1", village=place)
    question = Question(cooperative=asked, code="7K3M9QXT", expires_on=questions.last_day())
    signer = official.signer_today(KIND)
    made = [
        _to_board(question, signer, is_reminder=False),
        _to_board(question, signer, is_reminder=True),
        _to_lurah([question], signer),
    ]
    for letter in made:
        letter.issued_on, letter.number = clock.today(), _("(number when it is issued)")
    return made


def until_for_lurah() -> date:
    """Until when a lurah is asked to answer."""
    return clock.today() + timedelta(days=office.value("revival_lurah_days"))


def _to_board(question: Question, signer: Signer | None, *, is_reminder: bool) -> QuestionLetter:
    letter = QuestionLetter(question=question, is_reminder=is_reminder, made_on=clock.today())
    letter.subject = question_texts.in_one_line(question_texts.for_board("subject", question))
    letter.text = question_texts.for_board("letter_again" if is_reminder else "letter", question)
    cooperative = question.cooperative
    official.put_frame(letter, _words(), signer, addressee=cooperative.legal_name, to=address_lines(cooperative))
    return letter


def _to_lurah(group: list[Question], signer: Signer | None) -> QuestionLetter:
    village, until = group[0].cooperative.village, until_for_lurah()
    letter = QuestionLetter(village=village, made_on=clock.today())
    filled_in = {"village": village.name, "n": len(group), "until": until}
    letter.subject = question_texts.in_one_line(question_texts.for_lurah("lurah_subject", **filled_in))
    letter.text = question_texts.for_lurah("lurah", **filled_in)
    letter.listed = [[one.cooperative.legal_name, one.cooperative.address] for one in group]
    official.put_frame(letter, _words(), signer, addressee=f"Lurah {village.name}", to=lurah_lines(village))
    return letter


def _words() -> dict[str, str]:
    return {word: office.value(f"question_{word}") for word in ("nature", "enclosures", "basis", "copies")}


def about(letter: QuestionLetter) -> str:
    """What its entry in the contact log is about: a number is given once."""
    return f"asking-letter-{letter.year}-{letter.sequence}"


def _number(letters: list[QuestionLetter], first: int, actor) -> None:
    today, pattern = clock.today(), office.value("question_number")
    begin = first_of_range(QuestionLetter, today.year, first=first, n=len(letters))
    for sequence, letter in enumerate(letters, begin):
        letter.number_it(filled(pattern, sequence, today), sequence=sequence, day=today, actor=actor)


def _keep(letters: list[QuestionLetter], actor) -> None:
    QuestionLetter.objects.bulk_create(letters, batch_size=500)
    log = [
        events.build("revival.letter_issued", actor=actor, after={"number": letter.number}, **letter.event_object())
        for letter in letters
    ]
    events.record_many(log)
