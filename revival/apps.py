from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RevivalConfig(AppConfig):
    name = "revival"

    def ready(self):
        from accounts import open_work
        from cooperatives import in_revival, lists, status_keepers
        from cooperatives.contacts import contact_log
        from cooperatives.merging import records
        from cooperatives.record import history
        from core import areas, office
        from core.office_papers import signers
        from core.offline import pages
        from revival import following, in_charge, letter_lists, letters, question_texts, sending, signs
        from revival.area import AREA
        from revival.dissolution import proposing
        from revival.dissolution.settings import SETTINGS as WARNING_SETTINGS
        from revival.office_settings import SETTINGS
        from revival.visits import open_work as visit_days
        from revival.visits.phone_page import PAGE
        from revival.visits.settings import SETTINGS as VISIT_SETTINGS
        from revival.words import VERBS

        areas.declare(AREA)
        office.declare(*SETTINGS, *VISIT_SETTINGS, *WARNING_SETTINGS, *question_texts.SETTINGS)
        pages.declare(PAGE)
        signers.declare(letters.KIND, letters.KIND_LABEL, area=AREA.key)
        lists.MESSAGE_KINDS[sending.ABOUT] = _("Do you want to go on?")
        contact_log.TRAILS[sending.ABOUT] = contact_log.Trail(sending.hold_of, sending.settle_of)
        contact_log.RESULT_PAGES.append(letter_lists.result_pages)
        signs.declare(*signs.SIGNS)
        records.FOLLOWERS.append(records.Follower("revival", following.follow_merge, following.give_back))
        in_revival.ACTING.append(in_charge.acts_for)
        status_keepers.KEEPERS.append(proposing.keep_status)
        open_work.KINDS.extend([in_charge.KIND, visit_days.KIND])
        history.VERBS.update(VERBS)
