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
        from training import certificates, following, in_register, metrics, public_facts, watching
        from training.area import AREA
        from training.office_settings import SETTINGS

        areas.declare(AREA)
        office.declare(*SETTINGS)
        signers.declare(certificates.KIND, certificates.KIND_LABEL, area=AREA.key)
        filters.declare(*in_register.FACETS, orders={})
        records.FOLLOWERS.append(records.Follower("training", following.follow_merge, following.give_back))
        core_metrics.COUNTED.append(metrics.collect)
        watchdog.WATCHED.append(watching.troubles)
        facts.FACTS.append(public_facts.HELD)
