"""What stands above every paper: emblem, the Pemerintah Kota, the office, where it is found."""

from typing import Any

from core import office
from core.office_papers import emblem


def words() -> dict[str, str]:
    """The lines of the head, by the settings of the office."""
    kept = office.values()
    return {
        "government": kept["government"],
        "office": kept["name"],
        "address": kept["address"],
        "contact": " · ".join(part for part in (kept["phone"], kept["email"]) if part),
    }


def head() -> dict[str, Any]:
    """The head as layouts take it; the emblem as the numbers of its bytes, None without one that can be read."""
    picture = emblem.content_of(emblem.kept())
    return {**words(), "emblem": list(picture) if picture else None}
