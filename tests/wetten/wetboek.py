"""The laws over Python source: what may stand where, each with an example that keeps it and one that breaks it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .bron import APPS, functies, geimporteerd, lengte, naam_van

Zoeker = Callable[[ast.Module], Iterator[int]]


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


def importeert(*namen: str) -> Zoeker:
    """Find imports of a module, of anything in it, or of a name from it."""

    def zoek(wortel: ast.Module) -> Iterator[int]:
        for naam, regel in geimporteerd(wortel):
            if any(naam == verboden or naam.startswith(f"{verboden}.") for verboden in namen):
                yield regel

    return zoek


def noemt(*patronen: str) -> Zoeker:
    """Find a dotted name that matches, called or only passed on (``default=timezone.now``)."""

    def zoek(wortel: ast.Module) -> Iterator[int]:
        for knoop in ast.walk(wortel):
            if isinstance(knoop, ast.Attribute | ast.Name) and any(re.fullmatch(p, naam_van(knoop)) for p in patronen):
                yield knoop.lineno

    return zoek


def geeft_mee(*sleutels: str) -> Zoeker:
    """Find calls with one of these keyword arguments."""

    def zoek(wortel: ast.Module) -> Iterator[int]:
        for knoop in ast.walk(wortel):
            if isinstance(knoop, ast.Call) and any(deel.arg in sleutels for deel in knoop.keywords):
                yield knoop.lineno

    return zoek


def zet_status(van: str) -> Zoeker:
    """Find assignments to ``.status`` of something whose name matches ``van``."""

    def zoek(wortel: ast.Module) -> Iterator[int]:
        for knoop in ast.walk(wortel):
            doelen = knoop.targets if isinstance(knoop, ast.Assign) else [getattr(knoop, "target", None)]
            for doel in doelen:
                if isinstance(doel, ast.Attribute) and doel.attr == "status" and re.search(van, naam_van(doel.value)):
                    yield doel.lineno

    return zoek


def schrijft_status(van: str) -> Zoeker:
    """Find ``create``, ``update`` and friends with ``status=`` on something whose name matches ``van``."""
    werkwoorden = {"create", "update", "get_or_create", "update_or_create", "bulk_update", "Melding"}

    def zoek(wortel: ast.Module) -> Iterator[int]:
        for knoop in ast.walk(wortel):
            if not isinstance(knoop, ast.Call) or naam_van(knoop.func).split(".")[-1] not in werkwoorden:
                continue
            met_status = any(deel.arg == "status" for deel in knoop.keywords) or "'status'" in ast.unparse(knoop)
            if met_status and re.search(van, naam_van(knoop.func)):
                yield knoop.lineno

    return zoek


def lange_view(wortel: ast.Module) -> Iterator[int]:
    """Find views (functions that take ``request``) of more than 15 lines."""
    for functie in functies(wortel):
        if any(arg.arg == "request" for arg in functie.args.args) and lengte(functie) > 15:
            yield functie.lineno


def neemt_request(wortel: ast.Module) -> Iterator[int]:
    """Find functions that take ``request``."""
    for functie in functies(wortel):
        if any(arg.arg == "request" for arg in functie.args.args):
            yield functie.lineno


def eigen_save(wortel: ast.Module) -> Iterator[int]:
    """Find classes that define ``save``."""
    for klasse in (knoop for knoop in ast.walk(wortel) if isinstance(knoop, ast.ClassDef)):
        yield from (deel.lineno for deel in klasse.body if isinstance(deel, ast.FunctionDef) and deel.name == "save")


def venster_omhoog(wortel: ast.Module) -> Iterator[int]:
    """Find relations to a model of another app without ``related_name="+"``."""
    elders = {naam.split(".")[-1] for naam, _ in geimporteerd(wortel) if naam.split(".")[0] in APPS}
    for knoop in ast.walk(wortel):
        soort = naam_van(knoop.func).split(".")[-1] if isinstance(knoop, ast.Call) else ""
        if not isinstance(knoop, ast.Call) or soort not in {"ForeignKey", "OneToOneField", "ManyToManyField"}:
            continue
        doel = knoop.args[0] if knoop.args else next((d.value for d in knoop.keywords if d.arg == "to"), knoop)
        ver = naam_van(doel) in elders or naam_van(doel) == "settings.AUTH_USER_MODEL"
        ver = ver or (isinstance(doel, ast.Constant) and "." in str(doel.value))
        if ver and not any(d.arg == "related_name" and ast.unparse(d.value) == "'+'" for d in knoop.keywords):
            yield knoop.lineno


def verkeerd_genoemd_tijdveld(wortel: ast.Module) -> Iterator[int]:
    """Find moments that do not end in ``_op`` or ``_tot``, and days not in ``_datum``, ``_van`` or ``_tot``."""
    uitgangen = {"DateTimeField": ("_op", "_tot"), "DateField": ("_datum", "_van", "_tot")}
    for knoop in ast.walk(wortel):
        if not isinstance(knoop, ast.Assign | ast.AnnAssign) or not isinstance(knoop.value, ast.Call):
            continue
        goed = uitgangen.get(naam_van(knoop.value.func).removeprefix("models."))
        doel = knoop.targets[0] if isinstance(knoop, ast.Assign) else knoop.target
        if goed and not naam_van(doel).endswith(goed):
            yield knoop.lineno


def beslist_op_gemeente(wortel: ast.Module) -> Iterator[int]:
    """Find comparisons with the name of a gemeente or region: a second region is a second file, never an ``if``."""
    namen = r"(?i)\b(zwolle|deventer|kampen|staphorst|dalfsen|hardenberg|ommen|raalte|steenwijk|ijsselland|olst)"
    for knoop in ast.walk(wortel):
        if isinstance(knoop, ast.Compare | ast.match_case) and re.search(namen, ast.unparse(knoop)):
            yield getattr(knoop, "lineno", 0) or knoop.pattern.lineno  # type: ignore[union-attr]


WETTEN = (
    Wet(
        naam="status-van-melding",
        zin="Only the door moves the status of a melding.",
        zoek=zet_status(r"(?i)(melding|dossier|zaak)$"),
        goed="bericht.status = 'verzonden'",
        fout=("melding.status = 'fase_1'", "taak.melding.status = 'x'"),
        behalve=r"^escalatie/overgangen\.py$",
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
        behalve=r"^escalatie/overgangen\.py$",
    ),
    Wet(
        naam="melding-door-de-deur",
        zin="A screen gets a melding from toegang.py.",
        zoek=noemt(r"Melding\.(objects|_default_manager|_base_manager)"),
        goed="melding = haal_melding(request.user, kenmerk)",
        fout=("Melding.objects.get(pk=1)", "rijen = models.Melding.objects.all()".replace("models.", "")),
        geldt_in=SCHERM,
    ),
    Wet(
        naam="melding-404",
        zin="No screen looks a melding up with get_object_or_404.",
        zoek=lambda wortel: (
            knoop.lineno
            for knoop in ast.walk(wortel)
            if isinstance(knoop, ast.Call)
            and naam_van(knoop.func) in {"get_object_or_404", "get_list_or_404"}
            and "Melding" in naam_van(knoop.args[0])
        ),
        goed="get_object_or_404(Gemeente, code=code)",
        fout=("get_object_or_404(Melding, pk=1)", "get_object_or_404(Melding.objects.all(), pk=1)"),
        geldt_in=SCHERM,
    ),
    Wet(
        naam="guardian",
        zin="Only toegang.py asks guardian; models.py takes its base classes, the wiring names it.",
        zoek=importeert("guardian"),
        goed="from calamiteiten.toegang import zichtbaar_voor",
        fout=("from guardian.shortcuts import assign_perm", "import guardian"),
        behalve=r"^calamiteiten/(toegang|models[^/]*)\.py$|^calamiteiten/config/|^calamiteiten/models/",
    ),
    Wet(
        naam="weasyprint",
        zin="Only pdf.py imports WeasyPrint.",
        zoek=importeert("weasyprint"),
        goed="from calamiteiten.pdf import maak",
        fout=("import weasyprint", "from weasyprint import HTML"),
        behalve=r"^calamiteiten/pdf\.py$",
    ),
    Wet(
        naam="mail",
        zin="Only berichten.py sends mail.",
        zoek=importeert("django.core.mail", "smtplib"),
        goed="from communicatie.berichten import plan",
        fout=("from django.core.mail import send_mail", "from django.core import mail", "import smtplib"),
        behalve=r"^communicatie/berichten\.py$",
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
        zoek=noemt(r"(.*\.)?(mark_safe|SafeString|SafeText)"),
        goed="format_html('<b>{}</b>', naam)",
        fout=("mark_safe(x)", "safestring.mark_safe(x)", "SafeString(x)"),
    ),
    Wet(
        naam="een-klok",
        zin="The clock is read in klok.py.",
        zoek=noemt(r"(.*\.)?(timezone|datetime)\.(now|utcnow|localdate)", r"(.*\.)?date\.today", r"time\.time"),
        goed="from calamiteiten.klok import nu\nop = nu()",
        fout=(
            "timezone.now()",
            "gemeld_op = DateTimeField(default=timezone.now)",
            "datetime.now(UTC)",
            "datetime.datetime.utcnow()",
            "date.today()",
            "timezone.localdate()",
        ),
        behalve=r"^calamiteiten/klok\.py$",
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
        zoek=importeert("django.dispatch", "django.db.models.signals"),
        goed="from celery.signals import setup_logging",
        fout=("from django.dispatch import receiver", "from django.db.models.signals import post_save"),
        behalve=r"^calamiteiten/config/",
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
        behalve=SCHERM + r"|^calamiteiten/(config|demo)/|/(context|middleware|toegang)[^/]*\.py$",
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
)
