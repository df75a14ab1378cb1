"""The page Communicatie: the order, the lock and what it shuts, who knows, who directs; and who may record what."""

from datetime import datetime, timedelta
from typing import Any, get_type_hints

import pytest
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.familie import onderzoeken
from communicatie.familie.betrokkenen import op_de_lijst
from communicatie.models import Informeermoment, Informering, Onderzoek, Regie, Slachtofferhulp, Uiting, Vrijgave
from contacten.models import Gebruiker
from escalatie.meldingen.communicatie import communiceren
from escalatie.meldingen.communicatie.communiceren import Einde
from escalatie.meldingen.communicatie.forms import FORMULIEREN
from escalatie.models import Taak
from tests import bouw, klok

pytestmark = pytest.mark.django_db
VERTELD = {
    "geinformeerd_op_0": "2026-11-24",
    "geinformeerd_op_1": "09:00",
    "wijze": "telefonisch",
    "door_wie": "contractmanager RSJ",
}


def vraag(client: Client, wie: Gebruiker, zaak: Melding, nu: datetime) -> str:
    """The page as this user reads it."""
    with klok.op(nu):
        client.force_login(wie)
        antwoord = client.get(reverse("communicatie_dossier", args=[zaak.kenmerk]))
    assert antwoord.status_code == 200
    return antwoord.content.decode()


def dossier_van(client: Client, zaak: Melding, nu: datetime) -> str:
    """The course of events in the dossier, for who is signed in: at the moment that the session knows."""
    with klok.op(nu):
        return client.get(f"{zaak.get_absolute_url()}verloop/").content.decode()


def op_lijst(zaak: Melding) -> list[int]:
    """The keys of those directly involved."""
    return list(op_de_lijst(zaak).values_list("pk", flat=True))


def leg_vast(
    client: Client, door: Gebruiker, zaak: Melding, code: str, nu: datetime, **velden: object
) -> tuple[int, str]:
    """Send the form of one fact; gives status and page."""
    with klok.op(nu):
        client.force_login(door)
        antwoord = client.post(reverse("communicatie_vastleggen", args=[zaak.kenmerk, code]), velden)
    return antwoord.status_code, antwoord.content.decode()


@pytest.fixture
def kort_na(nu: datetime) -> datetime:
    """An hour after the story begins: moments of this morning have come."""
    return nu + timedelta(hours=1)


@pytest.mark.eis("R85")
@pytest.mark.eis("R121")
@pytest.mark.eis("R125")
@pytest.mark.eis("R143")
@pytest.mark.eis("R146")
@pytest.mark.eis("R152")
def test_eerst_de_familie_dan_het_bestuur_dan_de_pers(
    client: Client, regiomanager: Gebruiker, adviseur: Gebruiker, nu: datetime, kort_na: datetime
) -> None:
    zaak = bouw.in_fase_1(nu)

    pagina = vraag(client, regiomanager, zaak, kort_na)
    assert "Het slot is dicht." in pagina
    assert "De jeugdige en de familie weten het nog niet." in pagina
    assert pagina.count("nog niet</small>") == 3
    assert reverse("taak", args=[zaak.kenmerk, bouw.taak(zaak, "jeugdige_familie").pk]) in pagina
    for orgaan in ("Driehoek", "Dagelijks en algemeen bestuur", "College van B en W", "Gemeenteraad", "Burgemeester"):
        assert orgaan in pagina

    assert leg_vast(client, regiomanager, zaak, "informeren", kort_na, orgaan="db_ab", **VERTELD)[0] == 302
    velden = {"orgaan": "wethouder", "gemeente": bouw.regio().gemeenten["zwolle"].pk, **VERTELD}
    assert leg_vast(client, adviseur, zaak, "informeren", kort_na, **velden)[0] == 302
    assert leg_vast(client, adviseur, zaak, "informeren", kort_na, **{**velden, "wijze": "in een gesprek"})[0] == 302
    # The adviser may not say that the family knows: that opens the lock. The page says who does.
    leest = "De contractmanager RSJ en regiomanager RSJ leggen vast wie het weet."
    assert leest in vraag(client, adviseur, zaak, kort_na)
    assert leest not in vraag(client, regiomanager, zaak, kort_na)
    assert leg_vast(client, adviseur, zaak, "familie", kort_na, betrokkenen=op_lijst(zaak), **VERTELD)[0] == 404
    assert "Ieder telt apart." in leg_vast(client, regiomanager, zaak, "familie", kort_na, **VERTELD)[1]
    assert leg_vast(client, regiomanager, zaak, "familie", kort_na, betrokkenen=op_lijst(zaak), **VERTELD)[0] == 302

    pagina = vraag(client, regiomanager, zaak, kort_na)
    assert "Het slot is open." in pagina
    assert pagina.count("nog niet</small>") == 1
    assert Informeermoment.objects.filter(informering__orgaan="wethouder").count() == 2
    assert Informering.objects.get(orgaan="wethouder").wijze == "telefonisch"
    assert "24 november 2026, 09:00 uur" in pagina
    dossier = dossier_van(client, zaak, kort_na)
    assert "Geïnformeerd: Jeugdige" in dossier
    assert "Geïnformeerd: Ouder of verzorger" in dossier
    assert "Het slot is dicht." not in vraag(client, regiomanager, zaak, kort_na)


