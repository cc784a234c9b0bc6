from django.utils.translation import gettext_lazy as _

from core.areas import Area

AREA = Area(
    "supervision",
    _("early warning"),
    ("supervision.views",),
    _("While it is off no flag is raised; answers that were given stay as they are."),
)
