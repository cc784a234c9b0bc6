"""QR codes: as a picture in a page, and as one on paper."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def svg(text: str) -> SafeString:
    """An inline SVG without styles or scripts; dark on light in either theme."""
    stream = io.BytesIO()
    segno.make(text, error="m").save(
        stream,
        kind="svg",
        scale=4,
        border=2,
        light="#ffffff",
        xmldecl=False,
        svgclass="qr",
        lineclass=None,
        omitsize=True,
    )
    return mark_safe(stream.getvalue().decode())


def png(text: str) -> io.BytesIO:
    """A PNG for a PDF."""
    picture = io.BytesIO()
    segno.make(text, error="m").save(picture, kind="png", scale=8, border=1)
    return picture
