from django.db import migrations

from core.catch_up import bring_right


class Migration(migrations.Migration):
    dependencies = [("core", "0005_fallback_cache")]
    operations = [migrations.RunPython(bring_right("core"), migrations.RunPython.noop)]
