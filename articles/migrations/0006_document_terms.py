"""What the codes in the numbers of documents are called, by language."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0005_likeness'),
    ]

    operations = [
        migrations.CreateModel(
            name='DocumentTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('kind', 'Kind'), ('issuer', 'Issuer')], max_length=10)),
                ('code', models.CharField(help_text='As in the number: NQ, CP.', max_length=40)),
                ('language', models.CharField(help_text='A BCP 47 tag in lower case, such as zh-hans.', max_length=35)),
                ('name', models.CharField(max_length=200)),
            ],
            options={
                'ordering': ['part', 'code', 'language'],
                'constraints': [models.UniqueConstraint(fields=('part', 'code', 'language'), name='document_term_once_a_language'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='document_term_name_not_empty')],
            },
        ),
    ]
