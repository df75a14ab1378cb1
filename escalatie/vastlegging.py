"""What doing a task leaves behind, per `vorm` of the protocol: a consultation, a report, an evaluation, an advice.

Each form of record is one small function from the cleaned fields of its form to rows in the app that keeps that fact.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from calamiteiten import dossier
from calamiteiten.taal import opsomming
from communicatie import adviezen, informeringen
from contacten.models import Gebruiker
from contacten.rollen import Rol

from .models import Overleg, Taak
from .protocol.lezen import haal_protocol

Gegevens = Mapping[str, Any]
Vastlegging = Callable[[Taak, Gegevens, Gebruiker, datetime], int]


def leg_vast(taak: Taak, vorm: str, gegevens: Gegevens, door: Gebruiker, nu: datetime) -> int:
    """Keep the record of this task; returns a number that tells repeated records of one task apart (0: no row made)."""
    functie = VORMEN.get(vorm)
    return functie(taak, gegevens, door, nu) if functie else 0


def _overleg(taak: Taak, gegevens: Gegevens, door: Gebruiker, nu: datetime) -> int:
    return Overleg.objects.create(
        melding=taak.melding,
        taak=taak,
        soort=taak.titel,
        vorm=gegevens.get("vorm", ""),
        gehouden_op=gegevens["gehouden_op"],
        deelnemers=gegevens["deelnemers"],
        uitkomst=gegevens["uitkomst"],
        afspraken=gegevens.get("afspraken", ""),
        vastgelegd_op=nu,
        vastgelegd_door=door,
    ).pk


def _inspectierapport(taak: Taak, gegevens: Gegevens, door: Gebruiker, nu: datetime) -> int:
    velden = {naam: gegevens.get(naam, "") for naam in ("ontvangen_datum", "route", "verbeterpunten")}
    dossier.registreer_inspectierapport(taak.melding, [taak.gemeente], velden, door, nu)
    return 0


def _evaluatie(taak: Taak, gegevens: Gegevens, door: Gebruiker, nu: datetime) -> int:
    return dossier.bewaar_evaluatie(taak.melding, gegevens["antwoorden"], gegevens.get("deelnemers", ""), door, nu).pk


def _partijen(taak: Taak, gegevens: Gegevens, door: Gebruiker, nu: datetime) -> int:
    informeringen.stel_partijen_vast(taak.melding, gegevens["partijen"], door, nu)
    return 0


def _informering(taak: Taak, gegevens: Gegevens, door: Gebruiker, nu: datetime) -> int:
    return informeringen.leg_vast(
        taak.melding,
        gegevens.get("partij") or _partij(taak),
        taak.gemeente,
        wijze=gegevens.get("wijze", ""),
        geinformeerd_op=gegevens.get("geinformeerd_op") or nu,
        door=door,
        nu=nu,
    ).pk


def _partij(taak: Taak) -> str:
    """Who is told by this task: the seat of a telephone task, the party of its rule, or the roles its rule must
    reach."""
    if taak.zetel_rol:
        return Rol(taak.zetel_rol).label
    protocol = haal_protocol(taak.melding.protocol_versie)
    if taak.code in protocol.taak_per_code and protocol.taak_per_code[taak.code].partij:
        return protocol.taak_per_code[taak.code].partij
    rollen = next((regel.aan for regel in protocol.informatieregels if regel.taak == taak.code and regel.aan), ())
    return opsomming(Rol(rol).label for rol in rollen) or taak.titel


def _communicatieadvies(taak: Taak, gegevens: Gegevens, door: Gebruiker, nu: datetime) -> int:
    return adviezen.stel_vast(taak.melding, gegevens, door, nu).pk


VORMEN: dict[str, Vastlegging] = {
    "overleg": _overleg,
    "contact_inspectie": _overleg,
    "inspectierapport": _inspectierapport,
    "evaluatie": _evaluatie,
    "partijen": _partijen,
    "informering": _informering,
    "communicatieadvies": _communicatieadvies,
}
