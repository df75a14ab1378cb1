"""What is recorded on the page Communicatie: one door, that asks who may and then the verb that keeps the fact."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.familie import informeringen, naar_buiten, onderzoeken, regie, slachtofferhulp
from communicatie.familie.informeringen import Inlichting
from communicatie.familie.naar_buiten import Toestemming
from communicatie.familie.onderzoeken import Begin
from communicatie.familie.regie import Overdracht
from communicatie.familie.slachtofferhulp import Aanbod
from communicatie.models import Uitingsoort
from communicatie.regels import Communicatieregels
from contacten.models import Gebruiker, Gemeente
from escalatie.draaiboek import partijen
from escalatie.draaiboek.bevoegdheid import mag_communicatie
from escalatie.protocol.lezen import haal_communicatieregels


@dataclass(frozen=True)
class Verteld:
    """A body (its code) was told, of this gemeente when it is a local one."""

    orgaan: str
    gemeente: Gemeente | None
    inlichting: Inlichting
    toestemming: Toestemming | None = None


@dataclass(frozen=True)
class NaarBuiten:
    """Something of this `Uitingsoort` went outside; `sleutel`: sent twice it stays one."""

    soort: str
    sleutel: UUID
    omschrijving: str
    gedaan_op: datetime
    namens: str
    toestemming: Toestemming | None = None


@dataclass(frozen=True)
class Vrijgeven:
    """Leave for one thing of this `Uitingsoort`."""

    soort: str
    toestemming: Toestemming | None


@dataclass(frozen=True)
class Einde:
    """The investigation ended: when, and how we know."""

    geeindigd_op: datetime
    reden: str


Feit = Verteld | Aanbod | NaarBuiten | Vrijgeven | Overdracht | Begin | Einde
# Code of the form -> the fact that it records.
FEITEN: dict[str, type[Feit]] = {
    "informeren": Verteld,
    "slachtofferhulp": Aanbod,
    "uiting": NaarBuiten,
    "vrijgave": Vrijgeven,
    "regie": Overdracht,
    "onderzoek": Begin,
    "onderzoek_einde": Einde,
}


def leg_vast(melding: Melding, code: str, feit: Feit, door: Gebruiker, nu: datetime) -> str:
    """Record one fact of the communication; gives the sentence that says so.

    Raises Geweigerd when this user may not, the fact is not of this code, or the verb refuses.
    """
    regels = haal_communicatieregels(melding.protocol_versie)
    # The right is asked by code, so the fact must be the one that the code is about.
    if type(feit) is not FEITEN.get(code) or not mag_communicatie(door, code, regels):
        raise Geweigerd("Dit kunt u bij deze melding niet vastleggen.")
    match feit:
        case Verteld():
            return _informeren(melding, feit, door, nu, regels)
        case Aanbod():
            slachtofferhulp.leg_vast(melding, feit, door, nu)
            return "Vastgelegd: slachtofferhulp."
        case NaarBuiten():
            return _uiting(melding, feit, door, nu, regels)
        case Vrijgeven(soort, toestemming):
            naar_buiten.geef_vrij(melding, soort, toestemming or Toestemming(), door, nu, regels)
            return f"Vrijgegeven, voor één keer: {Uitingsoort(soort).label}."
        case Overdracht():
            regie.draag_over(melding, feit, door, nu, regels)
            return f"Vastgelegd: de regie is bij {regels.regierol_per_code[feit.wie].naam}."
        case Begin():
            onderzoeken.begin(melding, feit, door, nu, regels)
            return "Vastgelegd: er loopt een strafrechtelijk onderzoek. Wat naar buiten gaat, staat nu op slot."
        case Einde(geeindigd_op, reden):
            onderzoeken.eindig(melding, reden, geeindigd_op, door, nu, regels)
            return "Vastgelegd: het strafrechtelijk onderzoek is klaar."


def _informeren(melding: Melding, feit: Verteld, door: Gebruiker, nu: datetime, regels: Communicatieregels) -> str:
    orgaan, gemeente = regels.orgaan_per_code[feit.orgaan], feit.gemeente
    with transaction.atomic():
        informeringen.leg_orgaan_vast(melding, orgaan, gemeente, feit.inlichting, door, nu, regels, feit.toestemming)
        partijen.sluit_wie_het_weet(melding, door, nu)
    return f"Vastgelegd: {orgaan.naam}{f' {gemeente}' if gemeente else ''} weet het."


def _uiting(melding: Melding, feit: NaarBuiten, door: Gebruiker, nu: datetime, regels: Communicatieregels) -> str:
    naar_buiten.leg_uiting_vast(
        melding,
        feit.soort,
        f"uiting:{feit.sleutel}",
        door,
        nu,
        regels,
        omschrijving=feit.omschrijving,
        gedaan_op=feit.gedaan_op,
        namens=feit.namens,
        toestemming=feit.toestemming,
    )
    return f"Vastgelegd: {Uitingsoort(feit.soort).label}."
