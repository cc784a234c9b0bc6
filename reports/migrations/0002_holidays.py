import csv
from pathlib import Path

from django.db import migrations

SOURCE = Path(__file__).with_name("holidays_2026.csv")


def add_holidays(apps, schema_editor):
    """The holidays of 2026 by the SKB 3 Menteri; an administrator keeps the table from then on."""
    Holiday = apps.get_model("reports", "Holiday")
    with SOURCE.open(newline="", encoding="utf-8") as stream:
        Holiday.objects.bulk_create(
            (Holiday(date=row["date"], kind=row["kind"], name=row["name"]) for row in csv.DictReader(stream)),
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [migrations.RunPython(add_holidays, migrations.RunPython.noop)]
