from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0005_four_eyes'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), ('accepted_alone', True), ('reviewer', None), ('submitted_by', None), models.Q(('reviewer', models.F('submitted_by')), _negated=True), _connector='OR'), name='four_eyes_or_said_alone'),
        ),
    ]
