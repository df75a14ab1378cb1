"""What the media say in the demo: attention that rises around one melding, and a little around another. Invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from basis.kalender import lokale_datum
from calamiteiten.models import Melding
from communicatie.media import monitor as mediamonitor
from communicatie.media.monitor import NieuwSignaal

from .accounts import Spelers

KRANT, OMROEP, SOCIAAL = "Dagblad De IJssel (verzonnen)", "Omroep Oost (verzonnen)", "Sociale media"


@dataclass(frozen=True)
class Stukje:
    """A piece, and how many hours before now it appeared."""

    uren: float
    bron: str
    titel: str
    bereik: str
    toon: str
    behoefte: str = ""


STIJGEND = (
    Stukje(39, KRANT, "Hulpdiensten bij woongroep voor jongeren", "lokaal", "neutraal"),
    Stukje(30, SOCIAAL, "Foto's van politieauto's bij de woongroep gaan rond", "lokaal", "bezorgd"),
    Stukje(27, OMROEP, "Jongere gewond op woongroep, politie doet onderzoek", "regionaal", "neutraal"),
    Stukje(
        *(2.6, KRANT, "Ouders willen weten of de woongroep veilig is", "regionaal", "bezorgd"),
        behoefte="Is de groep nu veilig, en wie houdt daar toezicht op?",
    ),
    Stukje(2.1, OMROEP, "Raadsleden stellen vragen over incident op woongroep", "regionaal", "kritisch"),
    Stukje(
        *(1.6, SOCIAAL, "Buurtbewoners vragen om een gesprek met de gemeente", "lokaal", "bezorgd"),
        behoefte="Wanneer hoort de buurt iets, en van wie?",
    ),
    Stukje(1.1, SOCIAAL, "Oud-bewoners vertellen over hun tijd op de groep", "landelijk", "kritisch"),
    Stukje(0.7, KRANT, "Buurt brengt bloemen en kaarten naar de groep", "lokaal", "steunend"),
    Stukje(0.4, OMROEP, "Burgemeester: eerst rust voor de jongeren", "regionaal", "steunend"),
)
RUSTIG = (
    Stukje(26, SOCIAAL, "Filmpje van redding bij de zwemplas", "lokaal", "bezorgd", "Mag dit filmpje online blijven?"),
    Stukje(20, KRANT, "Omstanders redden jongere bij zwemplas", "lokaal", "steunend"),
)


def zaai_media(wie: Spelers, nu: datetime) -> None:
    """Enter the pieces for the meldingen in Fase 1, and follow the first of them. `nu` is aware."""
    rijen = Melding.objects.filter(status="fase_1").order_by("-pk")
    for melding, stukjes in zip(rijen, (STIJGEND, RUSTIG), strict=False):
        for stukje in stukjes:
            op = nu - timedelta(hours=stukje.uren)
            sleutel = uuid5(NAMESPACE_URL, f"{melding.kenmerk}/{stukje.titel}")
            mediamonitor.leg_vast(melding, _signaal(stukje, op), sleutel, wie.communicatieadviseur, op)
        tot_datum = lokale_datum(nu + timedelta(days=28))
        mediamonitor.volg(melding, ["woongroep", "jeugdhulp IJsselland"], tot_datum, wie.communicatieadviseur, nu)


def _signaal(stukje: Stukje, op: datetime) -> NieuwSignaal:
    return NieuwSignaal(
        bron=stukje.bron,
        titel=stukje.titel,
        verschenen_op=op,
        bereik=stukje.bereik,
        toon=stukje.toon,
        behoefte=stukje.behoefte,
    )