@pytest.mark.eis("R125")
def test_een_plaatselijk_bestuur_heeft_een_gemeente_en_een_plan_telt_niet(
    client: Client, regiomanager: Gebruiker, nu: datetime
) -> None:
    zaak = bouw.in_fase_1(nu)

    assert (
        "Kies van welke gemeente."
        in leg_vast(client, regiomanager, zaak, "informeren", nu, orgaan="college", **VERTELD)[1]
    )
    morgen = {**VERTELD, "geinformeerd_op_0": "2026-11-25"}
    status, tekst = leg_vast(client, regiomanager, zaak, "familie", nu, betrokkenen=op_lijst(zaak), **morgen)
    assert (status, "ligt in de toekomst" in tekst) == (200, True)
    assert not Informeermoment.objects.exists()


@pytest.mark.eis("R125")
def test_de_pers_gaat_na_de_familie_of_met_een_reden(
    client: Client, contractmanager: Gebruiker, regiomanager: Gebruiker, nu: datetime, kort_na: datetime
) -> None:
    zaak = bouw.in_fase_1(nu)
    velden = {
        "soort": "persbericht",
        "omschrijving": "de website van de gemeente",
        "namens": "gemeente Zwolle",
        "gedaan_op_0": "2026-11-24",
        "gedaan_op_1": "10:30",
        "sleutel": "1a8ac1a5-3c1f-4a1c-9a43-0d6a3b8f5f10",
    }

    status, tekst = leg_vast(client, contractmanager, zaak, "uiting", kort_na, **velden)
    assert status == 200
    assert "De regiomanager RSJ kan met een reden vrijgeven" in tekst
    assert "Kies hoe dit naar buiten kwam." in tekst
    assert "de website van de gemeente" in tekst
    assert (
        leg_vast(client, contractmanager, zaak, "vrijgave", kort_na, soort="persbericht", vrijgave_reden="x")[0] == 404
    )

    assert "Schrijf op waarom" in leg_vast(client, regiomanager, zaak, "vrijgave", kort_na, soort="persbericht")[1]
    gegeven = {"soort": "persbericht", "vrijgave_reden": "Er gaat een onjuist bericht rond."}
    assert leg_vast(client, regiomanager, zaak, "vrijgave", kort_na, **gegeven)[0] == 302
    assert leg_vast(client, regiomanager, zaak, "vrijgave", kort_na, **gegeven)[0] == 409
    assert leg_vast(client, contractmanager, zaak, "uiting", kort_na, **velden)[0] == 302
    assert leg_vast(client, contractmanager, zaak, "uiting", kort_na, **velden)[0] == 302

    uiting = Uiting.objects.select_related("vrijgave").get()
    assert uiting.vrijgave
    assert (uiting.wist_familie, uiting.vrijgave.reden) == (False, "Er gaat een onjuist bericht rond.")
    assert Vrijgave.objects.get().gebruikt_op == kort_na
    anders = {**velden, "sleutel": "1a8ac1a5-3c1f-4a1c-9a43-0d6a3b8f5f11"}
    assert leg_vast(client, contractmanager, zaak, "uiting", kort_na, **anders)[0] == 200
    pagina = vraag(client, contractmanager, zaak, kort_na)
    assert "met vrijgave" in pagina
    assert "Er gaat een onjuist bericht rond." in pagina
    assert "Vrijgegeven terwijl het slot dicht was: persbericht" in dossier_van(client, zaak, kort_na)


