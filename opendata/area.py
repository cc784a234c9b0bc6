from django.utils.translation import gettext_lazy as _

from core.areas import Area

AREA = Area(
    "opendata",
    _("open data"),
    ("opendata.views", "opendata.api"),
    _("While it is off, nobody can download data or ask for it by a program; files that were made stay."),
)
