"""Correcting a melding and adding a gemeente: what follows for who joins later, and two people at once."""

from datetime import datetime

import pytest
from django.test import Client

from basis.geweigerd import Geweigerd
from calamiteiten.models import Impactanalyse, Melding
from communicatie.models import Bericht
from contacten.models import Gebruiker
from escalatie.draaiboek.betrokkenen import betrek_gemeente
from escalatie.models import Taak
from tests import bouw
from tests.bouw import Regio
from tests.escalatie.invullen import melding_velden, van_pagina


@pytest.fixture
def browser(client: Client, contractmanager: Gebruiker) -> Client:
    client.force_login(contractmanager)
    return client


REDEN = "De aanbieder belde met een correctie."


def adres(melding: Melding) -> str:
    return f"/meldingen/{melding.kenmerk}/wijzigen/"


def ingevuld(browser: Client, melding: Melding) -> dict[str, str]:
    """What the browser would send without touching anything but the reason."""
    return {**van_pagina(browser.get(adres(melding))), "reden": REDEN}


def mails(melding: Melding, rol: str, code: str) -> list[str]:
    rijen = Bericht.objects.filter(zaak=melding, rol=rol, gemeente__code=code)
    return sorted(set(rijen.values_list("regel", flat=True)))


def test_niets_aanraken_verandert_niets(browser: Client, regio: Regio, nu: datetime) -> None:
    melding = bouw.melding(nu.replace(second=17), ["zwolle", "deventer"])
    voor = Melding.objects.values().get()

    antwoord = browser.post(adres(melding), ingevuld(browser, melding))

    assert antwoord.status_code == 302
    assert Melding.objects.values().get() == {**voor, "versie": voor["versie"] + 1}
    gezegd = browser.get(melding.get_absolute_url()).content.decode()
    assert "Er is niets veranderd." in gezegd
    assert "De gegevens zijn aangepast" not in gezegd


def test_een_verbetering_wordt_bewaard(browser: Client, regio: Regio, nu: datetime) -> None:
    melding = bouw.melding(nu)

    browser.post(adres(melding), {**ingevuld(browser, melding), "onderwerp": "Beter onderwerp"})

    assert Melding.objects.get().onderwerp == "Beter onderwerp"


def test_wie_later_bewaart_ziet_wat_een_collega_schreef(browser: Client, regio: Regio, nu: datetime) -> None:
    melding = bouw.melding(nu)
    velden = ingevuld(browser, melding)
    browser.post(adres(melding), {**velden, "onderwerp": "Van de collega"})

    antwoord = browser.post(adres(melding), {**velden, "onderwerp": "Van mij"})

    pagina = antwoord.content.decode()
    assert antwoord.status_code == 409
    assert "Van mij" in pagina
    assert ("Onderwerp", "Van de collega") in antwoord.context["verschillen"]
    assert Melding.objects.get().onderwerp == "Van de collega"

    versie = antwoord.context["form"]["versie"].value()
    assert browser.post(adres(melding), {**velden, "onderwerp": "Van mij", "versie": versie}).status_code == 302
    assert Melding.objects.get().onderwerp == "Van mij"


@pytest.mark.parametrize("status", ["afgerond", "niet_meldingswaardig", "ingetrokken", "dubbel"])
def test_een_gesloten_melding_verandert_niet(browser: Client, regio: Regio, nu: datetime, status: str) -> None:
    melding = bouw.tot(status, nu)
    velden = melding_velden(regio, nu, versie=str(melding.versie), onderwerp="Te laat", reden=REDEN)

    antwoord = browser.post(adres(melding), velden)

    assert antwoord.status_code == 409
    assert "Te laat" in antwoord.content.decode()
    assert Melding.objects.get(pk=melding.pk).onderwerp == melding.onderwerp


@pytest.mark.parametrize("wie", ["toegang_zwolle", "manager_zwolle", "adviseur", "beheerder"])
def test_een_ander_vindt_de_pagina_niet(client: Client, regio: Regio, nu: datetime, wie: str) -> None:
    melding = bouw.melding(nu)
    client.force_login(regio.gebruikers[wie])

    assert client.get(adres(melding)).status_code == 404
    assert client.post(f"/meldingen/{melding.kenmerk}/betrekken/", {"gemeente": "raalte"}).status_code == 404
    assert melding.betrokkenheden.count() == 1


def test_de_regiomanager_verbetert_en_betrekt_als_de_contractmanager_er_niet_is(
    client: Client, regio: Regio, nu: datetime
) -> None:
    melding = bouw.melding(nu)
    client.force_login(regio.gebruikers["regiomanager"])

    assert client.post(adres(melding), {**ingevuld(client, melding), "onderwerp": "Beter"}).status_code == 302
    assert client.post(f"/meldingen/{melding.kenmerk}/betrekken/", {"gemeente": "raalte"}).status_code == 302

    assert Melding.objects.get().onderwerp == "Beter"
    assert melding.betrokkenheden.filter(gemeente__code="raalte").exists()


