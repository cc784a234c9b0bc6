from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self):
        from cooperatives.merging import records
        from cooperatives.public import facts
        from cooperatives.register import filters
        from core import areas, office
        from core.office_papers import signers
        from core.operations import metrics as core_metrics
        from core.operations import watchdog
        from training import merge_follower, metrics, public_facts, register_columns, troubles
        from training.area import AREA
        from training.certificates import awards
        from training.office_settings import SETTINGS

        areas.declare(AREA)
        office.declare(*SETTINGS)
        signers.declare(awards.KIND, awards.KIND_LABEL, area=AREA.key)
        filters.declare(*register_columns.FACETS, orders={})
        records.FOLLOWERS.append(records.Follower("training", merge_follower.follow_merge, merge_follower.give_back))
        core_metrics.COUNTED.append(metrics.collect)
        watchdog.WATCHED.append(troubles.troubles)
        facts.FACTS.append(public_facts.HELD)
