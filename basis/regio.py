"""The region that this installation serves: a file, chosen by the setting REGIO (docs/nieuwe-regio.md).

It says what a region calls itself and which gemeenten belong to it. What its roles and statuses are called stands in
its protocol files, which name the region by `regio`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from .tomlbestand import lees

# What has a term of its own for being kept (docs/beheer/bewaren.md), and what it is called.
BEWAREN = {
    "niet_meldingswaardig": "Melding: niet meldingswaardig",
    "ingetrokken": "Melding: ingetrokken",
    "dubbel": "Melding: dubbel",
    "scenario_a": "Melding: scenario a",
    "scenario_b": "Melding: scenario b",
    "scenario_c": "Melding: scenario c",
    "scenario_d": "Melding: scenario d",
    "persvraag": "Persvraag",
    "paraatheid": "Actie uit het register van paraatheid",
    "signaal": "Signaal over een aanbieder",
    "oefening": "Oefening, met alles wat erin gebeurde",
    "account": "Account dat is beëindigd",
    "contact": "Persoon die uit de contactlijst is gehaald",
    "post": "Mail die bij geen dossier hoort",
}
# The database erases from where somebody looked never sooner (0002_database_weigert.py): who takes the application over
# cannot wipe out his own way in.
KORTSTE_HERKOMST = 30
# More columns or rows than this no screen shows.
GROOTSTE_KAART = 12
TEKSTEN = ("regio", "naam", "organisatie", "voluit", "maildomein")
# What a paper says of itself where the file of a region says nothing else.
VERTROUWELIJK = "Vertrouwelijk"


class RegioFout(Exception):
    """A file of a region is missing or cannot be read. The message is a Dutch sentence."""


@dataclass(frozen=True)
class Regiogemeente:
    """A gemeente as the file of the region names it. `kaart`: column and row of its tile on the map of the dashboard,
    counted from 1; None: the file does not say."""

    code: str
    naam: str
    cbs_code: str
    kaart: tuple[int, int] | None = None


@dataclass(frozen=True)
class Inzagegrens:
    """Above how many different dossiers in a day or a night somebody stands out, and above how many that lists and
    files showed (`getoond`); the hours between which it is night (docs/besluiten/0037); after how many days it is
    erased from which network somebody looked (0068). What holds when the file of a region says nothing."""

    per_dag: int = 40
    per_nacht: int = 10
    getoond_per_dag: int = 500
    getoond_per_nacht: int = 100
    nacht_van: int = 23
    nacht_tot: int = 6
    herkomst_dagen: int = 180


@dataclass(frozen=True)
class Regio:
    """code: the name of the file; regio: what its protocol files call it; naam: on screens and in the sender of mails;
    organisatie: short name of who works here for the gemeenten, voluit: the long one; maildomein: of the senders while
    nothing else is set; tint: hue of the accent colour in degrees (bin/thema); gemeenten: in the order of the file
    (R26, A16); bewaren: after how many months what may go, as far as the region decided that; what is not in it is
    kept; inzage: who stands out by how much he looks; vertrouwelijk: what every page of a paper says of itself."""

    code: str
    regio: str
    naam: str
    organisatie: str
    voluit: str
    maildomein: str
    tint: int
    gemeenten: tuple[Regiogemeente, ...]
    bewaren: Mapping[str, int] = field(default_factory=dict, hash=False)
    inzage: Inzagegrens = Inzagegrens()
    vertrouwelijk: str = VERTROUWELIJK


def lees_regio(code: str, *mappen: str | Path) -> Regio:
    """Return the region of this name from the first folder that has its file; read once per process.

    Raises RegioFout when there is no such file, or it cannot be read.
    """
    return _lees(code, tuple(Path(map_) for map_ in mappen))


def bekende_regios(*mappen: str | Path) -> list[str]:
    """The names of all regions in these folders, in alphabetical order."""
    return sorted({pad.stem for map_ in mappen for pad in Path(map_).glob("*.toml")})


@cache
def _lees(code: str, mappen: tuple[Path, ...]) -> Regio:
    if code not in bekende_regios(*mappen):
        keuze = ", ".join(bekende_regios(*mappen))
        raise RegioFout(f"Er is geen bestand van de regio {code!r} (REGIO). Er is wel: {keuze}.")
    pad = next(pad for map_ in mappen if (pad := map_ / f"{code}.toml").is_file())
    try:
        inhoud = lees(pad)
    except (OSError, ValueError) as fout:
        raise RegioFout(f"{pad.name}: het bestand is niet te lezen. {fout}") from fout
    klachten = list(_klachten(inhoud))
    if klachten:
        raise RegioFout(f"{pad.name}: {' '.join(klachten)}")
    gemeenten = tuple(_gemeente(naam, rij) for naam, rij in inhoud["gemeenten"].items())
    vrij = {"bewaren": inhoud.get("bewaren", {}), "inzage": Inzagegrens(**inhoud.get("inzage", {}))}
    vrij["vertrouwelijk"] = inhoud.get("vertrouwelijk", VERTROUWELIJK)
    teksten = {naam: inhoud[naam] for naam in TEKSTEN}
    return Regio(code=code, tint=inhoud["tint"], gemeenten=gemeenten, **vrij, **teksten)


def _gemeente(code: str, rij: dict[str, Any]) -> Regiogemeente:
    plek = rij.get("kaart")
    return Regiogemeente(code, rij["naam"], rij["cbs_code"], (plek[0], plek[1]) if plek else None)


def _klachten(inhoud: dict[str, Any]) -> Iterable[str]:
    """What is wrong with the content of a file, as sentences."""
    for naam in sorted(set(inhoud) - {*TEKSTEN, "tint", "gemeenten", "bewaren", "inzage", "vertrouwelijk"}):
        yield f"{naam!r} kennen wij niet."
    for naam in TEKSTEN:
        if not isinstance(inhoud.get(naam), str) or not inhoud[naam].strip():
            yield f"{naam!r} ontbreekt of is leeg."
    woord = inhoud.get("vertrouwelijk", VERTROUWELIJK)
    if not isinstance(woord, str) or not woord.strip():
        yield "'vertrouwelijk' is leeg."
    if type(inhoud.get("tint")) is not int or not 0 <= inhoud["tint"] < 360:
        yield "'tint' is geen heel getal van 0 tot 360."
    yield from _bewaarklachten(inhoud.get("bewaren", {}))
    yield from _inzageklachten(inhoud.get("inzage", {}))
    yield from _gemeenteklachten(inhoud.get("gemeenten"))


def _gemeenteklachten(gemeenten: Any) -> Iterable[str]:
    if not isinstance(gemeenten, dict) or not gemeenten:
        yield "Er staan geen gemeenten in."
        return
    nodig = {veld.name for veld in fields(Regiogemeente)} - {"code", "kaart"}
    for code, rij in gemeenten.items():
        teksten = {naam: waarde for naam, waarde in rij.items() if naam != "kaart"} if isinstance(rij, dict) else {}
        if set(teksten) != nodig or not all(isinstance(waarde, str) for waarde in teksten.values()):
            yield f"De gemeente {code!r} heeft niet precies: {', '.join(sorted(nodig))}."
    yield from _kaartklachten([rij["kaart"] for rij in gemeenten.values() if isinstance(rij, dict) and "kaart" in rij])


def _kaartklachten(plekken: list[Any]) -> Iterable[str]:
    goed = [plek for plek in plekken if isinstance(plek, list) and [type(n) for n in plek] == [int, int]]
    if len(goed) < len(plekken) or any(not 1 <= n <= GROOTSTE_KAART for plek in goed for n in plek):
        yield f"'kaart' is geen kolom en rij, twee getallen van 1 tot en met {GROOTSTE_KAART}."
    if len({tuple(plek) for plek in goed}) < len(goed):
        yield "Twee gemeenten hebben dezelfde plek op de kaart."


def _bewaarklachten(bewaren: Any) -> Iterable[str]:
    if not isinstance(bewaren, dict):
        yield "'bewaren' is geen tabel."
        return
    for naam, maanden in bewaren.items():
        if naam not in BEWAREN:
            yield f"Een bewaartermijn voor {naam!r} kennen wij niet."
        elif type(maanden) is not int or maanden < 1:
            yield f"De bewaartermijn {naam!r} is geen heel aantal maanden van 1 of meer."


def _inzageklachten(grens: Any) -> Iterable[str]:
    namen = {veld.name for veld in fields(Inzagegrens)}
    if not isinstance(grens, dict) or set(grens) - namen or any(type(n) is not int for n in grens.values()):
        yield f"'inzage' mag alleen hele getallen bevatten: {', '.join(sorted(namen))}."
        return
    gelezen = Inzagegrens(**grens)
    if min(gelezen.per_dag, gelezen.per_nacht, gelezen.getoond_per_dag, gelezen.getoond_per_nacht) < 1:
        yield "'inzage': een grens is minstens 1."
    if gelezen.herkomst_dagen < KORTSTE_HERKOMST:
        yield f"'inzage': 'herkomst_dagen' is minstens {KORTSTE_HERKOMST}."
    if not 0 < gelezen.nacht_tot < gelezen.nacht_van < 24:
        yield "'inzage': de nacht begint in de avond en eindigt in de ochtend, in hele uren."
