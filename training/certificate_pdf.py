"""Certificates as PDF, one a page, by the layout of the office."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from fpdf import FPDF

from core import office, paper, qr
from core.formats import long_date
from training.models import Certificate

WIDTH, HEIGHT = 297, 210
# A text above this many letters is set smaller, so that it stands above the signature.
LONG = 360


def address_of(certificate: Certificate) -> str:
    """The public page that says whether it is genuine: what the QR code leads to."""
    return settings.BASE_URL + reverse("certificate", args=[certificate.number])


def pdf(
    certificates: Iterable[Certificate],
    *,
    layout: dict[str, Any] | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> bytes:
    """A4 across, a page each, by a layout that is not saved yet where one is given; certificates are written in
    Indonesian, whoever prints them.
    """
    with translation.override(settings.LANGUAGE_CODE):
        document = paper.blank("Sertifikat", landscape=True)
        document.set_auto_page_break(False)
        layout = layout or office.values()
        for done, certificate in enumerate(certificates, 1):
            _page(document, certificate, layout)
            progress(done)
        return bytes(document.output())


def _page(page: FPDF, certificate: Certificate, layout: dict) -> None:
    page.add_page()
    if layout["certificate_frame"]:
        _frame(page)
    page.set_y(24)
    _line(page, layout["name"].upper(), 13, "B", paper.BROWN, 6)
    _line(page, layout["address"], 10, "", paper.INK, 5)
    page.ln(7)
    _line(page, certificate.title.upper(), 34, "B", paper.BROWN, 15)
    _line(page, f"Nomor: {certificate.number}", 11, "", paper.INK, 6)
    page.ln(6)
    _line(page, "diberikan kepada", 12, "", paper.INK, 7)
    _line(page, certificate.name, 25 if len(certificate.name) < 40 else 17, "B", paper.INK, 13)
    _line(page, certificate.cooperative_name, 13, "", paper.INK, 7)
    page.ln(3)
    page.set_x(40)
    is_long = len(certificate.text) > LONG
    page.set_font("sans", "", 9.5 if is_long else 12.5)
    page.multi_cell(WIDTH - 80, 4.6 if is_long else 6.5, certificate.text, align="C", new_x="LMARGIN", new_y="NEXT")
    _foot(page, certificate, layout["letter_city"])


def _line(page: FPDF, text: str, size: float, style: str, colour: tuple[int, int, int], height: float) -> None:
    page.set_font("sans", style, size)
    page.set_text_color(*colour)
    page.multi_cell(0, height, text, align="C", new_x="LMARGIN", new_y="NEXT")


def _frame(page: FPDF) -> None:
    page.set_draw_color(*paper.BROWN)
    page.set_line_width(1.6)
    page.rect(8, 8, WIDTH - 16, HEIGHT - 16)
    page.set_draw_color(*paper.GOLD)
    page.set_line_width(0.6)
    page.rect(11, 11, WIDTH - 22, HEIGHT - 22)


def _foot(page: FPDF, certificate: Certificate, city: str) -> None:
    page.image(qr.png(address_of(certificate)), x=24, y=152, w=32)
    page.set_text_color(*paper.INK)
    page.set_xy(59, 159)
    page.set_font("sans", "", 9)
    valid = f"\nBerlaku sampai {long_date(certificate.valid_until)}" if certificate.valid_until else ""
    page.multi_cell(88, 4.6, f"Keaslian sertifikat ini dapat diperiksa di\n{address_of(certificate)}{valid}", align="L")
    page.set_font("sans", "", 11.5)
    page.set_xy(176, 150)
    signed = f"{city}, {long_date(certificate.issued_on)}\n{certificate.signer_position},"
    page.multi_cell(95, 5.8, signed, align="C", new_x="LEFT", new_y="NEXT")
    page.set_xy(176, 185)
    page.set_font("sans", "B", 12)
    page.multi_cell(95, 6, certificate.signer_name, align="C")
