"""A duty of hours that is not done in time is said once more; each rule of each version file is seen to do so."""

from datetime import datetime, timedelta

import pytest

from communicatie.models import Bericht
from escalatie.bewaking import ronde
from escalatie.draaiboek import aanmaning, taken
from escalatie.draaiboek.stand import Stand
from escalatie.models import Taak
from escalatie.protocol.lezen import haal_protocol
from tests import bouw
from tests.bouw import Regio

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R47", "R60", "A8")]
SECONDE = timedelta(seconds=1)
GEVALLEN = [(v, taak.code) for v in bouw.van_deze_regio() for taak in haal_protocol(v).taken if taak.binnen_uren]


@pytest.mark.parametrize(("versie", "code"), GEVALLEN)
def test_elke_taak_met_uren_wordt_gemeld_als_zij_te_laat_is(versie: str, code: str, regio: Regio, nu: datetime) -> None:
    protocol = haal_protocol(versie)
    regel = protocol.taak_per_code[code]
    zaak = bouw.tot("beoordeling", nu, gemeenten=["zwolle", "raalte"])
    taken.voor_gemeenten(zaak, [regel], Stand(zaak).gemeenten[:1], nu)
    taak = bouw.taak(zaak, code)
    eind = nu + timedelta(hours=regel.binnen_uren)
    assert taak.uiterlijk_op == eind

    assert aanmaning.bewaak(eind - SECONDE) == 0
    ronde.bewaak(eind)
    assert aanmaning.bewaak(eind) == 0
    assert aanmaning.bewaak(eind + timedelta(days=9)) == 0

    gezegd = Bericht.objects.filter(zaak=zaak, aanleiding=f"telaat:{taak.pk}")
    assert set(gezegd.values_list("rol", flat=True)) == {
        rol for rule in protocol.informatieregels_bij(f"telaat:{code}") for rol in rule.aan
    }
    assert set(gezegd.exclude(gemeente=None).values_list("gemeente", flat=True)) <= {taak.gemeente_id}


@pytest.mark.parametrize("status", ["afgerond", "vervallen"])
def test_wat_klaar_of_vervallen_is_wordt_niet_gemeld(status: str, regio: Regio, nu: datetime) -> None:
    zaak = bouw.tot("beoordeling", nu)
    regel = haal_protocol(zaak.protocol_versie).taak_per_code["intern_opschalen"]
    taken.voor_gemeenten(zaak, [regel], Stand(zaak).gemeenten, nu)
    door = regio.gebruikers["regiomanager"] if status == "afgerond" else None
    Taak.objects.filter(zaak=zaak, code=regel.code).update(status=status, afgerond_op=nu, afgerond_door=door)

    assert aanmaning.bewaak(nu + timedelta(days=9)) == 0
