"""The scenarios of drills: TOML files, read once and checked against the protocol before anything starts (R153).

A scenario names roles and never people: the same file is played in every region whose protocol has the steps it asks
for. What a region calls or codes otherwise stands in its table `regio.<code>`.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from basis.kalender import lokaal, lokale_datum
from basis.taal import opsomming
from calamiteiten.models import Oefening
from contacten.rollen import ROLLEN, ROLLEN_MET_ACCOUNT
from contacten.rolnamen import rolnaam
from escalatie.protocol.lezen import ProtocolFout, haal_protocol, versies
from escalatie.protocol.model import Protocol

MAP = Path(__file__).parent / "scenarios"
# What is thrown in -> how it is announced in the worklist.
SOORTEN = {"telefoon": "Telefoon", "journalist": "Een journalist", "gerucht": "Een gerucht", "bericht": "Een bericht"}
ACUUT = "acuut"
# The facts of the melding -> the list of the protocol that holds what can be chosen; "" for words of its own.
FEITEN = {
    "onderwerp": "",
    "omschrijving": "",
    "soort": "soort",
    "meldingssoort": "meldingssoort",
    "categorie": "categorie",
    "zorgcontext": "zorgcontext",
    "grondslag": "grondslag",
    "plaatssoort": "plaatssoort",
}
MAG = frozenset({*FEITEN, ACUUT})
# Only of this kind does the form ask a category.
MET_CATEGORIE = "calamiteit"
LANGSTE_TEKST, LANGSTE_ONDERWERP, SNELST = 180, 120, 240
# How many real hours a story may let a drill go on, and how long one goes on of which the story is gone.
LANGSTE_UREN = 24
# What each part of a file is, and how that is said.
SOORT_VAN: Mapping[str, tuple[type, str]] = {
    "code": (str, "tekst"),
    "naam": (str, "tekst"),
    "zin": (str, "tekst"),
    "begin": (time, "een tijdstip"),
    "snelheid": (int, "een getal"),
    "hoogstens_uren": (int, "een getal"),
    "stappen": (list, "een lijst"),
    "melding": (dict, "een tabel"),
}


class ScenarioFout(Exception):
    """A scenario that cannot be read; the text is Dutch and names the file."""


@dataclass(frozen=True)
class Inspelregel:
    """What is thrown in: so long after the beginning, for this role, to be answered within a time."""

    na: timedelta
    soort: str
    rol: str
    tekst: str
    binnen: timedelta

    def titel(self, versie: str) -> str:
        """As it stands in the worklist, with the roles named as this version names them."""
        namen = {veld: rolnaam(veld, versie) for veld in velden_in(self.tekst)}
        return f"{SOORTEN[self.soort]}: {self.tekst.format(**namen)}"


@dataclass(frozen=True)
class Scenario:
    """One story. `begin`: what the clock of the drill says at its beginning; `snelheid`: how fast it goes, unless who
    leads chooses otherwise. `hoogstens_uren`: after so many real hours a drill that nobody stops ends by itself.
    `stappen`: what the protocol must have for this story to be one."""

    code: str
    naam: str
    zin: str
    begin: time
    snelheid: int
    hoogstens_uren: int
    stappen: tuple[str, ...]
    melding: Mapping[str, Any]
    inspelen: tuple[Inspelregel, ...]

    def klok_op(self, nu: datetime) -> datetime:
        """What the clock of a drill that begins at `nu` (aware) says then: the hour of the story, today. In UTC: what
        is added to it is real hours, also over the night in which the clock changes."""
        return datetime.combine(lokale_datum(nu), self.begin, tzinfo=lokaal(nu).tzinfo).astimezone(UTC)

    def duurt_hoogstens(self, snelheid: int) -> timedelta:
        """How long a drill of this story goes on at this speed (real time) when nobody stops it: never ended before
        the last that is thrown in has had its time."""
        laatste = max((regel.na + regel.binnen for regel in self.inspelen), default=timedelta())
        return max(timedelta(hours=self.hoogstens_uren), laatste / snelheid)


def velden_in(tekst: str) -> list[str]:
    """The places in a sentence; each is a role. What asks another form of it (`!r`, `:>9`) is none. Raises ValueError
    for a brace without its other half."""
    delen = [deel for deel in Formatter().parse(tekst) if deel[1] is not None]
    return [f"{veld}{f'!{hoe}' if hoe else ''}{f':{vorm}' if vorm else ''}" for _, veld, vorm, hoe in delen]


@cache
def scenarios(regio: str, map_: Path = MAP) -> dict[str, Scenario]:
    """The scenarios as this region plays them, by code. Raises ScenarioFout for a file that cannot be read, and for two
    with one code."""
    alle: dict[str, Scenario] = {}
    for pad in sorted(map_.glob("*.toml")):
        een = _lees(pad, regio)
        if een.code in alle:
            raise ScenarioFout(f"Het scenario {pad.name} heeft dezelfde code als een ander: {een.code}.")
        alle[een.code] = een
    return alle


def van_hier() -> dict[str, Scenario]:
    """The scenarios of the region that this installation serves."""
    return scenarios(settings.REGIO.code)


def bezwaar(scenario: Scenario, protocol: Protocol) -> str:
    """Why this story cannot be played under this protocol, in one sentence; "" when it can."""
    if mist := _mist(scenario, protocol):
        wat = f"de stap {mist[0]}" if len(mist) == 1 else f"de stappen {opsomming(mist)}"
        return f"Dit scenario kan hier niet: het protocol van deze regio heeft {wat} niet."
    if any(_feiten(scenario, protocol)):
        return "Dit scenario kan nu niet: het noemt een keuze die deze versie van het protocol niet heeft."
    return ""


def _mist(scenario: Scenario, protocol: Protocol) -> list[str]:
    return [code.replace("_", " ") for code in scenario.stappen if code not in protocol.stap_per_code]


def fouten(scenario: Scenario, versies_: Sequence[Protocol]) -> list[str]:
    """Everything in this file that does not fit, as Dutch sentences. Its facts must fit one of these versions (the
    oldest first) that has its steps: one that a newer version no longer knows is refused when it is to be played, and
    stops no start."""
    eigen = [*_vorm(scenario), *(zin for regel in scenario.inspelen for zin in _inspel(regel))]
    klachten = [list(_feiten(scenario, protocol)) for protocol in versies_ if not _mist(scenario, protocol)]
    return eigen if [] in klachten or not klachten else [*eigen, *klachten[-1]]


def _vorm(scenario: Scenario) -> Iterator[str]:
    if not 1 <= scenario.snelheid <= SNELST:
        yield f"snelheid is {scenario.snelheid}; kies 1 tot en met {SNELST}."
    if not 1 <= scenario.hoogstens_uren <= LANGSTE_UREN:
        yield f"hoogstens_uren is {scenario.hoogstens_uren}; kies 1 tot en met {LANGSTE_UREN}."
    for naam, veld in (("code", "scenario"), ("naam", "naam")):
        waarde, langst = getattr(scenario, naam), getattr(Oefening._meta.get_field(veld), "max_length", 0)
        if not waarde.strip():
            yield f"{naam} ontbreekt."
        if len(waarde) > langst:
            yield f"{naam} is langer dan {langst} tekens."
    if not scenario.inspelen:
        yield "er gebeurt niets: er is geen [[gebeurtenis]]."
    if len({regel.na for regel in scenario.inspelen}) < len(scenario.inspelen):
        yield "twee gebeurtenissen komen op hetzelfde moment."


def _inspel(regel: Inspelregel) -> Iterator[str]:
    if regel.soort not in SOORTEN:
        yield f"soort {regel.soort!r} bestaat niet; kies uit {', '.join(SOORTEN)}."
    if regel.rol not in ROLLEN_MET_ACCOUNT:
        yield f"rol {regel.rol!r} heeft geen werkvoorraad."
    if regel.na <= timedelta(0) or regel.binnen <= timedelta(0):
        yield "na_minuten en binnen_minuten zijn groter dan nul."
    if len(regel.tekst) > LANGSTE_TEKST:
        yield f"tekst is langer dan {LANGSTE_TEKST} tekens: {regel.tekst[:40]}…"
    yield from (f"{{{veld}}} is geen rol." for veld in velden_in(regel.tekst) if veld not in ROLLEN)


def _feiten(scenario: Scenario, protocol: Protocol) -> Iterator[str]:
    if vorm := list(_vorm_van_feiten(scenario)):
        yield from vorm
        return
    for naam, lijst in FEITEN.items():
        waarde, mag = scenario.melding.get(naam, ""), {keuze.code for keuze in protocol.keuzes_van(lijst)}
        mag_leeg = naam == "categorie" and scenario.melding.get("soort") != MET_CATEGORIE
        if not waarde and not mag_leeg:
            yield f"melding.{naam} ontbreekt."
        elif waarde and lijst and waarde not in mag:
            yield f"melding.{naam} {waarde!r} staat niet in het protocol."
    if len(scenario.melding.get("onderwerp", "")) > LANGSTE_ONDERWERP:
        yield f"melding.onderwerp is langer dan {LANGSTE_ONDERWERP} tekens."
    acuut = {keuze.code for keuze in protocol.keuzes_van(ACUUT)}
    onbekend = (code for code in scenario.melding.get(ACUUT, []) if code not in acuut)
    yield from (f"melding.acuut {code!r} staat niet in het protocol." for code in onbekend)


def _vorm_van_feiten(scenario: Scenario) -> Iterator[str]:
    """A melding of a scenario has the facts of this file and no others, each of its own kind."""
    yield from (f"melding.{naam} is geen feit van een scenario." for naam in scenario.melding if naam not in MAG)
    yield from (
        f"melding.{naam} is geen tekst."
        for naam in FEITEN
        if naam in scenario.melding and not isinstance(scenario.melding[naam], str)
    )
    acuut = scenario.melding.get(ACUUT, [])
    if not isinstance(acuut, list) or not all(isinstance(code, str) for code in acuut):
        yield f"melding.{ACUUT} is een lijst van codes."


def _lees(pad: Path, regio: str) -> Scenario:
    try:
        rij = tomllib.loads(pad.read_text(encoding="utf-8"))
        eigen = rij.pop("regio", {}).get(regio, {})
        rij["melding"] = {**rij["melding"], **eigen.pop("melding", {})}
        rij |= eigen
        for naam, (soort, heet) in SOORT_VAN.items():
            # To Python true is a number too.
            if not isinstance(rij[naam], soort) or isinstance(rij[naam], bool):
                raise ScenarioFout(f"Het scenario {pad.name} kan niet worden gelezen: {naam} is {heet}.")
        return Scenario(
            code=rij.pop("code"),
            naam=rij.pop("naam"),
            zin=rij.pop("zin"),
            begin=rij.pop("begin"),
            snelheid=rij.pop("snelheid"),
            hoogstens_uren=rij.pop("hoogstens_uren"),
            stappen=tuple(rij.pop("stappen")),
            melding=rij.pop("melding"),
            inspelen=tuple(_regel(dict(een)) for een in rij.pop("gebeurtenis", [])),
            **rij,
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as fout:
        raise ScenarioFout(f"Het scenario {pad.name} kan niet worden gelezen: {fout}") from fout


def _regel(rij: dict[str, Any]) -> Inspelregel:
    na, binnen = (timedelta(minutes=rij.pop(naam)) for naam in ("na_minuten", "binnen_minuten"))
    if fout := [naam for naam in ("soort", "rol", "tekst") if not isinstance(rij[naam], str)]:
        raise TypeError(f"{fout[0]} is geen tekst")
    velden_in(rij["tekst"])
    return Inspelregel(na=na, binnen=binnen, **rij)


@register("protocol")
def controleer_scenarios(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with a scenario that cannot be read, or that names what the protocol of the region has not."""
    try:
        alle = van_hier()
    except ScenarioFout as fout:
        return [Error(str(fout), id="oefenen.E001")]
    zinnen = [f"Scenario {s.code}: {zin}" for s in alle.values() for zin in fouten(s, list(_eigen_versies()))]
    return [Error(zin, id="oefenen.E002") for zin in zinnen]


def _eigen_versies() -> Iterator[Protocol]:
    """Every version of this region that can be read; of another the check of the protocol says what is wrong."""
    for versie in sorted(versies()):
        with suppress(ProtocolFout):
            protocol = haal_protocol(versie)
            if protocol.regio == settings.REGIO.regio:
                yield protocol
