"""A receipt as one A4 page: head, lines, and a QR code that leads to the public page of its number."""

from django.utils.translation import gettext as _

from core.images import qr
from core.papers import typesetting
from core.papers.head import head
from core.papers.typesetting import TypesetPaper


def pdf(heading: str, *, title: str, lines: list[tuple[str, str]], address: str, warning: str = "") -> TypesetPaper:
    """In the language of whoever prints it; `warning` stands in a box under the heading."""
    data = {
        "title": title,
        "head": head(),
        "heading": heading,
        "lines": [[str(label), str(value)] for label, value in lines],
        "check": _("Anybody can check here whether this receipt is genuine:"),
        "qr": qr.svg(address),
        "url": address,
    }
    return typesetting.pdf("receipt", data | ({"warning": warning} if warning else {}))
