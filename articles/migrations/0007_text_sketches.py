"""Text sketches, which tell texts apart that share a band by chance."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0006_document_terms'),
    ]

    operations = [
        migrations.CreateModel(
            name='TextSketch',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='text_sketch', serialize=False, to='articles.article')),
                ('sketch', models.BinaryField(help_text='One byte of each minimum of the signature.')),
            ],
        ),
    ]
