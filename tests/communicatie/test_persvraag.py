"""A press question at its door: taken in, worked through, refused where the protocol says so (Hoofdstuk 1)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404

from calamiteiten.geweigerd import Geweigerd
from communicatie import persinformatie, persteksten, perstermijnen, perstoegang, persvragen
from communicatie.models import Bericht, BerichtStatus, Persstap, Persvraag, Perswekker
from escalatie import controle
from escalatie.protocol.lezen import haal_communicatieregels
from tests.communicatie import persbouw


def mails(zaak: Persvraag) -> dict[str, set[str]]:
    """Template -> role (with gemeente) of everyone who must hear."""
    uit: dict[str, set[str]] = {}
    for rij in Bericht.objects.filter(persvraag=zaak).select_related("gemeente"):
        uit.setdefault(rij.sjabloon, set()).add(f"{rij.rol} {rij.gemeente.code if rij.gemeente else ''}".strip())
    return uit


@pytest.mark.eis("R3")
@pytest.mark.eis("R6")
@pytest.mark.eis("R7")
@pytest.mark.eis("R120")
def test_een_nieuwe_persvraag_krijgt_een_kenmerk_en_het_rsj_hoort_ervan(regio, nu):
    zaak = persbouw.persvraag(nu)

    assert (zaak.kenmerk, zaak.status) == ("PV-2026-0001", "vraagstelling")
    assert persbouw.persvraag(nu).kenmerk == "PV-2026-0002"
    assert mails(zaak) == {
        "persvraag_ontvangen": {"regiomanager"},
        "persvraag_beantwoorden": {"contractmanager"},
        "persvraag_meedenken": {"communicatieadviseur"},
    }
    assert all("teksten" not in rij.gegevens for rij in Bericht.objects.filter(persvraag=zaak))


@pytest.mark.eis("R21")
def test_de_hele_weg_van_vraagstelling_tot_afgerond(regio, nu):
    zaak = persbouw.loop(persbouw.persvraag(nu), "rond_af", nu)

    assert (zaak.status, zaak.afgerond_op, zaak.beantwoord_op) == ("afgerond", nu, nu)
    assert zaak.evaluatie == persbouw.EVALUATIE
    assert [s.code for s in zaak.stappen.all()] == ["registreer", *(code for code, _ in persbouw.WEG)]
    assert not Perswekker.objects.filter(vervallen_op__isnull=True).exists()
    assert controle.controleer(nu) == []
