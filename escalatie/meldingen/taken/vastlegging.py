"""What doing a task leaves behind, per `vorm` of the protocol: a consultation, a report, an evaluation, an advice.

Each form of record is one small function from the cleaned fields of its form to rows in the app that keeps that fact.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from basis.geweigerd import Geweigerd
from basis.taal import opsomming
from calamiteiten import dossier
from communicatie.familie import informeringen, slachtofferhulp
from communicatie.familie.informeringen import Inlichting
from communicatie.familie.slachtofferhulp import Aanbod
from communicatie.regels import Orgaan
from contacten.models import Gebruiker
from contacten.rolnamen import rolnaam
from escalatie.models import Overleg, Taak
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol

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
    partij = gegevens.get("partij") or _partij(taak)
    inlichting = _inlichting(taak, gegevens, nu)
    return informeringen.leg_vast(taak.melding, partij, taak.gemeente, inlichting, door, nu, _orgaan(taak)).pk


def _familie(taak: Taak, gegevens: Gegevens, door: Gebruiker, nu: datetime) -> int:
    """That the family knows, and whether victim support was offered (R125, R126)."""
    orgaan, inlichting = _orgaan(taak), _inlichting(taak, gegevens, nu)
    aanbod = Aanbod(
        is_aangeboden=gegevens["slachtofferhulp"] == "ja",
        aangeboden_op=gegevens.get("aangeboden_op"),
        door_wie=gegevens.get("aangeboden_door", ""),
        toelichting=gegevens.get("slachtofferhulp_toelichting", ""),
    )
    slachtofferhulp.leg_vast(taak.melding, aanbod, door, nu)
    naam = orgaan.naam if orgaan else taak.titel
    return informeringen.leg_vast(taak.melding, naam, None, inlichting, door, nu, orgaan).pk


def _inlichting(taak: Taak, gegevens: Gegevens, nu: datetime) -> Inlichting:
    rol = f"{rolnaam(taak.rol, taak.melding.protocol_versie)} {taak.gemeente or ''}".strip()
    return Inlichting(
        geinformeerd_op=gegevens.get("geinformeerd_op") or nu,
        wijze=gegevens.get("wijze", ""),
        door_wie=gegevens.get("door_wie") or gegevens.get("namens") or rol,
        toelichting=gegevens.get("verslag", ""),
    )


def _orgaan(taak: Taak) -> Orgaan | None:
    """The body of the communication file that this task tells, when its rule names one."""
    versie = taak.melding.protocol_versie
    regel = haal_protocol(versie).taak_per_code.get(taak.code)
    return haal_communicatieregels(versie).orgaan_per_code[regel.orgaan] if regel and regel.orgaan else None


def _partij(taak: Taak) -> str:
    """Who is told by this task: the seat of a telephone task, the party of its rule, or the roles its rule must
    reach."""
    if taak.zetel_rol:
        return rolnaam(taak.zetel_rol, taak.melding.protocol_versie)
    protocol = haal_protocol(taak.melding.protocol_versie)
    if taak.code in protocol.taak_per_code and protocol.taak_per_code[taak.code].partij:
        return protocol.taak_per_code[taak.code].partij
    rollen = next((regel.aan for regel in protocol.informatieregels if regel.taak == taak.code and regel.aan), ())
    return opsomming(rolnaam(rol, protocol.versie) for rol in rollen) or taak.titel


def _op_eigen_pagina(taak: Taak, gegevens: Gegevens, door: Gebruiker, nu: datetime) -> int:
    raise Geweigerd(f"“{taak.titel}” is klaar zodra het communicatieadvies op zijn eigen pagina is vastgesteld.")


VORMEN: dict[str, Vastlegging] = {
    "overleg": _overleg,
    "contact_inspectie": _overleg,
    "inspectierapport": _inspectierapport,
    "evaluatie": _evaluatie,
    "partijen": _partijen,
    "informering": _informering,
    "familie": _familie,
    "communicatieadvies": _op_eigen_pagina,
}
