
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
        ('contacten', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Bericht',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('aanleiding', models.CharField(max_length=60)),
                ('regel', models.CharField(max_length=60)),
                ('ontvanger', models.CharField(max_length=80)),
                ('rol', models.CharField(blank=True, max_length=30, validators=[contacten.rollen.eis_rol])),
                ('sjabloon', models.CharField(max_length=60)),
                ('gegevens', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('status', models.CharField(choices=[('wacht', 'wacht tot de familie het weet'), ('gepland', 'klaar om te versturen'), ('bezig', 'wordt verstuurd'), ('vastgelopen', 'vastgelopen: vraagt een beheerder'), ('verzameld', 'in een verzamelbericht'), ('verzonden', 'aangenomen door de mailserver'), ('mislukt', 'niet afgeleverd'), ('geen_ontvanger', 'niemand op deze plek'), ('telefonisch', 'alleen telefonisch bereikbaar'), ('ingetrokken', 'ingetrokken')], default='gepland', max_length=16)),
                ('reden', models.CharField(blank=True, max_length=300)),
                ('intrekken_om', models.CharField(blank=True, max_length=300)),
                ('gepland_op', models.DateTimeField()),
                ('volgende_poging_op', models.DateTimeField(blank=True, null=True)),
                ('lease_tot', models.DateTimeField(blank=True, null=True)),
                ('pogingen', models.PositiveSmallIntegerField(default=0)),
                ('fouten', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('verzonden_op', models.DateTimeField(blank=True, null=True)),
                ('met_toegang', models.BooleanField(db_default=False, default=False)),
                ('aan', models.EmailField(blank=True, max_length=254)),
                ('message_id', models.CharField(max_length=120, unique=True)),
                ('mogelijk_dubbel', models.BooleanField(default=False)),
                ('gelezen_op', models.DateTimeField(blank=True, null=True)),
                ('bevestigen_voor_op', models.DateTimeField(blank=True, null=True)),
                ('bevestigd_op', models.DateTimeField(blank=True, null=True)),
                ('opgevolgd_op', models.DateTimeField(blank=True, null=True)),
                ('vraag_vervallen_op', models.DateTimeField(blank=True, null=True)),
                ('aanbieder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.aanbieder')),
                ('bevestigd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('bevestigd_door_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('contactpersoon', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='contacten.contactpersoon')),
                ('gelezen_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gemeente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
                ('na', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='communicatie.bericht')),
                ('verzameld_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='verzamelde', to='communicatie.bericht')),
                ('zaak', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.zaak')),
            ],
            options={
                'verbose_name_plural': 'berichten',
                'ordering': ['-gepland_op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Actielink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sleutel', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('gemaakt_op', models.DateTimeField()),
                ('verloopt_op', models.DateTimeField()),
                ('ingetrokken_op', models.DateTimeField(blank=True, null=True)),
                ('gebruikt_op', models.DateTimeField(blank=True, null=True)),
                ('contactpersoon', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.contactpersoon')),
                ('bericht', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='actielink', to='communicatie.bericht')),
            ],
            options={
                'verbose_name_plural': 'actielinks',
                'ordering': ['-gemaakt_op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Communicatieadvies',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('versie', models.PositiveSmallIntegerField()),
                ('delen', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('houding', models.CharField(blank=True, choices=[('passief', 'passief: alleen antwoord op vragen'), ('actief', 'actief: zelf naar buiten')], max_length=10)),
                ('bereik', models.CharField(blank=True, choices=[('lokaal', 'lokaal: de gemeente voert het woord'), ('regionaal', 'regionaal: de regio stemt het woord af')], max_length=10)),
                ('namens', models.CharField(blank=True, max_length=120)),
                ('bewerking', models.PositiveIntegerField(default=0)),
                ('opgesteld_op', models.DateTimeField()),
                ('bewerkt_op', models.DateTimeField(blank=True, null=True)),
                ('vastgesteld_op', models.DateTimeField(blank=True, null=True)),
                ('melding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.melding')),
                ('opgesteld_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vastgesteld_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'communicatieadviezen',
                'ordering': ['-versie'],
            },
        ),
        migrations.CreateModel(
            name='AdviesGemeente',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_gemeente_in_de_lead', models.BooleanField(default=True)),
                ('woordvoerder', models.CharField(blank=True, max_length=120)),
                ('afspraken', models.TextField(blank=True)),
                ('gemeente', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
                ('advies', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gemeenten', to='communicatie.communicatieadvies')),
            ],
            options={
                'verbose_name_plural': 'taakverdelingen',
                'ordering': ['gemeente__naam'],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('naam', models.CharField(max_length=120)),
                ('adres', models.URLField(max_length=500, unique=True)),
                ('is_actief', models.BooleanField(default=True)),
                ('toegevoegd_op', models.DateTimeField()),
                ('volgende_op', models.DateTimeField()),
                ('gelukt_op', models.DateTimeField(blank=True, null=True)),
                ('mislukt_aantal', models.PositiveSmallIntegerField(default=0)),
                ('fout', models.CharField(blank=True, max_length=300)),
                ('etag', models.CharField(blank=True, max_length=200)),
                ('laatst_gewijzigd', models.CharField(blank=True, max_length=60)),
                ('toegevoegd_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'feeds',
                'ordering': ['naam'],
            },
        ),
        migrations.CreateModel(
            name='Herstel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hersteld_op', models.DateTimeField()),
                ('back_up_van_op', models.DateTimeField()),
                ('vrijgegeven_op', models.DateTimeField(blank=True, null=True)),
                ('vrijgegeven_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'herstellingen',
                'ordering': ['-hersteld_op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Informering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rol', models.CharField(blank=True, max_length=30, validators=[contacten.rollen.eis_rol])),
                ('orgaan', models.CharField(blank=True, max_length=40)),
                ('partij', models.CharField(max_length=120)),
                ('is_betrokken', models.BooleanField(default=False)),
                ('moet_geinformeerd', models.BooleanField(default=True)),
                ('geinformeerd_op', models.DateTimeField(blank=True, null=True)),
                ('wijze', models.CharField(blank=True, max_length=120)),
                ('door_wie', models.CharField(blank=True, max_length=120)),
                ('vastgelegd_op', models.DateTimeField()),
                ('gemeente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
                ('melding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.melding')),
                ('vastgelegd_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'informeringen',
                'ordering': ['partij'],
            },
        ),
        migrations.CreateModel(
            name='Informeermoment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('geinformeerd_op', models.DateTimeField()),
                ('wijze', models.CharField(blank=True, max_length=120)),
                ('door_wie', models.CharField(blank=True, max_length=120)),
                ('toelichting', models.TextField(blank=True)),
                ('vastgelegd_op', models.DateTimeField()),
                ('vastgelegd_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('informering', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='momenten', to='communicatie.informering')),
            ],
            options={
                'verbose_name_plural': 'informeermomenten',
                'ordering': ['geinformeerd_op', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Onderzoek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begonnen_op', models.DateTimeField()),
                ('beslist', models.CharField(max_length=120)),
                ('reden', models.TextField()),
                ('vastgelegd_op', models.DateTimeField()),
                ('geeindigd_op', models.DateTimeField(blank=True, null=True)),
                ('einde_reden', models.TextField(blank=True)),
                ('einde_vastgelegd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('melding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.melding')),
                ('vastgelegd_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'onderzoeken',
                'ordering': ['-begonnen_op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Persvraag',
            fields=[
                ('zaak_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='calamiteiten.zaak')),
                ('vraag', models.TextField()),
                ('vrager', models.CharField(choices=[('journalist', 'journalist'), ('gemeente', 'gemeente'), ('lokale_toegang', 'lokale toegang'), ('aanbieder', 'aanbieder')], max_length=16)),
                ('vrager_toelichting', models.CharField(blank=True, max_length=160)),
                ('medium', models.CharField(blank=True, max_length=120)),
                ('gemeente_buiten', models.CharField(blank=True, max_length=80)),
                ('gekoppeld_op', models.DateTimeField(blank=True, null=True)),
                ('kernboodschap', models.TextField(blank=True)),
                ('achtergrond', models.TextField(blank=True)),
                ('memo', models.TextField(blank=True)),
                ('meer_informatie', models.TextField(blank=True)),
                ('heeft_afstemming_nodig', models.BooleanField(blank=True, null=True)),
                ('gemeenten_geinformeerd_op', models.DateTimeField(blank=True, null=True)),
                ('doorgestuurd_op', models.DateTimeField(blank=True, null=True)),
                ('beantwoord_op', models.DateTimeField(blank=True, null=True)),
                ('monitor_tot_datum', models.DateField(blank=True, null=True)),
                ('evaluatie', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('bewerking', models.PositiveIntegerField(default=0)),
                ('gemeente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
                ('melding', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.melding')),
                ('vervolg_op', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='vervolgvragen', to='communicatie.persvraag')),
            ],
            options={
                'verbose_name_plural': 'persvragen',
                'ordering': ['-ontvangen_op', '-pk'],
            },
            bases=('calamiteiten.zaak',),
        ),
        migrations.CreateModel(
            name='Persantwoord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tekst', models.TextField()),
                ('beantwoord_op', models.DateTimeField()),
                ('beantwoord_door', models.CharField(max_length=120)),
                ('vastgelegd_op', models.DateTimeField()),
                ('gemeente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
                ('vastgelegd_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('persvraag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='antwoorden', to='communicatie.persvraag')),
            ],
            options={
                'verbose_name_plural': 'persantwoorden',
                'ordering': ['beantwoord_op', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Mediavolger',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trefwoorden', models.JSONField(default=list)),
                ('tot_datum', models.DateField()),
                ('begonnen_op', models.DateTimeField()),
                ('gestopt_op', models.DateTimeField(blank=True, null=True)),
                ('begonnen_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('melding', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.melding')),
                ('persvraag', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='communicatie.persvraag')),
            ],
            options={
                'verbose_name_plural': 'mediavolgers',
                'ordering': ['-begonnen_op'],
            },
        ),
        migrations.CreateModel(
            name='Mediasignaal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bron', models.CharField(max_length=120)),
                ('titel', models.CharField(max_length=300)),
                ('link', models.URLField(blank=True, max_length=1000)),
                ('verschenen_op', models.DateTimeField()),
                ('bereik', models.CharField(blank=True, choices=[('lokaal', 'lokaal'), ('regionaal', 'regionaal'), ('landelijk', 'landelijk')], max_length=12)),
                ('toon', models.CharField(blank=True, choices=[('neutraal', 'neutraal'), ('bezorgd', 'bezorgd'), ('kritisch', 'kritisch'), ('steunend', 'steunend')], max_length=12)),
                ('behoefte', models.TextField(blank=True)),
                ('sleutel', models.CharField(max_length=64)),
                ('vastgelegd_op', models.DateTimeField()),
                ('is_niet_relevant', models.BooleanField(default=False)),
                ('niet_relevant_op', models.DateTimeField(blank=True, null=True)),
                ('feed', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='communicatie.feed')),
                ('melding', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.melding')),
                ('niet_relevant_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('vastgelegd_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('persvraag', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='communicatie.persvraag')),
            ],
            options={
                'verbose_name_plural': 'mediasignalen',
                'ordering': ['-verschenen_op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Regie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wie', models.CharField(max_length=40)),
                ('functie', models.CharField(blank=True, max_length=120)),
                ('vanaf_op', models.DateTimeField()),
                ('reden', models.TextField()),
                ('vastgelegd_op', models.DateTimeField()),
                ('melding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.melding')),
                ('vastgelegd_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'regie',
                'ordering': ['-vanaf_op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Sjabloontekst',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('versie', models.PositiveSmallIntegerField()),
                ('is_standaard', models.BooleanField(default=False)),
                ('onderwerp', models.CharField(blank=True, max_length=150)),
                ('delen', models.JSONField(default=dict)),
                ('reden', models.CharField(blank=True, max_length=300)),
                ('vastgelegd_op', models.DateTimeField()),
                ('vastgelegd_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'sjabloonteksten',
                'ordering': ['code', '-versie'],
            },
        ),
        migrations.CreateModel(
            name='Slachtofferhulp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_aangeboden', models.BooleanField()),
                ('aangeboden_op', models.DateTimeField(blank=True, null=True)),
                ('door_wie', models.CharField(blank=True, max_length=120)),
                ('toelichting', models.TextField(blank=True)),
                ('vastgelegd_op', models.DateTimeField()),
                ('melding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.melding')),
                ('vastgelegd_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'slachtofferhulp',
                'ordering': ['-vastgelegd_op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Stuiter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('adres', models.EmailField(max_length=254)),
                ('soort', models.CharField(choices=[('hard', 'het adres werkt niet'), ('tijdelijk', 'tijdelijk niet af te leveren')], max_length=10)),
                ('code', models.CharField(blank=True, max_length=12)),
                ('ontvangen_op', models.DateTimeField()),
                ('bericht', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='communicatie.bericht')),
            ],
            options={
                'verbose_name_plural': 'stuiters',
                'ordering': ['-ontvangen_op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Uiting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('soort', models.CharField(choices=[('persantwoord', 'antwoord aan de pers'), ('gemeentenmail', 'mail over een persvraag'), ('persbericht', 'persbericht'), ('publicatie', 'bericht op website of sociale media'), ('raadsbrief', 'raadsbrief'), ('lokaal', 'bericht aan lokale partijen'), ('mail', 'mail buiten de kring van het dossier')], max_length=20)),
                ('sleutel', models.CharField(max_length=60, unique=True)),
                ('omschrijving', models.CharField(blank=True, max_length=300)),
                ('gedaan_op', models.DateTimeField()),
                ('namens', models.CharField(blank=True, max_length=120)),
                ('wist_familie', models.BooleanField()),
                ('liep_onderzoek', models.BooleanField(default=False)),
                ('vastgelegd_op', models.DateTimeField()),
                ('melding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.melding')),
                ('persvraag', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='communicatie.persvraag')),
                ('vastgelegd_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('verbetering_van', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='verbeterd_als', to='communicatie.uiting')),
            ],
            options={
                'verbose_name_plural': 'uitingen',
                'ordering': ['-gedaan_op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Herroeping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reden', models.TextField()),
                ('op', models.DateTimeField()),
                ('door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('informeermoment', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='herroeping', to='communicatie.informeermoment')),
                ('onderzoek', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='herroeping', to='communicatie.onderzoek')),
                ('regie', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='herroeping', to='communicatie.regie')),
                ('slachtofferhulp', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='herroeping', to='communicatie.slachtofferhulp')),
                ('uiting', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='herroeping', to='communicatie.uiting')),
            ],
            options={
                'verbose_name_plural': 'herroepingen',
                'ordering': ['op', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Vrijgave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('soort', models.CharField(choices=[('persantwoord', 'antwoord aan de pers'), ('gemeentenmail', 'mail over een persvraag'), ('persbericht', 'persbericht'), ('publicatie', 'bericht op website of sociale media'), ('raadsbrief', 'raadsbrief'), ('lokaal', 'bericht aan lokale partijen'), ('mail', 'mail buiten de kring van het dossier')], max_length=20)),
                ('reden', models.TextField()),
                ('besluit_van', models.CharField(blank=True, max_length=120)),
                ('gegeven_op', models.DateTimeField()),
                ('gebruikt_op', models.DateTimeField(blank=True, null=True)),
                ('gegeven_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('melding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calamiteiten.melding')),
            ],
            options={
                'verbose_name_plural': 'vrijgaven',
                'ordering': ['-gegeven_op', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='uiting',
            name='vrijgave',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='communicatie.vrijgave'),
        ),
        migrations.AddIndex(
            model_name='bericht',
            index=models.Index(condition=models.Q(('status__in', ['gepland', 'bezig'])), fields=['volgende_poging_op'], name='bericht_te_verzenden'),
        ),
        migrations.AddIndex(
            model_name='bericht',
            index=models.Index(condition=models.Q(('status', 'vastgelopen')), fields=['gepland_op'], name='bericht_vastgelopen'),
        ),
        migrations.AddIndex(
            model_name='bericht',
            index=models.Index(fields=['zaak', 'gepland_op'], name='bericht_per_zaak'),
        ),
        migrations.AddIndex(
            model_name='bericht',
            index=models.Index(condition=models.Q(('bevestigd_op__isnull', True), ('bevestigen_voor_op__isnull', False), ('opgevolgd_op__isnull', True)), fields=['bevestigen_voor_op'], name='bericht_onbevestigd'),
        ),
        migrations.AddConstraint(
            model_name='bericht',
            constraint=models.UniqueConstraint(fields=('aanleiding', 'regel', 'ontvanger'), name='bericht_eenmaal'),
        ),
        migrations.AddConstraint(
            model_name='bericht',
            constraint=models.CheckConstraint(condition=models.Q(('zaak__isnull', False), models.Q(('rol', ''), models.Q(('aan', ''), _negated=True)), _connector='OR'), name='bericht_over_zaak_of_persoonlijk'),
        ),
        migrations.AddConstraint(
            model_name='bericht',
            constraint=models.CheckConstraint(condition=models.Q(('bevestigd_op__isnull', True), ('bevestigd_door__isnull', False), ('bevestigd_door_contact__isnull', False), _connector='OR'), name='bericht_bevestigd_heeft_door'),
        ),
        migrations.AddConstraint(
            model_name='bericht',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'verzonden'), _negated=True), ('verzonden_op__isnull', False), _connector='OR'), name='bericht_verzonden_heeft_moment'),
        ),
        migrations.AddConstraint(
            model_name='bericht',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'verzameld'), _negated=True), ('verzameld_in__isnull', False), _connector='OR'), name='bericht_verzameld_heeft_post'),
        ),
        migrations.AddConstraint(
            model_name='bericht',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['gepland', 'bezig']), _negated=True), ('volgende_poging_op__isnull', False), _connector='OR'), name='bericht_open_heeft_poging'),
        ),
        migrations.AddConstraint(
            model_name='actielink',
            constraint=models.CheckConstraint(condition=models.Q(('verloopt_op__gt', models.F('gemaakt_op'))), name='actielink_verloopt_na_begin'),
        ),
        migrations.AddConstraint(
            model_name='communicatieadvies',
            constraint=models.UniqueConstraint(fields=('melding', 'versie'), name='advies_versie_uniek'),
        ),
        migrations.AddConstraint(
            model_name='communicatieadvies',
            constraint=models.UniqueConstraint(condition=models.Q(('vastgesteld_op__isnull', True)), fields=('melding',), name='advies_een_concept'),
        ),
        migrations.AddConstraint(
            model_name='communicatieadvies',
            constraint=models.CheckConstraint(condition=models.Q(('vastgesteld_op__isnull', True), ('vastgesteld_door__isnull', False), _connector='OR'), name='advies_vastgesteld_heeft_door'),
        ),
        migrations.AddConstraint(
            model_name='communicatieadvies',
            constraint=models.CheckConstraint(condition=models.Q(('vastgesteld_op__isnull', True), models.Q(models.Q(('houding', ''), _negated=True), models.Q(('bereik', ''), _negated=True)), _connector='OR'), name='advies_vastgesteld_heeft_lijn'),
        ),
        migrations.AddConstraint(
            model_name='adviesgemeente',
            constraint=models.UniqueConstraint(fields=('advies', 'gemeente'), name='taakverdeling_per_gemeente'),
        ),
        migrations.AddConstraint(
            model_name='herstel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('vrijgegeven_door__isnull', True), ('vrijgegeven_op__isnull', True)), models.Q(('vrijgegeven_door__isnull', False), ('vrijgegeven_op__isnull', False)), _connector='OR'), name='herstel_vrijgave_heeft_door'),
        ),
        migrations.AddConstraint(
            model_name='informering',
            constraint=models.UniqueConstraint(models.F('melding'), models.F('partij'), django.db.models.functions.comparison.Coalesce('gemeente', 0), name='informering_uniek'),
        ),
        migrations.AddConstraint(
            model_name='onderzoek',
            constraint=models.UniqueConstraint(condition=models.Q(('geeindigd_op__isnull', True)), fields=('melding',), name='onderzoek_een_lopend'),
        ),
        migrations.AddConstraint(
            model_name='onderzoek',
            constraint=models.CheckConstraint(condition=models.Q(('geeindigd_op__isnull', True), models.Q(models.Q(('einde_reden', ''), _negated=True), ('einde_vastgelegd_door__isnull', False)), _connector='OR'), name='onderzoek_einde_met_reden'),
        ),
        migrations.AddConstraint(
            model_name='persvraag',
            constraint=models.CheckConstraint(condition=models.Q(('gemeente__isnull', False), models.Q(('gemeente_buiten', ''), _negated=True), _connector='OR'), name='persvraag_heeft_gemeente'),
        ),
        migrations.AddConstraint(
            model_name='persvraag',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('gekoppeld_op__isnull', True), ('melding__isnull', True)), models.Q(('gekoppeld_op__isnull', False), ('melding__isnull', False)), _connector='OR'), name='persvraag_koppeling_heeft_moment'),
        ),
        migrations.AddConstraint(
            model_name='mediavolger',
            constraint=models.CheckConstraint(condition=models.Q(('melding__isnull', False), ('persvraag__isnull', False), _connector='OR'), name='mediavolger_gaat_over_iets'),
        ),
        migrations.AddConstraint(
            model_name='mediavolger',
            constraint=models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('melding', 0), django.db.models.functions.comparison.Coalesce('persvraag', 0), condition=models.Q(('gestopt_op__isnull', True)), name='mediavolger_een_lopend'),
        ),
        migrations.AddIndex(
            model_name='mediasignaal',
            index=models.Index(fields=['melding', 'verschenen_op'], name='mediasignaal_per_melding'),
        ),
        migrations.AddIndex(
            model_name='mediasignaal',
            index=models.Index(fields=['persvraag', 'verschenen_op'], name='mediasignaal_per_persvraag'),
        ),
        migrations.AddConstraint(
            model_name='mediasignaal',
            constraint=models.CheckConstraint(condition=models.Q(('melding__isnull', False), ('persvraag__isnull', False), _connector='OR'), name='mediasignaal_gaat_over_iets'),
        ),
        migrations.AddConstraint(
            model_name='mediasignaal',
            constraint=models.CheckConstraint(condition=models.Q(('feed__isnull', False), ('vastgelegd_door__isnull', False), _connector='OR'), name='mediasignaal_heeft_herkomst'),
        ),
        migrations.AddConstraint(
            model_name='mediasignaal',
            constraint=models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('melding', 0), django.db.models.functions.comparison.Coalesce('persvraag', 0), models.F('sleutel'), name='mediasignaal_eenmaal'),
        ),
        migrations.AddConstraint(
            model_name='sjabloontekst',
            constraint=models.UniqueConstraint(fields=('code', 'versie'), name='sjabloontekst_versie_uniek'),
        ),
        migrations.AddConstraint(
            model_name='slachtofferhulp',
            constraint=models.CheckConstraint(condition=models.Q(('is_aangeboden', False), models.Q(('aangeboden_op__isnull', False), models.Q(('door_wie', ''), _negated=True)), _connector='OR'), name='slachtofferhulp_wanneer_en_wie'),
        ),
        migrations.AddConstraint(
            model_name='herroeping',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('informeermoment__isnull', False), ('onderzoek__isnull', True), ('regie__isnull', True), ('slachtofferhulp__isnull', True), ('uiting__isnull', True)), models.Q(('informeermoment__isnull', True), ('onderzoek__isnull', True), ('regie__isnull', True), ('slachtofferhulp__isnull', False), ('uiting__isnull', True)), models.Q(('informeermoment__isnull', True), ('onderzoek__isnull', True), ('regie__isnull', True), ('slachtofferhulp__isnull', True), ('uiting__isnull', False)), models.Q(('informeermoment__isnull', True), ('onderzoek__isnull', True), ('regie__isnull', False), ('slachtofferhulp__isnull', True), ('uiting__isnull', True)), models.Q(('informeermoment__isnull', True), ('onderzoek__isnull', False), ('regie__isnull', True), ('slachtofferhulp__isnull', True), ('uiting__isnull', True)), _connector='OR'), name='herroeping_gaat_over_een'),
        ),
        migrations.AddConstraint(
            model_name='herroeping',
            constraint=models.CheckConstraint(condition=models.Q(('reden', ''), _negated=True), name='herroeping_heeft_reden'),
        ),
        migrations.AddConstraint(
            model_name='vrijgave',
            constraint=models.CheckConstraint(condition=models.Q(('reden', ''), _negated=True), name='vrijgave_heeft_reden'),
        ),
        migrations.AddConstraint(
            model_name='uiting',
            constraint=models.CheckConstraint(condition=models.Q(('wist_familie', True), ('vrijgave__isnull', False), _connector='OR'), name='uiting_na_de_familie'),
        ),
        migrations.AddConstraint(
            model_name='uiting',
            constraint=models.CheckConstraint(condition=models.Q(('liep_onderzoek', False), ('vrijgave__isnull', False), _connector='OR'), name='uiting_bij_onderzoek_met_besluit'),
        ),
        migrations.AddConstraint(
            model_name='uiting',
            constraint=models.UniqueConstraint(condition=models.Q(('verbetering_van__isnull', True)), fields=('vrijgave',), name='uiting_een_per_vrijgave'),
        ),
    ]
