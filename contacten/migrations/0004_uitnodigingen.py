from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('contacten', '0003_invoer_en_uitvoer'),
    ]

    operations = [
        migrations.CreateModel(
            name='Uitnodiging',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('aan', models.EmailField(max_length=254)),
                ('gemaakt_op', models.DateTimeField()),
                ('verloopt_op', models.DateTimeField()),
                ('gemaild_op', models.DateTimeField(blank=True, null=True, verbose_name='aan de mail gegeven op')),
                ('gebruikt_op', models.DateTimeField(blank=True, null=True)),
                ('ingetrokken_op', models.DateTimeField(blank=True, null=True)),
                ('door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gebruiker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uitnodigingen', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'uitnodigingen',
                'ordering': ['-gemaakt_op', '-pk'],
                'indexes': [models.Index(condition=models.Q(('gemaild_op__isnull', True)), fields=['gemaakt_op'], name='uitnodiging_te_mailen')],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('gebruikt_op__isnull', True), ('ingetrokken_op__isnull', True)), fields=('gebruiker',), name='uitnodiging_een_open'),
                    models.CheckConstraint(condition=models.Q(('gebruikt_op__isnull', True), ('ingetrokken_op__isnull', True), _connector='OR'), name='uitnodiging_gebruikt_of_ingetrokken'),
                ],
            },
        ),
    ]
