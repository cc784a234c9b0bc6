from django.utils.translation import gettext_lazy as _

from core.areas import Area

AREA = Area(
    "training",
    _("training"),
    ("training.views",),
    _("While it is off nobody enrols or is reminded, and the public list and certificates cannot be opened."),
)
