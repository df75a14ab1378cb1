"""Who was, or must be, informed by a person: the parties of a melding and each time that one was told (R80, R85, R125).

The row of a party says when it was first told; every time is an `Informeermoment` of its own, and nothing is
overwritten. Those directly involved are on a list of their own (`familielijst`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.taal import in_een_zin
from calamiteiten.models import Melding
from communicatie.models import Informeermoment, Informering
from communicatie.regels import Communicatieregels, Orgaan
from contacten.models import Dader, Gebruiker, Gemeente, dader_velden
from contacten.rollen import PER_GEMEENTE, Rol
from contacten.rolnamen import alle_namen

from .naar_buiten import Toestemming, leg_uiting_vast, vergrendel


@dataclass(frozen=True)
class Partij:
    """One party as decided: involved, to be informed, or both; `wie_informeert`: the role that does, empty for the one
    of the protocol."""

    naam: str
    is_betrokken: bool
    moet_geinformeerd: bool
    wie_informeert: str = ""


@dataclass(frozen=True)
class Inlichting:
    """That somebody told a party: when (aware), how, by whom in fact (a function), and what there is to say of it."""

    geinformeerd_op: datetime
    wijze: str = ""
    door_wie: str = ""
    toelichting: str = ""


def stel_partijen_vast(melding: Melding, partijen: Iterable[Partij], door: Gebruiker, nu: datetime) -> None:
    """Keep the decision which parties are involved and which are informed (R80); what was already told stays."""
    for partij in partijen:
        Informering.objects.update_or_create(
            melding=melding,
            partij=partij.naam,
            gemeente=None,
            defaults={"is_betrokken": partij.is_betrokken, "moet_geinformeerd": partij.moet_geinformeerd},
            create_defaults={
                "is_betrokken": partij.is_betrokken,
                "moet_geinformeerd": partij.moet_geinformeerd,
                "vastgelegd_op": nu,
                **dader_velden(door),
            },
        )


def laat_vallen(melding: Melding, namen: Iterable[str]) -> None:
    """These parties were decided on and are not any more; who was told already stays as told."""
    rijen = Informering.objects.filter(melding=melding, gemeente=None, partij__in=list(namen), geinformeerd_op=None)
    rijen.update(is_betrokken=False, moet_geinformeerd=False)


def leg_vast(
    melding: Melding,
    partij: str,
    gemeente: Gemeente | None,
    inlichting: Inlichting,
    door: Dader,
    nu: datetime,
    orgaan: Orgaan | None = None,
) -> Informeermoment:
    """Record one time that a party was told; what was recorded before stays. With `orgaan` it counts for that body.

    Raises Geweigerd for a moment that has not come, and for the family: what opens the lock is recorded of each person
    on its list (`familielijst.vertel`).
    """
    rol = orgaan.rol if orgaan else ""
    if inlichting.geinformeerd_op > nu:
        raise Geweigerd("Leg dit vast als het is gebeurd: dit moment ligt in de toekomst.")
    if is_familie(partij) or (orgaan and orgaan.is_familie):
        raise Geweigerd("Dat de jeugdige en de familie het weten, legt u per persoon vast op de pagina Communicatie.")
    with transaction.atomic():
        vergrendel(melding)
        rij = _rij(melding, partij, gemeente, rol, orgaan.code if orgaan else "", door, nu)
        return schrijf_moment(rij, inlichting, door, nu)


def leg_orgaan_vast(
    melding: Melding,
    orgaan: Orgaan,
    gemeente: Gemeente | None,
    inlichting: Inlichting,
    door: Dader,
    nu: datetime,
    regels: Communicatieregels,
    toestemming: Toestemming | None = None,
) -> Informeermoment:
    """Record that a body was told (R143–R152). A body that is outside asks the locks and leaves an Uiting.

    Raises Geweigerd when this user may not record it, the gemeente is missing, or a lock is on without leave.
    """
    if not door.is_rol(*orgaan.door):
        raise Geweigerd(f"Dit kunt u niet vastleggen: {in_een_zin(orgaan.naam)}.")
    if door.rol in PER_GEMEENTE and (gemeente is None or gemeente.pk != door.gemeente_id):
        raise Geweigerd("Leg alleen vast wie uw eigen gemeente informeerde.")
    if (gemeente is None) == (orgaan.per == "gemeente"):
        raise Geweigerd("Kies van welke gemeente." if gemeente is None else "Dit is er een voor de hele regio.")
    with transaction.atomic():
        moment = leg_vast(melding, orgaan.naam, gemeente, inlichting, door, nu, orgaan)
        if orgaan.naar_buiten:
            leg_uiting_vast(
                melding,
                orgaan.naar_buiten,
                f"informeermoment:{moment.pk}",
                door,
                nu,
                regels,
                omschrijving=f"{orgaan.naam} {gemeente or ''}".strip(),
                gedaan_op=inlichting.geinformeerd_op,
                namens=inlichting.door_wie,
                toestemming=toestemming,
            )
    return moment


def is_familie(partij: str) -> bool:
    """Whether this is what the family is called; that it knows opens a lock."""
    # By the name of any version: a new name must not open the lock of an older zaak, nor an old one that of a newer.
    return partij.strip().casefold() in {naam.casefold() for naam in alle_namen(Rol.JEUGDIGE_FAMILIE)}


def _rij(
    melding: Melding, partij: str, gemeente: Gemeente | None, rol: str, orgaan: str, door: Dader, nu: datetime
) -> Informering:
    """The row of this party, made when it is new; the row of a party that was decided on becomes that of its body."""
    rij, _ = Informering.objects.get_or_create(
        melding=melding,
        partij=partij,
        gemeente=gemeente,
        defaults={"rol": rol, "orgaan": orgaan, "vastgelegd_op": nu, **dader_velden(door)},
    )
    rij.rol, rij.orgaan = rij.rol or rol, rij.orgaan or orgaan
    return rij


def schrijf_moment(rij: Informering, inlichting: Inlichting, door: Dader, nu: datetime) -> Informeermoment:
    """Add the moment; the row keeps the first. Who may and whether it fits was asked before."""
    if rij.geinformeerd_op is None or inlichting.geinformeerd_op < rij.geinformeerd_op:
        rij.geinformeerd_op = inlichting.geinformeerd_op
        rij.wijze, rij.door_wie = inlichting.wijze, inlichting.door_wie
    rij.save(update_fields=["rol", "orgaan", "geinformeerd_op", "wijze", "door_wie"])
    return Informeermoment.objects.create(
        informering=rij,
        geinformeerd_op=inlichting.geinformeerd_op,
        wijze=inlichting.wijze,
        door_wie=inlichting.door_wie,
        toelichting=inlichting.toelichting,
        vastgelegd_op=nu,
        **dader_velden(door),
    )
