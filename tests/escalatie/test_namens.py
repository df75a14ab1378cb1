"""The regiomanager acts for a contractmanager who cannot be reached: with a reason, visibly, and that one hears it."""

from datetime import datetime

import pytest
from django.db import transaction
from django.test import Client

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.models import Bericht
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.draaiboek import deur
from escalatie.draaiboek.opdrachten import Opdracht, keuze_bij
from escalatie.draaiboek.sluiting import te_bespreken
from escalatie.draaiboek.stand import Stand
from escalatie.models import Stap
from escalatie.protocol.lezen import haal_protocol, versies
from tests import bouw
from tests.bouw import Regio
from tests.escalatie.invullen import melding_velden

pytestmark = [pytest.mark.django_db, pytest.mark.eis("A22")]
PROTOCOL = haal_protocol(versies()[0])
REDEN = "Zij zit in een vliegtuig en haar vervanger neemt niet op."
# Every step that is the contractmanager's alone from some status, with those statuses.
NAMENS = sorted(
    (van, regel.code) for regel in PROTOCOL.overgangen for van in regel.van if regel.namens("regiomanager", van)
)
STATUSSEN = sorted({van for van, _ in NAMENS})


def test_elke_stap_van_de_contractmanager_kan_de_regiomanager_zetten_of_is_al_de_zijne() -> None:
    """Made from the file: a step that forgets `vervangt` fails here."""
    for regel in PROTOCOL.overgangen:
        for van in regel.van or ("",):
            rollen = regel.mag_door(van)
            if Rol.CONTRACTMANAGER in rollen:
                assert Rol.REGIOMANAGER in rollen or regel.namens("regiomanager", van), (regel.code, van)
    assert not any(regel.namens("toegang", van) for regel in PROTOCOL.overgangen for van in regel.van)


class Terug(Exception):
    """Nothing of this stays."""


@pytest.mark.parametrize("status", STATUSSEN)
def test_zonder_reden_wordt_elke_stap_geweigerd_en_met_reden_staat_zij_er_namens(
    status: str, regio: Regio, nu: datetime
) -> None:
    melding = bouw.tot(status, nu)
    codes = [code for van, code in NAMENS if van == status]
    assert codes
    vrij = [code for code in codes if not PROTOCOL.stap_per_code[code].vraagt_melding]
    uitkomst = {code: _probeer(melding, code, regio.gebruikers["regiomanager"], nu) for code in vrij}
    # What the step itself requires, it requires of everybody; that it is not his, is said of none.
    assert "gezet" in uitkomst.values(), uitkomst
    assert not [zin for zin in uitkomst.values() if "is aan de" in zin]
    assert Melding.objects.get(pk=melding.pk).status == status


def _probeer(melding: Melding, code: str, door: Gebruiker, nu: datetime) -> str:
    """Take the step with a reason, and without; nothing of it stays. "gezet", or why the step itself cannot be."""
    regel = PROTOCOL.stap_per_code[code]
    plichten = {taak.pk: "Hoeft niet meer." for taak in te_bespreken(Stand(melding), regel)}
    basis = {
        "zaak_id": melding.pk,
        "code": code,
        "door_id": door.pk,
        "verwachte_status": melding.status,
        "motivering": "Het kan niet wachten.",
        "gegevens": keuze_bij(PROTOCOL, regel),
        "afwijkingen": dict.fromkeys(regel.verwacht, "Het kan niet wachten."),
        "plichten": plichten,
    }
    try:
        with transaction.atomic():
            stap = deur.voer_uit(Opdracht(**basis, vervanging=REDEN), nu)
            assert (stap.door, stap.gegevens["namens"]) == (door, "contractmanager RSJ, die niet bereikbaar was")
            assert stap.gegevens["vervanging"] == REDEN
            bericht = Bericht.objects.filter(aanleiding=f"stap:{stap.pk}", regel="stap_namens")
            assert set(bericht.values_list("rol", flat=True)) == {"contractmanager"}
            raise Terug
    except Terug:
        with pytest.raises(Geweigerd, match="namens de contractmanager RSJ"), transaction.atomic():
            deur.voer_uit(Opdracht(**basis, vervanging="  "), nu)
    except Geweigerd as fout:
        return str(fout)
    return "gezet"


def test_registreren_en_de_analyse_starten_over_http(
    client: Client, regio: Regio, regiomanager: Gebruiker, nu: datetime
) -> None:
    client.force_login(regiomanager)
    assert "niet bereikbaar" in client.get("/meldingen/nieuw/").content.decode()
    assert client.post("/meldingen/nieuw/", melding_velden(regio, nu)).status_code == 200
    assert not Melding.objects.exists()
    assert client.post("/meldingen/nieuw/", melding_velden(regio, nu, vervanging=REDEN)).status_code == 302
    melding = Melding.objects.get()
    pad = f"{melding.get_absolute_url()}stap/start_impactanalyse/"
    assert "Namens de contractmanager RSJ" in client.get(melding.get_absolute_url()).content.decode()
    assert client.post(pad, {"verwachte_status": "ontvangen"}).status_code == 200
    assert client.post(pad, {"verwachte_status": "ontvangen", "vervanging": REDEN}).status_code == 302
    gezet = Stap.objects.filter(zaak=melding).order_by("volgnummer")
    assert [stap.gegevens.get("namens_rol") for stap in gezet] == ["contractmanager"] * 2
    dossier = client.get(f"{melding.get_absolute_url()}verloop/").content.decode()
    assert "namens contractmanager RSJ, die niet bereikbaar was" in dossier
    assert REDEN in dossier
    assert Bericht.objects.filter(zaak=melding, regel="stap_namens").count() >= 2

    # The analysis and the facts go on in that name too.
    analyse = {"versie": "1", "antwoord_werkgebied": "lokaal", "namens": "", "concept": "1"}
    assert client.get(f"{melding.get_absolute_url()}analyse/").status_code == 200
    assert client.post(f"{melding.get_absolute_url()}analyse/", analyse).status_code in {200, 302}
    assert client.get(f"{melding.get_absolute_url()}wijzigen/").status_code == 200
