"""The demo's question “Masih ingin berjalan?”: asked six weeks ago by letter and by WhatsApp, answered in all ways."""

from datetime import date, datetime, time, timedelta
from itertools import cycle

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from cooperatives.choices import Channel, ContactResult, ContactState
from cooperatives.contacts import contact_log
from cooperatives.correspondence import delivery
from cooperatives.models import Contact
from core import office
from core.models import Event, Notice
from core.papers import trail
from core.papers.numbers import filled
from revival import signs
from revival.choices import CauseCode, HowAnswered, Willing
from revival.models import Answer, Question, QuestionLetter
from revival.question import answers, dispatch, letters, lurah_answers, question_messages, questions
from revival.question.lurah_answers import LurahAnswer

ASKED, BY_LETTER, DAYS_AGO = 80, 50, 42
CAUSES = cycle((CauseCode.NO_SUCCESSORS, CauseCode.BOOKS, CauseCode.MEMBERS_GONE, CauseCode.ARREARS))
WORDS = cycle(
    (
        "Pengurus lama sudah sepuh, yang muda belum ada yang mau.",
        "Kami mau jalan lagi asal dibantu menata buku.",
        "",
        "Pinjaman anggota banyak yang macet.",
    )
)
VISITS = cycle(("Sabtu pagi", "Hari kerja setelah pukul 16.00", "Kapan saja, telepon dulu", ""))
YES, NO, UNSURE = Willing.YES, Willing.NO, Willing.UNSURE
# What those who have answered say, by their place; two for those who contradict each other.
SAID: tuple[tuple[tuple[Willing, HowAnswered], ...], ...] = (
    ((YES, HowAnswered.CODE),),
    ((YES, HowAnswered.CODE),),
    ((NO, HowAnswered.COUNTER),),
    ((UNSURE, HowAnswered.CODE),),
    ((YES, HowAnswered.WHATSAPP),),
    ((YES, HowAnswered.CODE), (NO, HowAnswered.CALL)),
    ((NO, HowAnswered.CODE),),
    ((YES, HowAnswered.CALL),),
)


def build(today: date, *, officer: User) -> None:
    """Ask some of the passive ones without a case, and let the weeks since pass."""
    passive = signs.passive().annotate(worth=signs.worth(today)).order_by("-worth", "name_key")
    questions.ask(list(passive.values_list("pk", flat=True)[:ASKED]), actor=officer)
    begun = today - timedelta(days=DAYS_AGO)
    Question.objects.update(asked_at=_at(begun), expires_on=F("expires_on") - timedelta(days=DAYS_AGO))
    asked = list(Question.objects.select_related("cooperative").order_by("pk"))
    _by_letter(asked[:BY_LETTER], begun + timedelta(days=2), officer)
    _by_message(asked[BY_LETTER:], begun + timedelta(days=3), officer)
    dispatch.settle(question.pk for question in asked)
    again = [question.pk for question in asked[60:66]]
    question_messages.remind(again, actor=officer)
    for place, question in enumerate(asked[:40:2]):
        for willing, how in SAID[place % len(SAID)]:
            _answer(question, willing, how, _at(begun + timedelta(days=6 + place)), officer)
    opened = [question.pk for question in asked[1:20:6]]
    Question.objects.filter(pk__in=opened).update(opened_at=_at(begun + timedelta(days=9)))
    _ask_lurahs([question.pk for question in asked[41:49]], officer)
    Event.objects.filter(verb="revival.question_asked").update(at=_at(begun))
    Notice.objects.filter(key__startswith=questions.ANSWER).exclude(key__endswith="3").update(read_at=timezone.now())


def _by_letter(asked: list[Question], day: date, officer: User) -> None:
    """Letters, most of them delivered; some came back."""
    written = letters.write([question.pk for question in asked], actor=officer).letters
    rows = QuestionLetter.objects.filter(pk__in=[letter.pk for letter in written])
    _as_of(rows, day)
    trail.sign(rows, on=day, actor=officer)
    ways = [(ContactResult.DELIVERED, range(36)), (ContactResult.CAME_BACK, range(40, 47))]
    for result, places in ways:
        some = rows.filter(pk__in=[written[n].pk for n in places])
        receiver = "Pengurus" if result == ContactResult.DELIVERED else ""
        on = day + timedelta(days=4)
        delivery.note_results(some, result=result, on=on, receiver=receiver, actor=officer)
    Contact.objects.filter(question_letter__in=rows).update(made_at=_at(day), done_at=_at(day))


def _as_of(rows, day: date) -> None:
    """Letters of today become those of a day."""
    pattern = office.value("question_number")
    for letter in rows:
        letter.year, letter.made_on, letter.issued_on = day.year, day, day
        letter.number = filled(pattern, letter.sequence, day)
        letter.save()


def _by_message(asked: list[Question], day: date, officer: User) -> None:
    """WhatsApp messages, most of them sent."""
    question_messages.prepare([question.pk for question in asked], actor=officer)
    waiting = Contact.objects.filter(about__startswith=f"{dispatch.ABOUT}-", state=ContactState.PREPARED)
    for contact in waiting.order_by("pk")[4:]:
        contact_log.mark_sent(contact, actor=officer)
    sent = Contact.objects.filter(
        about__startswith=f"{dispatch.ABOUT}-", channel=Channel.WHATSAPP, state=ContactState.SENT
    )
    sent.update(made_at=_at(day), done_at=_at(day))


def _answer(question: Question, willing: Willing, how: HowAnswered, at: datetime, officer: User) -> None:
    is_typed = how != HowAnswered.CODE
    answer = Answer(willing=willing, causes=[next(CAUSES)], words=next(WORDS), visit=next(VISITS), how=how)
    if willing == YES and not is_typed:
        answer.name, answer.position, answer.may_call = "Ibu Sri Lestari", "Bendahara", True
    kept = answers.give(question, answer, actor=officer if is_typed else None)
    Answer.objects.filter(pk=kept.pk).update(at=at)
    Contact.objects.filter(about=f"{questions.ANSWER}{kept.pk}").update(made_at=at, done_at=at)
    if not is_typed:
        Question.objects.filter(pk=question.pk, opened_at=None).update(opened_at=at)


def _ask_lurahs(keys: list[int], officer: User) -> None:
    """The lurahs of some kelurahan, one of whom has written back."""
    written = letters.pass_on(keys, actor=officer).letters
    first = written[0]
    line = LurahAnswer(NO, words="Tidak ada lagi yang mengurus.", more="Kantor sudah menjadi toko kelontong.")
    lurah_answers.keep(first, {first.passed.first().pk: line}, actor=officer)


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))
