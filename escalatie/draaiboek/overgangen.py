"""The door: the only place that moves the status of a melding (ontwerp 4).

Every step goes the same way, in one transaction: lock the row, is it still where the user saw it, the rule, may this
role, the conditions, the arrow, the record, and what follows from it. Any failure undoes all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from basis.regels import Versie
from basis.taal import moment
from calamiteiten import dossier
from calamiteiten.dossier import Gegevens, Verstrekking
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding
from calamiteiten.toegang import mag_zien
from contacten.models import Gebruiker
from contacten.rolnamen import rolnaam
from escalatie.models import Overgang
from escalatie.protocol.lezen import geldende_versie, haal_protocol
from escalatie.protocol.model import OvergangRegel, Protocol

from . import gevolgen, zegels
from .bevoegdheid import mag_overgang
from .opdrachten import Scenariokeuze, als_json, keuze_bij
from .stand import Stand
from .voorwaarden import ontbreekt

REGISTREER = "registreer"


@dataclass(frozen=True)
class Opdracht:
    """One step as a user asks for it. `verwachte_status` is what the page showed; `afwijkingen`: condition -> reason
    (R2); `gegevens`: what this very step carries (`opdrachten.py`), None when it carries nothing."""

    melding_id: int
    code: str
    door_id: int
    verwachte_status: str
    motivering: str = ""
    gegevens: Scenariokeuze | None = None
    afwijkingen: Mapping[str, str] = field(default_factory=dict)


def registreer(
    gegevens: Gegevens,
    sleutel: UUID,
    door: Gebruiker,
    nu: datetime,
    verstrekking: Verstrekking | None = None,
) -> Melding:
    """Register a melding (R43, R46): the first step. A second call with the same `sleutel` returns the first melding
    (F18).

    Raises Geweigerd when this role may not register, IntegrityError when the key is another user's.
    """
    # The version of the day on which the melding came in; it keeps that one, whatever is adopted later.
    protocol = haal_protocol(geldende_versie(lokale_datum(gegevens.ontvangen_op)))
    regel = protocol.overgang_per_code[REGISTREER]
    if not door.is_rol(*regel.door):
        raise Geweigerd("Alleen de contractmanager legt een melding vast.")
    onder = Versie(protocol.versie, protocol.digest, regel.naar)
    try:
        with transaction.atomic():
            melding = dossier.leg_melding_vast(gegevens, sleutel, onder, door, nu)
            if verstrekking:
                dossier.leg_persoonsgegevens_vast(melding, verstrekking, door, nu)
            gevolgen.verwerk(_schrijf(melding, regel, "", door, nu), regel, protocol, nu)
    except IntegrityError:
        eerste = Melding.objects.filter(sleutel=sleutel, vastgelegd_door=door).first()
        if eerste is None:
            raise
        return eerste
    return melding


def voer_uit(opdracht: Opdracht, nu: datetime) -> Overgang:
    """Take one step. Raises Geweigerd, with a Dutch sentence, when it may not be; then nothing has changed."""
    with transaction.atomic():
        melding = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=opdracht.melding_id)
        door = Gebruiker.objects.get(pk=opdracht.door_id)
        protocol = haal_protocol(melding.protocol_versie)
        regel = _regel(protocol, opdracht.code)
        _controleer(melding, regel, opdracht, door)
        van = melding.status
        _beweeg(melding, regel, protocol, nu)
        overgang = _schrijf(melding, regel, van, door, nu, opdracht)
        gevolgen.verwerk(overgang, regel, protocol, nu)
    return overgang


def _regel(protocol: Protocol, code: str) -> OvergangRegel:
    regel = protocol.overgang_per_code.get(code)
    if regel is None or code == REGISTREER:
        raise Geweigerd("Deze stap bestaat niet in het protocol.")
    return regel


def _controleer(melding: Melding, regel: OvergangRegel, opdracht: Opdracht, door: Gebruiker) -> None:
    if melding.status != opdracht.verwachte_status:
        raise Geweigerd(_wie_was_eerst(melding))
    if melding.status not in regel.van:
        raise Geweigerd(f"“{regel.naam}” kan niet vanuit {melding.get_status_display().lower()}.")
    if not mag_overgang(door, regel, melding) or not mag_zien(door, melding):
        wie = " of ".join(rolnaam(rol, melding.protocol_versie) for rol in regel.mag_door(melding.status))
        raise Geweigerd(f"“{regel.naam}” is aan de {wie}.")
    if regel.motivering == "verplicht" and not opdracht.motivering.strip():
        raise Geweigerd("Geef een motivering.")
    _controleer_voorwaarden(Stand(melding), regel, opdracht)


def _controleer_voorwaarden(stand: Stand, regel: OvergangRegel, opdracht: Opdracht) -> None:
    # The conditions weigh the letter of the order, the arrow moves by its own: were they two, confirmations of the one
    # would open the way to the other.
    if opdracht.gegevens != keuze_bij(stand.protocol, regel):
        raise Geweigerd(f"Deze gegevens horen niet bij “{regel.naam}”. Open de stap opnieuw.")
    for naam in regel.vereist:
        if zin := ontbreekt(naam, stand, opdracht.gegevens):
            raise Geweigerd(zin)
    for naam in regel.verwacht:
        zin = ontbreekt(naam, stand, opdracht.gegevens)
        if zin and not opdracht.afwijkingen.get(naam, "").strip():
            raise Geweigerd(f"{zin} Geef een reden als u hiervan afwijkt.")


def _wie_was_eerst(melding: Melding) -> str:
    laatste = Overgang.objects.filter(melding=melding).select_related("door").order_by("-volgnummer").first()
    if laatste is None:
        return "Deze melding is intussen gewijzigd."
    nu_in = melding.get_status_display()
    return (
        f"{laatste.door.naam} was u voor: de melding staat sinds {moment(laatste.op)} op “{nu_in}”. Bekijk het dossier."
    )


def _beweeg(melding: Melding, regel: OvergangRegel, protocol: Protocol, nu: datetime) -> None:
    melding.volg(regel.code, regel.naar)
    status = protocol.status_per_code[regel.naar]
    melding.laatste_stap_op = nu
    melding.afgerond_op = nu if status.eind else None
    if status.oordeel or status.scenario:
        melding.scenario = status.scenario
    melding.save(update_fields=["status", "laatste_stap_op", "afgerond_op", "scenario"])


def _schrijf(
    melding: Melding,
    regel: OvergangRegel,
    van: str,
    door: Gebruiker,
    nu: datetime,
    opdracht: Opdracht | None = None,
) -> Overgang:
    vorige = Overgang.objects.filter(melding=melding).order_by("-volgnummer").first()
    afwijkingen = {
        k: v for k, v in (opdracht.afwijkingen if opdracht else {}).items() if k in regel.verwacht and v.strip()
    }
    stap = Overgang(
        melding=melding,
        volgnummer=vorige.volgnummer + 1 if vorige else 1,
        code=regel.code,
        van=van,
        naar=melding.status,
        door=door,
        rol=door.rol,
        op=nu,
        motivering=opdracht.motivering.strip() if opdracht else "",
        afwijkingen=afwijkingen,
        gegevens=als_json(opdracht.gegevens if opdracht else None),
        protocol_versie=melding.protocol_versie,
    )
    stap.zegel = zegels.bereken({naam: getattr(stap, naam) for naam in zegels.VELDEN}, vorige.zegel if vorige else "")
    stap.save(force_insert=True)
    return stap
