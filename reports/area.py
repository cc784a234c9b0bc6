from django.utils.translation import gettext_lazy as _

from core.areas import Area

AREA = Area(
    "reports",
    _("quarterly reports and who is late"),
    ("reports.views",),
    _("While it is off no quarter is opened, nobody is late and nobody is reminded."),
)
