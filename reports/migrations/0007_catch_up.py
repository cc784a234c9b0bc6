from django.db import migrations

from core.catch_up import bring_right


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_four_eyes_held")]
    operations = [migrations.RunPython(bring_right("reports"), migrations.RunPython.noop)]