@pytest.mark.eis("R137")
@pytest.mark.eis("R141")
@pytest.mark.eis("R149")
@pytest.mark.eis("R156")
@pytest.mark.eis("R157")
def test_een_onderzoek_doet_het_slot_dicht_en_verplaatst_de_regie(
    client: Client, contractmanager: Gebruiker, regiomanager: Gebruiker, nu: datetime, kort_na: datetime
) -> None:
    zaak = bouw.in_scenario("d", nu)
    pagina = vraag(client, regiomanager, zaak, kort_na)
    assert "Volgens het protocol." in pagina
    assert "Moet de regie naar de burgemeester?" in pagina
    wissel = {"vanaf_op_0": "2026-11-24", "vanaf_op_1": "10:05", "reden": "De onrust groeit.", "functie": "Zwolle"}
    assert leg_vast(client, contractmanager, zaak, "regie", kort_na, wie="burgemeester", **wissel)[0] == 404
    assert leg_vast(client, regiomanager, zaak, "regie", kort_na, wie="burgemeester", **wissel)[0] == 302
    assert "Burgemeester</strong> (Zwolle)" in vraag(client, contractmanager, zaak, kort_na)

    begin = {
        "begonnen_op_0": "2026-11-24",
        "begonnen_op_1": "10:30",
        "beslist": "officier van justitie",
        "reden": "Gehoord in de driehoek.",
    }
    assert leg_vast(client, contractmanager, zaak, "onderzoek", kort_na, **begin)[0] == 302
    assert leg_vast(client, contractmanager, zaak, "onderzoek", kort_na, **begin)[0] == 409
    pagina = vraag(client, regiomanager, zaak, kort_na)
    assert "Wat naar buiten gaat, beslist: <strong>officier van justitie</strong>" in pagina
    assert "Politie en OM</strong> (officier van justitie)" in pagina
    laat = {**wissel, "vanaf_op_1": "10:45"}
    status, tekst = leg_vast(client, regiomanager, zaak, "regie", kort_na, wie="regiomanager", **laat)
    assert (status, "De regie is dan bij politie en OM." in tekst) == (409, True)
    zonder = {"soort": "publicatie", "vrijgave_reden": "Er is haast."}
    assert (
        "Schrijf op wie dit heeft besloten." in leg_vast(client, regiomanager, zaak, "vrijgave", kort_na, **zonder)[1]
    )

    einde = {"geeindigd_op_0": "2026-11-24", "geeindigd_op_1": "10:50", "reden": "De officier meldde het."}
    assert leg_vast(client, contractmanager, zaak, "onderzoek_einde", kort_na, **einde)[0] == 302
    assert [rij.wie for rij in Regie.objects.filter(melding=zaak)] == ["regiomanager", "politie_om", "burgemeester"]
    assert Onderzoek.objects.get().geeindigd_op is not None
    tijdlijn = dossier_van(client, zaak, kort_na)
    for zin in (
        "Regie bij burgemeester (Zwolle)",
        "officier van justitie beslist wat naar buiten gaat",
        "onderzoek klaar",
    ):
        assert zin in tijdlijn


