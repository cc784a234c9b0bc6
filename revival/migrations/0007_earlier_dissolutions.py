"""Cases that were on their way out before, with their proposal."""

from django.db import migrations
from django.utils import timezone

# Those that were moved there before a proposal was a record of its own.
STAGES = {"proposed": False, "winding_up": True}


def take_over(apps, schema_editor):
    """Cases on their way out get their proposal, and the day of the decision where there was one."""
    Case, Move = apps.get_model("revival", "Case"), apps.get_model("revival", "Move")
    Dissolution, LegalStep = apps.get_model("revival", "Dissolution"), apps.get_model("revival", "LegalStep")
    for case in Case.objects.filter(closed_on=None, stage__in=STAGES, dissolutions=None).order_by("pk").iterator():
        moves = Move.objects.filter(case=case, taken_back_at=None, new__in=STAGES).order_by("at", "pk")
        proposed, newest = moves.filter(new="proposed").last(), moves.last()
        told = proposed or newest
        said = {"actor_name": "SoloKop"}
        if told:
            said = {"actor_id": told.actor_id, "actor_name": told.actor_name, "at": told.at}
        found = Dissolution.objects.create(
            case=case,
            ground="no_survival",
            proposed_on=timezone.localdate(told.at) if told else case.stage_on,
            reason=told.reason if told else "",
            status_before="passive",
            **said,
        )
        if STAGES[case.stage]:
            LegalStep.objects.create(dissolution=found, kind="decided", on=case.stage_on, **said)


class Migration(migrations.Migration):
    dependencies = [("revival", "0006_dissolutions")]
    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
