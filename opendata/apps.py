from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpenDataConfig(AppConfig):
    name = "opendata"
    verbose_name = _("Open data")

    def ready(self):
        from cooperatives.public import removals
        from core import areas, office
        from opendata import erasure, words
        from opendata.area import AREA
        from opendata.office_settings import SETTINGS

        areas.declare(AREA)
        office.declare(*SETTINGS)
        words.declare()
        removals.FOLLOWERS.append(erasure.rewrite_soon)
