"""The matrix gemeente x obligation: open, late and done, with a word, an icon and a colour (R76, R84, R85)."""

from datetime import datetime, timedelta

import pytest

from contacten.models import Gebruiker
from escalatie.draaiboek.stand import Stand
from escalatie.draaiboek.taken import voltooi
from escalatie.meldingen.dossier.matrix import Matrix, matrix
from escalatie.meldingen.taken.vervulling import Vervulling
from tests import bouw

pytestmark = pytest.mark.django_db


def woorden(gevonden: Matrix | None) -> dict[str, list[str]]:
    """Gemeente -> the words of its cells."""
    assert gevonden is not None
    return {naam: [cel.woord for cel in cellen] for naam, cellen in gevonden.rijen}


@pytest.mark.eis("R84")
@pytest.mark.eis("R85")
def test_elke_betrokken_gemeente_heeft_een_rij_met_elke_plicht(manager_zwolle: Gebruiker, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu, gemeenten=("zwolle", "deventer"))
    voltooi(bouw.taak(melding, "veiligheid", "zwolle").pk, manager_zwolle, Vervulling("Veilig."), nu)

    gevonden = matrix(Stand(melding), nu + timedelta(hours=1))

    assert woorden(gevonden) == {
        "Deventer": ["open", "open", "open", "open"],
        "Zwolle": ["gedaan", "open", "open", "open"],
    }
    assert gevonden is not None
    assert gevonden.aantal_open == 7


def test_na_de_termijn_is_wat_open_staat_te_laat(regio: bouw.Regio, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu)

    gevonden = matrix(Stand(melding), nu + timedelta(hours=49))

    assert woorden(gevonden) == {"Zwolle": ["te laat"] * 4}
    assert gevonden is not None
    assert {cel.icoon for _, cellen in gevonden.rijen for cel in cellen} == {"alert-triangle"}


def test_zonder_plichten_per_gemeente_is_er_geen_matrix(regio: bouw.Regio, nu: datetime) -> None:
    assert matrix(Stand(bouw.in_scenario("a", nu)), nu) is None
