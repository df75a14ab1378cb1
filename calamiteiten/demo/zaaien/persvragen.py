"""Press questions of the demo, walked through the door with a held clock, in several stages. Invented."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from calamiteiten.models import Melding
from communicatie.models import Persvraag
from contacten.models import Gebruiker, Gemeente
from escalatie.draaiboek import deur, termijnen
from escalatie.draaiboek.opdrachten import Opdracht, Stapgegevens
from escalatie.models import Wekker
from escalatie.persvragen import procedure
from escalatie.persvragen import teksten as persteksten
from escalatie.persvragen.opdrachten import Evaluatie, GemeenteAntwoord, Navraag, Volgdag
from escalatie.persvragen.procedure import NieuwePersvraag

from .accounts import Spelers
from .vertellen import vertel

# Between two steps of a question.
TUSSEN = timedelta(minutes=25)
TEKSTEN = "teksten"
ADVISEUR, CONTRACT, REGIO = "communicatieadviseur", "contractmanager", "regiomanager"
# The way of a question: step and who takes it.
WEG = (
    ("verzamel_informatie", CONTRACT),
    (TEKSTEN, ADVISEUR),
    ("stem_af", ADVISEUR),
    ("vraag_na", ADVISEUR),
    ("informeer_gemeenten", ADVISEUR),
    ("stuur_door", REGIO),
    ("communiceer", CONTRACT),
    ("leg_antwoord_vast", CONTRACT),
    ("evalueer", CONTRACT),
    ("rond_af", CONTRACT),
)
EVALUATIE = {
    "proces": "Ja. De gemeente had de kernboodschap binnen een paar uur.",
    "afspraken": "Nee. De andere gemeenten waren op tijd ingelicht.",
}


@dataclass(frozen=True)
class Persverhaal:
    """One question: what, from where, how long ago, and the last step that was taken ("" for none).

    `na_fase_1`: about the newest melding in Fase 1. `vervolg`: follows the question before it.
    """

    onderwerp: str
    vraag: str
    medium: str
    gemeente: str
    geleden: timedelta
    tot: str = ""
    vrager: str = "gemeente"
    kernboodschap: str = ""
    antwoord: str = ""
    na_fase_1: bool = False
    vervolg: bool = False


def _uur(uren: float) -> timedelta:
    return timedelta(hours=uren)


VERHALEN = (
    Persverhaal(
        "Wachttijden voor ambulante jeugdhulp",
        "Hoe lang wachten kinderen in deze regio op ambulante hulp, en wat doet de gemeente daaraan?",
        "Dagblad De IJssel (verzonnen)",
        "deventer",
        timedelta(days=16),
        "rond_af",
        kernboodschap="Kinderen wachten gemiddeld zes weken. De gemeenten betalen dit jaar extra voor snelle hulp.",
        antwoord="De wethouder: zes weken is te lang. Daarom betalen wij dit jaar extra voor snelle hulp.",
    ),
    Persverhaal(
        "Sluiting van een woongroep",
        "Klopt het dat een aanbieder een woongroep sluit, en waar gaan de jongeren heen?",
        "Omroep Oost (verzonnen)",
        "kampen",
        timedelta(days=9),
        "leg_antwoord_vast",
        vrager="journalist",
        kernboodschap="De groep sluit in het voorjaar. Voor alle jongeren is een nieuwe plek in de buurt gevonden.",
        antwoord="De gemeente: voor elke jongere is een plek gevonden, dicht bij school en familie.",
    ),
    Persverhaal(
        "Nieuwe plek na sluiting van de woongroep",
        "Wat kost de verhuizing van de jongeren, en wie betaalt dat?",
        "Omroep Oost (verzonnen)",
        "kampen",
        _uur(101),
        "communiceer",
        vrager="journalist",
        kernboodschap="De aanbieder betaalt de verhuizing. De gemeenten letten erop dat de hulp doorgaat.",
        vervolg=True,
    ),
    Persverhaal(
        "Kosten van de jeugdhulp",
        "Hoeveel geeft de regio dit jaar uit aan jeugdhulp, en is dat meer dan vorig jaar?",
        "Weekblad Salland (verzonnen)",
        "raalte",
        _uur(22),
        TEKSTEN,
        kernboodschap="De regio geeft dit jaar meer uit dan vorig jaar, omdat meer kinderen hulp krijgen.",
    ),
    Persverhaal(
        "Incident op een woongroep",
        "Wat is er gebeurd op de woongroep, en zijn de jongeren veilig?",
        "Dagblad De IJssel (verzonnen)",
        "zwolle",
        _uur(3.5),
        TEKSTEN,
        vrager="journalist",
        kernboodschap="Er was een incident. Alle jongeren zijn veilig. De gemeente vertelt morgen meer.",
        na_fase_1=True,
    ),
    Persverhaal(
        "Vervoer naar dagbehandeling",
        "Waarom rijdt de taxi naar de dagbehandeling zo vaak te laat?",
        "Lokale omroep Vechtdal (verzonnen)",
        "hardenberg",
        _uur(1.4),
        vrager="lokale_toegang",
    ),
)


def zaai_persvragen(
    wie: Spelers,
    gemeenten: Mapping[str, Gemeente],
    nu: datetime,
    verzend: Callable[[datetime], None],
    begin: Callable[[datetime], datetime],
) -> list[str]:
    """Walk every story up to `nu` (aware); returns which could not be told, in Dutch.

    `verzend` sends what is due at a moment; `begin` moves the start of an old question into office hours.
    """
    weggelaten: list[str] = []
    for verhaal in VERHALEN:
        pers = Persloper(wie, begin(nu - verhaal.geleden), nu, verzend)
        # A question whose predecessor was left out stands by itself.
        vorige = Persvraag.objects.order_by("-pk").first() if verhaal.vervolg else None
        weggelaten += vertel(verhaal.onderwerp, pers.loop, verhaal, gemeenten[verhaal.gemeente], vorige)
    return weggelaten


class Persloper:
    """One question on its way; the moment of the next step is `moment`."""

    def __init__(self, wie: Spelers, moment: datetime, nu: datetime, verzend: Callable[[datetime], None]) -> None:
        self.wie, self.moment, self.nu, self.verzend = wie, moment, nu, verzend

    def loop(self, verhaal: Persverhaal, gemeente: Gemeente, vervolg_op: Persvraag | None) -> Persvraag:
        """Register, take the steps up to `verhaal.tot`, and let the alarms ring until now."""
        sleutel = uuid5(NAMESPACE_URL, f"demo/{verhaal.onderwerp}")
        nieuw = self._nieuw(verhaal, gemeente, vervolg_op)
        vraag = procedure.registreer(nieuw, sleutel, self.wie.contractmanager, self.moment)
        self.verzend(self.moment)
        codes = [code for code, _ in WEG]
        for code, rol in WEG[: codes.index(verhaal.tot) + 1] if verhaal.tot else ():
            self._tijd_gaat(vraag, min(self.moment + TUSSEN, self.nu))
            self._stap(vraag.pk, code, self.wie.voor(rol), verhaal)
            self.verzend(self.moment)
        self._tijd_gaat(vraag, self.nu)
        return Persvraag.objects.get(pk=vraag.pk)

    def _nieuw(self, verhaal: Persverhaal, gemeente: Gemeente, vervolg_op: Persvraag | None) -> NieuwePersvraag:
        over = Melding.objects.filter(status="fase_1").order_by("-pk").first() if verhaal.na_fase_1 else None
        return NieuwePersvraag(
            onderwerp=verhaal.onderwerp,
            vraag=verhaal.vraag,
            vrager=verhaal.vrager,
            medium=verhaal.medium,
            gemeente=gemeente,
            ontvangen_op=self.moment,
            melding=over,
            vervolg_op=vervolg_op,
        )

    def _stap(self, nummer: int, code: str, door: Gebruiker, verhaal: Persverhaal) -> None:
        vraag = Persvraag.objects.get(pk=nummer)
        if code == TEKSTEN:
            teksten = {
                "kernboodschap": verhaal.kernboodschap,
                "achtergrond": "",
                "memo": "Verwijs vragen door naar ons.",
            }
            persteksten.bewaar(nummer, teksten, vraag.bewerking, door, self.moment)
            return
        opdracht = Opdracht(nummer, code, door.pk, vraag.status, gegevens=self._gegevens(vraag, code, verhaal))
        deur.voer_uit(opdracht, self.moment)

    def _gegevens(self, vraag: Persvraag, code: str, verhaal: Persverhaal) -> Stapgegevens | None:
        per_stap: dict[str, Stapgegevens] = {
            "vraag_na": Navraag(heeft_afstemming_nodig=False),
            "communiceer": Volgdag(),
            "leg_antwoord_vast": GemeenteAntwoord(vraag.gemeente_id, verhaal.antwoord, self.moment, "woordvoerder"),
            "rond_af": Evaluatie(EVALUATIE),
        }
        return per_stap.get(code)

    def _tijd_gaat(self, vraag: Persvraag, tot: datetime) -> None:
        """Ring the alarms that are due before `tot`, each at its own moment."""
        while wekker := _eerste_wekker(vraag, tot):
            termijnen.bewaak(wekker.gaat_op)
            self.verzend(wekker.gaat_op)
        self.moment = tot


def _eerste_wekker(vraag: Persvraag, tot: datetime) -> Wekker | None:
    open_ = Wekker.objects.filter(
        termijn__zaak=vraag.pk, gevuurd_op__isnull=True, vervallen_op__isnull=True, gaat_op__lte=tot, pogingen=0
    )
    return open_.order_by("gaat_op").first()
