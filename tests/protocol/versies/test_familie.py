"""Whom a version calls the family is the family, also when a newer version has another name for it (R125)."""

from datetime import datetime

import pytest

from basis.geweigerd import Geweigerd
from communicatie.familie.informeringen import Inlichting, leg_vast
from contacten.models import Gebruiker
from tests import bouw

from .conftest import Neem

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R125")]
HERNOEMD = '[rolnaam]\njeugdige_familie = "kind en gezin"\n'


@pytest.mark.parametrize("partij", ["jeugdige en familie", "Kind en gezin ", "KIND EN GEZIN"])
def test_de_familie_wordt_onder_elke_naam_herkend(
    partij: str, nu: datetime, neem_aan: Neem, contractmanager: Gebruiker
) -> None:
    oud = bouw.melding(nu)
    neem_aan(HERNOEMD)
    inlichting = Inlichting(geinformeerd_op=nu, wijze="telefonisch", door_wie="contractmanager RSJ")

    for melding in (oud, bouw.melding(nu)):
        with pytest.raises(Geweigerd, match="op de pagina Communicatie"):
            leg_vast(melding, partij, None, inlichting, contractmanager, nu)
