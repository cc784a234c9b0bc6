from django.db import migrations, models
from django.db.models.functions import Cast

from core.catch_up import bring_right

NETWORK = "accounts_securityentry.network"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_security")]
    operations = [migrations.RunPython(bring_right("accounts", filled={NETWORK: Cast("address", models.CharField())}), migrations.RunPython.noop)]
