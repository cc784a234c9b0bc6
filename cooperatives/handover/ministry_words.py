"""Codes of the register in the words of the ministry, whatever language the reader has (DOMAIN-2.md F)."""

from cooperatives.choices import Authority, FilingType, Form, Kind, Pattern
from cooperatives.models import Cooperative

MERAH_PUTIH = "KKMP"
FORMS = {Form.PRIMARY: "Primer", Form.SECONDARY: "Sekunder"}
AREAS = {Authority.CITY: "Kabupaten/Kota", Authority.PROVINCE: "Provinsi", Authority.CENTRAL: "Nasional"}
KINDS = {
    Kind.CONSUMER: "Konsumen",
    Kind.PRODUCER: "Produsen",
    Kind.SERVICES: "Jasa",
    Kind.MARKETING: "Pemasaran",
    Kind.SAVINGS_LOAN: "Simpan Pinjam",
}
PATTERNS = {Pattern.CONVENTIONAL: "Konvensional", Pattern.SHARIA: "Syariah"}
FILING = {FilingType.SELF: "Mandiri", FilingType.ASSISTED: "Dibantu Pendamping"}


def form(cooperative: Cooperative) -> str:
    """Form and area of membership in one word, such as “Primer Kabupaten/Kota”."""
    known = FORMS.get(cooperative.form, "")
    return f"{known} {AREAS.get(cooperative.authority, '')}".strip() if known else ""


def kind(cooperative: Cooperative) -> str:
    """“Kelurahan Merah Putih” is a kind of its own; “Serba Usaha” is none any more and stays empty."""
    return "Kelurahan Merah Putih" if cooperative.group == MERAH_PUTIH else KINDS.get(cooperative.kind, "")


def pattern(cooperative: Cooperative) -> str:
    return PATTERNS.get(cooperative.pattern, "")


def filing(cooperative: Cooperative) -> str:
    return FILING.get(cooperative.filing_type, "")
