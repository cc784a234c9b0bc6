from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self):
        from cooperatives.merging import records
        from cooperatives.public import facts
        from cooperatives.register import filters
        from core import areas, office
        from core.office_papers import signers
        from core.operations import job_kinds, watchdog
        from core.operations import metrics as core_metrics
        from training import merge_follower, metrics, public_facts, register_columns, troubles, words
        from training.area import AREA
        from training.certificates import awards, batch
        from training.office_settings import SETTINGS

        areas.declare(AREA)
        office.declare(*SETTINGS)
        job_kinds.declare(job_kinds.JobKind(batch.WORK, batch.run, aliases=("training.certificate_batch.run",)))
        signers.declare(awards.KIND, awards.KIND_LABEL, area=AREA.key)
        filters.declare(*register_columns.FACETS, orders={})
        records.FOLLOWERS.append(records.Follower("training", merge_follower.follow_merge, merge_follower.give_back))
        core_metrics.COUNTED.append(metrics.collect)
        watchdog.WATCHED.append(troubles.troubles)
        facts.FACTS.append(public_facts.HELD)
        words.declare()
