from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "supervision"

    def ready(self):
        from accounts import open_work
        from accounts.permissions import Capability
        from cooperatives.merging import records
        from core import areas, office
        from reports.escalation import digest
        from supervision import event_words, limits, merge_follower, night_news
        from supervision.area import AREA
        from supervision.dispositions import open_work as passed_on

        open_work.KINDS.append(passed_on.KIND)
        digest.NEWS.append(
            digest.NightNews(_("New early warnings"), night_news.told_on, "warnings", Capability.ANSWER_WARNINGS)
        )
        areas.declare(AREA)
        office.declare(*limits.SETTINGS)
        event_words.declare()
        records.FOLLOWERS.append(records.Follower("supervision", merge_follower.follow_merge, merge_follower.give_back))
