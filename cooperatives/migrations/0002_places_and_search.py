import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"


def add_places(apps, schema_editor):
    """The 5 kecamatan and 54 kelurahan of Surakarta with their Kemendagri codes."""
    district_model = apps.get_model("cooperatives", "District")
    village_model = apps.get_model("cooperatives", "Village")
    aliases = {}
    with (DATA / "village_aliases.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            aliases.setdefault(row["code"], []).append(row["alias"])
    districts = {}
    with (DATA / "villages.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            code = row["code"][:8]
            if code not in districts:
                districts[code] = district_model.objects.create(code=code, name=row["kecamatan"])
            village_model.objects.create(
                code=row["code"],
                name=row["kelurahan"],
                district=districts[code],
                postcode=row["postcode"],
                aliases=aliases.get(row["code"], []),
            )


def add_trigrams(apps, schema_editor):
    """Search that forgives typing errors, and substring search by index: PostgreSQL only."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    schema_editor.execute(
        "CREATE INDEX coop_search_trigram ON cooperatives_cooperative USING gin (search_text gin_trgm_ops)"
    )


def drop_trigrams(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS coop_search_trigram")


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0001_initial")]
    operations = [
        migrations.RunPython(add_places, migrations.RunPython.noop),
        migrations.RunPython(add_trigrams, drop_trigrams),
    ]
