"""Who signs is a table with dates; it takes over what the settings of the office said."""

from datetime import date

from django.db import migrations, models
from django.db.models import F, Q

POSITION = "Kepala Dinas Koperasi, UKM dan Perindustrian"
SINCE = date(2000, 1, 1)
KINDS = ("letter", "certificate")
# Setting: field of the row, and the longest text that fits.
SETTINGS = {
    "letter": {
        "letter_signer": ("name", 150),
        "letter_signer_position": ("position", 140),
        "letter_signer_rank": ("rank", 200),
        "letter_signer_nip": ("nip", 40),
        "letter_on_behalf": ("on_behalf", 200),
    },
    "certificate": {
        "certificate_signer": ("name", 150),
        "certificate_signer_position": ("position", 140),
    },
}
CAPACITIES = {"Plt. ": "plt", "Plh. ": "plh"}


def take_over(apps, schema_editor):
    """A row for the letters and one for the certificates; one for all papers where the same person signs both."""
    settings, signers = apps.get_model("core", "OfficeSetting"), apps.get_model("core", "Signer")
    keys = [key for kind in KINDS for key in SETTINGS[kind]]
    kept = dict(settings.objects.filter(key__in=keys).values_list("key", "value"))
    rows = {kind: row for kind in KINDS if (row := _row(kind, kept))["name"]}
    if len(rows) == 2 and all(rows["letter"][name] == rows["certificate"][name] for name in ("name", "position")):
        rows = {"": rows["letter"]}
    for kind, row in rows.items():
        capacity = next((value for word, value in CAPACITIES.items() if row["position"].startswith(word)), "")
        position = row["position"][len("Plt. ") :].strip() if capacity else row["position"]
        signers.objects.create(**row | {"position": position, "capacity": capacity, "papers": kind, "since": SINCE})
    settings.objects.filter(key__in=keys).delete()


def _row(kind, kept):
    row = {
        field: str(kept.get(key) or "").strip()[:longest] for key, (field, longest) in SETTINGS[kind].items()
    }
    if "".join(row.get("nip", "").split()).isdigit():
        row["nip"] = "".join(row["nip"].split())
    return row | {"position": row["position"] or POSITION}


def put_back(apps, schema_editor):
    """Settings know no dates: they get whoever signs on the day of the way back."""
    settings, signers = apps.get_model("core", "OfficeSetting"), apps.get_model("core", "Signer")
    today = date.today()
    for kind in KINDS:
        rows = signers.objects.filter(Q(until=None) | Q(until__gte=today), since__lte=today, papers__in=["", kind])
        signer = rows.order_by("-since", "-papers", "-pk").first()
        if signer is None:
            continue
        capacity = next((word for word, value in CAPACITIES.items() if value == signer.capacity), "")
        for key, (field, _longest) in SETTINGS[kind].items():
            value = capacity + signer.position if field == "position" else getattr(signer, field)
            if value and (field, value) != ("position", POSITION):
                settings.objects.update_or_create(key=key, defaults={"value": value})


class Migration(migrations.Migration):
    dependencies = [("core", "0006_catch_up")]
    operations = [
        migrations.CreateModel(
            name="Signer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("position", models.CharField(max_length=140, verbose_name="position")),
                (
                    "capacity",
                    models.CharField(
                        blank=True,
                        choices=[("", "Definitive"), ("plt", "Plt. (acting)"), ("plh", "Plh. (for some days)")],
                        max_length=3,
                        verbose_name="capacity",
                    ),
                ),
                ("on_behalf", models.CharField(blank=True, max_length=200, verbose_name="on behalf of")),
                ("rank", models.CharField(blank=True, max_length=200, verbose_name="rank")),
                ("nip", models.CharField(blank=True, max_length=40, verbose_name="NIP")),
                ("since", models.DateField(verbose_name="signs from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="signs until")),
                ("papers", models.CharField(blank=True, max_length=20, verbose_name="papers")),
            ],
            options={
                "ordering": ["-since", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(capacity__in=["", "plt", "plh"]), name="signer_capacity_is_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(until=None) | Q(until__gte=F("since")), name="signer_ends_after_its_beginning"
                    ),
                ],
            },
        ),
        migrations.RunPython(take_over, put_back),
    ]
