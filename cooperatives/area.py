from django.utils.translation import gettext_lazy as _

from core.areas import Area

PUBLIC_REGISTER = Area(
    "public_register",
    _("public register"),
    ("cooperatives.views.public",),
    _("While it is off, whoever has not signed in finds no cooperative."),
)
