"""What is chosen when a melding is registered, over all members: each choice is kept, shown and corrected."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from calamiteiten.models import Melding
from communicatie.models import Informeermoment
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol
from tests import bouw
from tests.bouw import Regio

from .invullen import melding_velden, moment

pytestmark = [pytest.mark.django_db]
PROTOCOL = haal_protocol("ijsselland-2019-02-13")
VERTELD = {"wijze": "telefonisch", "door_wie": "regiomanager", "toelichting": ""}
LIJSTEN = {"zorgcontext": "zorgcontext", "grondslag": "grondslag", "melder": "melder"}


def keuzes(lijst: str) -> list[tuple[str, str]]:
    """Code and name of every choice of this list."""
    return [(keuze.code, keuze.naam) for keuze in PROTOCOL.keuzes if keuze.lijst == lijst]


@pytest.mark.eis("R23", "R34", "R37")
@pytest.mark.parametrize(("veld", "lijst"), sorted(LIJSTEN.items()))
def test_elke_keuze_van_hulp_grondslag_en_melder_blijft_staan(
    veld: str, lijst: str, client: Client, regio: Regio, nu: datetime
) -> None:
    client.force_login(regio.gebruikers["contractmanager"])
    assert len(keuzes(lijst)) >= 3
    for code, naam in keuzes(lijst):
        antwoord = client.post(
            "/meldingen/nieuw/", melding_velden(regio, nu, **{veld: code}, melder_anders="huisartsenpost")
        )
        assert antwoord.status_code == 302, code
        melding = Melding.objects.latest("pk")
        assert getattr(melding, veld) == code
        assert naam.lower() in client.get(f"{melding.get_absolute_url()}gegevens/").content.decode().lower()
    geweigerd = client.post("/meldingen/nieuw/", melding_velden(regio, nu, **{veld: "iets_anders"}))
    assert geweigerd.status_code == 200


@pytest.mark.eis("R39")
def test_gegevens_voor_de_inspectie_gaan_niet_door_deze_toepassing(client: Client, regio: Regio, nu: datetime) -> None:
    """No field asks for them, the form says where they go, and that they went is recorded with purpose and way only."""
    client.force_login(regio.gebruikers["contractmanager"])
    pagina = client.get("/meldingen/nieuw/").content.decode()

    assert not any(f'name="{naam}"' in pagina for naam in ("naam", "bsn", "geboortedatum", "adres", "jeugdige"))
    met = {"persoonsgegevens": "ja", "doel": "Onderzoek door de inspectie", "kanaal": "", "wanneer": ""}
    zonder_weg = client.post("/meldingen/nieuw/", melding_velden(regio, nu, **met))
    assert zonder_weg.status_code == 200
    assert not Melding.objects.exists()


@pytest.mark.eis("R144", "R145", "R147", "R148", "R150", "R151", "R155")
def test_bij_elk_orgaan_staat_wat_het_moet_weten_en_wanneer_het_dat_weet(
    client: Client, regio: Regio, nu: datetime
) -> None:
    """The guidance of each body stands where it is told, on the page and in the form, and what was told is kept."""
    melding = bouw.in_fase_1(nu)
    client.force_login(regio.gebruikers["regiomanager"])
    regels = haal_communicatieregels(melding.protocol_versie)
    pagina = client.get(f"{melding.get_absolute_url()}communicatie/").content.decode()
    adres = reverse("communicatie_vastleggen", args=[melding.kenmerk, "informeren"])
    form = client.get(adres).content.decode()

    organen = [orgaan for orgaan in regels.organen if not orgaan.is_familie]
    assert {orgaan.code for orgaan in organen} >= {"wethouder", "burgemeester", "ambtenaar_oov", "driehoek"}
    for orgaan in organen:
        assert orgaan.zin in pagina, orgaan.code
        assert orgaan.zin in form, orgaan.code
    stil = [orgaan for orgaan in organen if not orgaan.naar_buiten]
    for orgaan in stil:
        plek = {"gemeente": regio.gemeenten["zwolle"].pk} if orgaan.per == "gemeente" else {}
        assert (
            client.post(adres, {"orgaan": orgaan.code, **VERTELD, **plek, **moment("geinformeerd_op", nu)}).status_code
            == 302
        )
    assert set(Informeermoment.objects.values_list("informering__orgaan", flat=True)) == {o.code for o in stil}
