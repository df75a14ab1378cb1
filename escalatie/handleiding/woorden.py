"""The word list: our own words (`handleiding.toml`), and what the protocol itself explains: statuses and scenarios."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from basis.taal import met_hoofdletter
from contacten.gebruikers.voorkeuren import zag_eerste_keer
from contacten.models import Gebruiker
from escalatie.protocol.lezen import haal_protocol

BESTAND = Path(__file__).with_name("handleiding.toml")


@dataclass(frozen=True)
class Woord:
    """A word and what it means; `code` is its place on the page. `vormen`: how it reads in a sentence; empty for a word
    that is too ordinary to be explained wherever it stands."""

    code: str
    naam: str
    uitleg: str
    vormen: tuple[str, ...] = ()


@cache
def eigen() -> dict[str, Woord]:
    """Our own words, by code."""
    return {rij["code"]: Woord(**{**rij, "vormen": tuple(rij.get("vormen", ()))}) for rij in _bestand()["woord"]}


@cache
def zoekpatroon() -> tuple[re.Pattern[str], dict[str, Woord]]:
    """What finds our words in a sentence, the longest form first, and what each form is (without capitals)."""
    per_vorm = {vorm.casefold(): woord for woord in eigen().values() for vorm in woord.vormen}
    keuze = "|".join(map(re.escape, sorted(per_vorm, key=len, reverse=True)))
    return re.compile(rf"(?<![\w-])(?:{keuze})(?![\w-])", re.IGNORECASE), per_vorm


@cache
def handleidingen() -> dict[str, str]:
    """Role -> the file of its manual."""
    return dict(_bestand()["handleiding"])


def woordenlijst(versie: str) -> list[Woord]:
    """Every word that somebody may ask about, by name; of the protocol those of this version."""
    protocol = haal_protocol(versie)
    van_protocol = {
        met_hoofdletter(regel.naam): Woord(f"{soort}-{regel.code}", met_hoofdletter(regel.naam), regel.zin)
        for soort, regels in (("status", protocol.statussen), ("scenario", protocol.scenarios))
        for regel in regels
        if regel.zin
    }
    alle = {**van_protocol, **{woord.naam: woord for woord in eigen().values()}}
    return sorted(alle.values(), key=lambda woord: woord.naam.casefold())


def eerste_keer(gebruiker: Gebruiker) -> list[str]:
    """What somebody of this role reads the first time: three sentences; none once he read them, or without a role."""
    if zag_eerste_keer(gebruiker) or not gebruiker.rol:
        return []
    per_rol: dict[str, list[str]] = _bestand()["eerste"]
    return per_rol.get(gebruiker.rol, per_rol["ieder"])


def te_bellen() -> list[str]:
    """The roles that somebody with a question may phone, in order: who leads a melding, and who helps with the app."""
    return list(_bestand()["bellen"])


@cache
def _bestand() -> dict[str, Any]:
    return tomllib.loads(BESTAND.read_text(encoding="utf-8"))
