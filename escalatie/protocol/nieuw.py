"""The two files of a region that starts: who it is, and its first protocol, built on that of another region.

The protocol says only what differs from the example: its head, and every sentence in which the other region names
itself. All else it takes over, and changes later as any version does.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from basis.regio import Regio, bekende_regios, lees_regio

from .lezen import OPBOUW, OPBOUW_COMMUNICATIE, haal_protocol, ruwe_inhoud

# What cites the paper or draws it, and so keeps the words of the example.
_BLIJFT = frozenset({"code", "bron", "eisen", "lijnen", "nummers", "lijst", "analyse"})
_WEL_NAAM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class NieuweRegioFout(Exception):
    """The answers make no region. The message is a Dutch sentence."""


@dataclass(frozen=True)
class Antwoorden:
    """What is asked of a region that starts. `gemeenten`: name -> CBS code; `voorbeeld`: the version that its protocol
    builds on; `vanaf`: from which day it holds; `rolnamen`: roles that it calls otherwise than the example."""

    code: str
    regio: str
    organisatie: str
    voluit: str
    maildomein: str
    gemeenten: Mapping[str, str]
    voorbeeld: str
    vanaf: date
    vastgesteld_door: str
    tint: int = 215
    rolnamen: Mapping[str, str] | None = None

    @property
    def versie(self) -> str:
        """What its first version is called."""
        return f"{self.code}-{self.vanaf.isoformat()}"


def maak(antwoorden: Antwoorden) -> dict[str, str]:
    """Path in the folder of the region -> text of the two files. Raises NieuweRegioFout, or ProtocolFout when there is
    no such example."""
    _controleer(antwoorden)
    return {
        f"regios/{antwoorden.code}.toml": _regiobestand(antwoorden),
        f"{antwoorden.versie}.toml": "\n".join(_protocolbestand(antwoorden)) + "\n",
    }


def _controleer(antwoorden: Antwoorden) -> None:
    if not _WEL_NAAM.fullmatch(antwoorden.code):
        raise NieuweRegioFout("De naam van het bestand (--code) heeft alleen kleine letters, cijfers en streepjes.")
    if antwoorden.code in bekende_regios(*settings.REGIO_MAPPEN):
        raise NieuweRegioFout(f"Er is al een regio {antwoorden.code!r}.")
    if not antwoorden.gemeenten:
        raise NieuweRegioFout("Noem ten minste één gemeente.")
    if not 0 <= antwoorden.tint < 360:
        raise NieuweRegioFout("De tint is een heel getal van 0 tot 360.")
    bekend = haal_protocol(antwoorden.voorbeeld).rolnamen
    for rol in antwoorden.rolnamen or {}:
        if rol not in bekend:
            raise NieuweRegioFout(f"De rol {rol!r} staat niet in het voorbeeld. Wel: {', '.join(bekend)}.")


def _regiobestand(antwoorden: Antwoorden) -> str:
    kop = {
        "regio": antwoorden.regio,
        "naam": f"Regio {antwoorden.regio}",
        "organisatie": antwoorden.organisatie,
        "voluit": antwoorden.voluit,
        "maildomein": antwoorden.maildomein,
        "tint": antwoorden.tint,
    }
    regels = [f"# De regio {antwoorden.regio}. Wat de sleutels betekenen staat in docs/nieuwe-regio.md.", ""]
    regels += [f"{naam} = {_toml(waarde)}" for naam, waarde in kop.items()]
    regels += ["", "[gemeenten]"]
    for naam, cbs in sorted(antwoorden.gemeenten.items()):
        regels.append(f"{_als_code(naam)} = {_toml({'naam': naam, 'cbs_code': cbs})}")
    return "\n".join(regels) + "\n"


def _als_code(naam: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", naam.casefold()))


def _protocolbestand(antwoorden: Antwoorden) -> Iterator[str]:
    voorbeeld = haal_protocol(antwoorden.voorbeeld)
    woorden = _Woorden(antwoorden, voorbeeld.regio)
    yield f"# Het protocol van de regio {antwoorden.regio}: wat anders is dan in het voorbeeld, {antwoorden.voorbeeld}."
    yield "# Hoe u er regels bij zet, verandert of weghaalt staat in docs/beheer/protocol.md."
    yield from ("", "[protocol]")
    kop = {
        "versie": antwoorden.versie,
        "gebaseerd_op": antwoorden.voorbeeld,
        "titel": woorden.van_hier(voorbeeld.titel),
        "regio": antwoorden.regio,
        "vastgesteld_datum": antwoorden.vanaf,
        "vastgesteld_door": antwoorden.vastgesteld_door,
        "geldt_vanaf": antwoorden.vanaf,
    }
    yield from (f"{naam} = {_toml(waarde)}" for naam, waarde in kop.items())
    helften = list(zip(ruwe_inhoud(antwoorden.voorbeeld), (OPBOUW, OPBOUW_COMMUNICATIE), strict=True))
    for tabel in OPBOUW.namen:
        namen = {code: naam for inhoud, _ in helften for code, naam in woorden.anders(inhoud.get(tabel, {})).items()}
        namen |= dict(antwoorden.rolnamen or {}) if tabel == "rolnaam" else {}
        if namen:
            yield from ("", f"[{tabel}]")
            yield from (f"{code} = {_toml(naam)}" for code, naam in namen.items())
    for inhoud, opbouw in helften:
        for tabel in opbouw.tabellen:
            for rij in inhoud.get(tabel, []):
                if anders := woorden.anders(rij):
                    sleutels = {"code": rij["code"], **{k: rij[k] for k in [opbouw.binnen.get(tabel, "")] if k}}
                    yield from ("", f"[[{tabel}]]")
                    yield from (f"{naam} = {_toml(waarde)}" for naam, waarde in {**sleutels, **anders}.items())


class _Woorden:
    """How the example names its own region, and how the new one does: the longest name first."""

    def __init__(self, antwoorden: Antwoorden, regio: str) -> None:
        eigen = {
            "voluit": antwoorden.voluit,
            "naam": f"Regio {antwoorden.regio}",
            "organisatie": antwoorden.organisatie,
            "regio": antwoorden.regio,
        }
        voorbeeld = _regio_van(regio)
        paren = {getattr(voorbeeld, naam): wordt for naam, wordt in eigen.items()}
        paren[f"{len(voorbeeld.gemeenten)} gemeenten"] = f"{len(antwoorden.gemeenten)} gemeenten"
        self.paren = dict(sorted(paren.items(), key=lambda paar: -len(paar[0])))
        self.zoek = re.compile("|".join(rf"\b{re.escape(was)}\b" for was in self.paren))

    def van_hier(self, tekst: str) -> str:
        """This sentence, as the new region says it."""
        return self.zoek.sub(lambda plek: self.paren[plek[0]], tekst)

    def anders(self, rij: Mapping[str, Any]) -> dict[str, Any]:
        """The keys of this row in which the example names itself, in the words of the new region."""
        nieuw = {naam: self._waarde(waarde) for naam, waarde in rij.items() if naam not in _BLIJFT}
        return {naam: waarde for naam, waarde in nieuw.items() if waarde != rij[naam]}

    def _waarde(self, waarde: Any) -> Any:
        if isinstance(waarde, str):
            return self.van_hier(waarde)
        if isinstance(waarde, list):
            return [self._waarde(deel) for deel in waarde]
        if isinstance(waarde, dict):
            return {naam: w if naam in _BLIJFT else self._waarde(w) for naam, w in waarde.items()}
        return waarde


def _regio_van(regio: str) -> Regio:
    """The file of the region whose protocol is the example."""
    alle = (lees_regio(code, *settings.REGIO_MAPPEN) for code in bekende_regios(*settings.REGIO_MAPPEN))
    gevonden = next((een for een in alle if een.regio == regio), None)
    if gevonden is None:
        raise NieuweRegioFout(f"Van de regio {regio!r} van het voorbeeld is er geen bestand.")
    return gevonden


def _toml(waarde: Any) -> str:
    """A value as TOML writes it, on one line."""
    if isinstance(waarde, bool):
        return "true" if waarde else "false"
    if isinstance(waarde, str):
        return json.dumps(waarde, ensure_ascii=False)
    if isinstance(waarde, list | tuple):
        return f"[{', '.join(map(_toml, waarde))}]"
    if isinstance(waarde, dict):
        return f"{{ {', '.join(f'{naam} = {_toml(deel)}' for naam, deel in waarde.items())} }}"
    return waarde.isoformat() if isinstance(waarde, date) else str(waarde)