@pytest.mark.eis("R29", "R46", "A6")
def test_een_gemeente_die_tijdens_de_analyse_bijkomt_krijgt_wat_de_anderen_hebben(
    browser: Client, regio: Regio, nu: datetime
) -> None:
    melding = bouw.tot("impactanalyse", nu)
    velden = ingevuld(browser, melding)

    antwoord = browser.post(adres(melding), {**velden, "gemeente_woonplaats": "raalte"})

    assert antwoord.status_code == 302
    assert Impactanalyse.objects.filter(melding=melding, gemeente__code="raalte", status="concept").exists()
    taak, eerste = (bouw.taak(melding, "analyse_toegang", code) for code in ("raalte", "zwolle"))
    assert (taak.status, taak.termijn, taak.uiterlijk_op) == ("open", eerste.termijn, eerste.uiterlijk_op)
    # Who was there already hears as well that the facts read otherwise now.
    assert [*mails(melding, "toegang", "raalte"), "verbeterd"] == mails(melding, "toegang", "zwolle")


@pytest.mark.eis("A6")
def test_wie_al_betrokken_was_krijgt_geen_tweede_bericht(browser: Client, regio: Regio, nu: datetime) -> None:
    melding = bouw.tot("impactanalyse", nu)
    andere = Bericht.objects.filter(zaak=melding).exclude(gemeente__code="raalte")
    voor, taken = andere.count(), Taak.objects.filter(zaak=melding, gemeente__code="zwolle").count()

    browser.post(f"/meldingen/{melding.kenmerk}/betrekken/", {"gemeente": "raalte"})

    assert melding.betrokkenheden.filter(gemeente__code="raalte", reden="toegevoegd").exists()
    # The communicatieadviseur phones every involved gemeente: one more now, and that is all that others hear.
    nieuw = andere.filter(sjabloon="taak_gegeven")
    assert (andere.count() - nieuw.count(), list(nieuw.values_list("rol", flat=True))) == (
        voor,
        ["communicatieadviseur"],
    )
    assert Taak.objects.filter(zaak=melding, gemeente__code="zwolle").count() == taken


@pytest.mark.eis("A6")
def test_in_fase_1_krijgt_een_nieuwe_gemeente_de_taken_van_fase_1(browser: Client, regio: Regio, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu)
    codes = set(
        Taak.objects.filter(zaak=melding, gemeente__code="zwolle", status="open").values_list("code", flat=True)
    )

    browser.post(f"/meldingen/{melding.kenmerk}/betrekken/", {"gemeente": "raalte"})

    nieuw = set(
        Taak.objects.filter(zaak=melding, gemeente__code="raalte", status="open").values_list("code", flat=True)
    )
    assert codes
    assert nieuw >= codes - {"bel_lege_zetel"}


def test_twee_keer_betrekken_doet_niets_meer(browser: Client, regio: Regio, nu: datetime) -> None:
    melding = bouw.melding(nu)
    gemeente, door = regio.gemeenten["raalte"], regio.gebruikers["contractmanager"]

    assert betrek_gemeente(melding, gemeente, door, nu)
    aantal = Bericht.objects.count()

    assert not betrek_gemeente(melding, gemeente, door, nu)
    assert Bericht.objects.count() == aantal


@pytest.mark.parametrize("gemeente", ["zwolle", "bestaat-niet", "", "\x00"])
def test_een_gemeente_die_niet_kan_wordt_gezegd(browser: Client, regio: Regio, nu: datetime, gemeente: str) -> None:
    melding = bouw.melding(nu)

    antwoord = browser.post(f"/meldingen/{melding.kenmerk}/betrekken/", {"gemeente": gemeente}, follow=True)

    assert "Kies een gemeente die nog niet betrokken is." in antwoord.content.decode()
    assert melding.betrokkenheden.count() == 1


def test_een_ander_dan_de_contractmanager_betrekt_niemand(regio: Regio, nu: datetime) -> None:
    melding = bouw.melding(nu)

    with pytest.raises(Geweigerd):
        betrek_gemeente(melding, regio.gemeenten["raalte"], regio.gebruikers["toegang_zwolle"], nu)


@pytest.mark.eis("R51")
def test_een_andere_aanbieder_ververst_de_feiten_van_het_concept(browser: Client, regio: Regio, nu: datetime) -> None:
    melding = bouw.tot("impactanalyse", nu)
    molen = regio.aanbieders["molen"]

    browser.post(adres(melding), {**ingevuld(browser, melding), "aanbieder": str(molen.pk)})

    feiten = melding.analyses.get(soort="contractmanager").feiten
    assert feiten["werkgebied"]["rijen"] == ["Zwolle"]
