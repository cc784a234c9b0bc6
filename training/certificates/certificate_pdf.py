"""Certificates as PDF, one a page, by the layout of the office."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core import office
from core.images import qr
from core.papers import typesetting
from core.papers.head import head
from core.papers.typesetting import TypesetPaper
from core.text.formats import long_date
from training.models import Certificate


def address_of(certificate: Certificate) -> str:
    """The public page that says whether it is genuine: what the QR code leads to."""
    return settings.BASE_URL + reverse("certificate", args=[certificate.number])


def pdf(certificates: Iterable[Certificate], *, layout: dict[str, Any] | None = None) -> TypesetPaper:
    """A4 across, a page each, by a layout that is not saved yet where one is given; certificates are written in
    Indonesian, whoever prints them.
    """
    with translation.override(settings.LANGUAGE_CODE):
        layout = layout or office.values()
        return typesetting.pdf(
            "certificate",
            {
                "title": "Sertifikat",
                "head": head() | {"office": layout["name"], "address": layout["address"]},
                "framed": layout["certificate_frame"],
                "certificates": [_fields(one, layout["letter_city"]) for one in certificates],
            },
        )


def _fields(one: Certificate, city: str) -> dict[str, Any]:
    return {
        "title": one.title,
        "number": one.number,
        "name": one.name,
        "cooperative": one.cooperative_name,
        "text": one.text,
        "qr": qr.svg(address_of(one)),
        "url": address_of(one),
        "valid": f"Berlaku sampai {long_date(one.valid_until)}" if one.valid_until else "",
        "dated": f"{city}, {long_date(one.issued_on)}",
        "signer": {"heading": [f"{one.signer_position},"], "details": []} | one.signature | {"name": one.signer_name},
    }
