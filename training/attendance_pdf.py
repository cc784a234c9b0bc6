"""The attendance list on paper: a row a participant, a field to sign for each day."""

from django.conf import settings
from django.utils import translation
from fpdf import FPDF
from fpdf.fonts import FontFace

from core import paper
from core.formats import long_date
from training.models import Enrolment, Session, SessionDay
from training.wording import hours_of

ROW = 9
# Days side by side on one sheet; more are printed on further ones.
DAYS_A_SHEET = 4


def pdf(session: Session, people: list[Enrolment]) -> bytes:
    """Lists are written in Indonesian, whoever prints them."""
    with translation.override(settings.LANGUAGE_CODE):
        document = paper.blank(f"Daftar hadir {session}", landscape=True)
        days = list(session.days.all())
        for start in range(0, max(len(days), 1), DAYS_A_SHEET):
            _sheet(document, session, people, days[start : start + DAYS_A_SHEET])
        return bytes(document.output())


def _sheet(page: FPDF, session: Session, people: list[Enrolment], days: list[SessionDay]) -> None:
    paper.letterhead(page)
    page.set_font("sans", "B", 14)
    page.cell(0, 7, "DAFTAR HADIR", align="C", new_x="LMARGIN", new_y="NEXT")
    page.set_font("sans", "", 11)
    page.multi_cell(0, 6, str(session), align="C", new_x="LMARGIN", new_y="NEXT")
    page.multi_cell(0, 6, f"{session.venue}, {session.address}", align="C", new_x="LMARGIN", new_y="NEXT")
    page.ln(3)
    page.set_font("sans", "", 10)
    page.set_draw_color(*paper.INK)
    page.set_line_width(0.2)
    titles = ["No.", "Nama", "Koperasi", "Jabatan", *(f"{long_date(day.date)}\n{hours_of(day)}" for day in days)]
    widths = (9, 50, 62, 30, *[26] * len(days))
    with page.table(
        col_widths=widths, line_height=5, headings_style=FontFace(emphasis="BOLD"), padding=1.2, text_align="LEFT"
    ) as table:
        table.row(titles)
        for number, one in enumerate(people, 1):
            table.row([str(number), one.name, one.cooperative.name, one.position, *[""] * len(days)], min_height=ROW)
    page.ln(8)
    page.set_x(page.w / 2)
    page.multi_cell(0, 6, f"Pengajar: {session.trainer}", new_x="LMARGIN", new_y="NEXT")
