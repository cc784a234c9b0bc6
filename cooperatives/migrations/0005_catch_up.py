from django.db import migrations

from core.catch_up import bring_right


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0004_what_was_read")]
    operations = [migrations.RunPython(bring_right("cooperatives"), migrations.RunPython.noop)]