@pytest.mark.eis("R126")
def test_slachtofferhulp_is_ja_of_nee_met_wanneer_wie_of_waarom(
    client: Client, contractmanager: Gebruiker, adviseur: Gebruiker, nu: datetime, kort_na: datetime
) -> None:
    zaak = bouw.in_scenario("b", nu)

    assert leg_vast(client, adviseur, zaak, "slachtofferhulp", kort_na, aangeboden="nee", toelichting="x")[0] == 404
    assert (
        "Schrijf op waarom niet."
        in leg_vast(client, contractmanager, zaak, "slachtofferhulp", kort_na, aangeboden="nee")[1]
    )
    assert "Vul in wanneer." in leg_vast(client, contractmanager, zaak, "slachtofferhulp", kort_na, aangeboden="ja")[1]
    nee = {"aangeboden": "nee", "toelichting": "De familie wil eerst rust."}
    assert leg_vast(client, contractmanager, zaak, "slachtofferhulp", kort_na, **nee)[0] == 302
    ja = {
        "aangeboden": "ja",
        "aangeboden_op_0": "2026-11-24",
        "aangeboden_op_1": "10:20",
        "door_wie": "maatschappelijk werker aanbieder",
    }
    assert leg_vast(client, contractmanager, zaak, "slachtofferhulp", kort_na, **ja)[0] == 302
    assert [rij.is_aangeboden for rij in Slachtofferhulp.objects.filter(melding=zaak)] == [True, False]
    pagina = vraag(client, contractmanager, zaak, kort_na)
    assert "Eerder vastgelegd" in pagina
    assert "De familie wil eerst rust." in pagina


@pytest.mark.eis("R146")
def test_een_gemeente_leest_het_eigen_deel_en_legt_het_eigen_vast(
    client: Client, manager_zwolle: Gebruiker, regiomanager: Gebruiker, nu: datetime, kort_na: datetime
) -> None:
    zaak = bouw.in_fase_1(nu, gemeenten=("zwolle", "raalte"))
    for plaats in ("zwolle", "raalte"):
        velden = {"orgaan": "wethouder", "gemeente": bouw.regio().gemeenten[plaats].pk, **VERTELD}
        velden["toelichting"] = f"De wethouder in {plaats} heeft vragen."
        assert leg_vast(client, regiomanager, zaak, "informeren", kort_na, **velden)[0] == 302

    pagina = vraag(client, manager_zwolle, zaak, kort_na)
    assert "De wethouder in zwolle heeft vragen." in pagina
    assert "De wethouder in raalte heeft vragen." not in pagina
    assert "Iemand geïnformeerd" in pagina
    for code in ("vrijgave", "regie", "onderzoek", "slachtofferhulp", "bestaat_niet"):
        assert leg_vast(client, manager_zwolle, zaak, code, kort_na)[0] == 404


def test_de_taak_van_de_familie_vraagt_ook_naar_slachtofferhulp(
    client: Client, contractmanager: Gebruiker, nu: datetime, kort_na: datetime
) -> None:
    zaak = bouw.in_scenario("a", nu)
    taak = bouw.taak(zaak, "jeugdige_familie")
    adres = reverse("taak", args=[zaak.kenmerk, taak.pk])
    velden = {**VERTELD, "slachtofferhulp": "ja", "aangeboden_op_0": "2026-11-24", "aangeboden_op_1": "09:10"}
    eerste, tweede = op_lijst(zaak)
    with klok.op(kort_na):
        client.force_login(contractmanager)
        assert "Vul in door wie." in client.post(adres, velden).content.decode()
        velden["aangeboden_door"] = "maatschappelijk werker aanbieder"
        assert client.post(adres, {**velden, "betrokkenen": [eerste]}).status_code == 302
        # One of two: the duty is not done yet, and nothing goes outside.
        assert Taak.objects.get(pk=taak.pk).status == "open"
        assert "Het slot is dicht." in vraag(client, contractmanager, zaak, kort_na)
        assert client.post(adres, {**velden, "betrokkenen": [tweede]}).status_code == 302

    assert Taak.objects.get(pk=taak.pk).status == "afgerond"
    momenten = Informeermoment.objects.select_related("informering")
    assert {(m.informering.rol, m.door_wie) for m in momenten} == {("jeugdige_familie", "contractmanager RSJ")}
    assert {hulp.door_wie for hulp in Slachtofferhulp.objects.all()} == {"maatschappelijk werker aanbieder"}
    assert onderzoeken.lopend(zaak) is None
    assert "Het slot is open." in vraag(client, contractmanager, zaak, kort_na)


