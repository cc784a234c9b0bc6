"""A password is not made of the words that everybody in the office, the city and the trade would try first."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import office

# The trade, the place, and what people here type when they are asked for a password.
LOCAL = frozenset(Path(__file__).with_name("password_words.txt").read_text().split())
# What is left of a password without those words must still be worth guessing.
LEAST_LEFT = 6
LEET = str.maketrans("0134578@$!", "oieastbasi")

# Words that a higher floor adds: of the places, and of the cooperatives of a user.
MORE: list[Callable[[object], Iterable[str]]] = []


class LocalWordsValidator:
    """Refuses a password that is hardly more than such words: what they leave over is shorter than six letters."""

    def validate(self, password: str, user=None) -> None:
        words = set(LOCAL) | _parts(office.value("name"))
        for more in MORE:
            for text in more(user):
                words |= _parts(text)
        plain = _plain(password)
        if _is_phrase(plain):
            return
        joined = re.sub(r"[\W_]+", "", plain)
        if any(_is_hardly_more(text, words) for text in (plain, plain.translate(LEET), joined)):
            raise ValidationError(
                _(
                    "This password is made of words that others would try first: the trade, the city, the office or "
                    "a cooperative. Take three or four words that have nothing to do with each other."
                ),
                code="password_of_local_words",
            )

    def get_help_text(self) -> str:
        return _("Not made of the names of the city, the office or a cooperative.")


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _parts(text: str) -> set[str]:
    return {part for part in re.findall(r"[^\W\d_]+", _plain(text)) if len(part) > 2}


def _is_phrase(password: str) -> bool:
    """Four or more different words beside each other, not all of the trade: nobody tries their order."""
    found = {part for part in re.split(r"[\W\d_]+", password) if len(part) > 2}
    return len(found) >= 4 and len(found - LOCAL) >= 2


def _is_hardly_more(password: str, words: set[str]) -> bool:
    """Whether a password holds such words, and too few letters beside them; words may lie over each other."""
    covered = {
        place
        for word in words
        for found in re.finditer(f"(?={re.escape(word)})", password)
        for place in range(found.start(), found.start() + len(word))
    }
    left = [letter for place, letter in enumerate(password) if place not in covered]
    # Many digits that are no year are worth as much as letters.
    worth = sum(map(str.isalpha, left)) + sum(map(str.isdigit, left)) // 2
    return bool(covered) and worth < LEAST_LEFT
