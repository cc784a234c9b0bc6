"""Letters that a paper can print; what it cannot is shown as a mark and told."""

import unicodedata
from typing import Any

from core.papers import fonts

MARK = "?"


def printable(data: Any) -> tuple[Any, str]:
    """Data for a layout with a mark in place of every letter that no font has; and those letters, each once.

    Layouts know text by composed letters; what only shapes or joins its neighbours prints nothing of its own.
    """
    missing: dict[str, None] = {}
    return _clean(data, missing), "".join(missing)


def _clean(value: Any, missing: dict[str, None]) -> Any:
    if isinstance(value, str):
        return "".join(_letter(letter, missing) for letter in unicodedata.normalize("NFC", value))
    if isinstance(value, dict):
        return {key: _clean(item, missing) for key, item in value.items()}
    if isinstance(value, list | tuple):
        # A picture is a long list of numbers.
        if value and isinstance(value[0], int):
            return value
        return [_clean(item, missing) for item in value]
    return value


def _letter(letter: str, missing: dict[str, None]) -> str:
    if letter in "\n\t" or ord(letter) in fonts.letters():
        return letter
    if unicodedata.category(letter) in ("Cf", "Cc", "Zs", "Zl", "Zp"):
        # Joins, directions, spaces of any width: nothing of theirs is seen.
        return " " if unicodedata.category(letter).startswith("Z") else ""
    missing[letter] = None
    return MARK
