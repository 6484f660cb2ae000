"""Who changed an article: its publisher, an editor, or rules that read it better. Kept ones count as publishers'."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0008_likeness_anew'),
    ]

    operations = [
        migrations.AddField(
            model_name='revision',
            name='cause',
            field=models.CharField(choices=[('publisher', 'its publisher'), ('editor', 'an editor'), ('reading', 'a better reading by our rules')], db_default='publisher', default='publisher', max_length=10, verbose_name='changed by'),
        ),
    ]
