"""Texts of the office with words in braces, which are filled in for each reader."""

import re
from collections.abc import Iterable, Mapping

BRACES = re.compile(r"\{([^{}]*)\}")


def names(text: str) -> list[str]:
    """The words in braces, as they come."""
    return BRACES.findall(text)


def unknown(text: str, known: Iterable[str]) -> list[str]:
    """Words in braces that nothing can be filled in for."""
    return sorted(set(names(text)) - set(known))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in; a word that is not known stays as it stands."""
    return BRACES.sub(lambda found: values.get(found[1], found[0]), text)
