"""The monthly report of a field adviser on paper."""

import io
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from PIL import Image

from core import clock, office
from core.office_papers import signers
from core.papers import typesetting
from core.papers.head import head
from core.papers.letter import signer_today
from core.papers.typesetting import TypesetPaper
from core.storage import files
from core.storage.files import NotStoredError
from core.text.formats import long_date, month_and_year
from revival.models import Photo
from revival.question.letters import KIND
from revival.results import month
from revival.results.month import Month, MonthLine

# Pictures that a report shows, and the longer side of each in dots: enough for a third of a page.
MOST, DOTS = 12, 480


def heads() -> list[str]:
    return [
        _("No."),
        _("Cooperative"),
        _("Visits"),
        _("Hours"),
        _("Talks"),
        _("Results"),
        _("Next step"),
        _("Photos"),
    ]


WIDTHS = [2, 9, 6, 5, 7, 9, 8, 4]


def row(n: int, line: MonthLine) -> list[str]:
    return [
        str(n),
        line.cooperative.legal_name,
        ", ".join(long_date(day) for day in line.days) or "–",
        month.in_hours(line.time) if line.time else "–",
        str(line.talks or "–"),
        "; ".join(line.results) or "–",
        line.next_step or "–",
        str(line.n_photos or "–"),
    ]


def facts(found: Month) -> list[tuple[str, str]]:
    """Label and value of what stands above the table."""
    hours = month.in_hours(found.time)
    if found.without_hours:
        hours += _(" ({n} visits without hours)").format(n=found.without_hours)
    return [
        (_("Adviser"), found.adviser.display_name),
        (_("Visits"), str(len(found.visits))),
        (_("Cooperatives"), str(len(found.lines))),
        (_("Hours"), hours),
        (_("Talks by telephone and WhatsApp"), str(found.talks)),
        (_("Photos"), str(found.n_photos)),
    ]


def cells(n: int, line: MonthLine) -> list[Any]:
    """As `row`, with numbers that a workbook adds up: hours as a decimal."""
    texts = row(n, line)
    hours = round(line.time.total_seconds() / 3600, 2)
    return [n, texts[1], texts[2], len(line.visits), hours, line.talks, texts[5], texts[6], line.n_photos]


def pdf(found: Month) -> TypesetPaper:
    with translation.override(settings.LANGUAGE_CODE):
        signer = signer_today(KIND)
        data = {
            "title": "Laporan bulanan penyuluh",
            "head": head(),
            "heading": "LAPORAN BULANAN PEMBINAAN KOPERASI",
            "period": month_and_year(found.first),
            "facts": [list(pair) for pair in facts(found)],
            "heads": heads(),
            "widths": WIDTHS,
            "rows": [row(n, line) for n, line in enumerate(found.lines, 1)] or [["–"] * len(WIDTHS)],
            "pictures_heading": "Foto kunjungan",
            "pictures": [shown for photo in month.pictures(found, MOST) if (shown := _picture(photo))],
            "dated": f"{office.value('letter_city')}, {long_date(clock.today())}",
            "signs": [
                [f"{found.adviser.get_role_display()},", found.adviser.display_name, ""],
                [
                    f"Mengetahui, {signer.title if signer else signers.POSITION},",
                    signer.name if signer else "",
                    f"NIP {signer.nip}" if signer and signer.nip else "",
                ],
            ],
        }
        return typesetting.pdf("month", data)


def _picture(photo: Photo) -> dict[str, Any] | None:
    """A small one, with its words; None for a file that the disk does not give."""
    words = f"{photo.visit.case.cooperative.legal_name}, {long_date(photo.visit.on)}"
    try:
        image = Image.open(io.BytesIO(files.content(photo.file)))
        image.thumbnail((DOTS, DOTS))
    except (NotStoredError, OSError):
        return None
    stream = io.BytesIO()
    image.convert("RGB").save(stream, format="JPEG", quality=70)
    return {"bytes": list(stream.getvalue()), "words": words}
