from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self):
        from accounts import open_work
        from cooperatives.contacts import contact_log
        from cooperatives.handover import papers
        from cooperatives.merging import records
        from cooperatives.public import facts
        from cooperatives.record import history
        from cooperatives.register import exports, filters, listing
        from core import areas, office
        from core.office_papers import signers
        from core.operations import metrics as core_metrics
        from core.operations import watchdog
        from reports import (
            following,
            in_register,
            in_review,
            letter_frame,
            letters,
            metrics,
            province,
            public_facts,
            watching,
        )
        from reports.area import AREA
        from reports.office_settings import SETTINGS

        areas.declare(AREA)
        office.declare(*SETTINGS)
        signers.declare(letter_frame.KIND, letter_frame.KIND_LABEL, area=AREA.key)
        filters.declare(*in_register.FACETS, orders=in_register.ORDERS)
        exports.declare(*in_register.COLUMNS)
        listing.BADGES.append(in_register.badges)
        core_metrics.COUNTED.append(metrics.collect)
        watchdog.WATCHED.append(watching.troubles)
        open_work.KINDS.append(in_review.KIND)
        records.FOLLOWERS.append(records.Follower("reports", following.follow_merge, following.give_back))
        contact_log.RESULT_PAGES.append(letters.result_pages)
        history.VERBS.update(following.VERBS)
        history.LABELS.update(following.LABELS)
        facts.FACTS.append(public_facts.RECEIVED)
        papers.PAPERS.append(province.PAPER)
