"""The office's texts of the ladder: words in braces are filled in for each cooperative."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import office
from core.messages import placeholders
from core.text.formats import long_date
from reports.obligations.quarter import Quarter

# Placeholder: what it becomes.
PLACEHOLDERS = {
    "koperasi": gettext_lazy("name of the cooperative"),
    "triwulan": gettext_lazy("the quarters, for instance “Triwulan I 2026 dan Triwulan II 2026”"),
    "jatuh_tempo": gettext_lazy("the due date of the first of them"),
    "tunggakan": gettext_lazy("the missing quarters, one a line, with their due dates"),
    "alamat_portal": gettext_lazy("address of the portal"),
    "kantor": gettext_lazy("name of the office"),
    "telepon": gettext_lazy("telephone of the office"),
    "jam": gettext_lazy("office hours"),
}
SUBJECT = 150


def values_for(name: str, missing: Iterable[tuple[Quarter, date]]) -> dict[str, str]:
    """What stands in the braces for a cooperative that owes some quarters; in Indonesian, as boards are written to."""
    rows = sorted(missing)
    with translation.override(settings.LANGUAGE_CODE):
        labels = [quarter.label for quarter, _due in rows]
        kept = office.values()
        return {
            "koperasi": name,
            "triwulan": _and(labels),
            "jatuh_tempo": long_date(rows[0][1]) if rows else "",
            "tunggakan": "\n".join(
                "– " + _("{quarter}, due {day}").format(quarter=quarter.label, day=long_date(due))
                for quarter, due in rows
            ),
            "alamat_portal": settings.BASE_URL,
            "kantor": kept["name"],
            "telepon": kept["phone"],
            "jam": kept["hours"],
        }


def compose(step: Any, name: str, owed: Iterable[Any]) -> tuple[str, str]:
    """Subject and text of a step for a cooperative that is told of some obligations."""
    values = values_for(name, [(item.period.value, item.due_on) for item in owed])
    return in_one_line(placeholders.fill(step.subject, values))[:SUBJECT], placeholders.fill(step.text, values)


def in_one_line(text: str) -> str:
    """A subject: a header of a mail cannot hold a line break."""
    return " ".join(text.split())


def _and(labels: list[str]) -> str:
    if len(labels) < 2:
        return "".join(labels)
    return _("{first} and {last}").format(first=", ".join(labels[:-1]), last=labels[-1])
