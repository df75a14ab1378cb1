"""Which organisations let their people sign in here: one setting, read and judged at the start.

No models: the settings ask it. What an organisation says of somebody is judged in `koppelingen.py`.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

from basis.adres import is_hier, is_verzonnen

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
VERPLICHT = ("code", "naam", "issuer", "client_id", "geheim")


class OrganisatieFout(Exception):
    """The setting cannot be used. The message is a Dutch sentence that holds no secret."""


@dataclass(frozen=True)
class Organisatie:
    """An organisation with a provider of OpenID Connect, for the accounts of one gemeente, or of the region (empty).

    `rol_claim`, `gemeente_claim`: under which names it says these of somebody; empty when it does not say it.
    `tweede_stap`: the values of `amr` or `acr` that stand for a second step of ours; none: ours is always asked.
    """

    code: str
    naam: str
    issuer: str
    client_id: str
    geheim: str = field(repr=False)
    gemeente: str = ""
    rol_claim: str = ""
    gemeente_claim: str = ""
    tweede_stap: tuple[str, ...] = ()


def lees_organisaties(tekst: str, gemeenten: Collection[str], *, alleen_verzonnen: bool) -> dict[str, Organisatie]:
    """Return the organisations of this text (JSON, a list; empty for none) by code.

    `gemeenten`: the codes of the region. `alleen_verzonnen`: as `mag_gevraagd`. Raises OrganisatieFout.
    """
    if not tekst.strip():
        return {}
    try:
        rijen = json.loads(tekst)
    except ValueError:
        raise OrganisatieFout("INLOG_ORGANISATIES is geen JSON.") from None
    if not isinstance(rijen, list) or not all(isinstance(rij, dict) for rij in rijen):
        raise OrganisatieFout("INLOG_ORGANISATIES is geen lijst van organisaties.")
    gelezen = [_lees(rij, gemeenten, alleen_verzonnen) for rij in rijen]
    per_code = {organisatie.code: organisatie for organisatie in gelezen}
    if len(per_code) < len(gelezen):
        raise OrganisatieFout("INLOG_ORGANISATIES noemt een code twee keer.")
    return per_code


def mag_gevraagd(adres: str, *, alleen_verzonnen: bool) -> bool:
    """Whether the product may ask anything at this address: over TLS only; outside production only on this machine,
    or at a name that is nobody's (R20)."""
    delen = urlsplit(adres)
    host = delen.hostname or ""
    if alleen_verzonnen and is_hier(host):
        return delen.scheme in {"http", "https"}
    return bool(host) and delen.scheme == "https" and (is_verzonnen(host) or not alleen_verzonnen)


def _lees(rij: Mapping[str, Any], gemeenten: Collection[str], alleen_verzonnen: bool) -> Organisatie:
    wie = str(rij.get("code") or "zonder code")
    if onbekend := set(rij) - {veld.name for veld in fields(Organisatie)}:
        raise OrganisatieFout(f"INLOG_ORGANISATIES ({wie}): onbekend is {', '.join(sorted(onbekend))}.")
    for naam, waarde in rij.items():
        _eis_vorm(wie, naam, waarde)
    if leeg := [naam for naam in VERPLICHT if not rij.get(naam)]:
        raise OrganisatieFout(f"INLOG_ORGANISATIES ({wie}): {', '.join(leeg)} ontbreekt.")
    if not CODE.fullmatch(wie):
        raise OrganisatieFout(f"INLOG_ORGANISATIES ({wie}): een code is kleine letters, cijfers en streepjes.")
    if rij.get("gemeente") and rij["gemeente"] not in gemeenten:
        raise OrganisatieFout(f"INLOG_ORGANISATIES ({wie}): de regio heeft geen gemeente {rij['gemeente']}.")
    if not mag_gevraagd(rij["issuer"], alleen_verzonnen=alleen_verzonnen):
        raise OrganisatieFout(f"INLOG_ORGANISATIES ({wie}): de issuer is geen adres dat hier mag (https).")
    return Organisatie(**{**rij, "tweede_stap": tuple(rij.get("tweede_stap", ()))})


def _eis_vorm(wie: str, naam: str, waarde: object) -> None:
    teksten = waarde if naam == "tweede_stap" else [waarde]
    if not isinstance(teksten, list) or not all(isinstance(tekst, str) for tekst in teksten):
        raise OrganisatieFout(f"INLOG_ORGANISATIES ({wie}): {naam} heeft niet de goede vorm.")
