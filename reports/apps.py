from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self):
        from cooperatives import exports, filters, history, listing, merging
        from core import office
        from reports import following, in_register
        from reports.office_settings import SETTINGS

        office.declare(*SETTINGS)
        filters.declare(*in_register.FACETS, sorts=in_register.SORTS)
        exports.declare(*in_register.COLUMNS)
        listing.BADGES.append(in_register.badges)
        merging.FOLLOWERS.append(following.follow_merge)
        history.VERBS.update(following.VERBS)
        history.LABELS.update(following.LABELS)
