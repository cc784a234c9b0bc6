from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"

    def ready(self):
        from cooperatives import history
        from core import areas, office
        from supervision import limits
        from supervision.area import AREA
        from supervision.words import VERBS

        areas.declare(AREA)
        office.declare(*limits.SETTINGS)
        history.VERBS.update(VERBS)
