from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_catch_up'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='user',
            name='role_is_known',
        ),
        migrations.AlterField(
            model_name='invitation',
            name='role',
            field=models.CharField(choices=[('administrator', 'Administrator'), ('officer', 'Officer of the Dinas'), ('head', 'Head of the office'), ('adviser', 'Field adviser (PPKL)'), ('manager', 'Manager of a cooperative')], max_length=20, verbose_name='role'),
        ),
        migrations.AlterField(
            model_name='user',
            name='role',
            field=models.CharField(choices=[('administrator', 'Administrator'), ('officer', 'Officer of the Dinas'), ('head', 'Head of the office'), ('adviser', 'Field adviser (PPKL)'), ('manager', 'Manager of a cooperative')], max_length=20, verbose_name='role'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['administrator', 'officer', 'head', 'adviser', 'manager'])), name='role_is_known'),
        ),
    ]
