from django.utils.translation import gettext_lazy as _

from core.areas import Area

AREA = Area(
    "revival",
    _("coaching of passive cooperatives"),
    ("revival.views",),
    _("While it is off no case is opened or moved; those that are open stay as they are."),
)
