from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RevivalConfig(AppConfig):
    name = "revival"

    def ready(self):
        from accounts import open_work
        from cooperatives import in_revival, lists, status_keepers
        from cooperatives.contacts import contact_log
        from cooperatives.merging import records
        from core import areas, office
        from core.office_papers import signers
        from core.offline import pages
        from revival import event_words, merge_follower, signs
        from revival.area import AREA
        from revival.cases import in_charge
        from revival.dissolution import ministry_proposal
        from revival.dissolution.settings import SETTINGS as WARNING_SETTINGS
        from revival.office_settings import SETTINGS
        from revival.question import dispatch, letter_lists, letters, question_texts
        from revival.visits import open_work as visit_days
        from revival.visits.phone_page import PAGE
        from revival.visits.settings import SETTINGS as VISIT_SETTINGS

        areas.declare(AREA)
        office.declare(*SETTINGS, *VISIT_SETTINGS, *WARNING_SETTINGS, *question_texts.SETTINGS)
        pages.declare(PAGE)
        signers.declare(letters.KIND, letters.KIND_LABEL, area=AREA.key)
        lists.MESSAGE_KINDS[dispatch.ABOUT] = _("Do you want to go on?")
        contact_log.TRAILS[dispatch.ABOUT] = contact_log.Trail(dispatch.hold_of, dispatch.settle_of)
        contact_log.RESULT_PAGES.append(letter_lists.result_pages)
        signs.declare(*signs.SIGNS)
        records.FOLLOWERS.append(records.Follower("revival", merge_follower.follow_merge, merge_follower.give_back))
        in_revival.ACTING.append(in_charge.acts_for)
        status_keepers.KEEPERS.append(ministry_proposal.keep_status)
        open_work.KINDS.extend([in_charge.KIND, visit_days.KIND])
        event_words.declare()
