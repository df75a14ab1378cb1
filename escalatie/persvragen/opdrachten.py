"""What a step of a press question carries beside its reasons: one frozen class per step that carries anything.

A step that is not in `GEGEVENS` carries nothing, so neither does one that only a later version file knows. The names of
the fields are the keys under which the step row keeps them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from escalatie.draaiboek import opdrachten
from escalatie.draaiboek.opdrachten import Stapgegevens
from escalatie.models import Stap

TEKSTEN = "teksten"
# What a step carries only now and then.
ZO_NODIG = frozenset({"actie", "keuzes", "is_kernboodschap", "van_gemeente"})


@dataclass(frozen=True)
class Afspraak(Stapgegevens):
    """An action as it is agreed: what, the role that does it, before when (aware), and who in fact (a function)."""

    titel: str
    rol: str
    uiterlijk_op: datetime
    eigenaar: str = ""


@dataclass(frozen=True)
class DirectAntwoord(Stapgegevens):
    """The information that the contractmanager gives at once (R4). No background leaves the one that stands."""

    kernboodschap: str
    achtergrond: str = ""


@dataclass(frozen=True)
class Navraag(Stapgegevens):
    """What the gemeente said it still needs (R12), and what was agreed when the advisers must tune in to each other."""

    heeft_afstemming_nodig: bool
    meer_informatie: str = ""
    actie: Afspraak | None = None


@dataclass(frozen=True)
class Volgdag(Stapgegevens):
    """Until which day the media are followed; None: they are not. `actie`: the extra communication that is needed (R18,
    R19)."""

    monitor_tot_datum: date | None = None
    actie: Afspraak | None = None


@dataclass(frozen=True)
class GemeenteAntwoord(Stapgegevens):
    """What a gemeente answered in its own words; without `gemeente_id` one outside the region (R11, R16)."""

    gemeente_id: int | None
    tekst: str
    beantwoord_op: datetime
    beantwoord_door: str
    # To which of the journalists; none: to everyone who waits.
    vragers: tuple[int, ...] = ()
    # It gave the agreed text as it stood, without words of its own.
    is_kernboodschap: bool = False


@dataclass(frozen=True)
class Evaluatie(Stapgegevens):
    """The answers by question code of the protocol file, and the choices where it names some (R20)."""

    evaluatie: Mapping[str, str]
    keuzes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Koppeling(Stapgegevens):
    """The melding that the question turns out to be about (R22)."""

    melding_id: int


@dataclass(frozen=True)
class Samenvoeging(Stapgegevens):
    """The question that goes on for this one, which asks the same."""

    persvraag_id: int


@dataclass(frozen=True)
class Gemeentedaad(Stapgegevens):
    """What a gemeente says it did, agreed or asks for, in its own words (R104, R107, R114). `van_gemeente`: the key of
    that gemeente: who says it by link has no account that tells."""

    tekst: str
    van_gemeente: int | None = None


Persgegevens = (
    Afspraak
    | DirectAntwoord
    | Navraag
    | Volgdag
    | GemeenteAntwoord
    | Evaluatie
    | Koppeling
    | Samenvoeging
    | Gemeentedaad
)
# Code of the step -> what it carries.
GEGEVENS: dict[str, type[Persgegevens]] = {
    "antwoord_direct": DirectAntwoord,
    "vraag_na": Navraag,
    "communiceer": Volgdag,
    "volg_langer": Volgdag,
    "leg_antwoord_vast": GemeenteAntwoord,
    "rond_af": Evaluatie,
    "koppel": Koppeling,
    "voeg_samen": Samenvoeging,
    "meld_monitoring": Gemeentedaad,
    "meld_taakverdeling": Gemeentedaad,
    "vraag_steun": Gemeentedaad,
    "meld_familie": Gemeentedaad,
    "meld_gebeurd": Gemeentedaad,
    "spreek_af": Afspraak,
}


def past_bij(code: str, gegevens: Stapgegevens | None) -> bool:
    """Whether this is what the step with this code carries, or nothing for a step that carries nothing."""
    soort = GEGEVENS.get(code)
    return gegevens is None if soort is None else type(gegevens) is soort


def als_json(gegevens: Stapgegevens | None, teksten: Mapping[str, str]) -> dict[str, Any]:
    """What the step row keeps: the fields, and the texts that went out with it. What was not asked is not kept."""
    velden = {naam: v for naam, v in opdrachten.als_json(gegevens).items() if v or naam not in ZO_NODIG}
    return {**velden, **({TEKSTEN: dict(teksten)} if teksten else {})}


def gemailde_teksten(stap: Stap | None) -> dict[str, str]:
    """The texts that went out with this step, by name; empty without such a step."""
    return dict(stap.gegevens.get(TEKSTEN, {})) if stap else {}


def afspraak_van(gegevens: Stapgegevens | None) -> Afspraak | None:
    """The action that was agreed with this step; None when there was none."""
    return gegevens if isinstance(gegevens, Afspraak) else getattr(gegevens, "actie", None)
