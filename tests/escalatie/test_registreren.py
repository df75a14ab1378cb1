"""Registering a melding through the form: what is kept, what is refused, and one form gives one melding."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from calamiteiten.models import Betrokkenheid, Melding, Persoonsgegevens
from communicatie.models import Bericht
from contacten.models import Gebruiker
from escalatie.meldingen.registratie.forms.vragen import EEN_IN_DE_REGIO
from tests import klok
from tests.bouw import Regio
from tests.escalatie.invullen import OMSCHRIJVING, aanbieder, melding_velden, moment, van_pagina
from tests.statussen import Status

URL = "/meldingen/nieuw/"


@pytest.fixture
def browser(client: Client, contractmanager: Gebruiker) -> Client:
    client.force_login(contractmanager)
    return client


def fouten(antwoord: Any) -> dict[str, list[str]]:
    return {naam: list(lijst) for naam, lijst in antwoord.context["form"].errors.items()}


@pytest.mark.eis("R43", "R167")
def test_een_ingevuld_formulier_wordt_een_melding(browser: Client, regio: Regio, nu: datetime) -> None:
    antwoord = browser.post(URL, melding_velden(regio, nu))

    melding = Melding.objects.get()
    assert (antwoord.status_code, antwoord["Location"]) == (302, f"/meldingen/{melding.kenmerk}/")
    assert melding.status == Status.ONTVANGEN
    assert melding.omschrijving == OMSCHRIJVING
    assert melding.ontvangen_op == nu
    assert melding.aanbieder_soort == aanbieder(regio).soort
    assert melding.criteria == dict.fromkeys(
        ("onverwacht", "kwaliteit", "ernstig_gevolg", "jeugdige_of_ouder_getroffen"), "ja"
    )
    assert Bericht.objects.filter(zaak=melding, rol="toegang", gemeente__code="zwolle").exists()


def test_het_lege_formulier_bekijken_verandert_niets(browser: Client) -> None:
    voor = Melding.objects.count(), Bericht.objects.count()

    antwoord = browser.get(URL)

    assert antwoord.status_code == 200
    assert (Melding.objects.count(), Bericht.objects.count()) == voor
    assert browser.get(URL).context["form"]["sleutel"].value() == antwoord.context["form"]["sleutel"].value()


@pytest.mark.parametrize("wie", ["adviseur", "toegang_zwolle", "beheerder", "manager_zwolle"])
def test_een_andere_rol_vindt_de_pagina_niet(client: Client, regio: Regio, nu: datetime, wie: str) -> None:
    client.force_login(regio.gebruikers[wie])

    assert client.get(URL).status_code == 404
    assert client.post(URL, melding_velden(regio, nu)).status_code == 404
    assert not Melding.objects.exists()


def test_de_regiomanager_zegt_waarom_hij_voor_de_contractmanager_vastlegt(
    client: Client, regio: Regio, nu: datetime
) -> None:
    client.force_login(regio.gebruikers["regiomanager"])
    velden = melding_velden(regio, nu)

    assert list(fouten(client.post(URL, velden))) == ["vervanging"]
    assert not Melding.objects.exists()

    assert client.post(URL, {**velden, "vervanging": "Drie keer gebeld, geen gehoor."}).status_code == 302
    assert Melding.objects.get().vastgelegd_door == regio.gebruikers["regiomanager"]


@pytest.mark.eis("R29")
def test_twee_gemeenten_zijn_allebei_betrokken(browser: Client, regio: Regio, nu: datetime) -> None:
    browser.post(URL, melding_velden(regio, nu, gemeente_woonplaats="deventer"))

    assert dict(Betrokkenheid.objects.values_list("gemeente__code", "reden")) == {
        "zwolle": "verblijf",
        "deventer": "woonplaats",
    }


@pytest.mark.eis("R29")
def test_een_gemeente_buiten_de_regio_heeft_een_naam_nodig(browser: Client, regio: Regio, nu: datetime) -> None:
    velden = melding_velden(regio, nu, gemeente_woonplaats="buiten")

    assert list(fouten(browser.post(URL, velden))) == ["gemeente_woonplaats_buiten"]

    browser.post(URL, {**velden, "gemeente_woonplaats_buiten": "Verzonnenstad"})
    melding = Melding.objects.get()
    assert (melding.gemeente_woonplaats, melding.gemeente_woonplaats_buiten) == (None, "Verzonnenstad")


@pytest.mark.eis("R29")
@pytest.mark.parametrize("verblijf", ["buiten", "onbekend"])
def test_minstens_een_gemeente_ligt_in_de_regio(browser: Client, regio: Regio, nu: datetime, verblijf: str) -> None:
    velden = melding_velden(regio, nu, gemeente_verblijf=verblijf, gemeente_verblijf_buiten="Verzonnenstad")

    assert list(fouten(browser.post(URL, velden))) == ["gemeente_verblijf"]

    browser.post(URL, {**velden, "gemeente_woonplaats": "kampen"})
    assert str(Melding.objects.get().gemeente_woonplaats) == "Kampen"


@pytest.mark.eis("R32")
def test_bij_geweld_staat_ook_welk_geweld_tegen_wie_en_door_wie(browser: Client, regio: Regio, nu: datetime) -> None:
    geweld = {"geweldsvorm": "bedreiging", "slachtoffer": "ouder", "pleger": "medewerker"}

    browser.post(URL, melding_velden(regio, nu, soort="geweld", criterium_vorm_van_geweld="ja", **geweld))

    assert Melding.objects.get().criteria == {"vorm_van_geweld": "ja", **geweld}


def test_wat_bij_een_ander_soort_hoort_wordt_niet_bewaard(browser: Client, regio: Regio, nu: datetime) -> None:
    browser.post(URL, melding_velden(regio, nu, soort="incident", geweldsvorm="bedreiging"))

    assert Melding.objects.get().criteria == {}


@pytest.mark.eis("R30")
def test_de_soort_aanbieder_is_te_verbeteren(browser: Client, regio: Regio, nu: datetime) -> None:
    browser.post(URL, melding_velden(regio, nu, aanbieder_soort="veilig_thuis"))

    assert Melding.objects.get().aanbieder_soort == "veilig_thuis"


@pytest.mark.eis("R45")
def test_gedeelde_persoonsgegevens_hebben_een_doel_en_een_weg(browser: Client, regio: Regio, nu: datetime) -> None:
    velden = melding_velden(regio, nu, persoonsgegevens="ja")

    assert set(fouten(browser.post(URL, velden))) == {"doel", "kanaal", "ontvanger"}

    gedeeld = {"doel": "Om de ouders te bereiken", "kanaal": "beveiligde_mail", "ontvanger": "jeugdbeschermer"}
    browser.post(URL, {**velden, **gedeeld})
    verstrekking = Persoonsgegevens.objects.get()
    assert (verstrekking.doel, verstrekking.kanaal) == ("Om de ouders te bereiken", "Beveiligde e-mail")


@pytest.mark.eis("R45")
def test_zonder_persoonsgegevens_wordt_geen_doel_bewaard(browser: Client, regio: Regio, nu: datetime) -> None:
    browser.post(URL, melding_velden(regio, nu, doel="Blijft in een verborgen veld staan", kanaal="mondeling"))

    assert Melding.objects.exists()
    assert not Persoonsgegevens.objects.exists()


@pytest.mark.parametrize(
    ("dag", "past"),
    [("2014-12-31", False), ("2015-01-01", True), ("2026-11-24", True), ("2026-11-25", False), ("9999-12-31", False)],
)
def test_de_dag_ligt_tussen_2015_en_vandaag(browser: Client, regio: Regio, nu: datetime, dag: str, past: bool) -> None:
    antwoord = browser.post(URL, melding_velden(regio, nu, gebeurd_datum=dag))

    assert antwoord.status_code == (302 if past else 200)
    assert past or list(fouten(antwoord)) == ["gebeurd_datum"]


@pytest.mark.parametrize("naam", ["ontvangen_op", "gemeld_igj_op", "gemeld_verblijf_op"])
@pytest.mark.parametrize(("later", "past"), [(timedelta(minutes=5), True), (timedelta(minutes=6), False)])
def test_een_moment_ligt_niet_in_de_toekomst(
    browser: Client, regio: Regio, nu: datetime, naam: str, later: timedelta, past: bool
) -> None:
    antwoord = browser.post(URL, melding_velden(regio, nu, **moment(naam, nu + later)))

    assert antwoord.status_code == (302 if past else 200)
    assert past or list(fouten(antwoord)) == [naam]


@pytest.mark.parametrize("naam", ["ontvangen_op", "gemeld_igj_op", "gemeld_verblijf_op"])
def test_melden_kan_niet_voor_de_gebeurtenis(browser: Client, regio: Regio, nu: datetime, naam: str) -> None:
    antwoord = browser.post(URL, melding_velden(regio, nu, **moment(naam, nu - timedelta(days=2))))

    assert list(fouten(antwoord)) == [naam]


def test_een_uur_dat_twee_keer_bestaat_wordt_gewoon_bewaard(browser: Client, regio: Regio, nu: datetime) -> None:
    with klok.op(datetime(2026, 10, 25, 12, 0, tzinfo=UTC)):
        browser.force_login(regio.gebruikers["contractmanager"])  # a session that began later is none
        velden = melding_velden(regio, nu, gebeurd_datum="2026-10-25", gebeurd_tijd="02:30")
        antwoord = browser.post(URL, {**velden, "ontvangen_op_0": "2026-10-25", "ontvangen_op_1": "02:45"})

    assert antwoord.status_code == 302
    assert Melding.objects.get().ontvangen_op == datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert Melding.objects.get().gebeurd_datum == date(2026, 10, 25)


def test_twee_keer_klikken_geeft_een_melding(browser: Client, regio: Regio, nu: datetime) -> None:
    velden = melding_velden(regio, nu)

    antwoorden = [browser.post(URL, velden) for _ in range(2)]

    assert Melding.objects.count() == 1
    assert antwoorden[0]["Location"] == antwoorden[1]["Location"]


def test_twee_tabbladen_geven_een_melding(browser: Client, regio: Regio, nu: datetime) -> None:
    sleutels = [browser.get(URL).context["form"]["sleutel"].value() for _ in range(2)]

    for sleutel in sleutels:
        browser.post(URL, melding_velden(regio, nu, sleutel=str(sleutel)))

    assert Melding.objects.count() == 1
    assert browser.get(URL).context["form"]["sleutel"].value() not in sleutels


def test_een_tweede_melding_uit_een_ander_tabblad_gaat_niet_verloren(
    browser: Client, regio: Regio, nu: datetime
) -> None:
    velden = melding_velden(regio, nu)
    browser.post(URL, velden)
    ander = {**velden, "onderwerp": "Een heel ander voorval"}

    antwoord = browser.post(URL, ander)

    assert antwoord.status_code == 409
    assert van_pagina(antwoord)["onderwerp"] == "Een heel ander voorval"
    assert Melding.objects.get().kenmerk in antwoord.content.decode()
    nieuwe = antwoord.context["form"]["sleutel"].value()
    assert browser.post(URL, {**ander, "sleutel": nieuwe}).status_code == 302
    assert Melding.objects.count() == 2


def test_de_sleutel_van_een_ander_geeft_geen_inzage(
    browser: Client, client: Client, regio: Regio, nu: datetime, contractmanager: Gebruiker
) -> None:
    velden = melding_velden(regio, nu)
    browser.post(URL, velden)
    collega = Gebruiker.objects.create_user("collega", rol="contractmanager")
    client.force_login(collega)

    antwoord = client.post(URL, velden)

    assert antwoord.status_code == 409
    assert Melding.objects.count() == 1


@pytest.mark.parametrize("sleutel", ["", "geen-sleutel", "0" * 400])
def test_met_een_kapotte_sleutel_lukt_de_volgende_poging(
    browser: Client, regio: Regio, nu: datetime, sleutel: str
) -> None:
    antwoord = browser.post(URL, melding_velden(regio, nu, sleutel=sleutel))

    nieuwe = antwoord.context["form"]["sleutel"].value()
    assert antwoord.status_code == 200
    assert str(UUID(nieuwe)) == nieuwe
    assert browser.post(URL, melding_velden(regio, nu, sleutel=nieuwe)).status_code == 302


def test_meer_velden_sturen_verandert_niets_anders(browser: Client, regio: Regio, nu: datetime) -> None:
    browser.post(
        URL, melding_velden(regio, nu, status="fase_1", scenario="d", kenmerk="CAL-2026-9999", vastgelegd_door="1")
    )

    melding = Melding.objects.get()
    assert (melding.status, melding.scenario, melding.kenmerk) == (Status.ONTVANGEN, "", "CAL-2026-0001")


def test_wie_nog_geen_gemeente_weet_leest_vooraf_wat_hij_kan_kiezen(
    browser: Client, regio: Regio, nu: datetime
) -> None:
    assert EEN_IN_DE_REGIO in browser.get("/meldingen/nieuw/").content.decode()
    antwoord = browser.post("/meldingen/nieuw/", melding_velden(regio, nu, gemeente_verblijf="onbekend"))
    assert fouten(antwoord) == {"gemeente_verblijf": [EEN_IN_DE_REGIO]}
