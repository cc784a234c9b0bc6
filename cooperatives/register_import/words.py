"""Words that a column of fixed values does not know: asked about once, answered by an officer, remembered."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone

from cooperatives import keys
from cooperatives.models import HeadingMemory
from cooperatives.register_import.fields import FIELDS
from cooperatives.register_import.layout.columns import RegisterTable
from cooperatives.register_import.layout.lines import cell_at, kind_of
from core.text.parsing import UnreadableError, is_nothing, tidy
from core.workbooks.tables import Uncalculated

# Columns of fixed values.
CLOSED: dict[str, type[TextChoices]] = {key: field.choices for key, field in FIELDS.items() if field.choices}
LEAVE_OUT = ""
# So many different unknown words are not words of this column: the column was chosen wrongly.
MOST_WORDS = 25
LONGEST = 80
# {(field, word in plain capitals): value, or LEAVE_OUT}
Answers = dict[tuple[str, str], str]


@dataclass(slots=True)
class UnknownWord:
    """A word as it stands in the file, in how many rows, and what was answered before (None: nothing)."""

    field: str
    word: str
    rows: int = 0
    answer: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.field, _plain(self.word)

    @property
    def name(self) -> str:
        """The name of its input on the page."""
        return f"word-{self.field}-{_digest(self.key[1])}"


def answer_of(words: Answers, field: str, raw: Any) -> str | None:
    return words.get((field, _plain(tidy(raw))))


def remembered() -> Answers:
    """All words that officers have answered, with their answers."""
    kept = HeadingMemory.objects.filter(signature__startswith="word:").values_list("mapping", flat=True)
    return {(item["field"], item["word"]): item["value"] for item in kept}


def remember(answers: Answers) -> None:
    """Keep answers for the next file. Call inside a transaction."""
    for (field, word), value in answers.items():
        HeadingMemory.objects.update_or_create(
            signature=f"word:{field}:{_digest(word)}",
            defaults={"mapping": {"field": field, "word": word, "value": value}, "used_at": timezone.now()},
        )


def unknown_words(
    tables: list[RegisterTable], mapping: dict[str, dict[str, str]], answers: Answers
) -> list[UnknownWord]:
    """The words that closed columns of these tables do not know; those answered before come with their answer.

    A column with more than MOST_WORDS of them is not asked about.
    """
    found: dict[tuple[str, str], UnknownWord] = {}
    for table in tables:
        columns = {int(index): key for index, key in mapping.get(table.signature, {}).items()}
        for field, text in _unread(table, columns):
            word = UnknownWord(field, text)
            found.setdefault(word.key, word).rows += 1
    for key, word in found.items():
        word.answer = answers.get(key)
    per_field = {field: [word for word in found.values() if word.field == field] for field in CLOSED}
    return [word for words in per_field.values() if len(words) <= MOST_WORDS for word in words]


def _unread(table: RegisterTable, columns: dict[int, str]) -> Iterable[tuple[str, str]]:
    closed = {index: key for index, key in columns.items() if key in CLOSED}
    column_of = {key: index for index, key in columns.items()}
    for cells in table.sheet.rows[table.first_row :] if closed else ():
        # As long as nobody has said which column is the name, every line may be a row.
        if "name" in column_of and kind_of(table, cells, column_of, after_heading=False)[0]:
            continue
        for index, key in closed.items():
            raw = cell_at(cells, index)
            if is_nothing(raw) or isinstance(raw, Uncalculated) or len(tidy(raw)) > LONGEST:
                continue
            try:
                FIELDS[key].read(raw)
            except UnreadableError:
                yield key, tidy(raw)


def _plain(word: str) -> str:
    """A word in plain capitals; a sign that has none (`√`) stands for itself."""
    return keys.plain_upper(word) or word


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()[:40]
