
import contacten.rollen
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.comparison
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('calamiteiten', '0001_initial'),
        ('communicatie', '0001_initial'),
        ('contacten', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Alarm',
            fields=[
                ('sleutel', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('zin', models.CharField(max_length=300)),
                ('begonnen_op', models.DateTimeField()),
                ('gemeld_op', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'alarmen',
            },
        ),
        migrations.CreateModel(
            name='Controlebeurt',
            fields=[
                ('nummer', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('gevraagd_op', models.DateTimeField()),
                ('duur', models.DurationField()),
                ('tot', models.BigIntegerField(db_default=0, default=0)),
                ('plek', models.BigIntegerField(db_default=0, default=0)),
                ('rond_op', models.DateTimeField(blank=True, null=True)),
                ('gebroken', models.JSONField(default=list)),
            ],
            options={
                'verbose_name_plural': 'controlebeurten',
            },
        ),
        migrations.CreateModel(
            name='Hartslag',
            fields=[
                ('component', models.CharField(max_length=30, primary_key=True, serialize=False)),
                ('op', models.DateTimeField()),
                ('bijzonderheid', models.CharField(blank=True, max_length=300)),
                ('duur', models.DurationField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'hartslagen',
            },
        ),
        migrations.CreateModel(
            name='Zoekstand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tot', models.BigIntegerField(default=0)),
                ('vers', models.BigIntegerField(default=0)),
            ],
            options={
                'verbose_name_plural': 'zoekstanden',
            },
        ),
        migrations.CreateModel(
            name='Bevinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nummer', models.PositiveSmallIntegerField()),
                ('zin', models.CharField(max_length=300)),
                ('kenmerken', models.JSONField(default=list)),
                ('gevonden_op', models.DateTimeField()),
                ('laatst_op', models.DateTimeField()),
                ('verdwenen_op', models.DateTimeField(blank=True, null=True)),
                ('hersteld_door', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'verbose_name_plural': 'bevindingen',
                'ordering': ['-gevonden_op', 'nummer'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('verdwenen_op__isnull', True)), fields=('nummer',), name='bevinding_een_open')],
            },
        ),
        migrations.CreateModel(
            name='Overleg',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vastgelegd_op', models.DateTimeField()),
                ('soort', models.CharField(max_length=60)),
                ('status', models.CharField(choices=[('gepland', 'gepland'), ('gehouden', 'gehouden'), ('afgezegd', 'afgezegd')], default='gehouden', max_length=10)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('volgnummer', models.PositiveSmallIntegerField(default=0)),
                ('gepland_op', models.DateTimeField(blank=True, null=True)),
                ('bekend_op', models.DateTimeField(blank=True, null=True)),
                ('duur', models.PositiveSmallIntegerField(default=60)),
                ('plaats', models.CharField(blank=True, max_length=200)),
                ('link', models.URLField(blank=True)),
                ('vorm', models.CharField(blank=True, max_length=40)),
                ('gehouden_op', models.DateTimeField(blank=True, null=True)),
                ('deelnemers', models.CharField(blank=True, max_length=1000)),
                ('uitkomst', models.TextField(blank=True)),
                ('afspraken', models.TextField(blank=True)),
                ('vastgelegd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vastgelegd_door_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('zaak', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.zaak')),
            ],
            options={
                'verbose_name_plural': 'overleggen',
                'ordering': [django.db.models.functions.comparison.Coalesce('gehouden_op', 'gepland_op'), 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Genodigde',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rol', models.CharField(max_length=30, validators=[contacten.rollen.eis_rol])),
                ('uitgenodigd_op', models.DateTimeField()),
                ('vervallen_op', models.DateTimeField(blank=True, null=True)),
                ('was_er', models.BooleanField(blank=True, null=True)),
                ('gemeente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
                ('overleg', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='genodigden', to='escalatie.overleg')),
            ],
            options={
                'verbose_name_plural': 'genodigden',
                'ordering': ['rol', 'gemeente__naam', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Overlegantwoord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('komt', models.BooleanField()),
                ('op', models.DateTimeField()),
                ('door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('door_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('genodigde', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='antwoorden', to='escalatie.genodigde')),
            ],
            options={
                'verbose_name_plural': 'overlegantwoorden',
                'ordering': ['op', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Papier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('soort', models.CharField(max_length=20)),
                ('gevraagd_op', models.DateTimeField()),
                ('begonnen_op', models.DateTimeField(blank=True, null=True)),
                ('klaar_op', models.DateTimeField(blank=True, null=True)),
                ('mislukt_op', models.DateTimeField(blank=True, null=True)),
                ('verloopt_op', models.DateTimeField(blank=True, null=True)),
                ('inhoud', models.BinaryField(null=True)),
                ('voor', models.CharField(blank=True, max_length=60)),
                ('gevraagd_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('zaak', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.zaak')),
            ],
            options={
                'verbose_name_plural': 'papieren',
                'ordering': ['-gevraagd_op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Stap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('volgnummer', models.PositiveIntegerField()),
                ('code', models.CharField(max_length=40)),
                ('van', models.CharField(blank=True, max_length=24)),
                ('naar', models.CharField(max_length=24)),
                ('rol', models.CharField(max_length=30, validators=[contacten.rollen.eis_rol])),
                ('op', models.DateTimeField()),
                ('motivering', models.TextField(blank=True)),
                ('afwijkingen', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('gegevens', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('protocol_versie', models.CharField(max_length=60)),
                ('zegel', models.CharField(max_length=64)),
                ('door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('door_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('zaak', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.zaak')),
            ],
            options={
                'verbose_name_plural': 'stappen',
                'ordering': ['zaak', 'volgnummer'],
            },
        ),
        migrations.CreateModel(
            name='Taak',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('zetel_rol', models.CharField(blank=True, max_length=30, validators=[contacten.rollen.eis_rol])),
                ('code', models.CharField(max_length=60)),
                ('titel', models.CharField(max_length=200)),
                ('rol', models.CharField(max_length=30, validators=[contacten.rollen.eis_rol])),
                ('eigenaar', models.CharField(blank=True, max_length=120)),
                ('uiterlijk_op', models.DateTimeField(blank=True, null=True)),
                ('herinneren_op', models.DateTimeField(blank=True, null=True)),
                ('overleeft', models.BooleanField(db_default=False, default=False)),
                ('status', models.CharField(choices=[('open', 'open'), ('afgerond', 'afgerond'), ('vervallen', 'vervallen')], default='open', max_length=10)),
                ('gemaakt_op', models.DateTimeField()),
                ('afgerond_op', models.DateTimeField(blank=True, null=True)),
                ('namens', models.CharField(blank=True, max_length=120)),
                ('verslag', models.TextField(blank=True)),
                ('gegevens', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('afgerond_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('afgerond_door_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('berichten', models.ManyToManyField(related_name='+', to='communicatie.bericht')),
                ('gemeente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
                ('stap', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='escalatie.stap')),
                ('zaak', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.zaak')),
            ],
            options={
                'verbose_name_plural': 'taken',
                'ordering': ['uiterlijk_op', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='overleg',
            name='taak',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='escalatie.taak'),
        ),
        migrations.CreateModel(
            name='Inspel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('volgnummer', models.PositiveSmallIntegerField()),
                ('gaat_op', models.DateTimeField()),
                ('gekomen_op', models.DateTimeField(blank=True, null=True)),
                ('oefening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.oefening')),
                ('taak', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='escalatie.taak')),
            ],
            options={
                'verbose_name_plural': 'inspelen',
                'ordering': ['gaat_op', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Termijn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('rol', models.CharField(max_length=30, validators=[contacten.rollen.eis_rol])),
                ('is_protocol', models.BooleanField()),
                ('start_op', models.DateTimeField()),
                ('vervalt_op', models.DateTimeField()),
                ('uitleg', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('status', models.CharField(choices=[('loopt', 'loopt'), ('verstreken', 'verstreken'), ('geschorst', 'geschorst'), ('gehaald', 'gehaald'), ('te_laat', 'te laat gehaald'), ('gestopt', 'gestopt')], default='loopt', max_length=12)),
                ('verstreken_op', models.DateTimeField(blank=True, null=True)),
                ('geschorst_op', models.DateTimeField(blank=True, null=True)),
                ('geeindigd_op', models.DateTimeField(blank=True, null=True)),
                ('reden', models.CharField(blank=True, max_length=300)),
                ('stap', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='escalatie.stap')),
                ('zaak', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.zaak')),
            ],
            options={
                'verbose_name_plural': 'termijnen',
                'ordering': ['vervalt_op', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='taak',
            name='termijn',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='escalatie.termijn'),
        ),
        migrations.CreateModel(
            name='Verbeterpunt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vastgelegd_op', models.DateTimeField()),
                ('bron', models.CharField(choices=[('evaluatie', 'de evaluatie'), ('bevinding', 'een bevinding van de inspectie'), ('verslag', 'wat bij een taak is vastgelegd')], max_length=12)),
                ('vraag', models.CharField(blank=True, max_length=60)),
                ('les', models.TextField(blank=True)),
                ('contract', models.TextField(blank=True)),
                ('feit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.inspectiefeit')),
                ('taak', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='verbeterpunt', to='escalatie.taak')),
                ('uit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='escalatie.taak')),
                ('vastgelegd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vastgelegd_door_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
            ],
            options={
                'verbose_name_plural': 'verbeterpunten',
                'ordering': ['-vastgelegd_op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Vernietigingsakte',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('volgnummer', models.PositiveIntegerField(unique=True)),
                ('soort', models.CharField(choices=[('zaak', 'dossier'), ('oefening', 'oefening'), ('signaal', 'signaal over een aanbieder'), ('account', 'account'), ('contact', 'contactpersoon'), ('post', 'mail die bij geen dossier hoort')], max_length=10)),
                ('nummer', models.BigIntegerField()),
                ('kenmerk', models.CharField(max_length=40)),
                ('sleutel', models.CharField(blank=True, max_length=36)),
                ('categorie', models.CharField(max_length=40)),
                ('maanden', models.PositiveSmallIntegerField()),
                ('sinds_datum', models.DateField()),
                ('zaken', models.JSONField(default=list)),
                ('tellingen', models.JSONField(default=dict)),
                ('koppen', models.JSONField(default=list)),
                ('verbonden', models.JSONField(default=list)),
                ('gevraagd_nummer', models.BigIntegerField()),
                ('gevraagd_door', models.CharField(max_length=320)),
                ('gevraagd_op', models.DateTimeField()),
                ('besloten_nummer', models.BigIntegerField()),
                ('besloten_door', models.CharField(max_length=320)),
                ('op', models.DateTimeField()),
                ('zegel', models.CharField(max_length=64)),
                ('transactie', models.BigIntegerField(editable=False, null=True)),
            ],
            options={
                'verbose_name_plural': 'vernietigingsakten',
                'ordering': ['-volgnummer'],
                'indexes': [models.Index(fields=['transactie'], name='akte_transactie')],
                'constraints': [models.CheckConstraint(condition=models.Q(('volgnummer__gte', 1)), name='akte_volgnummer_vanaf_1'), models.CheckConstraint(condition=models.Q(('gevraagd_nummer', models.F('besloten_nummer')), _negated=True), name='akte_twee_personen')],
            },
        ),
        migrations.CreateModel(
            name='Wekker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('soort', models.CharField(choices=[('voor', 'voor'), ('op', 'op'), ('na', 'na')], max_length=4)),
                ('gaat_op', models.DateTimeField()),
                ('gevuurd_op', models.DateTimeField(blank=True, null=True)),
                ('vervallen_op', models.DateTimeField(blank=True, null=True)),
                ('pogingen', models.PositiveSmallIntegerField(default=0)),
                ('fout', models.CharField(blank=True, max_length=300)),
                ('is_na_herstel', models.BooleanField(db_default=False, default=False)),
                ('termijn', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wekkers', to='escalatie.termijn')),
            ],
            options={
                'verbose_name_plural': 'wekkers',
                'ordering': ['gaat_op', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Zoekrij',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bron', models.CharField(max_length=40)),
                ('waar', models.CharField(max_length=240)),
                ('tekst', models.TextField()),
                ('woorden', models.TextField()),
                ('sleutels', models.TextField()),
                ('ontvangen_op', models.DateTimeField()),
                ('zaak', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='calamiteiten.zaak')),
            ],
            options={
                'verbose_name_plural': 'zoekrijen',
                'ordering': ['-ontvangen_op', '-zaak', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Bewaarplicht',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reden', models.CharField(max_length=300)),
                ('opgelegd_op', models.DateTimeField()),
                ('opgeheven_op', models.DateTimeField(blank=True, null=True)),
                ('opheffing_reden', models.CharField(blank=True, max_length=300)),
                ('opgeheven_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opgelegd_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('zaak', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.zaak')),
            ],
            options={
                'verbose_name_plural': 'bewaarplichten',
                'ordering': ['-opgelegd_op', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reden', ''), _negated=True), name='bewaarplicht_met_reden'), models.CheckConstraint(condition=models.Q(models.Q(('opgeheven_door__isnull', True), ('opgeheven_op__isnull', True)), models.Q(('opgeheven_door__isnull', False), ('opgeheven_op__isnull', False), models.Q(('opheffing_reden', ''), _negated=True)), _connector='OR'), name='bewaarplicht_opgeheven_heel')],
            },
        ),
        migrations.CreateModel(
            name='Bewaarverzoek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handeling', models.CharField(choices=[('vernietigen', 'vernietigen'), ('inzage', 'inzage geven')], max_length=12)),
                ('soort', models.CharField(choices=[('zaak', 'dossier'), ('oefening', 'oefening'), ('signaal', 'signaal over een aanbieder'), ('account', 'account'), ('contact', 'contactpersoon'), ('post', 'mail die bij geen dossier hoort')], max_length=10)),
                ('nummer', models.BigIntegerField()),
                ('kenmerk', models.CharField(max_length=40)),
                ('categorie', models.CharField(blank=True, max_length=40)),
                ('maanden', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('sinds_datum', models.DateField(blank=True, null=True)),
                ('voorgesteld_op', models.DateTimeField()),
                ('gevraagd_op', models.DateTimeField(blank=True, null=True)),
                ('reden', models.CharField(blank=True, max_length=300)),
                ('besluit', models.CharField(blank=True, choices=[('', 'wacht op de tweede persoon'), ('goedgekeurd', 'goedgekeurd'), ('afgewezen', 'afgewezen'), ('ingetrokken', 'ingetrokken')], default='', max_length=12)),
                ('besloten_op', models.DateTimeField(blank=True, null=True)),
                ('toelichting', models.CharField(blank=True, max_length=300)),
                ('besloten_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gevraagd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'bewaarverzoeken',
                'ordering': ['sinds_datum', 'voorgesteld_op', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('besluit', '')), fields=('handeling', 'soort', 'nummer'), name='bewaarverzoek_een_open'), models.CheckConstraint(condition=models.Q(models.Q(('gevraagd_door__isnull', True), ('gevraagd_op__isnull', True)), models.Q(('gevraagd_door__isnull', False), ('gevraagd_op__isnull', False), models.Q(('reden', ''), _negated=True)), _connector='OR'), name='bewaarverzoek_vraag_heel'), models.CheckConstraint(condition=models.Q(models.Q(('besloten_op__isnull', True), ('besluit', '')), models.Q(models.Q(('besluit', ''), _negated=True), ('besloten_door__isnull', False), ('besloten_op__isnull', False), ('gevraagd_door__isnull', False)), _connector='OR'), name='bewaarverzoek_besloten'), models.CheckConstraint(condition=models.Q(models.Q(('besluit', 'goedgekeurd'), _negated=True), models.Q(('besloten_door', models.F('gevraagd_door')), _negated=True), _connector='OR'), name='bewaarverzoek_tweede_persoon')],
            },
        ),
        migrations.CreateModel(
            name='Gebeurtenis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('sleutel', models.CharField(max_length=60)),
                ('op', models.DateTimeField()),
                ('achterhaald_op', models.DateTimeField(blank=True, null=True)),
                ('zaak', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.zaak')),
            ],
            options={
                'verbose_name_plural': 'gebeurtenissen',
                'ordering': ['-op', '-pk'],
                'indexes': [models.Index(condition=models.Q(('achterhaald_op__isnull', True)), fields=['zaak', 'code'], name='gebeurtenis_nu'), models.Index(fields=['sleutel'], name='gebeurtenis_sleutel')],
                'constraints': [models.UniqueConstraint(fields=('zaak', 'sleutel'), name='gebeurtenis_eenmaal_per_zaak')],
            },
        ),
        migrations.CreateModel(
            name='Gezien',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sleutel', models.CharField(max_length=60)),
                ('op', models.DateTimeField()),
                ('gebruiker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'gezien',
                'ordering': ['-op', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('gebruiker', 'sleutel'), name='gezien_eenmaal')],
            },
        ),
        migrations.AddConstraint(
            model_name='genodigde',
            constraint=models.UniqueConstraint(models.F('overleg'), models.F('rol'), django.db.models.functions.comparison.Coalesce('gemeente', 0), name='genodigde_een_per_plek'),
        ),
        migrations.AddConstraint(
            model_name='overlegantwoord',
            constraint=models.CheckConstraint(condition=models.Q(('door__isnull', False), ('door_contact__isnull', False), _connector='OR'), name='overlegantwoord_heeft_door'),
        ),
        migrations.AddIndex(
            model_name='papier',
            index=models.Index(condition=models.Q(('klaar_op__isnull', True), ('mislukt_op__isnull', True)), fields=['gevraagd_op'], name='papier_wacht'),
        ),
        migrations.AddIndex(
            model_name='papier',
            index=models.Index(condition=models.Q(('inhoud__isnull', False)), fields=['verloopt_op'], name='papier_verloopt'),
        ),
        migrations.AddConstraint(
            model_name='papier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('inhoud__isnull', True), ('klaar_op__isnull', True), ('verloopt_op__isnull', True)), models.Q(('klaar_op__isnull', False), ('mislukt_op__isnull', True), ('verloopt_op__isnull', False)), _connector='OR'), name='papier_klaar_verloopt'),
        ),
        migrations.AddConstraint(
            model_name='papier',
            constraint=models.UniqueConstraint(condition=models.Q(('klaar_op__isnull', True), ('mislukt_op__isnull', True)), fields=('zaak', 'soort', 'gevraagd_door'), name='papier_een_tegelijk'),
        ),
        migrations.AddConstraint(
            model_name='stap',
            constraint=models.UniqueConstraint(fields=('zaak', 'volgnummer'), name='stap_volgnummer_uniek'),
        ),
        migrations.AddConstraint(
            model_name='stap',
            constraint=models.CheckConstraint(condition=models.Q(('volgnummer__gte', 1)), name='stap_volgnummer_vanaf_1'),
        ),
        migrations.AddConstraint(
            model_name='stap',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('door__isnull', True), models.Q(('door_contact__isnull', True), _negated=True)), models.Q(models.Q(('door__isnull', True), _negated=True), ('door_contact__isnull', True)), _connector='OR'), name='stap_heeft_een_dader'),
        ),
        migrations.AddIndex(
            model_name='overleg',
            index=models.Index(condition=models.Q(('status', 'gepland')), fields=['gepland_op'], name='overleg_gepland'),
        ),
        migrations.AddConstraint(
            model_name='overleg',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('vastgelegd_door__isnull', True), models.Q(('vastgelegd_door_contact__isnull', True), _negated=True)), models.Q(models.Q(('vastgelegd_door__isnull', True), _negated=True), ('vastgelegd_door_contact__isnull', True)), _connector='OR'), name='overleg_een_dader'),
        ),
        migrations.AddConstraint(
            model_name='overleg',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('gehouden_op__isnull', False), ('status', 'gehouden')), models.Q(models.Q(('status', 'gehouden'), _negated=True), ('gehouden_op__isnull', True)), _connector='OR'), name='overleg_gehouden_heeft_moment'),
        ),
        migrations.AddConstraint(
            model_name='overleg',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'gehouden'), models.Q(('bekend_op__isnull', False), ('gepland_op__isnull', False)), _connector='OR'), name='overleg_gepland_heeft_moment'),
        ),
        migrations.AddConstraint(
            model_name='inspel',
            constraint=models.UniqueConstraint(fields=('oefening', 'volgnummer'), name='inspel_eenmaal'),
        ),
        migrations.AddConstraint(
            model_name='inspel',
            constraint=models.CheckConstraint(condition=models.Q(('gekomen_op__isnull', True), ('gekomen_op__gte', models.F('gaat_op')), _connector='OR'), name='inspel_nooit_te_vroeg'),
        ),
        migrations.AddIndex(
            model_name='termijn',
            index=models.Index(condition=models.Q(('geeindigd_op__isnull', True)), fields=['vervalt_op'], name='termijn_open'),
        ),
        migrations.AddConstraint(
            model_name='termijn',
            constraint=models.UniqueConstraint(fields=('stap', 'code', 'start_op'), name='termijn_per_stap'),
        ),
        migrations.AddConstraint(
            model_name='termijn',
            constraint=models.UniqueConstraint(condition=models.Q(('geeindigd_op__isnull', True)), fields=('zaak', 'code'), name='termijn_een_open'),
        ),
        migrations.AddConstraint(
            model_name='termijn',
            constraint=models.CheckConstraint(condition=models.Q(('vervalt_op__gt', models.F('start_op'))), name='termijn_vervalt_na_start'),
        ),
        migrations.AddConstraint(
            model_name='termijn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('geeindigd_op__isnull', True), ('status__in', ['loopt', 'verstreken', 'geschorst'])), models.Q(('geeindigd_op__isnull', False), ('status__in', ['gehaald', 'te_laat', 'gestopt'])), _connector='OR'), name='termijn_einde_past_bij_status'),
        ),
        migrations.AddConstraint(
            model_name='termijn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('geschorst_op__isnull', False), ('status', 'geschorst')), models.Q(models.Q(('status', 'geschorst'), _negated=True), ('geschorst_op__isnull', True)), _connector='OR'), name='termijn_geschorst_heeft_moment'),
        ),
        migrations.AddIndex(
            model_name='taak',
            index=models.Index(condition=models.Q(('status', 'open')), fields=['rol', 'gemeente', 'uiterlijk_op'], name='taak_open'),
        ),
        migrations.AddIndex(
            model_name='taak',
            index=models.Index(fields=['zaak', 'status'], name='taak_per_zaak'),
        ),
        migrations.AddIndex(
            model_name='taak',
            index=models.Index(condition=models.Q(('herinneren_op__isnull', False), ('status', 'open')), fields=['herinneren_op'], name='taak_herinneren'),
        ),
        migrations.AddIndex(
            model_name='taak',
            index=models.Index(condition=models.Q(('overleeft', True)), fields=['zaak'], name='taak_overleeft'),
        ),
        migrations.AddConstraint(
            model_name='taak',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('afgerond_op__isnull', True), ('status', 'open')), models.Q(models.Q(('status', 'open'), _negated=True), ('afgerond_op__isnull', False)), _connector='OR'), name='taak_einde_past_bij_status'),
        ),
        migrations.AddConstraint(
            model_name='taak',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('afgerond_door__isnull', True), models.Q(('afgerond_door_contact__isnull', True), _negated=True)), models.Q(models.Q(('afgerond_door__isnull', True), _negated=True), ('afgerond_door_contact__isnull', True)), models.Q(models.Q(('status', 'afgerond'), _negated=True), ('afgerond_door__isnull', True), ('afgerond_door_contact__isnull', True)), _connector='OR'), name='taak_afgerond_heeft_door'),
        ),
        migrations.AddConstraint(
            model_name='taak',
            constraint=models.UniqueConstraint(models.F('zaak'), models.F('code'), django.db.models.functions.comparison.Coalesce('gemeente', 0), models.F('zetel_rol'), condition=models.Q(('status', 'open'), models.Q(('code__in', ['actie', 'partij_informeren']), _negated=True)), name='taak_een_open'),
        ),
        migrations.AddConstraint(
            model_name='verbeterpunt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('vastgelegd_door__isnull', True), models.Q(('vastgelegd_door_contact__isnull', True), _negated=True)), models.Q(models.Q(('vastgelegd_door__isnull', True), _negated=True), ('vastgelegd_door_contact__isnull', True)), _connector='OR'), name='verbeterpunt_een_dader'),
        ),
        migrations.AddConstraint(
            model_name='verbeterpunt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bron', 'evaluatie'), models.Q(('vraag', ''), _negated=True), ('feit__isnull', True)), models.Q(('bron', 'bevinding'), ('feit__isnull', False), ('uit__isnull', True), ('vraag', '')), models.Q(('bron', 'verslag'), ('feit__isnull', True), ('uit__isnull', False), ('vraag', '')), _connector='OR'), name='verbeterpunt_heeft_een_bron'),
        ),
        migrations.AddIndex(
            model_name='wekker',
            index=models.Index(condition=models.Q(('gevuurd_op__isnull', True), ('vervallen_op__isnull', True)), fields=['gaat_op'], name='wekker_open'),
        ),
        migrations.AddIndex(
            model_name='wekker',
            index=models.Index(condition=models.Q(('gevuurd_op__isnull', False)), fields=['gevuurd_op'], name='wekker_gevuurd'),
        ),
        migrations.AddConstraint(
            model_name='wekker',
            constraint=models.UniqueConstraint(fields=('termijn', 'soort', 'gaat_op'), name='wekker_uniek'),
        ),
        migrations.AddConstraint(
            model_name='wekker',
            constraint=models.CheckConstraint(condition=models.Q(('gevuurd_op__isnull', True), ('gevuurd_op__gte', models.F('gaat_op')), _connector='OR'), name='wekker_nooit_te_vroeg'),
        ),
        migrations.AddConstraint(
            model_name='zoekrij',
            constraint=models.UniqueConstraint(fields=('zaak', 'bron'), name='zoekrij_een_per_bron'),
        ),
    ]
