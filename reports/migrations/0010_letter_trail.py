import core.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def void_is_issued(apps, schema_editor):
    """On the way back: a void letter keeps its number, and its mark is lost."""
    void = apps.get_model("reports", "Letter").objects.filter(state="void")
    contacts = apps.get_model("cooperatives", "Contact").objects
    contacts.filter(pk__in=void.values("contact"), state="cancelled").update(state="sent")
    void.update(state="issued")


class Migration(migrations.Migration):
    dependencies = [
        ("cooperatives", "0010_channels_and_subjects"),
        ("reports", "0009_letter_frame"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="letter",
            name="one_letter_per_number",
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="an_issued_letter_has_its_number",
        ),
        migrations.RunPython(migrations.RunPython.noop, void_is_issued),
        migrations.AddField(
            model_name="letter",
            name="closed_reason",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="letter",
            name="code",
            field=models.CharField(max_length=16, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="delivered_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="initialled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="initialled_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="initialled_by_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=150),
        ),
        migrations.AddField(
            model_name="letter",
            name="initialled_words",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddField(
            model_name="letter",
            name="receiver",
            field=models.CharField(blank=True, db_default="", default="", max_length=150),
        ),
        migrations.AddField(
            model_name="letter",
            name="replaces",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="replacement", to="reports.letter"
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="scan",
            field=models.FileField(
                blank=True,
                db_default="",
                default="",
                max_length=200,
                storage=core.models.private_storage,
                upload_to="papers/%Y/%m",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="scan_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="letter",
            name="scan_sha256",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddField(
            model_name="letter",
            name="signatures",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="letter",
            name="signed_on",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="letter",
            name="state",
            field=models.CharField(
                choices=[
                    ("prepared", "To be signed"),
                    ("issued", "Issued"),
                    ("cancelled", "No longer needed"),
                    ("void", "Void"),
                ],
                default="prepared",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("issued", "void"))),
                fields=("year", "number"),
                name="one_letter_per_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("issued_on__isnull", False), ("sequence__isnull", False), ("state__in", ("issued", "void"))
                    ),
                    models.Q(
                        models.Q(("state__in", ("issued", "void")), _negated=True),
                        ("issued_on", None),
                        ("sequence", None),
                    ),
                    _connector="OR",
                ),
                name="an_issued_letter_has_its_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("issued", "void")),
                    models.Q(("delivered_on", None), ("scan", ""), ("signed_on", None)),
                    _connector="OR",
                ),
                name="only_an_issued_letter_is_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "void"), _negated=True),
                    models.Q(("closed_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_void_letter_has_its_reason",
            ),
        ),
    ]
