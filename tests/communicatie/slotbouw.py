"""Building blocks for tests of the lock: the family is told, something goes outside, a mail waits."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from calamiteiten.models import Melding
from communicatie.familie import familielijst, naar_buiten
from communicatie.familie.betrokkenen import op_de_lijst
from communicatie.familie.informeringen import Inlichting
from communicatie.familie.naar_buiten import Toestemming
from communicatie.models import Bericht, Uiting
from communicatie.post import berichten
from communicatie.post.berichten import Aankondiging
from contacten.bezetting import zetels
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.protocol.lezen import haal_communicatieregels

REGELS = haal_communicatieregels("ijsselland-2019-02-13")
FAMILIE = REGELS.orgaan_per_code["jeugdige_familie"]
REDEN = Toestemming("Er gaat een onjuist bericht rond.")
BESLUIT = Toestemming("Er is gevaar.", "officier van justitie")
UUR = timedelta(hours=1)


def vertel_de_familie(zaak: Melding, door: Gebruiker, nu: datetime) -> None:
    """Everybody on the list is told at `nu`."""
    allen = list(op_de_lijst(zaak).values_list("pk", flat=True))
    familielijst.vertel(zaak, allen, Inlichting(nu, "in een gesprek", "aanbieder"), door, nu, REGELS)


def breng(zaak: Melding, soort: str, door: Gebruiker, nu: datetime, **anders: Any) -> Uiting:
    """Bring something outside."""
    return naar_buiten.leg_uiting_vast(zaak, soort, f"proef:{uuid4()}", door, nu, REGELS, **anders)


def plan_naar_buiten(zaak: Melding, nu: datetime) -> Bericht:
    """A mail to the people of the RSJ, who open no dossier."""
    plekken = tuple(zetels(Rol.MEDEWERKERS_REGIO, nu))
    aankondiging = Aankondiging(
        zaak, f"proef:{uuid4()}", "communicatielijn_naar_rsj", "gedeeld_beeld", plekken, naar_buiten=True
    )
    return berichten.plan([aankondiging], nu)[0]