def test_het_recht_op_het_ene_feit_is_geen_recht_op_het_andere(regiomanager: Gebruiker, nu: datetime) -> None:
    melding, einde = bouw.melding(nu), Einde(nu, "De officier belde.")

    with pytest.raises(Geweigerd, match="niet vastleggen"):
        communiceren.leg_vast(melding, "informeren", einde, regiomanager, nu)


def test_ieder_formulier_maakt_zijn_eigen_soort_feit() -> None:
    gemaakt = {code: get_type_hints(form.feit)["return"] for code, form in FORMULIEREN.items()}

    assert gemaakt == communiceren.FEITEN


@pytest.mark.eis("R104")
@pytest.mark.eis("R121")
def test_een_gemeente_legt_vast_wie_zij_zelf_informeerde(
    client: Client, manager_zwolle: Gebruiker, toegang_zwolle: Gebruiker, nu: datetime, kort_na: datetime
) -> None:
    zaak = bouw.met_advies(nu, gemeenten=("zwolle", "deventer"))
    zwolle, deventer = (bouw.regio().gemeenten[code] for code in ("zwolle", "deventer"))
    for wie, orgaan in ((manager_zwolle, "wethouder"), (toegang_zwolle, "burgemeester")):
        assert "Iemand geïnformeerd" in vraag(client, wie, zaak, kort_na)
        velden = {**VERTELD, "orgaan": orgaan, "door_wie": "manager sociaal domein"}
        assert leg_vast(client, wie, zaak, "informeren", kort_na, gemeente=deventer.pk, **velden)[0] == 200
        assert leg_vast(client, wie, zaak, "informeren", kort_na, gemeente=zwolle.pk, **velden)[0] == 302
        # The family is told by whom the protocol names.
        assert leg_vast(client, wie, zaak, "informeren", kort_na, **{**velden, "orgaan": "jeugdige_familie"})[0] == 200
    momenten = Informeermoment.objects.filter(informering__melding=zaak, informering__gemeente=zwolle)
    assert set(momenten.values_list("informering__orgaan", flat=True)) == {"wethouder", "burgemeester"}
    assert communiceren.te_herroepen(zaak, "informeermoment", momenten[0].pk, manager_zwolle)
    buur = Informeermoment.objects.exclude(vastgelegd_door__gemeente=zwolle).filter(informering__melding=zaak).first()
    assert buur is None or not communiceren.te_herroepen(zaak, "informeermoment", buur.pk, manager_zwolle)


@pytest.mark.eis("R125", "R126")
@pytest.mark.parametrize("laatste", ["familie", "uitgezonderd", "slachtofferhulp"])
def test_de_taak_van_de_familie_is_af_waar_het_ook_is_vastgelegd(
    laatste: str, client: Client, regiomanager: Gebruiker, nu: datetime, kort_na: datetime
) -> None:
    zaak = bouw.in_fase_1(nu)
    taak, (een, twee) = bouw.taak(zaak, "jeugdige_familie"), op_lijst(zaak)
    hulp = {"aangeboden": "ja", "aangeboden_op_0": "2026-11-24", "aangeboden_op_1": "09:10", "door_wie": "arts"}
    weten: dict[int, tuple[str, dict[str, Any]]] = {
        nummer: ("familie", {**VERTELD, "betrokkenen": [str(nummer)]}) for nummer in (een, twee)
    }
    niet_eerst = ("uitzondering", {"nummer": str(twee), "reden": "Onbereikbaar in het buitenland."})
    wegen: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
        "familie": (weten[een], ("slachtofferhulp", hulp), weten[twee]),
        "uitgezonderd": (weten[een], ("slachtofferhulp", hulp), niet_eerst),
        "slachtofferhulp": (weten[een], weten[twee], ("slachtofferhulp", hulp)),
    }
    *eerst, (code, velden) = wegen[laatste]
    for eerder, gezegd in eerst:
        assert leg_vast(client, regiomanager, zaak, eerder, kort_na, **gezegd)[0] == 302
    taak.refresh_from_db()
    assert taak.status == "open"

    assert leg_vast(client, regiomanager, zaak, code, kort_na, **velden)[0] == 302

    taak.refresh_from_db()
    assert (taak.status, taak.afgerond_door) == ("afgerond", regiomanager)
