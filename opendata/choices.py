from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Format(TextChoices):
    """The open formats of Satu Data Indonesia (Perpres 39/2019; DOMAIN-2.md C)."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel (XLSX)"
    JSON = "json", "JSON"


MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}

# Licences that allow anybody to use the data again, with the address of their text.
LICENCES = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC0-1.0": ("Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "ODC-BY-1.0": (
        "Open Data Commons Attribution License 1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
}
LICENCE_CHOICES = tuple((key, name) for key, (name, _url) in LICENCES.items())
WHAT_FORMAT = {
    Format.CSV: _("for programs and statistics"),
    Format.XLSX: _("for Excel and LibreOffice"),
    Format.JSON: _("for programs of the web"),
}
