"""What is recorded on the page Communicatie: one door, that asks who may and then the verb that keeps the fact."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

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
from contacten.models import Gebruiker
from escalatie.draaiboek.bevoegdheid import mag_communicatie
from escalatie.protocol.lezen import haal_communicatieregels

Feit = Mapping[str, Any]
Handeling = Callable[[Melding, Feit, Gebruiker, datetime, Communicatieregels], str]


def leg_vast(melding: Melding, code: str, feit: Feit, door: Gebruiker, nu: datetime) -> str:
    """Record one fact of the communication; gives the sentence that says so.

    `feit` holds the cleaned fields of the form of this code, with `toestemming` when leave was written down. Raises
    Geweigerd when this user may not, or the verb refuses; KeyError for a code that is none.
    """
    regels = haal_communicatieregels(melding.protocol_versie)
    if not mag_communicatie(door, code, regels):
        raise Geweigerd("Dit kunt u bij deze melding niet vastleggen.")
    return HANDELINGEN[code](melding, feit, door, nu, regels)


def _informeren(melding: Melding, feit: Feit, door: Gebruiker, nu: datetime, regels: Communicatieregels) -> str:
    orgaan, gemeente = regels.orgaan_per_code[feit["orgaan"]], feit.get("gemeente")
    inlichting = Inlichting(feit["geinformeerd_op"], feit["wijze"], feit["door_wie"], feit["toelichting"])
    informeringen.leg_orgaan_vast(melding, orgaan, gemeente, inlichting, door, nu, regels, feit["toestemming"])
    return f"Vastgelegd: {orgaan.naam}{f' {gemeente}' if gemeente else ''} weet het."


def _slachtofferhulp(melding: Melding, feit: Feit, door: Gebruiker, nu: datetime, regels: Communicatieregels) -> str:
    aanbod = Aanbod(feit["aangeboden"] == "ja", feit["aangeboden_op"], feit["door_wie"], feit["toelichting"])
    slachtofferhulp.leg_vast(melding, aanbod, door, nu)
    return "Vastgelegd: slachtofferhulp."


def _uiting(melding: Melding, feit: Feit, door: Gebruiker, nu: datetime, regels: Communicatieregels) -> str:
    naar_buiten.leg_uiting_vast(
        melding,
        feit["soort"],
        f"uiting:{feit['sleutel']}",
        door,
        nu,
        regels,
        omschrijving=feit["omschrijving"],
        gedaan_op=feit["gedaan_op"],
        namens=feit["namens"],
        toestemming=feit["toestemming"],
    )
    return f"Vastgelegd: {Uitingsoort(feit['soort']).label}."


def _vrijgave(melding: Melding, feit: Feit, door: Gebruiker, nu: datetime, regels: Communicatieregels) -> str:
    naar_buiten.geef_vrij(melding, feit["soort"], feit["toestemming"] or Toestemming(), door, nu, regels)
    return f"Vrijgegeven, voor één keer: {Uitingsoort(feit['soort']).label}."


def _regie(melding: Melding, feit: Feit, door: Gebruiker, nu: datetime, regels: Communicatieregels) -> str:
    overdracht = Overdracht(feit["wie"], feit["reden"], feit["vanaf_op"], feit["functie"])
    regie.draag_over(melding, overdracht, door, nu, regels)
    return f"Vastgelegd: de regie is bij {regels.regierol_per_code[feit['wie']].naam}."


def _onderzoek(melding: Melding, feit: Feit, door: Gebruiker, nu: datetime, regels: Communicatieregels) -> str:
    onderzoeken.begin(melding, Begin(feit["begonnen_op"], feit["beslist"], feit["reden"]), door, nu, regels)
    return "Vastgelegd: er loopt een strafrechtelijk onderzoek. Wat naar buiten gaat, staat nu op slot."


def _onderzoek_einde(melding: Melding, feit: Feit, door: Gebruiker, nu: datetime, regels: Communicatieregels) -> str:
    onderzoeken.eindig(melding, feit["reden"], feit["geeindigd_op"], door, nu, regels)
    return "Vastgelegd: het strafrechtelijk onderzoek is klaar."


HANDELINGEN: dict[str, Handeling] = {
    "informeren": _informeren,
    "slachtofferhulp": _slachtofferhulp,
    "uiting": _uiting,
    "vrijgave": _vrijgave,
    "regie": _regie,
    "onderzoek": _onderzoek,
    "onderzoek_einde": _onderzoek_einde,
}
