"""Warning letters as PDF, one or a batch: each on the office's letterhead, as it was issued."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from fpdf import FPDF

from core import office, paper
from core.formats import long_date
from reports.models import Letter


def pdf(letters: Iterable[Letter]) -> bytes:
    """Letters are written in Indonesian, whoever prints them."""
    with translation.override(settings.LANGUAGE_CODE):
        document = paper.blank("Surat Teguran")
        for letter in letters:
            _write(document, letter)
        return bytes(document.output())


def _write(page: FPDF, letter: Letter) -> None:
    paper.letterhead(page)
    page.set_font("sans", "", 11.5)
    top = page.get_y()
    for label, value in (("Nomor", letter.number), ("Perihal", letter.subject)):
        page.cell(20, 6.5, label)
        page.multi_cell(86, 6.5, f": {value}", new_x="LMARGIN", new_y="NEXT")
    below = page.get_y()
    page.set_xy(page.w - 22 - 60, top)
    page.cell(60, 6.5, f"{office.value('letter_city')}, {long_date(letter.issued_on)}", align="R")
    page.set_y(below + 8)
    cooperative = letter.cooperative
    page.cell(0, 6.5, "Kepada", new_x="LMARGIN", new_y="NEXT")
    page.set_font("sans", "B", 11.5)
    page.multi_cell(0, 6.5, f"Yth. Pengurus {cooperative.legal_name}", new_x="LMARGIN", new_y="NEXT")
    page.set_font("sans", "", 11.5)
    village = cooperative.village.name if cooperative.village else ""
    place = [cooperative.address, village, f"di {office.value('letter_city')}"]
    page.multi_cell(0, 6.5, "\n".join(filter(None, place)), new_x="LMARGIN", new_y="NEXT")
    page.ln(7)
    page.multi_cell(0, 6.5, letter.text, align="L", new_x="LMARGIN", new_y="NEXT")
    page.ln(12)
    page.set_x(page.w / 2)
    page.multi_cell(0, 6.5, f"{letter.signer_position},", align="L", new_x="LEFT", new_y="NEXT")
    page.ln(22)
    page.set_x(page.w / 2)
    page.set_font("sans", "B", 11.5)
    page.multi_cell(0, 6.5, letter.signer_name or "." * 40, align="L", new_x="LMARGIN", new_y="NEXT")
