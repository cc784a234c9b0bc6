from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self):
        from accounts import open_work
        from cooperatives.contacts import contact_log
        from cooperatives.handover import papers
        from cooperatives.merging import records
        from cooperatives.public import facts
        from cooperatives.register import exports, filters, listing
        from core import areas, office
        from core.office_papers import signers
        from core.operations import job_kinds, watchdog
        from core.operations import metrics as core_metrics
        from reports import metrics, troubles, words
        from reports.area import AREA
        from reports.escalation import letter_frame, letters
        from reports.office_settings import SETTINGS
        from reports.register import merge_follower, public_facts, register_columns
        from reports.review import open_reviews
        from reports.summary import provincial_row, quarter_workbook

        areas.declare(AREA)
        office.declare(*SETTINGS)
        job_kinds.declare(
            job_kinds.JobKind(quarter_workbook.WORK, quarter_workbook.run, aliases=("reports.summary.run",))
        )
        signers.declare(letter_frame.KIND, letter_frame.KIND_LABEL, area=AREA.key)
        filters.declare(*register_columns.FACETS, orders=register_columns.ORDERS)
        exports.declare(*register_columns.COLUMNS)
        listing.BADGES.append(register_columns.badges)
        core_metrics.COUNTED.append(metrics.collect)
        watchdog.WATCHED.append(troubles.troubles)
        open_work.KINDS.append(open_reviews.KIND)
        records.FOLLOWERS.append(records.Follower("reports", merge_follower.follow_merge, merge_follower.give_back))
        contact_log.RESULT_PAGES.append(letters.result_pages)
        words.declare()
        facts.FACTS.append(public_facts.RECEIVED)
        papers.PAPERS.append(provincial_row.PAPER)
