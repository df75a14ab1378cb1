"""Heartbeats: rows that say when each part last did its round, so that a standstill can be seen by people and
machines."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from basis.toekomst import is_toekomst
from escalatie.models import Hartslag

STIL_NA = timedelta(minutes=2)
# The rounds that share one worker (queue `overig`): each may have to wait for some that take minutes.
OVERIG_STIL_NA = timedelta(minutes=30)
# No part, but a mark in the same place: as long as it stands, the mail server takes nothing from us.
AFZENDER = "afzender_geweigerd"
# No part either: the row that is written to see whether rows can be written.
SCHRIJFPROEF = "schrijfproef"
# The trial of the back-up, and the mark of the last one that failed: it holds until a later one succeeds. And when one
# was begun: one that was killed is not begun again at once.
PROEFHERSTEL, PROEF_MISLUKT, PROEF_BEGONNEN = "proefherstel", "proefherstel_mislukt", "proefherstel_begonnen"
# The back-up from which the archive of pgBackRest goes on, and the mark of one that failed. Neither is written by us:
# deploy/database/archiefbasis does it, where the database is.
BASIS, BASIS_MISLUKT = "archiefbasis", "archiefbasis_mislukt"
# And the trial of that archive, by bin/archiefproef or deploy/database/archiefproef.
ARCHIEFPROEF, ARCHIEFPROEF_MISLUKT = "archiefproef", "archiefproef_mislukt"


@dataclass(frozen=True)
class Onderdeel:
    """A part that must keep going: how it is called on screen, what it does, after how long its silence is a fault, and
    the sentence that says so. `is_keuze`: an installation can do without."""

    naam: str
    titel: str
    wat: str
    stil_na: timedelta
    klacht: str
    is_keuze: bool = False

    @property
    def is_bewaakt(self) -> bool:
        """Whether silence of this part is a fault in this installation (setting BEWAAKTE_ONDERDELEN)."""
        return self.naam in settings.BEWAAKTE_ONDERDELEN


ONDERDELEN = (
    Onderdeel(
        "bewaking",
        "Bewaking van termijnen",
        "Laat waarschuwingen afgaan en maakt beltaken, elke halve minuut.",
        STIL_NA,
        "De bewaking van termijnen staat stil.",
    ),
    Onderdeel(
        "verzending",
        "Verzending van berichten",
        "Verstuurt wat klaarstaat, elke vijf seconden.",
        timedelta(minutes=3),
        "De verzending van berichten staat stil.",
    ),
    Onderdeel(
        "worker",
        "Worker",
        "Voert de rondes uit.",
        timedelta(minutes=3),
        "De worker doet niets meer.",
    ),
    Onderdeel(
        "beat",
        "Klok van de rondes (beat)",
        "Zegt wanneer een ronde begint.",
        timedelta(minutes=3),
        "De klok van de rondes (beat) tikt niet meer.",
    ),
    Onderdeel(
        "controle",
        "Controle",
        "Gaat elke minuut na of er niets is gemist.",
        timedelta(minutes=5),
        "De controle of er niets is gemist, staat stil.",
    ),
    Onderdeel(
        "bewaker",
        "Tweede wacht (bewaak)",
        "Doet elke minuut alle rondes over, zonder worker en beat.",
        timedelta(minutes=6),
        "De tweede wacht (bewaak) draait niet.",
    ),
    Onderdeel(
        "feeds",
        "Mediafeeds",
        "Haalt elke vijf minuten nieuws op.",
        OVERIG_STIL_NA,
        "De mediafeeds worden niet meer opgehaald.",
    ),
    Onderdeel(
        "sms",
        "Verzending van sms",
        "Verstuurt de sms'jes die klaarstaan, elke tien seconden.",
        timedelta(minutes=10),
        "De verzending van sms staat stil.",
    ),
    Onderdeel(
        "lijstpost",
        "Post over de contactlijst",
        "Vertelt wat er met de contactlijst gebeurde, elke tien seconden.",
        OVERIG_STIL_NA,
        "De post over de contactlijst wordt niet meer klaargezet.",
    ),
    Onderdeel(
        "lijst",
        "Bijhouden van de contactlijst",
        "Vraagt elk uur wie aan de beurt is of zijn gegevens nog kloppen.",
        timedelta(hours=3),
        "De contactlijst wordt niet meer bijgehouden.",
    ),
    Onderdeel(
        "stuiters",
        "Teruggekomen mail",
        "Leest elke minuut de map met mail die terugkwam, als die er is.",
        OVERIG_STIL_NA,
        "De mail die terugkomt, wordt niet meer gelezen.",
    ),
    Onderdeel(
        "bestanden",
        "Keuring van bestanden",
        "Laat nieuwe bestanden nakijken op virussen, elke halve minuut.",
        OVERIG_STIL_NA,
        "De keuring van bestanden staat stil.",
    ),
    Onderdeel(
        "papier",
        "Lange papieren",
        "Maakt de papieren waarop iemand wacht, elke vijf seconden.",
        OVERIG_STIL_NA,
        "Lange papieren worden niet meer gemaakt.",
    ),
    Onderdeel(
        "back_up",
        "Back-up",
        "Bewaart alles versleuteld, en leest het terug.",
        timedelta(hours=26),
        "Er is langer dan een dag geen back-up gemaakt.",
    ),
    Onderdeel(
        PROEFHERSTEL,
        "Proefherstel",
        "Zet elke maand een back-up terug naast de database, en kijkt of alles er is.",
        timedelta(days=35),
        "Er is langer dan een maand geen back-up op proef teruggezet.",
    ),
    Onderdeel(
        BASIS,
        "Back-up in het archief (pgBackRest)",
        "Legt elke nacht vast waar het archief van veranderingen vanaf verdergaat.",
        timedelta(hours=50),
        "Er is langer dan twee dagen geen back-up in het archief (pgBackRest) gelegd.",
        is_keuze=True,
    ),
    Onderdeel(
        ARCHIEFPROEF,
        "Proef van het archief (pgBackRest)",
        "Zet elke maand de laatste stand uit het archief terug naast de database.",
        timedelta(days=35),
        "Er is langer dan een maand niet geprobeerd of het archief terug te zetten is.",
        is_keuze=True,
    ),
)


def klop(component: str, nu: datetime, bijzonderheid: str = "", duur: timedelta | None = None) -> None:
    """Write the heartbeat of a component; `bijzonderheid` is what people should know of this round, `duur` how long it
    took, where that is measured."""
    waarden = {"op": nu, "bijzonderheid": bijzonderheid[:300], "duur": duur}
    Hartslag.objects.update_or_create(component=component, defaults=waarden)


def neem_weg(component: str) -> None:
    """Take this mark away."""
    Hartslag.objects.filter(component=component).delete()


def laatste() -> dict[str, Hartslag]:
    """The last heartbeat of every component that ever beat, by name."""
    return Hartslag.objects.in_bulk()


def is_proef_mislukt(slagen: dict[str, Hartslag]) -> bool:
    """Whether the last trial of the back-up failed."""
    return _is_mislukt(slagen.get(PROEFHERSTEL), slagen.get(PROEF_MISLUKT))


def is_basis_mislukt(slagen: dict[str, Hartslag]) -> bool:
    """Whether the last back-up in the archive of pgBackRest failed."""
    return _is_mislukt(slagen.get(BASIS), slagen.get(BASIS_MISLUKT))


def is_archiefproef_mislukt(slagen: dict[str, Hartslag]) -> bool:
    """Whether the last trial of the archive of pgBackRest failed."""
    return _is_mislukt(slagen.get(ARCHIEFPROEF), slagen.get(ARCHIEFPROEF_MISLUKT))


def _is_mislukt(gelukt: Hartslag | None, mislukt: Hartslag | None) -> bool:
    return mislukt is not None and (gelukt is None or gelukt.op < mislukt.op)


def stil(slagen: dict[str, Hartslag], nu: datetime, archief_sinds: datetime | None = None) -> list[Onderdeel]:
    """The guarded parts that are silent for too long at `nu` (aware), or never beat. `archief_sinds`: since when this
    database gives its changes to pgBackRest; then its back-ups and its trial are guarded, whatever the settings say."""
    ook = set[str]()
    if archief_sinds is not None:
        ook = {BASIS, ARCHIEFPROEF}
        slagen = {naam: Hartslag(component=naam, op=archief_sinds) for naam in ook} | slagen
    return [o for o in ONDERDELEN if (o.is_bewaakt or o.naam in ook) and is_stil(o, slagen.get(o.naam), nu)]


def is_stil(onderdeel: Onderdeel, slag: Hartslag | None, nu: datetime) -> bool:
    """Whether this part, with this last heartbeat, is silent for too long. One that has not come yet is none."""
    return slag is None or is_toekomst(slag.op, nu) or nu - slag.op > onderdeel.stil_na
