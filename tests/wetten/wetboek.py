"""The laws over Python source: what may stand where, each with an example that keeps it and one that breaks it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .zoekers import (
    Zoeker,
    beslist_op_gemeente,
    doet_zonder,
    eigen_save,
    geeft_mee,
    geeft_mee_met_waarde,
    importeert,
    lange_taak,
    lange_view,
    neemt_request,
    noemt,
    schrijft_status,
    somt_rollen_op,
    venster_omhoog,
    verkeerd_genoemd_tijdveld,
    verklaart_veilig,
    zet_status,
    zoekt_melding_op,
)


@dataclass(frozen=True)
class Wet:
    """One law: ``zoek`` yields the lines that break it, in the files for which ``geldt_in`` matches."""

    naam: str
    zin: str
    zoek: Zoeker
    goed: str
    fout: tuple[str, ...]
    geldt_in: str = r".*"
    behalve: str = r"$^"

    def geldt(self, pad: str) -> bool:
        """Tell whether the law looks at the file with this path."""
        return bool(re.search(self.geldt_in, pad)) and not re.search(self.behalve, pad)


SCHERM = r"(/|^)(views|forms|admin)[^/]*(\.py|/)|/templatetags/"
VIEWS = r"(/|^)views[^/]*(\.py|/)"


WETTEN = (
    Wet(
        naam="status-van-melding",
        zin="Only the door moves the status of a melding.",
        zoek=zet_status(r"(?i)(melding|dossier|zaak)$"),
        goed="bericht.status = 'verzonden'",
        fout=("melding.status = 'fase_1'", "taak.melding.status = 'x'"),
        behalve=r"^escalatie/draaiboek/deur\.py$",
    ),
    Wet(
        naam="status-op-het-scherm",
        zin="No view, form, admin, task or model moves any status.",
        zoek=zet_status(r""),
        goed="status = analyse.status",
        fout=("analyse.status = 'definitief'", "a.b().status = 1"),
        geldt_in=SCHERM + r"|/(tasks|models)[^/]*\.py$",
    ),
    Wet(
        naam="status-langs-de-pijl",
        zin="No melding is created or updated with a status of choice.",
        zoek=schrijft_status(r"(?i)melding|zichtbaar_voor"),
        goed="Melding.objects.create(soort='calamiteit')\nBericht.objects.filter(pk=1).update(status='verzonden')",
        fout=(
            "Melding.objects.create(status='fase_1')",
            "Melding.objects.filter(pk=1).update(status='fase_1')",
            "Melding(status='fase_1')",
            "Melding.objects.bulk_update(rijen, ['status'])",
        ),
        behalve=r"^escalatie/draaiboek/deur\.py$",
    ),
    Wet(
        naam="geen-taak-zonder-bericht",
        zin="Whoever gives a task tells its holder in the same function.",
        zoek=doet_zonder(r"(.*\.)?taken\.(maak|voor_gemeenten)|Taak\.objects\.create", r"(.*\.)?meld_taken"),
        goed="def f():\n    informatie.meld_taken(m, taken.maak(s), sleutel='x', nu=nu)",
        fout=("def f():\n    taken.maak(s)", "def f():\n    Taak.objects.create(zaak=m)"),
        geldt_in=r"^escalatie/",
    ),
    Wet(
        naam="melding-door-de-deur",
        zin="A screen gets a melding from calamiteiten/toegang.",
        zoek=noemt(r"Melding\.(objects|_default_manager|_base_manager)"),
        goed="melding = haal_melding(request.user, kenmerk)",
        fout=("Melding.objects.get(pk=1)", "rijen = Melding.objects.filter(pk=1).all()"),
        geldt_in=SCHERM,
    ),
    Wet(
        naam="melding-404",
        zin="No screen looks a melding up with get_object_or_404.",
        zoek=zoekt_melding_op,
        goed="get_object_or_404(Gemeente, code=code)",
        fout=("get_object_or_404(Melding, pk=1)", "get_object_or_404(Melding.objects.all(), pk=1)"),
        geldt_in=SCHERM,
    ),
    Wet(
        naam="guardian",
        zin="Only calamiteiten/toegang asks guardian; models.py takes its base classes, the wiring names it.",
        zoek=importeert("guardian"),
        goed="from calamiteiten.toegang import zichtbaar_voor",
        fout=("from guardian.shortcuts import assign_perm", "import guardian"),
        behalve=r"^calamiteiten/toegang/|^calamiteiten/models[^/]*\.py$|^calamiteiten/config/|^calamiteiten/models/",
    ),
    Wet(
        naam="weasyprint",
        zin="Only pdf.py imports WeasyPrint.",
        zoek=importeert("weasyprint"),
        goed="from basis.pdf import maak",
        fout=("import weasyprint", "from weasyprint import HTML"),
        behalve=r"^basis/pdf\.py$",
    ),
    Wet(
        naam="mail",
        zin="Only berichten.py sends mail, over the line of mailverbinding.py.",
        zoek=importeert("django.core.mail", "smtplib"),
        goed="from communicatie.post.berichten import plan",
        fout=("from django.core.mail import send_mail", "from django.core import mail", "import smtplib"),
        behalve=r"^communicatie/post/(berichten|mailverbinding)\.py$",
    ),
    Wet(
        naam="wekker-is-een-rij",
        zin="No promise is kept by the broker: eta and countdown are nowhere.",
        zoek=geeft_mee("eta", "countdown"),
        goed="Wekker.objects.create(op=eind_op)",
        fout=("taak.apply_async(eta=x)", "taak.apply_async(countdown=5)"),
    ),
    Wet(
        naam="web-praat-niet-met-de-broker",
        zin="Only tasks.py and the wiring put work on the broker.",
        zoek=noemt(r".*\.(delay|apply_async|send_task)"),
        goed="berichten.plan(regel)",
        fout=("verzend.delay(1)", "verzend.apply_async()", "app.send_task('x')"),
        behalve=r"/tasks\.py$|^calamiteiten/config/",
    ),
    Wet(
        naam="niets-is-vanzelf-veilig",
        zin="No text is declared safe html.",
        zoek=verklaart_veilig,
        goed="def kop(content) -> SafeString:\n    return format_html('<b>{}</b>', SafeString(content.strip()))",
        fout=("mark_safe(x)", "safestring.mark_safe(x)", "SafeString(x)", "SafeString(melding.content)"),
    ),
    Wet(
        naam="een-klok",
        zin="The clock is read in klok.py.",
        zoek=noemt(r"(.*\.)?(timezone|datetime)\.(now|utcnow|localdate)", r"(.*\.)?date\.today", r"time\.time"),
        goed="from basis.klok import nu\nop = nu()",
        fout=(
            "timezone.now()",
            "gemeld_op = DateTimeField(default=timezone.now)",
            "datetime.now(UTC)",
            "datetime.datetime.utcnow()",
            "date.today()",
            "timezone.localdate()",
        ),
        behalve=r"^basis/klok\.py$",
    ),
    Wet(
        naam="nu-wordt-doorgegeven",
        zin="Screens, tasks, commands and the wiring read the clock; all else gets `nu`.",
        zoek=importeert("basis.klok", "basis.klok.nu", ".klok"),
        goed="def is_laat(termijn, nu): ...",
        fout=("from basis import klok", "from basis.klok import nu", "from .klok import nu"),
        behalve=SCHERM + r"|/(tasks|beheer|middleware|navigatie|context)[^/]*\.py$|/management/commands/|/config/"
        # allauth calls its adapter and its forms from views of its own, and Django its sessions; a field of a day reads
        # "gisteren" when it is cleaned, and Django hands it nothing then.
        r"|^contacten/inloggen/(adapter|forms|sessies)\.py$|^basis/formulieren\.py$",
    ),
    Wet(
        naam="korte-taak",
        zin="A task is ids in, one call.",
        zoek=lange_taak,
        goed="@shared_task(name='x')\ndef verzend():\n    berichten.verzend(klok.nu())",
        fout=("@shared_task\ndef verzend():\n" + "    x = 1\n" * 6, "@app.task()\ndef f():\n" + "    x = 1\n" * 9),
        geldt_in=r"/tasks\.py$",
    ),
    Wet(
        naam="transactie-in-het-werkwoord",
        zin="Verb modules open transactions; screens, models and tasks do not.",
        zoek=noemt(r"(transaction\.)?atomic"),
        goed="voer_uit(opdracht, nu())",
        fout=("with transaction.atomic(): pass", "@atomic\ndef f(): pass"),
        geldt_in=SCHERM + r"|/(tasks|models)[^/]*\.py$",
    ),
    Wet(
        naam="geen-signalen",
        zin="There are no domain signals.",
        # One is not of the domain: the end of `migrate`, when the owner of the database writes the lock.
        zoek=importeert("django.dispatch", "django.db.models.signals"),
        goed="from celery.signals import setup_logging",
        fout=("from django.dispatch import receiver", "from django.db.models.signals import post_save"),
        behalve=r"^(calamiteiten/config/|escalatie/apps\.py$)",
    ),
    Wet(
        naam="korte-view",
        zin="A view is fetch, form, door, reply: at most 15 lines.",
        zoek=lange_view,
        goed="def toon(request):\n" + "    x = 1\n" * 14,
        fout=("def toon(request):\n" + "    x = 1\n" * 15,),
        geldt_in=VIEWS,
    ),
    Wet(
        naam="request-blijft-op-het-scherm",
        zin="Verbs, models and rules do not know what a request is.",
        zoek=neemt_request,
        goed="def voer_uit(opdracht, nu): ...",
        fout=("def voer_uit(request): ...",),
        behalve=SCHERM + r"|^calamiteiten/(config|demo|toegang)/|^contacten/inloggen/"
        # What Django hands a request to before any view: where the bytes of an upload go.
        r"|^calamiteiten/bestanden/ontvangst\.py$"
        # What a page that refuses a request asks of it: what was typed in it.
        r"|^basis/ingevuld\.py$"
        r"|/(context|middleware|toegang|beheer|navigatie)[^/]*\.py$",
    ),
    Wet(
        naam="save-blijft-van-django",
        zin="A model does not override save().",
        zoek=eigen_save,
        goed="class Taak(Model):\n    def is_laat(self, nu): ...",
        fout=("class Taak(Model):\n    def save(self): ...",),
        geldt_in=r"/models[^/]*(\.py$|/)",
    ),
    Wet(
        naam="geen-venster-omhoog",
        zin="A relation to another app leaves no name on the other side.",
        zoek=venster_omhoog,
        goed="ForeignKey('calamiteiten.Melding', CASCADE, related_name='+')\nForeignKey('self', CASCADE)",
        fout=(
            "ForeignKey('calamiteiten.Melding', CASCADE)",
            "from contacten.models import Gemeente\nmodels.ForeignKey(Gemeente, PROTECT, related_name='meldingen')",
            "models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT)",
        ),
        geldt_in=r"/models[^/]*(\.py$|/)",
    ),
    Wet(
        naam="namen-van-tijd",
        zin="Moments end in _op, days in _datum; bounds in _van and _tot.",
        zoek=verkeerd_genoemd_tijdveld,
        goed="gemeld_op = models.DateTimeField()\nvan_datum = models.DateField()\nafwezig_tot = models.DateField()",
        fout=("gemeld = models.DateTimeField()", "dag = models.DateField()"),
        geldt_in=r"/models[^/]*(\.py$|/)",
    ),
    Wet(
        naam="geen-regio-in-een-als",
        zin="What differs per region is data.",
        zoek=beslist_op_gemeente,
        goed="if gemeente.code == code: pass",
        fout=("if gemeente.naam == 'Deventer': pass", "x = 1 if regio in {'ijsselland'} else 2"),
        behalve=r"zaai|^calamiteiten/demo/",
    ),
    Wet(
        naam="rollen-op-een-plek",
        zin="What holds of more than one role is a fact in contacten/rollen.py.",
        zoek=somt_rollen_op,
        goed="ROLLEN = die_zien(Deel.PERS)\nbezet(Rol.BEHEERDER, nu)\ngebruiker.is_rol(*ROLLEN)",
        fout=(
            "ROLLEN = frozenset({Rol.BEHEERDER, Rol.REGIOMANAGER})",
            "SCHRIJVERS = [Rol.BEHEERDER, Rol.REGIOMANAGER]",
            "MAG = {Rol.BEHEERDER: 1, Rol.REGIOMANAGER: 2}",
            "gebruiker.is_rol(Rol.BEHEERDER, Rol.REGIOMANAGER)",
        ),
        behalve=r"^contacten/rollen\.py$|zaai|^calamiteiten/demo/",
    ),
    Wet(
        naam="verboden-aanroepen",
        zin="Nothing runs text as code, reads an object from bytes, guesses with a weak source, or lifts a guard.",
        zoek=noemt(
            r"eval|exec|(os\.)?(system|popen)|(pickle|marshal|shelve|yaml)\..*",
            r"(hashlib\.)?(md5|sha1)|random\.(random|choice|randint|randrange|getrandbits|SystemRandom)|tempfile\.mktemp",
            r"(.*\.)?csrf_exempt|ssl\._create_unverified_context|ssl\.CERT_NONE|(.*\.)?RawSQL|.*\.objects\.(raw|extra)",
        ),
        goed="sleutel = secrets.token_urlsafe(32)\nwaarde = json.loads(tekst)\nrandom.Random(1).choice(rij)",
        fout=(
            "eval(tekst)",
            "os.system('ls')",
            "pickle.loads(rij)",
            "yaml.load(tekst)",
            "hashlib.md5(rij)",
            "random.choice(tekens)",
            "@csrf_exempt\ndef f(request): ...",
            "Melding.objects.raw('SELECT')",
        ),
        behalve=r"^calamiteiten/demo/",
    ),
    Wet(
        naam="een-adres-van-de-site",
        zin="An address of this site is made from SITE_URL, never from the host that a visitor names.",
        zoek=noemt(r"(.*\.)?(build_absolute_uri|get_host|_get_raw_host|get_current_site)"),
        goed='f"{settings.SITE_URL}{reverse(naam)}"',
        fout=("request.build_absolute_uri(pad)", "request.get_host()", "get_current_site(request)"),
    ),
    Wet(
        naam="geen-schil-geen-los-slot",
        zin="No program is started through a shell, and no certificate goes unlooked at.",
        zoek=geeft_mee_met_waarde({"shell": True, "verify": False, "check_hostname": False}),
        goed="subprocess.run(opdracht, check=True)\nget(adres, verify=True)",
        fout=("subprocess.run('ls', shell=True)", "get(adres, verify=False)"),
    ),
    Wet(
        naam="rol-zonder-keuzes",
        zin="No field lists the roles: a new one would be a migration.",
        zoek=noemt(r"Rol\.(choices|values|labels|names)"),
        goed="rol = models.CharField(max_length=30, validators=[eis_rol])",
        fout=("rol = models.CharField(choices=Rol.choices)",),
    ),
)
