"""The coverage map: filled, only the vervanger, by phone only, not confirmed, empty (R99, R101, R103)."""

from datetime import timedelta

import pytest

from contacten.bezetting import alle_zetels, lokale_dag, lopend, sleutel
from contacten.bezetting.dekking import maak_dekking
from contacten.rollen import Rol
from tests import bouw_contacten as bouw

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def woord(nu):
    """How the seat of the toegang of Zwolle stands."""

    def lees():
        cellen = maak_dekking(list(lopend(nu)), alle_zetels(nu), nu)
        return cellen[sleutel(Rol.TOEGANG, bouw.gemeente())].woord

    return lees


@pytest.fixture
def vers(nu):
    """A contact that was confirmed yesterday."""
    return lambda **velden: bouw.contact(**{"bevestigd_op": nu - timedelta(days=1), **velden})


def test_zonder_iemand_is_het_leeg(woord):
    bouw.gemeente()
    assert woord() == "leeg"


def test_een_bevestigde_eerste_is_gevuld(woord, vers):
    bouw.bezetting(Rol.TOEGANG, wie=vers())
    assert woord() == "gevuld"


@pytest.mark.eis("R103")
@pytest.mark.parametrize(
    ("dagen", "verwacht"), [(92, "gevuld"), (113, "gevuld"), (114, "niet bevestigd"), (None, "niet bevestigd")]
)
def test_na_een_kwartaal_en_de_tijd_om_te_antwoorden_is_het_niet_bevestigd(woord, nu, dagen, verwacht):
    op = nu - timedelta(days=dagen) if dagen is not None else None
    bouw.bezetting(Rol.TOEGANG, wie=bouw.contact(bevestigd_op=op))
    assert woord() == verwacht


@pytest.mark.eis("R101")
def test_is_de_eerste_afwezig_dan_is_er_alleen_een_vervanger(woord, vers, nu):
    bouw.bezetting(Rol.TOEGANG, wie=vers(), afwezig_van_datum=lokale_dag(nu))
    bouw.bezetting(Rol.TOEGANG, wie=vers(), volgorde=2)
    assert woord() == "alleen vervanger"


def test_komt_de_mail_van_de_eerste_terug_dan_is_er_alleen_een_vervanger(woord, vers, nu):
    eerste = vers(email="dood@zwolle.example", onbereikbaar_op=nu, onbereikbaar_adres="dood@zwolle.example")
    bouw.bezetting(Rol.TOEGANG, wie=eerste)
    bouw.bezetting(Rol.TOEGANG, wie=vers(), volgorde=2)
    assert woord() == "alleen vervanger"


def test_is_alleen_de_eerste_er_en_die_is_afwezig_dan_is_het_leeg(woord, vers, nu):
    bouw.bezetting(Rol.TOEGANG, wie=vers(), afwezig_van_datum=lokale_dag(nu))
    assert woord() == "leeg"


def test_zonder_adres_is_het_alleen_telefonisch(woord, vers):
    bouw.bezetting(Rol.TOEGANG, wie=vers(email=""))
    assert woord() == "alleen telefonisch"
