"""The ways of a step become names, so that a new way needs no column of its own."""

from django.db import migrations, models

COLUMNS = {"by_email": "email", "by_inbox": "inbox", "by_whatsapp": "whatsapp"}


def name_the_ways(apps, schema_editor):
    Step = apps.get_model("reports", "Step")
    for step in Step.objects.all():
        step.ways = [way for column, way in COLUMNS.items() if getattr(step, column)]
        step.save(update_fields=["ways"])


def name_the_columns(apps, schema_editor):
    Step = apps.get_model("reports", "Step")
    for step in Step.objects.all():
        for column, way in COLUMNS.items():
            setattr(step, column, way in step.ways)
        step.save()


def say_what_messages_are_about(apps, schema_editor):
    """Those that wait for a hand, as far as a reminder or a returned report says it."""
    Contact = apps.get_model("cooperatives", "Contact")
    Report = apps.get_model("reports", "Report")
    waiting = Contact.objects.filter(channel="whatsapp", state__in=["prepared", "failed"], result="", about="")
    for contact in waiting.filter(reminders__isnull=False).distinct():
        is_before = contact.reminders.order_by("-step__days").first().step.days < 0
        contact.about = f"{'due' if is_before else 'late'}-{contact.cooperative_id}"
        contact.save(update_fields=["about"])
    for report in Report.objects.filter(state__in=["returned", "in_review"]).select_related("obligation__period"):
        period = report.obligation.period
        told = waiting.filter(
            cooperative=report.obligation.cooperative_id,
            subject__endswith=f" {('I', 'II', 'III', 'IV')[period.quarter - 1]} {period.year}",
        )
        told.filter(reminders=None).update(about=f"obligation-{report.obligation_id}")


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0007_catch_up"),
        ("cooperatives", "0010_channels_and_subjects"),
    ]
    operations = [
        migrations.AddField("step", "ways", models.JSONField(default=list, verbose_name="ways")),
        migrations.RunPython(name_the_ways, name_the_columns),
        migrations.RunPython(say_what_messages_are_about, migrations.RunPython.noop),
        *(migrations.RemoveField("step", column) for column in COLUMNS),
    ]
