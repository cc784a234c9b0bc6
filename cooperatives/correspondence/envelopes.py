"""To whom a letter goes, as it stands in the window of an envelope."""

from cooperatives.models import Cooperative, Village
from core import office


def address_lines(cooperative: Cooperative) -> list[str]:
    """The board of a cooperative."""
    village = cooperative.village.name if cooperative.village else ""
    place = [part for part in (cooperative.address, village) if part]
    return [*_to(f"Pengurus {cooperative.legal_name}"), *place, _city()]


def lurah_lines(village: Village) -> list[str]:
    """The head of a kelurahan; `village` with its kecamatan."""
    return [*_to(f"Lurah {village.name}"), f"Kecamatan {village.district.name}", _city()]


def _to(whom: str) -> list[str]:
    return ["Kepada", f"Yth. {whom}"]


def _city() -> str:
    return f"di {office.value('letter_city')}"
