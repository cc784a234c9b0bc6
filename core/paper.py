"""Papers of the office as PDF: one set of fonts and colours, a letterhead, for receipts, letters, certificates."""

from font_source_sans_pro import font_files_ttf
from fpdf import FPDF

from core import office

BROWN = (91, 52, 19)
GOLD = (200, 150, 62)
INK = (35, 30, 25)
LEFT = 22


def blank(title: str, *, language: str = "id", landscape: bool = False) -> FPDF:
    """An empty A4 document; the font comes with a package, so every name can be printed."""
    paper = FPDF(format="A4", orientation="landscape" if landscape else "portrait")
    paper.set_title(title)
    paper.set_lang(language)
    paper.add_font("sans", "", font_files_ttf["SourceSansPro"])
    paper.add_font("sans", "B", font_files_ttf["SourceSansProBold"])
    paper.set_margins(LEFT, 20)
    paper.set_auto_page_break(True, 20)
    return paper


def letterhead(paper: FPDF) -> None:
    """A new page with the name and address of the office and a line below."""
    kept = office.values()
    paper.add_page()
    paper.set_text_color(*BROWN)
    paper.set_font("sans", "B", 15)
    paper.multi_cell(0, 7, kept["name"].upper(), align="C", new_x="LMARGIN", new_y="NEXT")
    paper.set_font("sans", "", 10.5)
    contact = " · ".join(part for part in (kept["address"], kept["phone"]) if part)
    paper.cell(0, 6, contact, align="C", new_x="LMARGIN", new_y="NEXT")
    line(paper)
    paper.ln(8)
    paper.set_text_color(*INK)


def line(paper: FPDF) -> None:
    paper.set_draw_color(*GOLD)
    paper.set_line_width(0.8)
    paper.line(LEFT, paper.get_y() + 3, paper.w - LEFT, paper.get_y() + 3)
