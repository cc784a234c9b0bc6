from django.db import migrations, models

from core.catch_up import bring_right


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial")]
    operations = [migrations.RunPython(bring_right("training", filled={"training_enrolment.queued_at": models.F("made_at")}), migrations.RunPython.noop)]
