from django.db import migrations, models

# What is kept can be counted again: rows of another shape, or of several days, are in the way.
EMPTY = migrations.RunSQL("DELETE FROM supervision_keptcount", "DELETE FROM supervision_keptcount")


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0004_kept_by_version"),
    ]

    operations = [
        EMPTY,
        migrations.AddField(
            model_name="keptcount",
            name="is_over",
            field=models.BooleanField(default=False),
        ),
        migrations.RemoveConstraint(
            model_name="keptcount",
            name="kept_once_of_a_quarter",
        ),
        migrations.AddConstraint(
            model_name="keptcount",
            constraint=models.UniqueConstraint(fields=("name", "quarter", "day"), name="kept_once_of_a_quarter"),
        ),
    ]
