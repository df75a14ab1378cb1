"""An agreed action has an owner role and a gemeente; it changes, changes hands and is withdrawn, and who has it or had
it hears that; the old stays readable in the timeline (R81)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.models import Bericht
from escalatie.bewaking import controle
from escalatie.draaiboek import acties
from escalatie.draaiboek.betrokkenen import betrek_gemeente
from escalatie.draaiboek.taken import voeg_actie_toe
from escalatie.meldingen.dossier.rijen import Dossierrijen
from escalatie.meldingen.dossier.stappen import stappen
from escalatie.meldingen.dossier.tijdlijn import tijdlijn
from escalatie.meldingen.taken.vervulling import Actie
from escalatie.models import Stap, Taak
from tests import bouw, klok
from tests.bouw import Regio

UUR = timedelta(hours=1)
Plekmails = set[tuple[str, str | None, str]]


def geef(zaak: Melding, regio: Regio, op: datetime, rol: str = "toegang", plaats: str = "zwolle") -> Taak:
    gemeente = regio.gemeenten[plaats] if plaats else None
    actie = Actie("Bel de school", rol, "", op + 24 * UUR, gemeente)
    return voeg_actie_toe(zaak, actie, regio.gebruikers["regiomanager"], op)


def mails(zaak: Melding, op: datetime) -> Plekmails:
    rijen = Bericht.objects.filter(zaak=zaak, gepland_op=op).order_by()
    return set(rijen.values_list("rol", "gemeente__code", "sjabloon"))


@pytest.mark.eis("R81")
def test_een_actie_is_van_een_rol_van_een_gemeente_en_alleen_die_hoort_het(regio: Regio, nu: datetime) -> None:
    zaak = bouw.in_fase_1(nu, gemeenten=["zwolle", "deventer"])

    taak = geef(zaak, regio, nu + UUR, "manager_gemeente", "deventer")

    assert str(taak.gemeente) == "Deventer"
    assert mails(zaak, nu + UUR) == {("manager_gemeente", "deventer", "taak_gegeven")}


@pytest.mark.eis("R81")
def test_wie_een_actie_houdt_hoort_dat_zij_is_gewijzigd(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + 2 * UUR
    taak = geef(zaak, regio, nu + UUR)

    anders = replace(acties.zoals_zij_is(taak), titel="Bel de huisarts", uiterlijk_op=nu + 5 * UUR)
    acties.wijzig(taak.pk, anders, "De school is dicht.", regio.gebruikers["contractmanager"], straks)

    taak.refresh_from_db()
    assert (taak.titel, taak.uiterlijk_op) == ("Bel de huisarts", nu + 5 * UUR)
    assert mails(zaak, straks) == {("toegang", "zwolle", "taak_gewijzigd")}
    stap = Stap.objects.get(zaak=zaak, code="actie_gewijzigd")
    assert (stap.motivering, stap.van, stap.naar) == ("De school is dicht.", "fase_1", "fase_1")
    assert (stap.gegevens["oud"]["titel"], stap.gegevens["nieuw"]["titel"]) == ("Bel de school", "Bel de huisarts")
    assert controle.controleer(straks) == []


@pytest.mark.parametrize("rol", ["contractmanager", "communicatieadviseur", "manager_gemeente", "toegang"])
def test_wie_een_actie_had_en_wie_haar_krijgt_horen_het(rol: str, regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu, gemeenten=["zwolle", "deventer"]), nu + 2 * UUR
    taak = geef(zaak, regio, nu + UUR)
    plaats = "deventer" if rol in {"manager_gemeente", "toegang"} else None
    nieuw = replace(acties.zoals_zij_is(taak), rol=rol, gemeente=regio.gemeenten[plaats] if plaats else None)

    acties.wijzig(taak.pk, nieuw, "Die weet het beter.", regio.gebruikers["regiomanager"], straks)

    had, kreeg = ("toegang", "zwolle", "taak_ingetrokken"), (rol, plaats, "taak_gegeven")
    assert mails(zaak, straks) == {had, kreeg}
    ingetrokken = Bericht.objects.get(zaak=zaak, gepland_op=straks, sjabloon="taak_ingetrokken")
    assert ingetrokken.gegevens == {}


def test_wie_een_actie_heeft_draagt_haar_over_of_geeft_haar_terug(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + 2 * UUR
    taak, toegang = geef(zaak, regio, nu + UUR), regio.gebruikers["toegang_zwolle"]

    aan = replace(acties.zoals_zij_is(taak), rol="manager_gemeente", titel="Iets heel anders")
    acties.draag_over(taak.pk, aan, "Dit is aan de manager.", toegang, straks)
    taak.refresh_from_db()
    assert (taak.rol, taak.titel) == ("manager_gemeente", "Bel de school")
    assert mails(zaak, straks) == {("manager_gemeente", "zwolle", "taak_gegeven")}

    acties.geef_terug(taak.pk, "Wij hebben geen tijd.", regio.gebruikers["manager_zwolle"], straks + UUR)
    taak.refresh_from_db()
    assert (taak.rol, taak.gemeente) == ("regiomanager", None)
    assert mails(zaak, straks + UUR) == {("regiomanager", None, "taak_gegeven")}


def test_een_ingetrokken_actie_blijft_staan_en_wie_haar_had_hoort_het(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + 2 * UUR
    taak = geef(zaak, regio, nu + UUR, plaats="")

    acties.trek_in(taak.pk, "De school belde zelf.", regio.gebruikers["contractmanager"], straks)

    taak.refresh_from_db()
    assert (taak.status, taak.verslag) == ("vervallen", "De school belde zelf.")
    assert mails(zaak, straks) == {("toegang", "zwolle", "taak_ingetrokken")}
    assert Stap.objects.filter(zaak=zaak, code="actie_ingetrokken", motivering="De school belde zelf.").exists()


def test_de_tijdlijn_toont_oud_en_nieuw_en_waarom(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + 2 * UUR
    taak = geef(zaak, regio, nu + UUR)
    anders = replace(acties.zoals_zij_is(taak), titel="Bel de huisarts", rol="contractmanager", gemeente=None)
    acties.wijzig(taak.pk, anders, "De school is dicht.", regio.gebruikers["regiomanager"], straks)
    acties.trek_in(taak.pk, "Is al gedaan.", regio.gebruikers["regiomanager"], straks + UUR)

    momenten = {moment.tekst: moment for moment in tijdlijn(Melding.objects.get(pk=zaak.pk))}

    assert "Actie afgesproken: Bel de school" in momenten
    gewijzigd = momenten["Actie gewijzigd: Bel de school"].toelichting
    assert "De school is dicht." in gewijzigd
    assert "Was: Bel de school · gemeentelijke toegang Zwolle" in gewijzigd
    assert "Is nu: Bel de huisarts · contractmanager RSJ" in gewijzigd
    assert "Actie ingetrokken: Bel de huisarts" in momenten


def test_een_wijziging_verzet_de_melding_niet(client: Client, regio: Regio, nu: datetime) -> None:
    """A record that moves nothing: the bar, who was first, and what a gemeente that joins gets stay as they were."""
    zaak, straks = bouw.in_fase_1(nu), nu + 2 * UUR
    voor = stappen(Dossierrijen(Melding.objects.get(pk=zaak.pk)), straks)
    taak = geef(zaak, regio, nu + UUR)
    acties.trek_in(taak.pk, "Hoeft niet.", regio.gebruikers["regiomanager"], straks)

    assert stappen(Dossierrijen(Melding.objects.get(pk=zaak.pk)), straks) == voor

    betrek_gemeente(zaak, regio.gemeenten["raalte"], regio.gebruikers["contractmanager"], straks + UUR)
    assert ("manager_gemeente", "raalte", "fase_1_manager") in mails(zaak, straks + UUR)
    assert controle.controleer(straks + UUR) == []
    client.force_login(regio.gebruikers["regiomanager"])
    with klok.op(straks + UUR):
        assert client.get(zaak.get_absolute_url()).status_code == 200
        assert client.get(reverse("bewijs", args=[zaak.kenmerk])).status_code == 200


Daad = Callable[[Taak, Regio, str, datetime], object]
DADEN: dict[str, Daad] = {
    "wijzigen": lambda taak, regio, wie, op: acties.wijzig(
        taak.pk, replace(acties.zoals_zij_is(taak), titel="Anders"), "Daarom.", regio.gebruikers[wie], op
    ),
    "overdragen": lambda taak, regio, wie, op: acties.draag_over(
        taak.pk, replace(acties.zoals_zij_is(taak), rol="contractmanager"), "Daarom.", regio.gebruikers[wie], op
    ),
    "teruggeven": lambda taak, regio, wie, op: acties.geef_terug(taak.pk, "Daarom.", regio.gebruikers[wie], op),
    "intrekken": lambda taak, regio, wie, op: acties.trek_in(taak.pk, "Daarom.", regio.gebruikers[wie], op),
}
MAG = {
    "wijzigen": {"contractmanager", "regiomanager"},
    "overdragen": {"contractmanager", "regiomanager", "toegang_zwolle"},
    "teruggeven": {"toegang_zwolle"},
    "intrekken": {"contractmanager", "regiomanager"},
}


@pytest.mark.parametrize("wie", ["contractmanager", "regiomanager", "toegang_zwolle", "manager_zwolle", "adviseur"])
@pytest.mark.parametrize("handeling", DADEN)
def test_wie_wat_met_een_actie_mag(handeling: str, wie: str, client: Client, regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + 2 * UUR
    taak = geef(zaak, regio, nu + UUR)
    client.force_login(regio.gebruikers[wie])
    pagina = client.get(reverse("actie", args=[zaak.kenmerk, taak.pk, handeling])).content.decode()

    # Who keeps the list has one page for all of it.
    heeft_knop = wie in MAG[handeling] and not (handeling == "overdragen" and wie in MAG["wijzigen"])
    assert ("</form>" in pagina.partition("<main")[2]) == heeft_knop
    if wie in MAG[handeling]:
        DADEN[handeling](taak, regio, wie, straks)
        return
    with pytest.raises(Geweigerd):
        DADEN[handeling](taak, regio, wie, straks)
    assert not Stap.objects.filter(zaak=zaak, code__startswith="actie_").exists()
    assert mails(zaak, straks) == set()


def test_zonder_reden_zonder_verandering_of_na_afloop_verandert_een_actie_niet(regio: Regio, nu: datetime) -> None:
    zaak, straks, door = bouw.in_fase_1(nu), nu + 2 * UUR, regio.gebruikers["regiomanager"]
    taak = geef(zaak, regio, nu + UUR)
    with pytest.raises(Geweigerd, match="Schrijf op waarom"):
        acties.trek_in(taak.pk, " ", door, straks)
    with pytest.raises(Geweigerd, match="niets veranderd"):
        acties.wijzig(taak.pk, acties.zoals_zij_is(taak), "Zomaar.", door, straks)
    with pytest.raises(Geweigerd, match="nog open"):
        acties.trek_in(bouw.taak(zaak, "partijen").pk, "Zomaar.", door, straks)
    acties.trek_in(taak.pk, "Hoeft niet.", door, straks)
    with pytest.raises(Geweigerd, match="nog open"):
        acties.trek_in(taak.pk, "Nog een keer.", door, straks)


def test_op_de_pagina_kiest_u_de_gemeente_en_wijzigt_u_met_een_reden(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak = bouw.in_fase_1(nu, gemeenten=["zwolle", "deventer"])
    client.force_login(regio.gebruikers["regiomanager"])
    deventer = str(regio.gemeenten["deventer"].pk)
    velden = {
        "titel": "Bel de school",
        "rol": "toegang",
        "gemeente": deventer,
        "uiterlijk_op_0": "2026-11-26",
        "uiterlijk_op_1": "10:00",
    }
    with klok.op(nu + UUR):
        assert client.post(reverse("taak_nieuw", args=[zaak.kenmerk]), velden).status_code == 302
        taak = bouw.taak(zaak, "actie")
        assert str(taak.gemeente) == "Deventer"
        adres = reverse("actie", args=[zaak.kenmerk, taak.pk, "wijzigen"])
        assert adres in client.get(taak.get_absolute_url()).content.decode()
        assert client.get(adres).content.decode().count("Bel de school") >= 2
        anders = {**velden, "titel": "Bel de huisarts"}
        assert client.post(adres, anders).status_code == 200
        assert client.post(adres, {**anders, "reden": "De school is dicht."}).status_code == 302
    taak.refresh_from_db()
    assert taak.titel == "Bel de huisarts"
    with klok.op(nu + UUR):
        assert client.get(reverse("actie", args=[zaak.kenmerk, taak.pk, "slopen"])).status_code == 404
        assert (
            client.get(reverse("actie", args=[zaak.kenmerk, bouw.taak(zaak, "partijen").pk, "wijzigen"])).status_code
            == 404
        )
