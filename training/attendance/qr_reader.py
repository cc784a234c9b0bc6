"""Reading a QR code from a picture of the camera, for browsers that cannot do it themselves.

The device sends brightness alone, one byte a point: there is no picture format to parse.
"""

import zxingcpp
from django.utils.translation import gettext as _

from core.errors import DomainError

WIDEST = 800


def read(points: bytes, *, width: int, height: int) -> str:
    """The text of the first QR code in `width` × `height` points of brightness, row by row; empty when there is none.

    Raises DomainError when the size does not fit the points.
    """
    if not (0 < width <= WIDEST and 0 < height <= WIDEST) or len(points) != width * height:
        raise DomainError(_("The picture has not arrived whole."))
    picture = memoryview(points).cast("B", (height, width))
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return found[0].text if found else ""
