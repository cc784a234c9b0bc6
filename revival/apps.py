from django.apps import AppConfig


class RevivalConfig(AppConfig):
    name = "revival"

    def ready(self):
        from accounts import open_work
        from cooperatives import history, merging
        from core import areas, office
        from revival import following, in_charge, signs
        from revival.area import AREA
        from revival.office_settings import SETTINGS
        from revival.words import VERBS

        areas.declare(AREA)
        office.declare(*SETTINGS)
        signs.declare(*signs.SIGNS)
        merging.FOLLOWERS.append(merging.Follower("revival", following.follow_merge, following.give_back))
        open_work.KINDS.append(in_charge.KIND)
        history.VERBS.update(VERBS)
