"""The papers of visits: assignment letter, sheets to write on, record of a visit."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst

from core.papers import letter as official
from core.papers import typesetting, verification
from core.papers.head import head
from core.papers.letter import MARKS
from core.papers.typesetting import TypesetPaper
from revival.models import AssignmentLetter, Stop, Visit, VisitDay, VisitRecord
from revival.visits import assignments, records

# Millimetres of an empty field of a sheet.
BLANK = 9


def assignment(letter: AssignmentLetter) -> TypesetPaper:
    """A letter as it was issued, or a draft in the words of today."""
    with translation.override(settings.LANGUAGE_CODE):
        if letter.is_draft:
            assignments.compose(letter)
        return in_its_words(letter)


def in_its_words(letter: AssignmentLetter) -> TypesetPaper:
    """A letter in the words that it holds."""
    with translation.override(settings.LANGUAGE_CODE):
        fields = official.printed(letter)
        rows = letter.frame.get("rows", [])
        table = {"heads": assignments.HEADS, "widths": assignments.WIDTHS, "rows": rows}
        data = {"title": assignments.SUBJECT, "head": head(), "letters": [fields | {"table": table}]}
        return typesetting.pdf("letter", data)


def sheets(day: VisitDay) -> TypesetPaper:
    """A sheet for each visit of a day, for those who write on paper."""
    with translation.override(settings.LANGUAGE_CODE):
        stops = day.stops.select_related("case__cooperative__village", "case__cooperative__district")
        data = {"title": "Lembar kunjungan", "head": head(), "sheets": [_sheet(day, stop) for stop in stops]}
        return typesetting.pdf("visit", data)


def _sheet(day: VisitDay, stop: Stop) -> dict[str, Any]:
    empty = Visit(case=stop.case, on=day.on, adviser_name=day.adviser.display_name)
    seen = [capfirst(label) for label, _value, _shown in empty.findings]
    rows = [[label, _to_write(label, value, seen)] for label, value in records.words(empty)]
    cooperative = stop.case.cooperative
    place = ", ".join(filter(None, [cooperative.address, str(cooperative.village or "")]))
    return {
        "title": "LEMBAR KUNJUNGAN",
        "number": "",
        "intro": [f"{stop.place}. {cooperative.legal_name}", place, f"Langkah berikut: {stop.case.step or '–'}"],
        "rows": rows,
        "blank": BLANK,
        "signs": [["Petugas,", day.adviser.display_name], ["Yang ditemui,", ""]],
    }


def _to_write(label: str, value: str, seen: list[str]) -> str:
    if label in seen:
        return "☐ ya     ☐ tidak     ☐ tidak diketahui"
    return "" if value == "–" else value


def visit_records(found: Iterable[VisitRecord]) -> TypesetPaper:
    """Records as they were numbered."""
    with translation.override(settings.LANGUAGE_CODE):
        data = {"title": "Berita acara kunjungan", "head": head(), "sheets": [_record(one) for one in found]}
        return typesetting.pdf("visit", data)


def _record(record: VisitRecord) -> dict[str, Any]:
    return {
        "title": "BERITA ACARA KUNJUNGAN LAPANGAN",
        "number": record.number,
        "mark": MARKS.get(record.state, ""),
        "intro": [record.intro],
        "rows": record.words,
        "blank": BLANK,
        "closing": "Demikian berita acara ini dibuat dengan sebenarnya.",
        "signs": record.signs,
        "check": verification.printed(record),
    }
