"""The cases of before, with their texts and their numbers, which the memory of merges names."""

from django.core.management.color import no_style
from django.db import migrations

SAME = ("id", "cooperative_id", "opened_on", "opened_by_id", "reason", "closed_on")


def take_over(apps, schema_editor):
    Case, Old = apps.get_model("revival", "Case"), apps.get_model("cooperatives", "RevivalCase")
    for old in Old.objects.order_by("pk").iterator():
        values = {name: getattr(old, name) for name in SAME}
        ended = old.closed_on is not None
        Case.objects.create(
            **values,
            stage="ended" if ended else "found",
            stage_on=old.closed_on or old.opened_on,
            outcome="other" if ended else "",
            outcome_text=old.outcome,
        )
    _count_on(schema_editor, Case)
    _move_memory(apps)


def _move_memory(apps):
    """What a merge remembers of cases: from its own columns to those of the floor that keeps them now."""
    Merge, Case = apps.get_model("cooperatives", "Merge"), apps.get_model("revival", "Case")
    for merge in Merge.objects.iterator():
        cases, ended = merge.memory["moved"].pop("revival_cases", []), merge.memory.pop("closed_cases", [])
        opened = dict(Case.objects.filter(pk__in=ended).values_list("pk", "opened_on"))
        memory = {"cases": cases, "ended": [[pk, "found", day.isoformat(), None, ""] for pk, day in opened.items()]}
        # What an undone merge has closed was opened again.
        if merge.undone_at is None:
            Case.objects.filter(pk__in=ended, closed_on__isnull=False).update(outcome="wrong_entry")
        merge.memory.setdefault("followers", {})["revival"] = memory
        merge.save(update_fields=["memory"])


def give_back(apps, schema_editor):
    Case, Old = apps.get_model("revival", "Case"), apps.get_model("cooperatives", "RevivalCase")
    for case in Case.objects.order_by("pk").iterator():
        Old.objects.create(**{name: getattr(case, name) for name in SAME}, outcome=case.outcome_text)
    _count_on(schema_editor, Old)
    for merge in apps.get_model("cooperatives", "Merge").objects.iterator():
        memory = merge.memory.get("followers", {}).pop("revival", {"cases": [], "ended": []})
        merge.memory["moved"]["revival_cases"] = memory["cases"]
        merge.memory["closed_cases"] = [pk for pk, *_rest in memory["ended"]]
        merge.save(update_fields=["memory"])


def _count_on(schema_editor, model):
    """New rows are numbered after those that were given a number."""
    for statement in schema_editor.connection.ops.sequence_reset_sql(no_style(), [model]):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("revival", "0001_cases")]
    operations = [migrations.RunPython(take_over, give_back)]
