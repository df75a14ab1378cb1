"""Every step from every stage, by every role: what the file does not name is refused and leaves nothing (R21)."""

import os

import pytest

from basis.geweigerd import Geweigerd
from communicatie.models import Bericht, Persvraag
from escalatie.draaiboek.mogelijkheden import mogelijkheden
from escalatie.models import Stap
from escalatie.persvragen.opdrachten import Samenvoeging
from tests.communicatie import persbouw
from tests.statussen import PersStatus

# A step of the way that ends in this stage.
NAAR = {
    "informatie_verzamelen": "teksten",
    "afstemming": "stuur_door",
    "communicatie": "leg_antwoord_vast",
    "evaluatie": "evalueer",
    "afgerond": "rond_af",
}
# The ends that no way of work leads to, and the step to each.
ENDEN = {"ingetrokken": "trek_persvraag_in", "samengevoegd": "voeg_samen"}


@pytest.mark.eis("R21")
def test_elke_pijl_die_er_niet_is_wordt_geweigerd_en_elke_rol_die_niet_mag(regio, nu):
    for status in [*PersStatus]:
        zaak = persbouw.persvraag(nu)
        if status in NAAR:
            persbouw.loop(zaak, NAAR[status], nu)
        if status in ENDEN:
            ander = Samenvoeging(persbouw.persvraag(nu).pk) if status == "samengevoegd" else None
            cm = regio.gebruikers["contractmanager"]
            persbouw.stap(zaak, ENDEN[status], cm, nu, motivering="Niet meer nodig.", gegevens=ander)
        zaak = Persvraag.objects.get(pk=zaak.pk)
        voor = (zaak.status, Stap.objects.count(), Bericht.objects.count())
        assert zaak.status == status
        for regel in persbouw.WET.stappen:
            # The manager of another gemeente has the role, and does not see the question.
            mag = {naam for naam, wie in regio.gebruikers.items() if wie.rol in regel.door} - {"manager_deventer"}
            proef = mag if status not in regel.van else set(regio.gebruikers) - mag
            # Two accounts of one role are refused alike: at full size both are.
            een_per_rol = {regio.gebruikers[naam].rol: naam for naam in sorted(proef)}
            for naam in proef if os.environ.get("STORING") == "alles" else een_per_rol.values():
                with pytest.raises(Geweigerd):
                    persbouw.stap(zaak, regel.code, regio.gebruikers[naam], nu)
        zaak.refresh_from_db()
        assert (zaak.status, Stap.objects.count(), Bericht.objects.count()) == voor
        codes = [k.regel.code for k in mogelijkheden(zaak, regio.gebruikers["adviseur"])]
        assert codes == [stap.code for stap in persbouw.WET.stappen if status in stap.van]


def test_de_fase_is_niet_met_de_hand_te_zetten(regio, nu):
    zaak = persbouw.persvraag(nu)
    with pytest.raises(AttributeError):
        zaak.status = "afgerond"
