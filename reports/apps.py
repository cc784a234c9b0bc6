from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self):
        from core import office
        from reports.office_settings import SETTINGS

        office.declare(*SETTINGS)
