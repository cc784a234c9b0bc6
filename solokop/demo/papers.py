"""The demo's reports on paper: two cooperatives have sent photos of their balance sheet, and an officer is to type."""

import hashlib
import io
from datetime import date, timedelta

from PIL import Image, ImageDraw

from accounts.models import User
from core.papers.pages import IncomingPaper, PageImage
from reports.arrivals import arrival_log
from reports.choices import ArrivalWay, Profile
from reports.models import Obligation
from reports.obligations.quarter import Quarter

LINES = ("Kas", "Bank", "Piutang anggota", "Persediaan", "Inventaris", "Simpanan pokok", "Simpanan wajib", "Cadangan")
INK, PAPER = "#1d2a44", "#fbf8f0"
CAME = ((ArrivalWay.WHATSAPP, 2, "Dikirim bendahara."), (ArrivalWay.COUNTER, 1, ""))


def build(*, today: date, officer: User) -> None:
    quarter = Quarter.of(today).previous
    missing = Obligation.objects.filter(
        period__year=quarter.year,
        period__quarter=quarter.number,
        standing="none",
        profile=Profile.SAVINGS_LOAN,
        cooperative__memberships=None,
    ).order_by("-cooperative__name_key")
    for owed, (way, days, note) in zip(missing, CAME, strict=False):
        on = max(quarter.next.start, today - timedelta(days=days))
        papers = [drawn(str(owed.cooperative.name), f"{quarter.label}, halaman {number}") for number in (1, 2)]
        arrival_log.receive(owed, papers, actor=officer, way=way, on=on, note=note)


def drawn(name: str, title: str) -> IncomingPaper:
    """A sheet of figures in handwriting's colours, in place of a photo of somebody's."""
    image = Image.new("RGB", (1240, 1754), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((90, 90), name, fill=INK, font_size=44)
    draw.text((90, 160), f"NERACA – {title}", fill=INK, font_size=34)
    for row, label in enumerate(LINES):
        place = 280 + row * 130
        amount = (len(name) + row) * 1_375_000
        draw.text((90, place), label, fill=INK, font_size=38)
        draw.text((820, place), f"{amount:,}".replace(",", "."), fill=INK, font_size=38)
        draw.line((90, place + 70, 1150, place + 70), fill="#c9bfa8", width=2)
    draw.text((760, 1480), "Ketua: ………………", fill=INK, font_size=38)
    stream = io.BytesIO()
    image.save(stream, format="JPEG", quality=80)
    content = stream.getvalue()
    page = PageImage(content, *image.size)
    return IncomingPaper("foto.jpg", hashlib.sha256(content).hexdigest(), len(content), b"", [page])
