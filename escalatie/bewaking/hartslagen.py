"""Heartbeats: rows that say when each part last did its round, so that a standstill can be seen by people and
machines."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from basis.toekomst import is_toekomst
from escalatie.models import Hartslag

STIL_NA = timedelta(minutes=2)
# No part, but a mark in the same place: as long as it stands, the mail server takes nothing from us.
AFZENDER = "afzender_geweigerd"
# No part either: the row that is written to see whether rows can be written.
SCHRIJFPROEF = "schrijfproef"


@dataclass(frozen=True)
class Onderdeel:
    """A part that must keep going: how it is called on screen, what it does, after how long its silence is a fault, and
    the sentence that says so."""

    naam: str
    titel: str
    wat: str
    stil_na: timedelta
    klacht: str

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
        timedelta(minutes=30),
        "De mediafeeds worden niet meer opgehaald.",
    ),
    Onderdeel(
        "back_up",
        "Back-up",
        "Bewaart alles versleuteld, en leest het terug.",
        timedelta(hours=26),
        "Er is langer dan een dag geen back-up gemaakt.",
    ),
    Onderdeel(
        "proefherstel",
        "Proefherstel",
        "Zet elke maand de laatste stand terug naast de database, en kijkt of alles er is.",
        timedelta(days=35),
        "Er is langer dan een maand niet geprobeerd of de back-up terug te zetten is.",
    ),
)


def klop(component: str, nu: datetime, bijzonderheid: str = "") -> None:
    """Write the heartbeat of a component; `bijzonderheid` is what people should know of this round."""
    Hartslag.objects.update_or_create(component=component, defaults={"op": nu, "bijzonderheid": bijzonderheid[:300]})


def neem_weg(component: str) -> None:
    """Take this mark away."""
    Hartslag.objects.filter(component=component).delete()


def laatste() -> dict[str, Hartslag]:
    """The last heartbeat of every component that ever beat, by name."""
    return Hartslag.objects.in_bulk()


def stil(slagen: dict[str, Hartslag], nu: datetime) -> list[Onderdeel]:
    """The guarded parts that are silent for too long at `nu` (aware), or never beat."""
    return [o for o in ONDERDELEN if o.is_bewaakt and is_stil(o, slagen.get(o.naam), nu)]


def is_stil(onderdeel: Onderdeel, slag: Hartslag | None, nu: datetime) -> bool:
    """Whether this part, with this last heartbeat, is silent for too long. One that has not come yet is none."""
    return slag is None or is_toekomst(slag.op, nu) or nu - slag.op > onderdeel.stil_na
