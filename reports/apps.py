from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self):
        from cooperatives import history, merging
        from core import office
        from reports import following
        from reports.office_settings import SETTINGS

        office.declare(*SETTINGS)
        merging.FOLLOWERS.append(following.follow_merge)
        history.VERBS.update(following.VERBS)
        history.LABELS.update(following.LABELS)
