from django.utils.translation import gettext_lazy as _

from core.office import Setting
from opendata.choices import LICENCE_CHOICES

SETTINGS = (
    Setting(
        "data_licence",
        str,
        "CC-BY-4.0",
        _("Licence of the open data"),
        _("It stands on the page of the data and in every description of them."),
        choices=LICENCE_CHOICES,
        is_needed=True,
    ),
    Setting(
        "data_days_kept",
        int,
        400,
        _("For how many days the data files of each day are kept"),
        _("The newest file of each data set is always kept."),
        1,
        3650,
    ),
)
