"""A message says itself which enrolment it is about; the link to it is not needed any more."""

from django.db import migrations


def say_what_messages_are_about(apps, schema_editor):
    """Those that wait for a hand."""
    for told in apps.get_model("training", "Told").objects.exclude(message=None).select_related("message"):
        if told.message.state == "prepared":
            told.message.about = f"enrolment-{told.enrolment_id}"
            told.message.save(update_fields=["about"])


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0002_catch_up"),
        ("cooperatives", "0010_channels_and_subjects"),
    ]
    operations = [
        migrations.RunPython(say_what_messages_are_about, migrations.RunPython.noop),
        migrations.RemoveField("told", "message"),
    ]
