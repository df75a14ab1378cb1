"""The stories of the demo of Zuid-Holland Zuid: how far each melding has come, by the steps of its own protocol."""

from datetime import datetime, timedelta

from django.db import transaction

from calamiteiten.demo.accounts import WACHTWOORD
from communicatie.familie import onderzoeken
from contacten.models import Aanbieder, Gemeente
from contacten.rollen import Rol
from escalatie.draaiboek import gebeurtenissen
from escalatie.protocol.lezen import haal_communicatieregels

from .accounts import spelers
from .leren import verbeter, volg_inspectie, zaai_signalen
from .paraatheid import zaai_paraatheid
from .regie import Gezaaid, Toneel, eis_leeg, zonder_postbode
from .stappen import Loper
from .verhalen import BRAND, MEDICATIE, STEEKPARTIJ, SUICIDE, VAL, VERDRINKING, Verhaal
from .vertellen import vertel
from .wegen import Weg, Zet
from .zhz import AANBIEDERS, zaai_mensen

DIRECTEUR = Rol.REGIOMANAGER.value
BESTUUR = ("jeugdige_familie", "db_ab_informeren", "wethouder_informeren", "college_informeren", "raad_informeren")


def _begin_onderzoek(loper: Loper) -> None:
    melding, door = loper.melding, loper.spelers.regiomanager
    feit = onderzoeken.Begin(loper.nu, "officier van justitie", "De politie belde de Serviceorganisatie.")
    with transaction.atomic(), gebeurtenissen.gevolgd(melding, door, loper.nu):
        onderzoeken.begin(melding, feit, door, loper.nu, haal_communicatieregels(melding.protocol_versie))


REGIE: Weg = (Zet(1, lambda loper: loper.stap("neem_regie", DIRECTEUR)),)
BESTUUR_WEET: Weg = (
    *REGIE,
    Zet(1, lambda loper: loper.doe("jeugdige_familie", "is_iedereen_veilig")),
    Zet(2, lambda loper: loper.doe(*BESTUUR)),
)
ONRUST: Weg = (
    *BESTUUR_WEET,
    Zet(3, lambda loper: loper.kies("onrust_inschatten", "ja")),
    Zet(
        1,
        lambda loper: loper.stap(
            "regie_naar_burgemeester", DIRECTEUR, motivering="Ouders staan bij de school, er gaat een filmpje rond."
        ),
    ),
    Zet(2, lambda loper: loper.doe("burgemeester_adviseren", "overlegstructuur", "driehoek_bij_onrust")),
)
TERUG: Weg = (
    *ONRUST,
    Zet(
        40,
        lambda loper: loper.stap(
            "regie_terug",
            DIRECTEUR,
            motivering="De burgemeester geeft de regie terug: het is rustig.",
            afwijkingen={"onrust_daalt_overal": "De burgemeester heeft dit zelf gezegd."},
        ),
    ),
)
ONDERZOEK: Weg = (
    *BESTUUR_WEET,
    Zet(2, lambda loper: loper.kies("strafbaar_feit", "ja")),
    Zet(2, _begin_onderzoek),
    Zet(3, lambda loper: loper.doe("politie_betrekken", "driehoek_bij_onderzoek")),
)
JEUGDTEAMS: Weg = (
    *BESTUUR_WEET,
    Zet(5, lambda loper: loper.kies("jeugdteam_betrokken", "ja")),
    Zet(20, lambda loper: loper.kies("opdracht_jeugdteams", "ja")),
)
OPVOLGING: Weg = (
    *BESTUUR_WEET,
    Zet(20, lambda loper: loper.doe_alles()),
    Zet(2, lambda loper: loper.stap("start_opvolging", DIRECTEUR)),
)
AFGEROND: Weg = (
    *OPVOLGING,
    Zet(200, volg_inspectie),
    Zet(500, lambda loper: loper.doe_alles()),
    # What becomes better outlives the melding.
    Zet(1, verbeter),
    Zet(1, lambda loper: loper.stap("rond_af", DIRECTEUR)),
)
GEEN_CALAMITEIT: Weg = (
    Zet(
        3,
        lambda loper: loper.stap(
            "wijs_af",
            DIRECTEUR,
            motivering="De aanbieder handelt dit zelf af.",
            afwijkingen={"niet_meldingswaardig": "De aanbieder heeft de melding bij nader inzien verzacht."},
        ),
    ),
)
WEGEN: dict[str, Weg] = {
    "ontvangen": (),
    "regie": REGIE,
    "bestuur_weet": BESTUUR_WEET,
    "onrust": ONRUST,
    "terug": TERUG,
    "onderzoek": ONDERZOEK,
    "jeugdteams": JEUGDTEAMS,
    "opvolging": OPVOLGING,
    "afgerond": AFGEROND,
    "geen_calamiteit": GEEN_CALAMITEIT,
}
VERHALEN = (
    Verhaal(VAL, "ontvangen", "getij", ("dordrecht",), timedelta(minutes=50), weet_igj=False),
    Verhaal(MEDICATIE, "regie", "sluis", ("gorinchem",), timedelta(hours=2)),
    Verhaal(BRAND, "bestuur_weet", "getij", ("papendrecht", "dordrecht"), timedelta(hours=3)),
    Verhaal(VERDRINKING, "onrust", "getij", ("dordrecht", "zwijndrecht"), timedelta(hours=2)),
    Verhaal(STEEKPARTIJ, "onderzoek", "sluis", ("gorinchem", "molenlanden"), timedelta(hours=5)),
    Verhaal(SUICIDE, "jeugdteams", "dijk", ("dordrecht",), timedelta(hours=6)),
    Verhaal(BRAND, "terug", "kreek", ("hoeksche-waard",), timedelta(days=2)),
    Verhaal(VAL, "opvolging", "dijk", ("alblasserdam",), timedelta(days=20)),
    Verhaal(MEDICATIE, "afgerond", "kreek", ("hoeksche-waard",), timedelta(days=60)),
    Verhaal(VERDRINKING, "geen_calamiteit", "getij", ("sliedrecht",), timedelta(days=9)),
)


def zaai(nu: datetime, aantal: int) -> Gezaaid:
    """Make the region, its accounts and at most `aantal` meldingen up to `nu` (aware), all or nothing.

    Raises AlGezaaid when there is a gemeente or a melding already.
    """
    eis_leeg()
    with transaction.atomic(), zonder_postbode():
        zaai_mensen(nu - timedelta(days=30), WACHTWOORD)
        gemeenten = {gemeente.code: gemeente for gemeente in Gemeente.objects.all()}
        aanbieders = {code: Aanbieder.objects.get(naam=een.naam) for code, een in AANBIEDERS.items()}
        toneel = Toneel(gemeenten, aanbieders, spelers(), nu, WEGEN)
        # The oldest first: what is sent at a moment of the past is all that was due by then.
        zaai_paraatheid(toneel.wie, nu, toneel.verzend, toneel.passend)
        gekozen = sorted(VERHALEN[:aantal], key=toneel.begin)
        weggelaten = [zin for verhaal in gekozen for zin in vertel(verhaal.wat.onderwerp, toneel.speel, verhaal)]
        zaai_signalen([aanbieders["getij"], aanbieders["sluis"]], toneel.wie.contractmanager, nu)
    return Gezaaid(len(gekozen) - len(weggelaten), tuple(weggelaten))
