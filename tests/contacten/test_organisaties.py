"""Where an aanbieder works (R51)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from contacten.models import Gemeente
from contacten.models.organisaties import GEEN_GEMEENTE
from contacten.organisaties import regio_gemeenten, werkgebied
from tests import bouw_contacten as bouw

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
VANDAAG = date(2026, 3, 10)


@pytest.mark.eis("R51")
def test_een_aanbieder_werkt_in_een_gemeente_in_meer_of_nergens():
    zwolle, kampen = bouw.gemeente("Zwolle"), bouw.gemeente("Kampen")
    lokaal, regionaal = bouw.aanbieder("Lokaal", zwolle), bouw.aanbieder("Regionaal", zwolle, kampen)
    assert werkgebied(lokaal, VANDAAG) == [zwolle]
    assert werkgebied(regionaal, VANDAAG) == [kampen, zwolle]
    assert werkgebied(bouw.aanbieder("Nergens"), VANDAAG) == []


def test_een_werkgebied_telt_alleen_op_zijn_dagen():
    zwolle = bouw.gemeente("Zwolle")
    aanbieder = bouw.aanbieder("De Proef", zwolle, sinds=VANDAAG)
    aanbieder.werkgebieden.update(tot_datum=date(2026, 4, 1))
    dagen = [date(2026, 3, 9), VANDAAG, date(2026, 4, 1), date(2026, 4, 2)]
    assert [bool(werkgebied(aanbieder, dag)) for dag in dagen] == [False, True, True, False]


@pytest.mark.eis("R99")
def test_de_regio_heeft_elf_gemeenten_op_naam():
    bouw.alle_gemeenten()
    assert [gemeente.naam for gemeente in regio_gemeenten()] == [naam for naam, _ in bouw.GEMEENTEN]


@pytest.mark.parametrize("code", sorted(GEEN_GEMEENTE))
def test_een_code_die_in_een_formulier_iets_anders_zegt_is_geen_code_van_een_gemeente(code):
    with pytest.raises(ValidationError, match="al in gebruik"):
        Gemeente(naam="Buiten", code=code, cbs_code="GM9999").clean()
