"""What stands above every paper: the Pemerintah Kota, the office, where it is found."""

from typing import Any

from core import office


def head() -> dict[str, Any]:
    """The head as layouts take it; the emblem as the bytes of its picture, None without one."""
    kept = office.values()
    return {
        "government": kept["government"],
        "office": kept["name"],
        "address": kept["address"],
        "contact": " · ".join(part for part in (kept["phone"], kept["email"]) if part),
        "emblem": None,
    }
