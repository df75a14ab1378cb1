
import basis.adres
import basis.jaren
import contacten.rollen
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Aanbieder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('naam', models.CharField(max_length=120, unique=True)),
                ('soort', models.CharField(choices=[('jeugdhulpaanbieder', 'jeugdhulpaanbieder'), ('gecertificeerde_instelling', 'gecertificeerde instelling'), ('veilig_thuis', 'Veilig Thuis')], default='jeugdhulpaanbieder', max_length=30)),
                ('kvk', models.CharField(blank=True, max_length=8, verbose_name='KvK-nummer')),
                ('protocol_url', models.URLField(blank=True, verbose_name='eigen calamiteitenprotocol')),
            ],
            options={
                'verbose_name_plural': 'aanbieders',
                'ordering': ['naam'],
            },
        ),
        migrations.CreateModel(
            name='Zegelstand',
            fields=[
                ('naam', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('tot', models.BigIntegerField(default=0)),
                ('zegel', models.CharField(blank=True, max_length=64)),
                ('gebroken', models.JSONField(default=list)),
            ],
            options={
                'verbose_name_plural': 'zegelstanden',
                'ordering': ['naam'],
            },
        ),
        migrations.CreateModel(
            name='Contactpersoon',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('soort', models.CharField(choices=[('persoon', 'persoon'), ('postbus', 'postbus van een team')], default='persoon', max_length=10)),
                ('organisatie', models.CharField(blank=True, max_length=120)),
                ('aanhef', models.CharField(blank=True, max_length=20)),
                ('naam', models.CharField(blank=True, max_length=120)),
                ('functie', models.CharField(blank=True, max_length=120)),
                ('telefoon', models.CharField(blank=True, max_length=24)),
                ('mobiel', models.CharField(blank=True, max_length=24)),
                ('email', models.EmailField(blank=True, max_length=254, validators=[basis.adres.eis_gewoon_adres], verbose_name='e-mailadres')),
                ('bevestigd_op', models.DateTimeField(blank=True, null=True, validators=[basis.jaren.eis_jaar], verbose_name='laatst bevestigd op')),
                ('vervallen_op', models.DateTimeField(blank=True, null=True, validators=[basis.jaren.eis_jaar], verbose_name='vervallen op')),
                ('onbereikbaar_op', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='e-mail onbereikbaar sinds')),
                ('onbereikbaar_adres', models.EmailField(blank=True, editable=False, max_length=254, verbose_name='onbereikbaar e-mailadres')),
                ('onbereikbaar_reden', models.CharField(blank=True, editable=False, max_length=300, verbose_name='waarom onbereikbaar')),
                ('aanbieder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.aanbieder')),
            ],
            options={
                'verbose_name': 'contactpersoon',
                'verbose_name_plural': 'contactpersonen',
                'ordering': ['gemeente__naam', 'naam', 'email'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('telefoon', ''), ('mobiel', ''), ('email', ''), _negated=True), ('vervallen_op__isnull', False), _connector='OR'), name='contact_bereikbaar', violation_error_message='Vul een telefoonnummer, een mobiel nummer of een e-mailadres in.'), models.CheckConstraint(condition=models.Q(('soort', 'postbus'), models.Q(('naam', ''), _negated=True), _connector='OR'), name='contact_persoon_heeft_naam', violation_error_message="Vul de naam in, of kies 'postbus van een team'.")],
            },
        ),
        migrations.CreateModel(
            name='Gebruiker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('username', models.CharField(error_messages={'unique': 'Er is al een account met deze gebruikersnaam.'}, max_length=254, unique=True, validators=[django.core.validators.RegexValidator('\\A[^\\s\\x00-\\x1f\\x7f]+\\Z', 'Vul een gebruikersnaam zonder spaties in.')], verbose_name='gebruikersnaam')),
                ('email', models.EmailField(blank=True, max_length=254, validators=[basis.adres.eis_gewoon_adres], verbose_name='e-mailadres')),
                ('rol', models.CharField(blank=True, max_length=30, validators=[contacten.rollen.eis_rol])),
                ('voorkeuren', models.JSONField(blank=True, default=dict, editable=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('contactpersoon', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='gebruiker', to='contacten.contactpersoon')),
            ],
            options={
                'verbose_name': 'gebruiker',
                'verbose_name_plural': 'gebruikers',
                'abstract': False,
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='gebruiker_een_adres', violation_error_message='Er is al een account met dit e-mailadres.'), models.UniqueConstraint(django.db.models.functions.text.Lower('username'), name='gebruiker_een_naam', violation_error_message='Er is al een account met deze gebruikersnaam.')],
            },
        ),
        migrations.CreateModel(
            name='Gemeente',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('naam', models.CharField(max_length=80, unique=True)),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('cbs_code', models.CharField(max_length=6, unique=True, verbose_name='CBS-code')),
                ('protocol_url', models.URLField(blank=True, help_text='Link naar het eigen protocol van de gemeente (R41).', verbose_name='richtlijn maatschappelijke onrust')),
                ('einde_datum', models.DateField(blank=True, editable=False, null=True, validators=[basis.jaren.eis_jaar], verbose_name='laatste dag')),
                ('opvolger', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
            ],
            options={
                'verbose_name_plural': 'gemeenten',
                'ordering': ['naam'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('einde_datum__isnull', True), ('opvolger__isnull', True)), models.Q(('einde_datum__isnull', False), ('opvolger__isnull', False)), _connector='OR'), name='gemeente_einde_heeft_opvolger'), models.CheckConstraint(condition=models.Q(('opvolger__isnull', True), models.Q(('opvolger', models.F('pk')), _negated=True), _connector='OR'), name='gemeente_is_niet_haar_opvolger')],
            },
        ),
        migrations.AddField(
            model_name='contactpersoon',
            name='gemeente',
            field=models.ForeignKey(blank=True, limit_choices_to=models.Q(('einde_datum__isnull', True)), null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente'),
        ),
        migrations.CreateModel(
            name='Bezetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rol', models.CharField(max_length=30, validators=[contacten.rollen.eis_rol])),
                ('volgorde', models.PositiveSmallIntegerField(default=1, help_text='1 is de eerste, 2 de vervanger, enzovoort.')),
                ('van_datum', models.DateField(validators=[basis.jaren.eis_jaar], verbose_name='van')),
                ('tot_datum', models.DateField(blank=True, null=True, validators=[basis.jaren.eis_jaar], verbose_name='tot en met')),
                ('afwezig_van_datum', models.DateField(blank=True, null=True, validators=[basis.jaren.eis_jaar], verbose_name='afwezig van')),
                ('afwezig_tot_datum', models.DateField(blank=True, null=True, validators=[basis.jaren.eis_jaar], verbose_name='afwezig tot en met')),
                ('aanbieder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.aanbieder')),
                ('contactpersoon', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bezettingen', to='contacten.contactpersoon')),
                ('gemeente', models.ForeignKey(blank=True, limit_choices_to=models.Q(('einde_datum__isnull', True)), null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
            ],
            options={
                'verbose_name_plural': 'bezettingen',
                'ordering': ['rol', 'gemeente', 'volgorde'],
                'indexes': [models.Index(fields=['rol', 'gemeente', 'volgorde'], name='bezetting_zetel')],
                'constraints': [models.CheckConstraint(condition=models.Q(('tot_datum__isnull', True), ('tot_datum__gte', models.F('van_datum')), _connector='OR'), name='bezetting_tot_na_van', violation_error_message='De einddatum ligt voor de begindatum.'), models.CheckConstraint(condition=models.Q(('afwezig_tot_datum__isnull', True), ('afwezig_tot_datum__gte', models.F('afwezig_van_datum')), _connector='OR'), name='bezetting_afwezig_tot_na_van', violation_error_message='De afwezigheid eindigt voordat zij begint.'), models.UniqueConstraint(models.F('contactpersoon'), models.F('rol'), django.db.models.functions.comparison.Coalesce('gemeente', 0), django.db.models.functions.comparison.Coalesce('aanbieder', 0), models.F('van_datum'), name='bezetting_uniek', violation_error_message='Dit contact heeft deze rol al vanaf deze datum.')],
            },
        ),
        migrations.CreateModel(
            name='Agendalink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('afdruk', models.CharField(max_length=64, unique=True)),
                ('rol', models.CharField(max_length=30, validators=[contacten.rollen.eis_rol])),
                ('op_plek', models.BooleanField()),
                ('wachtwoord', models.CharField(max_length=64)),
                ('gemaakt_op', models.DateTimeField()),
                ('gebruikt_op', models.DateTimeField(blank=True, null=True)),
                ('gezien', models.CharField(blank=True, max_length=64)),
                ('gezien_datum', models.DateField(blank=True, editable=False, null=True)),
                ('gebruiker', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='agendalink', to=settings.AUTH_USER_MODEL)),
                ('gemeente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
            ],
            options={
                'verbose_name_plural': 'agendalinks',
                'ordering': ['gemaakt_op', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Accountverzoek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rol', models.CharField(max_length=30, validators=[contacten.rollen.eis_rol])),
                ('email', models.EmailField(max_length=254, validators=[basis.adres.eis_gewoon_adres], verbose_name='e-mailadres')),
                ('op_plek', models.BooleanField(default=False)),
                ('gevraagd_op', models.DateTimeField()),
                ('besluit', models.CharField(blank=True, choices=[('', 'wacht op de tweede persoon'), ('goedgekeurd', 'goedgekeurd'), ('afgewezen', 'afgewezen'), ('ingetrokken', 'ingetrokken')], default='', max_length=12)),
                ('besloten_op', models.DateTimeField(blank=True, null=True)),
                ('reden', models.CharField(blank=True, max_length=300)),
                ('besloten_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gebruiker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accountverzoeken', to=settings.AUTH_USER_MODEL)),
                ('gevraagd_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gemeente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
            ],
            options={
                'verbose_name_plural': 'accountverzoeken',
                'ordering': ['gevraagd_op', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('besluit', '')), fields=('gebruiker',), name='accountverzoek_een_open'), models.CheckConstraint(condition=models.Q(models.Q(('besloten_op__isnull', True), ('besluit', '')), models.Q(models.Q(('besluit', ''), _negated=True), ('besloten_door__isnull', False), ('besloten_op__isnull', False)), _connector='OR'), name='accountverzoek_besloten'), models.CheckConstraint(condition=models.Q(models.Q(('besluit', 'goedgekeurd'), _negated=True), models.Q(models.Q(('besloten_door', models.F('gevraagd_door')), _negated=True), models.Q(('besloten_door', models.F('gebruiker')), _negated=True)), _connector='OR'), name='accountverzoek_tweede_persoon')],
            },
        ),
        migrations.AddField(
            model_name='gebruiker',
            name='gemeente',
            field=models.ForeignKey(blank=True, limit_choices_to=models.Q(('einde_datum__isnull', True)), null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente'),
        ),
        migrations.CreateModel(
            name='Inlogpoging',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('naam', models.CharField(max_length=64)),
                ('netwerk', models.CharField(max_length=43)),
                ('op', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'inlogpogingen',
                'ordering': ['-op', '-pk'],
                'indexes': [models.Index(fields=['netwerk', 'op'], name='inlogpoging_per_netwerk'), models.Index(fields=['naam', 'op'], name='inlogpoging_per_naam')],
            },
        ),
        migrations.CreateModel(
            name='Invoer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bron', models.CharField(help_text="Naam van het bestand, of 'geplakte tekst'.", max_length=120)),
                ('rijen', models.JSONField(default=list)),
                ('gemaakt_op', models.DateTimeField()),
                ('verwerkt_op', models.DateTimeField(null=True)),
                ('verslag', models.JSONField(default=dict)),
                ('door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('verwerkt_door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'ingelezen lijsten',
                'ordering': ['-gemaakt_op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Linkpost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('link', models.CharField(max_length=80)),
                ('formulier', models.UUIDField(blank=True, null=True)),
                ('vraagt', models.BooleanField(default=False)),
                ('adres', models.EmailField(blank=True, max_length=254)),
                ('wereld', models.PositiveIntegerField(blank=True, null=True)),
                ('op', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'linkposten',
                'ordering': ['-op'],
                'indexes': [models.Index(fields=['link', 'op'], name='linkpost_per_uur'), models.Index(condition=models.Q(('vraagt', True)), fields=['op'], name='linkpost_wacht')],
                'constraints': [models.UniqueConstraint(fields=('link', 'formulier'), name='linkpost_formulier_eenmaal')],
            },
        ),
        migrations.CreateModel(
            name='Oefenronde',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rol', models.CharField(blank=True, max_length=30, validators=[contacten.rollen.eis_rol])),
                ('gestart_op', models.DateTimeField()),
                ('uitgenodigd_op', models.DateTimeField(blank=True, null=True)),
                ('gemeente', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
                ('gestart_door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'oefenrondes',
                'ordering': ['-gestart_op', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('rol', ''), _negated=True), ('gemeente__isnull', False), _connector='OR'), name='oefenronde_rol_of_gemeente')],
            },
        ),
        migrations.CreateModel(
            name='OefenAntwoord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('zetel', models.CharField(max_length=200)),
                ('aan', models.EmailField(blank=True, max_length=254)),
                ('sleutel', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('beantwoord_op', models.DateTimeField(blank=True, null=True)),
                ('contactpersoon', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contacten.contactpersoon')),
                ('oefenronde', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='antwoorden', to='contacten.oefenronde')),
            ],
            options={
                'verbose_name_plural': 'antwoorden op een oefening',
                'ordering': ['zetel', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('contactpersoon__isnull', False)), fields=('oefenronde', 'contactpersoon'), name='oefenantwoord_eenmaal')],
            },
        ),
        migrations.CreateModel(
            name='Piket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rol', models.CharField(max_length=30, validators=[contacten.rollen.eis_rol])),
                ('van_op', models.DateTimeField(verbose_name='van')),
                ('tot_op', models.DateTimeField(verbose_name='tot')),
                ('vervallen_op', models.DateTimeField(blank=True, null=True)),
                ('contactpersoon', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='piketten', to='contacten.contactpersoon')),
                ('gemeente', models.ForeignKey(blank=True, limit_choices_to=models.Q(('einde_datum__isnull', True)), null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
            ],
            options={
                'verbose_name_plural': 'piketten',
                'ordering': ['van_op', 'pk'],
                'indexes': [models.Index(fields=['rol', 'tot_op'], name='piket_rol')],
                'constraints': [models.CheckConstraint(condition=models.Q(('tot_op__gt', models.F('van_op'))), name='piket_tot_na_van', violation_error_message='Het einde ligt niet na het begin.')],
            },
        ),
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
                'constraints': [models.UniqueConstraint(condition=models.Q(('gebruikt_op__isnull', True), ('ingetrokken_op__isnull', True)), fields=('gebruiker',), name='uitnodiging_een_open'), models.CheckConstraint(condition=models.Q(('gebruikt_op__isnull', True), ('ingetrokken_op__isnull', True), _connector='OR'), name='uitnodiging_gebruikt_of_ingetrokken')],
            },
        ),
        migrations.CreateModel(
            name='Uitvoer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('op', models.DateTimeField()),
                ('vorm', models.CharField(choices=[('xlsx', 'Excel'), ('csv', 'CSV'), ('vcf', 'adreskaartjes (vCard)'), ('pdf', 'PDF om op te hangen')], max_length=4)),
                ('aantal', models.PositiveIntegerField(help_text='Hoeveel contacten erin stonden.')),
                ('door', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'uitvoer',
                'ordering': ['-op', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Werkgebied',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('van_datum', models.DateField(validators=[basis.jaren.eis_jaar], verbose_name='van')),
                ('tot_datum', models.DateField(blank=True, null=True, validators=[basis.jaren.eis_jaar], verbose_name='tot en met')),
                ('aanbieder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='werkgebieden', to='contacten.aanbieder')),
                ('gemeente', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacten.gemeente')),
            ],
            options={
                'verbose_name_plural': 'werkgebieden',
                'ordering': ['aanbieder', 'gemeente', 'van_datum'],
                'constraints': [models.UniqueConstraint(fields=('aanbieder', 'gemeente', 'van_datum'), name='werkgebied_uniek'), models.CheckConstraint(condition=models.Q(('tot_datum__isnull', True), ('tot_datum__gte', models.F('van_datum')), _connector='OR'), name='werkgebied_tot_na_van', violation_error_message='De einddatum ligt voor de begindatum.')],
            },
        ),
        migrations.AddField(
            model_name='aanbieder',
            name='gemeenten',
            field=models.ManyToManyField(related_name='+', through='contacten.Werkgebied', to='contacten.gemeente'),
        ),
        migrations.CreateModel(
            name='Wijzigingsvoorstel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('velden', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('opmerking', models.CharField(blank=True, max_length=500)),
                ('ingediend_op', models.DateTimeField()),
                ('gemeld_op', models.DateTimeField(blank=True, null=True)),
                ('status', models.CharField(choices=[('open', 'wacht op de beheerder'), ('overgenomen', 'overgenomen'), ('afgewezen', 'afgewezen')], default='open', max_length=12)),
                ('reden', models.CharField(blank=True, max_length=300)),
                ('beoordeeld_op', models.DateTimeField(blank=True, null=True)),
                ('beoordeeld_door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contactpersoon', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wijzigingsvoorstellen', to='contacten.contactpersoon')),
            ],
            options={
                'verbose_name_plural': 'wijzigingsvoorstellen',
                'ordering': ['ingediend_op', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('beoordeeld_op__isnull', True), ('status', 'open')), models.Q(models.Q(('status', 'open'), _negated=True), ('beoordeeld_door__isnull', False), ('beoordeeld_op__isnull', False)), _connector='OR'), name='wijzigingsvoorstel_beoordeeld'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'afgewezen'), _negated=True), models.Q(('reden', ''), _negated=True), _connector='OR'), name='wijzigingsvoorstel_afgewezen_heeft_reden')],
            },
        ),
        migrations.CreateModel(
            name='Zegelregel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('soort', models.CharField(max_length=60)),
                ('rij', models.BigIntegerField()),
                ('zout', models.CharField(blank=True, max_length=22)),
                ('afdruk', models.CharField(blank=True, max_length=64)),
                ('volgnummer', models.PositiveBigIntegerField(blank=True, null=True, unique=True)),
                ('zegel', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name_plural': 'zegelregels',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['soort', 'rij', 'id'], name='zegelregel_van_rij'), models.Index(condition=models.Q(('volgnummer__isnull', True)), fields=['id'], name='zegelregel_zonder_plek')],
            },
        ),
        migrations.CreateModel(
            name='Accountnieuws',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('soort', models.CharField(choices=[('account_uitgenodigd', 'uitgenodigd'), ('account_rol', 'rol of gemeente gewijzigd'), ('account_adres', 'e-mailadres gewijzigd'), ('account_einde', 'toegang beëindigd'), ('account_terug', 'toegang teruggegeven'), ('account_factor_gewist', 'tweede stap gewist door de beheerder'), ('account_gevraagd', 'gevraagd aan de regiomanager'), ('account_besloten', 'over een verzoek besloten'), ('account_wachtwoord_vergeten', 'nieuw wachtwoord aangevraagd'), ('account_wachtwoord', 'wachtwoord gewijzigd'), ('account_factor', 'tweede stap gewijzigd'), ('account_nieuwe_browser', 'ingelogd in een nieuwe browser'), ('account_organisatie', 'koppeling met de organisatie gewijzigd'), ('account_organisatie_wijkt_af', 'organisatie noemt een andere rol of gemeente')], max_length=40)),
                ('aan', models.EmailField(blank=True, max_length=254)),
                ('naar_regio', models.BooleanField(default=False)),
                ('gebeurd_op', models.DateTimeField()),
                ('gemaild_op', models.DateTimeField(blank=True, null=True, verbose_name='aan de mail gegeven op')),
                ('door', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gebruiker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='nieuws', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'accountnieuws',
                'ordering': ['-gebeurd_op', '-pk'],
                'indexes': [models.Index(condition=models.Q(('gemaild_op__isnull', True)), fields=['gebeurd_op'], name='accountnieuws_te_mailen')],
            },
        ),
        migrations.CreateModel(
            name='Bevestigingsverzoek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sleutel', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('gemaakt_op', models.DateTimeField()),
                ('verloopt_op', models.DateTimeField()),
                ('herinnerd_op', models.DateTimeField(blank=True, null=True)),
                ('gebruikt_op', models.DateTimeField(blank=True, null=True)),
                ('uitkomst', models.CharField(blank=True, choices=[('bevestigd', 'bevestigd'), ('voorstel', 'wijziging voorgesteld'), ('verlopen', 'geen antwoord')], max_length=10)),
                ('contactpersoon', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bevestigingsverzoeken', to='contacten.contactpersoon')),
            ],
            options={
                'verbose_name_plural': 'bevestigingsverzoeken',
                'ordering': ['-gemaakt_op', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('uitkomst', '')), fields=('contactpersoon',), name='bevestigingsverzoek_een_open'), models.CheckConstraint(condition=models.Q(models.Q(('gebruikt_op__isnull', False), ('uitkomst__in', ['bevestigd', 'voorstel'])), models.Q(models.Q(('uitkomst__in', ['bevestigd', 'voorstel']), _negated=True), ('gebruikt_op__isnull', True)), _connector='OR'), name='bevestigingsverzoek_gebruikt_heeft_uitkomst')],
            },
        ),
        migrations.CreateModel(
            name='Formulierpost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sleutel', models.UUIDField()),
                ('naar', models.CharField(blank=True, max_length=2000)),
                ('op', models.DateTimeField()),
                ('gebruiker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'formulierposten',
                'ordering': ['-op'],
                'indexes': [models.Index(fields=['op'], name='formulierpost_op')],
                'constraints': [models.UniqueConstraint(fields=('gebruiker', 'sleutel'), name='formulierpost_eenmaal')],
            },
        ),
    ]
