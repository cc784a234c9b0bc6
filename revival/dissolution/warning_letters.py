"""Warnings I to III to a board that is coached: drafted, initialled, numbered, each with its days to answer."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from cooperatives.contacts import contact_log
from cooperatives.correspondence import log
from cooperatives.correspondence.envelopes import address_lines
from cooperatives.models import Cooperative, District, Village
from core import clock, office
from core.database import named_locks
from core.errors import DomainError
from core.messages import placeholders
from core.papers import letter as official
from core.papers import trail
from core.papers.official import PaperState
from core.text.formats import long_date
from revival import letter_drafts
from revival.cases import stages
from revival.cases.changes import record, write
from revival.choices import Stage
from revival.dissolution.settings import DAYS
from revival.dissolution.turns import turn_of
from revival.models import Case, WarningLetter
from revival.question.letters import KIND

LAST = 3
FRAME = ("nature", "enclosures", "basis", "copies")


def counting(case: Case) -> list[WarningLetter]:
    """The warnings that count, drafts among them, the first one first."""
    rows = case.warnings.filter(turn=turn_of(case), state__in=[PaperState.PREPARED, PaperState.ISSUED])
    return list(rows.order_by("step"))


def may_be_warned(case: Case) -> bool:
    """Whether a warning can come next, as far as the stage goes."""
    return case.stage == Stage.WARNED or Stage.WARNED in stages.MOVES[case.stage]


def is_past(letter: WarningLetter, day: date) -> bool:
    """Whether the days to answer an issued warning are over."""
    return letter.answer_by is not None and letter.answer_by < day


def next_step(case: Case) -> int:
    """The warning that comes next. Raises DomainError when none does, or not yet."""
    if not may_be_warned(case):
        raise DomainError(_("A case that is “{stage}” is not warned.").format(stage=case.get_stage_display()))
    there = counting(case)
    if not there:
        return 1
    newest = there[-1]
    if newest.is_draft:
        raise DomainError(_("Warning {n} is a draft: give it its number first.").format(n=newest.roman))
    if newest.step == LAST:
        raise DomainError(_("All three warnings are out."))
    if not is_past(newest, clock.today()):
        text = _("The board may answer warning {n} until {day}; the next one can be written after that.")
        raise DomainError(text.format(n=newest.roman, day=long_date(newest.answer_by)))
    return newest.step + 1


@transaction.atomic
def draft(case: Case, *, actor, seen: int | None = None) -> WarningLetter:
    """Begin the next warning of a case. Raises DomainError when none comes, or not yet."""
    named_locks.hold(WAY.lock)
    step = next_step(case)
    write(case, seen=seen)
    letter = WarningLetter(case=case, step=step, turn=turn_of(case), made_on=clock.today())
    letter.save(force_insert=True)
    record("revival.warning_drafted", case, actor=actor, after={"step": letter.roman})
    return letter


def compose(letter: WarningLetter) -> None:
    """Give a draft its words of today, unsaved; in Indonesian, whoever looks at it."""
    _compose(letter, letter.case.cooperative, _earlier(letter))


def examples() -> list[WarningLetter]:
    """The first and the last warning in the words of now, to be looked at; nothing is saved."""
    place = Village(name="Contoh", district=District(name="Contoh"))
    warned = Cooperative(name="Koperasi Contoh Sejahtera", address="Jl. Contoh No. 1", village=place)
    made = [
        WarningLetter(step=step, issued_on=clock.today(), number=_("(number when it is issued)")) for step in (1, LAST)
    ]
    for letter in made:
        _compose(letter, warned, "")
    return made


def _compose(letter: WarningLetter, cooperative: Cooperative, earlier: str) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        letter.answer_by = clock.today() + timedelta(days=office.value(DAYS[letter.step]))
        filled = {"koperasi": cooperative.legal_name, "ke": letter.roman, "batas": long_date(letter.answer_by)}
        parts = [office.value("coaching_warning_text"), earlier]
        if letter.step == LAST:
            parts.append(office.value("coaching_warning_last"))
        letter.subject = f"Surat Teguran {letter.roman}"
        letter.text = "\n\n".join(placeholders.fill(part, filled) for part in parts if part.strip())
        words = {word: office.value(f"coaching_warning_{word}") for word in FRAME}
        signer, to = official.signer_today(KIND), address_lines(cooperative)
        official.put_frame(letter, words, signer, addressee=cooperative.legal_name, to=to)


def _earlier(letter: WarningLetter) -> str:
    """The sentence about the warnings before, by number and day."""
    before = letter.case.warnings.filter(turn=letter.turn, step__lt=letter.step, state=PaperState.ISSUED)
    told = [f"{one.roman} nomor {one.number} tanggal {long_date(one.issued_on)}" for one in before.order_by("step")]
    return f"Surat ini menyusul Surat Teguran {' dan '.join(told)}." if told else ""


WAY = letter_drafts.LetterWay(WarningLetter, "warning", "coaching_warning_number", compose, moving="answer_by")


@transaction.atomic
def issue(letter: WarningLetter, *, first: int, actor) -> WarningLetter:
    """Number a warning, note it in the contact log, and move its case to “Warned” where it is not there yet.

    Raises DomainError for one that is no draft, whose case has gone on, or for a number that is taken.
    """
    issued = letter_drafts.issue(WAY, letter, first=first, actor=actor, check=_may_be_issued)
    case = issued.case
    log.log([(issued, case.cooperative, about(issued))], actor=actor)
    issued.save(update_fields=["contact"])
    _follow(issued, actor)
    return issued


def _follow(letter: WarningLetter, actor) -> None:
    """Bring the case of a warning that is out to “Warned”."""
    case = letter.case
    if case.stage == Stage.WARNED:
        # Whoever moves it at this moment is told.
        write(case, seen=None)
    elif may_be_warned(case):
        said = _("Warning {n}, number {number}").format(n=letter.roman, number=letter.number)
        stages.move(case, Stage.WARNED, reason=said, actor=actor)


def _may_be_issued(letter: WarningLetter) -> None:
    case = letter.case
    if not may_be_warned(case) or turn_of(case) != letter.turn:
        raise DomainError(_("The case has gone on since: set this draft aside."))
    out = {one.step for one in counting(case) if not one.is_draft}
    if not out.issuperset(range(1, letter.step)):
        raise DomainError(_("The warning before this one is not in force: set this draft aside."))


def about(letter: WarningLetter) -> str:
    """What its entry in the contact log is about: a number is given once."""
    return f"coaching-warning-{letter.year}-{letter.sequence}"


def set_aside(letter: WarningLetter, *, actor) -> None:
    """Do not write a warning that is a draft. Raises DomainError for another."""
    letter_drafts.set_aside(WAY, letter, actor=actor)


@transaction.atomic
def void(rows: QuerySet[WarningLetter], *, reason: str, actor) -> None:
    """Make a warning void; the last one alone, on which no other stands. Raises DomainError for another."""
    named_locks.hold(WAY.lock)
    letter = rows.get()
    later = letter.case.warnings.filter(turn=letter.turn, step__gt=letter.step)
    if later.filter(state__in=[PaperState.PREPARED, PaperState.ISSUED]).exists():
        raise DomainError(_("A later warning names this one: make that void, or set it aside, first."))
    old = trail.void(rows, reason=reason, actor=actor)
    contact_log.call_back(about(old))
    case, last = old.case, stages.last_move(old.case)
    if old.step == 1 and case.stage == Stage.WARNED and last and last.new == Stage.WARNED:
        # Nothing warns it any more.
        stages.take_back(case, reason=reason, actor=actor, is_by_act=True)


@transaction.atomic
def restore(rows: QuerySet[WarningLetter], *, actor) -> None:
    """Take back that a warning was made void. Raises DomainError when another stands in its place."""
    named_locks.hold(WAY.lock)
    old = trail.held_void(rows)
    there = [PaperState.PREPARED, PaperState.ISSUED]
    if old.case.warnings.filter(turn=old.turn, step=old.step, state__in=there).exists():
        raise DomainError(_("Another letter was written in the place of this one; it stays void."))
    trail.in_force_again(old, actor=actor)
    contact_log.call_again(about(old))
    _follow(old, actor)
