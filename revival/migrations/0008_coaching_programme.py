from django.db import migrations


class Migration(migrations.Migration):
    """A programme of coaching is no programme of training: the class gets a name of its own, the table keeps its name."""

    dependencies = [("revival", "0007_earlier_dissolutions")]

    operations = [
        migrations.AlterModelTable("programme", "revival_programme"),
        migrations.RenameModel("Programme", "CoachingProgramme"),
    ]
