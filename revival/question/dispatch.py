"""When a question was sent and its board reminded: what follows from the letters and messages about it.

Whoever changes one of these holds the question first, as answers and merges do.
"""

from collections.abc import Iterable

from django.db.models import Min

from cooperatives.choices import Channel, ContactState
from cooperatives.models import Contact
from core.database.many_keys import among
from core.papers.official import PaperState
from revival.models import Question, QuestionLetter

# The first word of what messages are about.
ABOUT = "question"


def about(key: int, *, is_reminder: bool = False) -> str:
    """What a message of a question is about in the contact log."""
    return f"{ABOUT}-{key}-again" if is_reminder else f"{ABOUT}-{key}"


def both(key: int) -> list[str]:
    return [about(key), about(key, is_reminder=True)]


def key_of(text: str) -> int:
    """The question that a message is about, 0 for none."""
    parts = text.split("-")
    return int(parts[1]) if parts[0] == ABOUT and len(parts) > 1 and parts[1].isdigit() else 0


def hold(keys: Iterable[int]) -> None:
    """Hold questions before what is about them is changed."""
    list(Question.objects.filter(pk__in=among(keys)).select_for_update(no_key=True).order_by("pk").values_list("pk"))


def settle(keys: Iterable[int]) -> None:
    """Put down when questions were sent and reminded, from their letters in force and the messages that went out."""
    wanted = set(keys)
    letters = QuestionLetter.objects.filter(state=PaperState.ISSUED, question__in=among(wanted)).order_by()
    rows = letters.values_list("question", "is_reminder").annotate(at=Min("contact__made_at"))
    by_letter = {(key, is_reminder): at for key, is_reminder, at in rows}
    names = {name: (key, n == 1) for key in wanted for n, name in enumerate(both(key))}
    sent = Contact.objects.filter(channel=Channel.WHATSAPP, state=ContactState.SENT, about__in=names).order_by()
    by_message = {names[text]: at for text, at in sent.values_list("about").annotate(at=Min("done_at"))}
    found = list(Question.objects.filter(pk__in=among(wanted)))
    for one in found:
        first, again = ((one.pk, flag) for flag in (False, True))
        one.sent_at = min(filter(None, [by_letter.get(first), by_message.get(first)]), default=None)
        one.reminded_at = min(filter(None, [by_letter.get(again), by_message.get(again)]), default=None)
    Question.objects.bulk_update(found, ["sent_at", "reminded_at"], batch_size=500)


def hold_of(text: str) -> None:
    """Before a message changes its state (`cooperatives.contacts.contact_log.TRAILS`)."""
    if key := key_of(text):
        hold([key])


def settle_of(text: str) -> None:
    """After it."""
    if key := key_of(text):
        settle([key])
