
import basis.wereld
import contacten.rollen
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.comparison
import django_fsm
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contacten', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Zaak',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vastgelegd_op', models.DateTimeField()),
                ('zaaksoort', models.CharField(editable=False, max_length=12)),
                ('kenmerk', models.CharField(max_length=16, unique=True)),
                ('sleutel', models.UUIDField(editable=False, unique=True)),
                ('protocol_versie', models.CharField(max_length=60)),
                ('protocol_digest', models.CharField(blank=True, db_default='', default='', max_length=64)),
                ('status', django_fsm.FSMField(max_length=24, protected=True)),
                ('onderwerp', models.CharField(max_length=120)),
                ('ontvangen_op', models.DateTimeField()),
                ('laatste_stap_op', models.DateTimeField()),
                ('afgerond_op', models.DateTimeField(blank=True, null=True)),
                ('vastgelegd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vastgelegd_door_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
            ],
            options={
                'verbose_name_plural': 'zaken',
                'ordering': ['-ontvangen_op', '-pk'],
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Oefening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scenario', models.CharField(max_length=40)),
                ('naam', models.CharField(max_length=120)),
                ('snelheid', models.PositiveSmallIntegerField()),
                ('gemaakt_op', models.DateTimeField()),
                ('begonnen_op', models.DateTimeField(blank=True, null=True)),
                ('klok_op', models.DateTimeField(blank=True, null=True)),
                ('gestopt_op', models.DateTimeField(blank=True, null=True)),
                ('is_afgebroken', models.BooleanField(db_default=False, default=False)),
                ('reden', models.TextField(blank=True)),
                ('sleutel', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('aanbieder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.aanbieder')),
                ('gemaakt_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gemeente', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
                ('gestart_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gestopt_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'oefeningen',
                'ordering': ['-gemaakt_op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Betrokkenheid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reden', models.CharField(choices=[('verblijf', 'jeugdige verblijft hier'), ('woonplaats', 'woonplaatsbeginsel'), ('beide', 'verblijf en woonplaatsbeginsel'), ('toegevoegd', 'toegevoegd door de contractmanager')], max_length=12)),
                ('ontvangen_op', models.DateTimeField()),
                ('gemeld_op', models.DateTimeField(blank=True, null=True)),
                ('bevestigd_scenario', models.CharField(blank=True, max_length=10)),
                ('bevestigd_op', models.DateTimeField(blank=True, null=True)),
                ('bevestigd_namens', models.CharField(blank=True, max_length=120)),
                ('weersproken_scenario', models.CharField(blank=True, max_length=10)),
                ('bevestigd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('bevestigd_door_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('gemeente', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
            ],
            options={
                'verbose_name_plural': 'betrokkenheden',
                'ordering': ['gemeente__naam'],
            },
        ),
        migrations.CreateModel(
            name='KenmerkTeller',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('zaaksoort', models.CharField(max_length=12)),
                ('jaar', models.PositiveSmallIntegerField()),
                ('laatste', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name_plural': 'kenmerktellers',
                'constraints': [models.UniqueConstraint(fields=('zaaksoort', 'jaar'), name='kenmerkteller_uniek')],
            },
        ),
        migrations.CreateModel(
            name='Melding',
            fields=[
                ('zaak_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='als_melding', serialize=False, to='calamiteiten.zaak')),
                ('scenario', models.CharField(blank=True, max_length=10)),
                ('omschrijving', models.TextField()),
                ('soort', models.CharField(choices=[('calamiteit', 'calamiteit'), ('geweld', 'geweld'), ('incident', 'incident'), ('andere_melding', 'andere melding')], max_length=20)),
                ('meldingssoort', models.CharField(max_length=20)),
                ('categorie', models.CharField(blank=True, max_length=40)),
                ('zorgcontext', models.CharField(max_length=40)),
                ('grondslag', models.CharField(max_length=40)),
                ('criteria', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('acuut', models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('gebeurd_datum', models.DateField()),
                ('gebeurd_tijd', models.TimeField(blank=True, null=True)),
                ('plaatssoort', models.CharField(max_length=40)),
                ('plaats', models.CharField(blank=True, max_length=120)),
                ('aanbieder_soort', models.CharField(choices=[('jeugdhulpaanbieder', 'jeugdhulpaanbieder'), ('gecertificeerde_instelling', 'gecertificeerde instelling'), ('veilig_thuis', 'Veilig Thuis')], max_length=30)),
                ('gemeente_verblijf_buiten', models.CharField(blank=True, max_length=80)),
                ('gemeente_woonplaats_buiten', models.CharField(blank=True, max_length=80)),
                ('melder', models.CharField(default='aanbieder', max_length=20)),
                ('melder_anders', models.CharField(blank=True, max_length=120)),
                ('gemeld_zelf_op', models.DateTimeField(blank=True, null=True)),
                ('gemeld_igj_op', models.DateTimeField(blank=True, null=True)),
                ('igj_kenmerk', models.CharField(blank=True, max_length=40)),
                ('versie', models.PositiveIntegerField(default=1)),
                ('spoed_sinds_op', models.DateTimeField(blank=True, null=True)),
                ('spoed_door', models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('spoed_hand', models.CharField(blank=True, choices=[('aan', 'aan'), ('uit', 'uit')], max_length=3)),
                ('aanbieder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.aanbieder')),
                ('betrokken', models.ManyToManyField(related_name='+', through='calamiteiten.Betrokkenheid', to='contacten.gemeente')),
                ('dubbel_van', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dubbelen', to='calamiteiten.melding')),
                ('gemeente_verblijf', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
                ('gemeente_woonplaats', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
            ],
            options={
                'verbose_name_plural': 'meldingen',
                'ordering': ['-ontvangen_op', '-pk'],
                'default_permissions': ('view',),
            },
            bases=('calamiteiten.zaak',),
        ),
        migrations.CreateModel(
            name='Paraatheid',
            fields=[
                ('zaak_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='als_paraatheid', serialize=False, to='calamiteiten.zaak')),
                ('actie', models.CharField(max_length=40)),
                ('organisatie', models.CharField(choices=[('aanbieder', 'aanbieders'), ('gemeente', 'gemeenten'), ('regio', 'regio'), ('jeugdteams', 'jeugdteams')], max_length=12)),
                ('aanbieder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.aanbieder')),
                ('gemeente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
            ],
            options={
                'verbose_name_plural': 'paraatheid',
                'ordering': ['organisatie', 'gemeente__naam', 'aanbieder__naam', 'pk'],
            },
            bases=('calamiteiten.zaak',),
        ),
        migrations.AddField(
            model_name='zaak',
            name='oefening',
            field=models.ForeignKey(db_index=False, default=basis.wereld.nummer_hier, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.oefening'),
        ),
        migrations.CreateModel(
            name='Deelname',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plekken', models.CharField(blank=True, max_length=300)),
                ('adres', models.EmailField(blank=True, max_length=254)),
                ('aangemeld_op', models.DateTimeField()),
                ('afgemeld_op', models.DateTimeField(blank=True, null=True)),
                ('contactpersoon', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('gebruiker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('oefening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deelnames', to='calamiteiten.oefening')),
            ],
            options={
                'verbose_name_plural': 'deelnames',
                'ordering': ['aangemeld_op', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Oefenuitnodiging',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('adres', models.EmailField(max_length=254)),
                ('sleutel', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('gemaakt_op', models.DateTimeField()),
                ('afgeslagen_op', models.DateTimeField(blank=True, null=True)),
                ('ingetrokken_op', models.DateTimeField(blank=True, null=True)),
                ('contactpersoon', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('gemaakt_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ingetrokken_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('oefening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uitnodigingen', to='calamiteiten.oefening')),
            ],
            options={
                'verbose_name_plural': 'oefenuitnodigingen',
                'ordering': ['gemaakt_op', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Signaal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vastgelegd_op', models.DateTimeField()),
                ('op_datum', models.DateField()),
                ('herkomst', models.CharField(max_length=120)),
                ('tekst', models.TextField()),
                ('beeindigd_op', models.DateTimeField(blank=True, null=True)),
                ('einde_reden', models.TextField(blank=True)),
                ('aanbieder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.aanbieder')),
                ('beeindigd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vastgelegd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vastgelegd_door_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('verbetering_van', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='verbeterd_als', to='calamiteiten.signaal')),
            ],
            options={
                'verbose_name_plural': 'signalen',
                'ordering': ['-op_datum', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Inzage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('op', models.DateTimeField()),
                ('rol', models.CharField(blank=True, max_length=30, validators=[contacten.rollen.eis_rol])),
                ('soort', models.CharField(choices=[('pagina', 'Pagina'), ('lijst', 'Lijst'), ('zoeken', 'Zoekopdracht'), ('pdf', 'PDF'), ('uitvoer', 'Uitvoer'), ('link', 'Link uit een mail'), ('weigering', 'Geweigerd')], max_length=10)),
                ('wat', models.CharField(blank=True, max_length=40)),
                ('wereld', models.PositiveIntegerField(blank=True, null=True)),
                ('adres', models.CharField(max_length=80)),
                ('filter', models.CharField(blank=True, max_length=300)),
                ('aantal', models.PositiveIntegerField(blank=True, null=True)),
                ('uitkomst', models.PositiveSmallIntegerField()),
                ('doel', models.CharField(blank=True, max_length=200)),
                ('herkomst', models.CharField(blank=True, max_length=50)),
                ('herkomst_zout', models.CharField(blank=True, max_length=16)),
                ('herkomst_afdruk', models.CharField(blank=True, max_length=64)),
                ('eenmaal', models.CharField(blank=True, editable=False, max_length=22)),
                ('volgnummer', models.PositiveBigIntegerField(blank=True, null=True, unique=True)),
                ('zegel', models.CharField(blank=True, max_length=64)),
                ('contactpersoon', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('gebruiker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'inzagen',
                'ordering': ['-op', '-pk'],
                'indexes': [models.Index(fields=['wat', '-op'], name='inzage_van_zaak'), models.Index(fields=['gebruiker', '-op'], name='inzage_van_persoon'), models.Index(fields=['-op'], name='inzage_laatst'), models.Index(condition=models.Q(('volgnummer__isnull', True)), fields=['id'], name='inzage_zonder_zegel')],
                'constraints': [models.CheckConstraint(condition=models.Q(('volgnummer__isnull', True), models.Q(('zegel', ''), _negated=True), _connector='OR'), name='inzage_zegel_heel')],
            },
        ),
        migrations.CreateModel(
            name='Samenhang',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reden', models.TextField()),
                ('vastgelegd_op', models.DateTimeField()),
                ('beeindigd_op', models.DateTimeField(blank=True, null=True)),
                ('einde_reden', models.TextField(blank=True)),
                ('beeindigd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vastgelegd_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('een', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='calamiteiten.melding')),
                ('twee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='calamiteiten.melding')),
            ],
            options={
                'verbose_name_plural': 'samenhangen',
                'ordering': ['vastgelegd_op', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Persoonsgegevens',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vastgelegd_op', models.DateTimeField()),
                ('doel', models.CharField(max_length=300)),
                ('kanaal', models.CharField(max_length=120)),
                ('ontvanger', models.CharField(blank=True, max_length=120)),
                ('ingetrokken_op', models.DateTimeField(blank=True, null=True)),
                ('ingetrokken_reden', models.TextField(blank=True)),
                ('ingetrokken_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vastgelegd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vastgelegd_door_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('melding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verstrekkingen', to='calamiteiten.melding')),
            ],
            options={
                'verbose_name_plural': 'persoonsgegevens',
                'ordering': ['vastgelegd_op', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MeldingUserObjectPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='calamiteiten.melding')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MeldingGroupObjectPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.group')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='calamiteiten.melding')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Inspectierapport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vastgelegd_op', models.DateTimeField()),
                ('ontvangen_datum', models.DateField(blank=True, null=True)),
                ('route', models.CharField(blank=True, max_length=40)),
                ('verbeterpunten', models.TextField(blank=True)),
                ('gemeente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
                ('vastgelegd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vastgelegd_door_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('melding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inspectierapporten', to='calamiteiten.melding')),
            ],
            options={
                'verbose_name_plural': 'inspectierapporten',
                'ordering': ['ontvangen_datum'],
            },
        ),
        migrations.CreateModel(
            name='Inspectiefeit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vastgelegd_op', models.DateTimeField()),
                ('soort', models.CharField(choices=[('onderzoek', 'Onderzoek van een inspectie'), ('feitenrelaas', 'Feitenrelaas'), ('eigen_onderzoek', 'Eigen onderzoek van de aanbieder'), ('medewerking', 'Medewerking van de aanbieder'), ('rapport', 'Versie van een rapport'), ('bevinding', 'Bevinding over een partij'), ('aangifte', 'Aangifte door de inspectie'), ('contact', 'Contact met de inspectie')], max_length=20)),
                ('op_datum', models.DateField()),
                ('wie', models.CharField(blank=True, max_length=40)),
                ('keuze', models.CharField(blank=True, max_length=40)),
                ('partij', models.CharField(blank=True, max_length=120)),
                ('versie', models.CharField(blank=True, max_length=60)),
                ('plek', models.CharField(blank=True, max_length=200)),
                ('tekst', models.TextField(blank=True)),
                ('ingetrokken_op', models.DateTimeField(blank=True, null=True)),
                ('vastgelegd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vastgelegd_door_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('melding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inspectiefeiten', to='calamiteiten.melding')),
            ],
            options={
                'verbose_name_plural': 'inspectiefeiten',
                'ordering': ['op_datum', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Impactanalyse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('soort', models.CharField(max_length=30)),
                ('antwoorden', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('toelichtingen', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('feiten', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('status', models.CharField(choices=[('concept', 'concept'), ('definitief', 'definitief')], default='concept', max_length=12)),
                ('ingediend_op', models.DateTimeField(blank=True, null=True)),
                ('namens', models.CharField(blank=True, max_length=120)),
                ('gewijzigd_op', models.DateTimeField()),
                ('versie', models.PositiveIntegerField(default=1)),
                ('geschiedenis', models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('verklaard', models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('gemeente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
                ('ingediend_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ingediend_door_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('melding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='analyses', to='calamiteiten.melding')),
            ],
            options={
                'verbose_name_plural': 'impactanalyses',
                'ordering': ['-soort', 'gemeente__naam'],
            },
        ),
        migrations.CreateModel(
            name='Evaluatie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('antwoorden', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('deelnemers', models.CharField(blank=True, max_length=300)),
                ('vastgesteld_op', models.DateTimeField(blank=True, null=True)),
                ('versie', models.PositiveIntegerField(default=1)),
                ('vastgesteld_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('melding', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='evaluatie', to='calamiteiten.melding')),
            ],
            options={
                'verbose_name_plural': 'evaluaties',
            },
        ),
        migrations.AddField(
            model_name='betrokkenheid',
            name='melding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='betrokkenheden', to='calamiteiten.melding'),
        ),
        migrations.CreateModel(
            name='Paraatheidsfeit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vastgelegd_op', models.DateTimeField()),
                ('op_datum', models.DateField()),
                ('partner', models.CharField(blank=True, max_length=160)),
                ('wie', models.CharField(blank=True, max_length=300)),
                ('link', models.URLField(blank=True, max_length=300)),
                ('documentversie', models.CharField(blank=True, max_length=40)),
                ('geldig_tot_datum', models.DateField(blank=True, null=True)),
                ('herzien_datum', models.DateField(blank=True, null=True)),
                ('jaar', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('aantallen', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('tekst', models.TextField(blank=True)),
                ('maatregelen', models.TextField(blank=True)),
                ('vervallen_op', models.DateTimeField(blank=True, null=True)),
                ('vastgelegd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vastgelegd_door_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('verbetert', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='verbeterd_door', to='calamiteiten.paraatheidsfeit')),
                ('paraatheid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feiten', to='calamiteiten.paraatheid')),
            ],
            options={
                'verbose_name_plural': 'paraatheidsfeiten',
                'ordering': ['-op_datum', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Bestand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vastgelegd_op', models.DateTimeField()),
                ('soort', models.CharField(choices=[('rapport', 'Rapport of ander stuk van de inspectie'), ('evaluatie', 'Stuk bij de evaluatie'), ('dossier', 'Ander stuk bij de melding'), ('paraatheid', 'Document van de voorbereiding')], max_length=12)),
                ('sleutel', models.UUIDField(db_index=True, editable=False)),
                ('naam', models.CharField(max_length=120)),
                ('vorm', models.CharField(max_length=8)),
                ('omvang', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('sha256_ontvangen', models.CharField(max_length=64)),
                ('omschrijving', models.CharField(max_length=200)),
                ('stand', models.CharField(choices=[('wacht', 'wordt gecontroleerd op virussen'), ('schoon', 'gecontroleerd op virussen'), ('besmet', 'tegengehouden: er zit een virus in'), ('ongekeurd', 'niet gecontroleerd op virussen')], max_length=10)),
                ('gekeurd_op', models.DateTimeField(blank=True, null=True)),
                ('bevinding', models.CharField(blank=True, max_length=200)),
                ('ingetrokken_op', models.DateTimeField(blank=True, null=True)),
                ('vastgelegd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vastgelegd_door_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('vervangt', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opvolger', to='calamiteiten.bestand')),
                ('zaak', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bestanden', to='calamiteiten.zaak')),
            ],
            options={
                'verbose_name_plural': 'bestanden',
                'ordering': ['vastgelegd_op', 'pk'],
                'indexes': [models.Index(condition=models.Q(('gekeurd_op__isnull', True)), fields=['id'], name='bestand_te_keuren')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('vastgelegd_door__isnull', True), models.Q(('vastgelegd_door_contact__isnull', True), _negated=True)), models.Q(models.Q(('vastgelegd_door__isnull', True), _negated=True), ('vastgelegd_door_contact__isnull', True)), _connector='OR'), name='bestand_een_dader'), models.CheckConstraint(condition=models.Q(models.Q(('gekeurd_op__isnull', True), ('stand__in', ['wacht', 'ongekeurd'])), models.Q(('gekeurd_op__isnull', False), ('stand__in', ['schoon', 'besmet'])), _connector='OR'), name='bestand_gekeurd_heeft_moment'), models.CheckConstraint(condition=models.Q(('omvang__gte', 1)), name='bestand_is_niet_leeg')],
            },
        ),
        migrations.AddIndex(
            model_name='zaak',
            index=models.Index(fields=['-ontvangen_op', '-id'], name='zaak_nieuwste'),
        ),
        migrations.AddIndex(
            model_name='zaak',
            index=models.Index(condition=models.Q(('afgerond_op__isnull', True)), fields=['-ontvangen_op', '-id'], name='zaak_open'),
        ),
        migrations.AddIndex(
            model_name='zaak',
            index=models.Index(fields=['status', '-ontvangen_op', '-id'], name='zaak_met_status'),
        ),
        migrations.AddIndex(
            model_name='zaak',
            index=models.Index(condition=models.Q(('oefening__isnull', False)), fields=['oefening'], name='zaak_in_oefening'),
        ),
        migrations.AddConstraint(
            model_name='zaak',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('vastgelegd_door__isnull', True), models.Q(('vastgelegd_door_contact__isnull', True), _negated=True)), models.Q(models.Q(('vastgelegd_door__isnull', True), _negated=True), ('vastgelegd_door_contact__isnull', True)), _connector='OR'), name='zaak_heeft_een_dader'),
        ),
        migrations.AddConstraint(
            model_name='zaak',
            constraint=models.CheckConstraint(condition=models.Q(('zaaksoort__in', ['melding', 'persvraag', 'paraatheid'])), name='zaak_is_van_een_soort'),
        ),
        migrations.AddConstraint(
            model_name='oefening',
            constraint=models.CheckConstraint(condition=models.Q(('snelheid__gte', 1)), name='oefening_gaat_vooruit'),
        ),
        migrations.AddConstraint(
            model_name='oefening',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('begonnen_op__isnull', True), ('gestart_door__isnull', True), ('klok_op__isnull', True)), models.Q(('begonnen_op__isnull', False), ('gestart_door__isnull', False), ('klok_op__isnull', False)), _connector='OR'), name='oefening_begin_heel'),
        ),
        migrations.AddConstraint(
            model_name='oefening',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('gestopt_door__isnull', True), ('gestopt_op__isnull', True), ('is_afgebroken', False)), models.Q(('gestopt_door__isnull', False), ('gestopt_op__isnull', False)), models.Q(('begonnen_op__isnull', False), ('gestopt_op__isnull', False), ('is_afgebroken', False)), _connector='OR'), name='oefening_einde_heel'),
        ),
        migrations.AddConstraint(
            model_name='oefening',
            constraint=models.CheckConstraint(condition=models.Q(('is_afgebroken', False), models.Q(('reden', ''), _negated=True), _connector='OR'), name='oefening_afgebroken_met_reden'),
        ),
        migrations.AddConstraint(
            model_name='deelname',
            constraint=models.UniqueConstraint(condition=models.Q(('afgemeld_op__isnull', True)), fields=('oefening', 'gebruiker'), name='deelname_eenmaal'),
        ),
        migrations.AddConstraint(
            model_name='deelname',
            constraint=models.UniqueConstraint(condition=models.Q(('afgemeld_op__isnull', True)), fields=('oefening', 'contactpersoon'), name='deelname_contact_eenmaal'),
        ),
        migrations.AddConstraint(
            model_name='deelname',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('contactpersoon__isnull', True), ('gebruiker__isnull', False)), models.Q(('contactpersoon__isnull', False), ('gebruiker__isnull', True), models.Q(('adres', ''), _negated=True)), _connector='OR'), name='deelname_van_een'),
        ),
        migrations.AddConstraint(
            model_name='oefenuitnodiging',
            constraint=models.UniqueConstraint(condition=models.Q(('ingetrokken_op__isnull', True)), fields=('oefening', 'contactpersoon'), name='oefenuitnodiging_eenmaal'),
        ),
        migrations.AddConstraint(
            model_name='oefenuitnodiging',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ingetrokken_door__isnull', True), ('ingetrokken_op__isnull', True)), models.Q(('ingetrokken_door__isnull', False), ('ingetrokken_op__isnull', False)), _connector='OR'), name='oefenuitnodiging_ingetrokken_heeft_door'),
        ),
        migrations.AddIndex(
            model_name='signaal',
            index=models.Index(fields=['aanbieder', '-op_datum', '-id'], name='signaal_van_aanbieder'),
        ),
        migrations.AddConstraint(
            model_name='signaal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('vastgelegd_door__isnull', True), models.Q(('vastgelegd_door_contact__isnull', True), _negated=True)), models.Q(models.Q(('vastgelegd_door__isnull', True), _negated=True), ('vastgelegd_door_contact__isnull', True)), _connector='OR'), name='signaal_een_dader'),
        ),
        migrations.AddConstraint(
            model_name='signaal',
            constraint=models.CheckConstraint(condition=models.Q(('beeindigd_op__isnull', True), models.Q(('beeindigd_door__isnull', False), models.Q(('einde_reden', ''), _negated=True)), _connector='OR'), name='signaal_einde_met_reden'),
        ),
        migrations.AddConstraint(
            model_name='samenhang',
            constraint=models.UniqueConstraint(condition=models.Q(('beeindigd_op__isnull', True)), fields=('een', 'twee'), name='samenhang_een_lopend'),
        ),
        migrations.AddConstraint(
            model_name='samenhang',
            constraint=models.CheckConstraint(condition=models.Q(('een__lt', models.F('twee'))), name='samenhang_van_twee'),
        ),
        migrations.AddConstraint(
            model_name='samenhang',
            constraint=models.CheckConstraint(condition=models.Q(('beeindigd_op__isnull', True), models.Q(('beeindigd_door__isnull', False), models.Q(('einde_reden', ''), _negated=True)), _connector='OR'), name='samenhang_einde_met_reden'),
        ),
        migrations.AddConstraint(
            model_name='persoonsgegevens',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('vastgelegd_door__isnull', True), models.Q(('vastgelegd_door_contact__isnull', True), _negated=True)), models.Q(models.Q(('vastgelegd_door__isnull', True), _negated=True), ('vastgelegd_door_contact__isnull', True)), _connector='OR'), name='persoonsgegevens_een_dader'),
        ),
        migrations.AddConstraint(
            model_name='persoonsgegevens',
            constraint=models.CheckConstraint(condition=models.Q(('ingetrokken_op__isnull', True), models.Q(('ingetrokken_door__isnull', False), models.Q(('ingetrokken_reden', ''), _negated=True)), _connector='OR'), name='persoonsgegevens_ingetrokken_met_reden'),
        ),
        migrations.AlterUniqueTogether(
            name='meldinguserobjectpermission',
            unique_together={('user', 'permission', 'content_object')},
        ),
        migrations.AlterUniqueTogether(
            name='meldinggroupobjectpermission',
            unique_together={('group', 'permission', 'content_object')},
        ),
        migrations.AddIndex(
            model_name='melding',
            index=models.Index(fields=['gebeurd_datum'], name='melding_gebeurd'),
        ),
        migrations.AddIndex(
            model_name='melding',
            index=models.Index(condition=models.Q(('spoed_sinds_op__isnull', False)), fields=['spoed_sinds_op'], name='melding_spoed'),
        ),
        migrations.AddConstraint(
            model_name='melding',
            constraint=models.CheckConstraint(condition=models.Q(('gemeente_verblijf__isnull', False), ('gemeente_woonplaats__isnull', False), _connector='OR'), name='melding_heeft_gemeente'),
        ),
        migrations.AddConstraint(
            model_name='melding',
            constraint=models.CheckConstraint(condition=models.Q(('dubbel_van__isnull', True), models.Q(('dubbel_van', models.F('zaak_ptr')), _negated=True), _connector='OR'), name='melding_niet_dubbel_van_zich'),
        ),
        migrations.AddConstraint(
            model_name='inspectierapport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('vastgelegd_door__isnull', True), models.Q(('vastgelegd_door_contact__isnull', True), _negated=True)), models.Q(models.Q(('vastgelegd_door__isnull', True), _negated=True), ('vastgelegd_door_contact__isnull', True)), _connector='OR'), name='rapport_een_dader'),
        ),
        migrations.AddConstraint(
            model_name='inspectierapport',
            constraint=models.UniqueConstraint(models.F('melding'), django.db.models.functions.comparison.Coalesce('gemeente', 0), name='rapport_per_partij'),
        ),
        migrations.AddConstraint(
            model_name='inspectiefeit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('vastgelegd_door__isnull', True), models.Q(('vastgelegd_door_contact__isnull', True), _negated=True)), models.Q(models.Q(('vastgelegd_door__isnull', True), _negated=True), ('vastgelegd_door_contact__isnull', True)), _connector='OR'), name='inspectiefeit_een_dader'),
        ),
        migrations.AddConstraint(
            model_name='inspectiefeit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('soort', 'bevinding'), _negated=True), models.Q(('partij', ''), _negated=True), _connector='OR'), name='inspectiefeit_bevinding_noemt_partij'),
        ),
        migrations.AddConstraint(
            model_name='impactanalyse',
            constraint=models.UniqueConstraint(models.F('melding'), models.F('soort'), django.db.models.functions.comparison.Coalesce('gemeente', 0), name='analyse_uniek'),
        ),
        migrations.AddConstraint(
            model_name='impactanalyse',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ingediend_op__isnull', True), ('status', 'concept')), models.Q(('ingediend_op__isnull', False), ('status', 'definitief')), _connector='OR'), name='analyse_ingediend_is_definitief'),
        ),
        migrations.AddConstraint(
            model_name='impactanalyse',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ingediend_door__isnull', True), models.Q(('ingediend_door_contact__isnull', True), _negated=True)), models.Q(models.Q(('ingediend_door__isnull', True), _negated=True), ('ingediend_door_contact__isnull', True)), models.Q(('ingediend_op__isnull', True), ('ingediend_door__isnull', True), ('ingediend_door_contact__isnull', True)), _connector='OR'), name='analyse_een_dader'),
        ),
        migrations.AddIndex(
            model_name='betrokkenheid',
            index=models.Index(fields=['gemeente', '-ontvangen_op', '-melding'], name='betrokkenheid_lijst'),
        ),
        migrations.AddConstraint(
            model_name='betrokkenheid',
            constraint=models.UniqueConstraint(fields=('melding', 'gemeente'), name='betrokkenheid_uniek'),
        ),
        migrations.AddConstraint(
            model_name='betrokkenheid',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bevestigd_op__isnull', True), ('bevestigd_scenario', '')), models.Q(models.Q(('bevestigd_scenario', ''), _negated=True), ('bevestigd_op__isnull', False)), _connector='OR'), name='betrokkenheid_bevestiging_heel'),
        ),
        migrations.AddConstraint(
            model_name='betrokkenheid',
            constraint=models.CheckConstraint(condition=models.Q(('weersproken_scenario', ''), models.Q(models.Q(('bevestigd_scenario', ''), _negated=True), ('bevestigd_namens', ''), models.Q(('weersproken_scenario', models.F('bevestigd_scenario')), _negated=True)), _connector='OR'), name='betrokkenheid_weersproken_is_anders'),
        ),
        migrations.AddConstraint(
            model_name='betrokkenheid',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bevestigd_door__isnull', True), models.Q(('bevestigd_door_contact__isnull', True), _negated=True)), models.Q(models.Q(('bevestigd_door__isnull', True), _negated=True), ('bevestigd_door_contact__isnull', True)), models.Q(('bevestigd_op__isnull', True), ('bevestigd_door__isnull', True), ('bevestigd_door_contact__isnull', True)), _connector='OR'), name='betrokkenheid_een_dader'),
        ),
        migrations.AddConstraint(
            model_name='paraatheidsfeit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('vastgelegd_door__isnull', True), models.Q(('vastgelegd_door_contact__isnull', True), _negated=True)), models.Q(models.Q(('vastgelegd_door__isnull', True), _negated=True), ('vastgelegd_door_contact__isnull', True)), _connector='OR'), name='paraatheidsfeit_een_dader'),
        ),
        migrations.AddConstraint(
            model_name='paraatheidsfeit',
            constraint=models.UniqueConstraint(condition=models.Q(('jaar__isnull', False), ('vervallen_op__isnull', True)), fields=('paraatheid', 'jaar'), name='paraatheidsfeit_een_per_jaar'),
        ),
        migrations.AddConstraint(
            model_name='paraatheid',
            constraint=models.UniqueConstraint(models.F('actie'), models.F('organisatie'), django.db.models.functions.comparison.Coalesce('gemeente', 0), django.db.models.functions.comparison.Coalesce('aanbieder', 0), name='paraatheid_een_per_actie'),
        ),
        migrations.AddConstraint(
            model_name='paraatheid',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('aanbieder__isnull', True), ('gemeente__isnull', False), ('organisatie', 'gemeente')), models.Q(('aanbieder__isnull', False), ('gemeente__isnull', True), ('organisatie', 'aanbieder')), models.Q(('aanbieder__isnull', True), ('gemeente__isnull', True), ('organisatie__in', ['regio', 'jeugdteams'])), _connector='OR'), name='paraatheid_organisatie_past'),
        ),
    ]
