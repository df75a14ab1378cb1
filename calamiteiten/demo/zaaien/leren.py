"""What the demo learned: the track of the inspection, improvements of which one is late, and signals. All invented."""

from datetime import datetime, timedelta

from basis.kalender import lokale_datum
from calamiteiten.models import Inspectiesoort
from contacten.models import Aanbieder, Gebruiker
from contacten.rollen import Rol
from escalatie.aanbieders import signalen
from escalatie.aanbieders.signalen import Gegeven
from escalatie.draaiboek import inspectie, verbeterpunten
from escalatie.draaiboek.inspectie import Feit
from escalatie.draaiboek.verbeterpunten import Leerpunt
from escalatie.meldingen.taken.vervulling import Actie

from .stappen import Loper

IGJ, KAST = "igj", "zaaksysteem van de regio"
# What becomes better, whose it is, how many days it may take, what others learn of it, what it means for the contract.
PUNTEN = (
    (
        "Spreek af wie in de nacht extra toezicht houdt",
        Rol.CONTRACTMANAGER,
        20,
        "Vraag bij elk contract hoe de nacht is geregeld, en kijk dat na.",
        "Extra toezicht in de nacht komt in de voorwaarden.",
    ),
    (
        "Maak een vaste lijst voor de overdracht tussen aanbieders",
        Rol.REGIOMANAGER,
        90,
        "Een overdracht is pas klaar als de ander heeft gelezen.",
        "",
    ),
    ("Oefen de eerste avond met de aanbieder", Rol.CONTRACTMANAGER, 120, "", ""),
)


def volg_inspectie(loper: Loper) -> None:
    """What the inspection did and found, as the contractmanager recorded it."""
    dag = lokale_datum(loper.nu)
    feiten = (
        Feit(Inspectiesoort.ONDERZOEK, dag - timedelta(days=6), wie=IGJ, keuze="aanbieder_onderzoekt"),
        Feit(Inspectiesoort.MEDEWERKING, dag - timedelta(days=5), keuze="ja"),
        Feit(
            Inspectiesoort.FEITENRELAAS,
            dag - timedelta(days=4),
            versie="definitief",
            plek=KAST,
            tekst="Gemaakt door de aanbieder.",
        ),
        Feit(Inspectiesoort.RAPPORT, dag - timedelta(days=1), wie=IGJ, versie="concept", plek=KAST),
        Feit(Inspectiesoort.RAPPORT, dag, wie=IGJ, versie="definitief", plek=KAST),
        Feit(
            Inspectiesoort.BEVINDING,
            dag,
            wie=IGJ,
            partij="de aanbieder",
            keuze="tekort",
            tekst="In de nacht was er te weinig toezicht. De aanbieder verbetert het rooster.",
        ),
    )
    for feit in feiten:
        inspectie.leg_vast(loper.melding, feit, loper.spelers.contractmanager, loper.nu)


def verbeter(loper: Loper) -> None:
    """Three improvements, of the first things that were found; the last finding of the inspection comes first."""
    gevonden = verbeterpunten.bronnen(loper.melding)
    bevindingen = [bron for bron in gevonden if bron.feit]
    bronnen = [*bevindingen, *(bron for bron in gevonden if not bron.feit)]
    for bron, (titel, rol, dagen, les, contract) in zip(bronnen, PUNTEN, strict=False):
        actie = Actie(titel, rol, "", loper.nu + timedelta(days=dagen))
        door = loper.spelers.voor(Rol.REGIOMANAGER)
        verbeterpunten.geef(loper.melding, bron.sleutel, actie, Leerpunt(les, contract), door, loper.nu)


def zaai_signalen(aanbieders: list[Aanbieder], door: Gebruiker, nu: datetime) -> None:
    """Two signals below the threshold of a melding, each about another aanbieder."""
    teksten = (
        ("toegang van een gemeente", "De aanbieder is in het weekend slecht bereikbaar."),
        ("een andere aanbieder", "Bij de overdracht ontbreekt vaak het laatste verslag."),
    )
    for aanbieder, (herkomst, tekst), dagen in zip(aanbieders, teksten, (40, 12), strict=False):
        op = nu - timedelta(days=dagen)
        signalen.leg_vast(aanbieder, Gegeven(lokale_datum(op), herkomst, tekst), door, op)
