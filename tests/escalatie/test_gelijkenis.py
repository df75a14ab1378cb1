"""The same event reported twice is proposed while registering and in the dossier, to who may hear of it (R43)."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from basis.kalender import lokale_datum
from calamiteiten.gelijkenis import Gebeurtenis, lijkt_op, van_melding, woorden
from calamiteiten.models import Inzage, Melding, Samenhang
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.draaiboek.sluiting import te_bespreken
from escalatie.draaiboek.stand import Stand
from escalatie.meldingen.dossier.forms import plichtnaam
from escalatie.meldingen.registratie.gelijkenis import voorstel
from escalatie.protocol.lezen import haal_protocol
from tests import bouw
from tests.bouw import Regio
from tests.communicatie.persklikken import als
from tests.escalatie.invullen import melding_velden
from tests.statussen import Status

DAG = timedelta(days=1)
ONDERWERP = "Steekpartij bij het station"
URL = "/meldingen/nieuw/"


def eerste(nu: datetime, **feiten: Any) -> Melding:
    """A melding of aanbieder Molen in Zwolle, about a stabbing of yesterday."""
    return bouw.melding(nu, ["zwolle"], "molen", **{"onderwerp": ONDERWERP, **feiten})


def gebeurtenis(regio: Regio, nu: datetime, **anders: Any) -> Gebeurtenis:
    """The same event, told by aanbieder Brug of Deventer; `anders` replaces fields."""
    basis = Gebeurtenis(
        lokale_datum(nu - DAG),
        "Een heel ander verhaal",
        regio.aanbieders["brug"].pk,
        frozenset({regio.gemeenten["deventer"].pk}),
    )
    return replace(basis, **anders)


def gebeurd(zaak: Melding) -> Gebeurtenis:
    """The event of a melding as it stands."""
    return van_melding(zaak, zaak.betrokken.all())


def gevonden(g: Gebeurtenis) -> list[str]:
    return [gelijkenis.melding.kenmerk for gelijkenis in lijkt_op(g)]


# (same aanbieder, same gemeente, days apart, same words) -> is it proposed?
GEVALLEN = [
    (True, True, 0, True, True),
    (True, False, 0, False, True),
    (True, False, 3, False, True),
    (True, False, -3, False, True),
    (True, True, 4, True, False),
    (True, True, -4, True, False),
    (False, True, 0, False, True),
    (False, True, 1, False, False),
    (False, True, 3, True, True),
    (False, True, 4, True, False),
    (False, False, 0, True, False),
    (False, False, 0, False, False),
]


@pytest.mark.eis("R43")
@pytest.mark.parametrize(("aanbieder", "gemeente", "dagen", "taal", "is_gelijk"), GEVALLEN)
def test_wat_op_elkaar_lijkt(
    regio: Regio, nu: datetime, aanbieder: bool, gemeente: bool, dagen: int, taal: bool, is_gelijk: bool
) -> None:
    zaak = eerste(nu)
    anders: dict[str, Any] = {"gebeurd_datum": lokale_datum(nu - DAG) + dagen * DAG}
    anders |= {"aanbieder_id": regio.aanbieders["molen"].pk} if aanbieder else {}
    anders |= {"gemeenten": frozenset({regio.gemeenten["zwolle"].pk})} if gemeente else {}
    anders |= {"onderwerp": "STÉÉK\u00adPARTIJ, vlak bij een station!"} if taal else {}

    assert gevonden(gebeurtenis(regio, nu, **anders)) == ([zaak.kenmerk] if is_gelijk else [])


def test_gewone_woorden_zeggen_niets() -> None:
    assert woorden("Ernstig letsel van een jeugdige op een woongroep") == frozenset()
    assert woorden("Brand op de Wéide-groep, 3e keer") == {"brand", "weide", "keer"}


def test_zelf_of_dubbel_wordt_niet_voorgesteld_gesloten_wel(regio: Regio, nu: datetime) -> None:
    zaak = eerste(nu)
    loper = bouw.loper(nu).registreer(van_gegevens(nu))
    loper.sluit_als_dubbel(zaak)
    assert gevonden(gebeurd(zaak)) == [zaak.kenmerk]
    assert lijkt_op(gebeurd(zaak), {zaak.pk}) == []
    dicht = bouw.loper(nu).registreer(van_gegevens(nu)).stap("trek_melding_in", motivering="Vergissing.").melding
    assert set(gevonden(gebeurd(zaak))) == {zaak.kenmerk, dicht.kenmerk}


@pytest.mark.eis("R43")
def test_wat_op_een_dubbel_lijkt_leidt_naar_de_melding_die_verdergaat(regio: Regio, nu: datetime) -> None:
    """That one itself looks like this in nothing: another aanbieder, gemeente and day. It is proposed once, and not in
    its own dossier."""
    verder = eerste(nu, gebeurd_datum=lokale_datum(nu - 9 * DAG))
    for _ in range(2):
        los = bouw.melding(nu, ["deventer"], "brug", onderwerp="Rook op de groep")
        loper = bouw.loper(nu)
        loper._melding = los
        loper.sluit_als_dubbel(verder)
    alle = lijkt_op(gebeurtenis(regio, nu))
    assert [gelijk.melding for gelijk in alle] == [verder]
    assert alle[0].waarom == f"Door haar dubbel {los.kenmerk}. Dezelfde aanbieder, dezelfde gemeente, dezelfde dag."
    assert lijkt_op(gebeurtenis(regio, nu), {verder.pk}) == []


def van_gegevens(nu: datetime) -> Any:
    return bouw.gegevens(nu, ["zwolle"], "molen", onderwerp=ONDERWERP)


def test_het_meest_gelijke_staat_voorop_en_er_zijn_er_hoogstens_vijf(regio: Regio, nu: datetime) -> None:
    for _ in range(5):
        eerste(nu, onderwerp="Brand in de keuken", gebeurd_datum=lokale_datum(nu - 3 * DAG))
    meest = eerste(nu)
    alle = lijkt_op(gebeurd(meest))
    assert len(alle) == 5
    assert alle[0].melding == meest
    assert alle[0].waarom == "Dezelfde aanbieder, dezelfde gemeente, dezelfde dag, dezelfde woorden."
    assert alle[1].waarom == "Dezelfde aanbieder, dezelfde gemeente, 2 dagen verschil."


def test_hoeveel_er_ook_zijn_het_blijft_een_vraag(regio: Regio, nu: datetime, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        zaak = eerste(nu)
    g = gebeurd(zaak)
    with django_assert_num_queries(1):
        lijkt_op(g)


@pytest.mark.eis("R43")
def test_wie_registreert_ziet_dat_het_er_al_staat_en_er_wordt_niets_bewaard(
    client: Client, contractmanager: Gebruiker, regio: Regio, nu: datetime
) -> None:
    zaak = eerste(nu)
    client.force_login(contractmanager)
    velden = melding_velden(regio, nu, controleer="1", aanbieder=str(regio.aanbieders["brug"].pk))

    pagina = client.post(URL, velden).content.decode()
    assert "Staat deze gebeurtenis er al?" in pagina
    assert f'href="{zaak.get_absolute_url()}"' in pagina
    assert Melding.objects.count() == 1

    for leeg in ({"gebeurd_datum": ""}, {"gebeurd_datum": "2026-06-01"}, {"gemeente_verblijf": "ommen"}):
        assert "Staat deze gebeurtenis er al?" not in client.post(URL, {**velden, **leeg}).content.decode()
    assert "Staat deze gebeurtenis er al?" not in client.get(URL).content.decode()


@pytest.mark.eis("R43", "A14")
def test_dezelfde_steekpartij_van_twee_aanbieders_wordt_een(
    client: Client, contractmanager: Gebruiker, regio: Regio, nu: datetime
) -> None:
    zaak = eerste(nu)
    client.force_login(contractmanager)
    velden = melding_velden(regio, nu, aanbieder=str(regio.aanbieders["brug"].pk), onderwerp="Jongen gestoken")
    client.post(URL, velden)
    tweede = Melding.objects.exclude(pk=zaak.pk).get()

    dossier = client.get(tweede.get_absolute_url()).content.decode()
    weg = f"{tweede.get_absolute_url()}stap/sluit_als_dubbel/?dubbel_van={zaak.kenmerk}"
    assert f'href="{weg}"' in dossier
    stap = client.get(weg).content.decode()
    assert f'value="{zaak.kenmerk}"' in stap
    velden = {"verwachte_status": "ontvangen", "motivering": "Dezelfde steekpartij.", "dubbel_van": zaak.kenmerk}
    plichten = te_bespreken(Stand(tweede), haal_protocol(tweede.protocol_versie).stap_per_code["sluit_als_dubbel"])
    velden |= {plichtnaam(taak.pk): "De andere melding gaat verder." for taak in plichten}
    assert client.post(weg, velden).status_code == 302

    for dossier in (zaak, tweede):
        pagina = client.get(f"{dossier.get_absolute_url()}gegevens/").content.decode()
        assert "Hoort bij een andere melding" in pagina
        assert "Staat deze gebeurtenis er al?" not in pagina


@pytest.mark.parametrize(
    ("status", "wie"), [(Status.ONTVANGEN, "toegang_zwolle"), (Status.INGETROKKEN, "contractmanager")]
)
def test_het_dossier_stelt_alleen_voor_aan_wie_erover_gaat_en_zolang_het_kan(
    regio: Regio, nu: datetime, status: Status, wie: str
) -> None:
    zaak = bouw.tot(status, nu, aanbieder="molen")
    eerste(nu)
    assert (
        "Staat deze gebeurtenis er al?"
        not in als(regio.gebruikers[wie]).get(f"{zaak.get_absolute_url()}gegevens/").content.decode()
    )


@pytest.mark.eis("R44")
@pytest.mark.parametrize("wie", ["buitenstaander", "toegang_deventer", "manager_zwolle", "beheerder"])
def test_wie_de_andere_niet_mag_openen_hoort_alleen_wie_te_bellen(regio: Regio, nu: datetime, wie: str) -> None:
    zaak = eerste(nu, plaats="Stationsplein")
    hoort = voorstel(gebeurd(zaak), regio.gebruikers[wie], nu)
    assert hoort
    assert hoort.gezien == []
    assert hoort.is_meer
    tekst = render_to_string("meldingen/_gelijkenis.html", {"voorstel": hoort})
    assert "Er loopt al een melding die hierop lijkt. U kunt die niet openen." in tekst
    for feit in (zaak.kenmerk, ONDERWERP, "Stationsplein", str(zaak.aanbieder), "Zwolle", zaak.get_absolute_url()):
        assert feit not in tekst
    assert 'href="tel:' in tekst
    assert "contractmanager" in tekst


def test_wie_de_ene_mag_openen_en_de_andere_niet_hoort_van_beide(regio: Regio, nu: datetime) -> None:
    eigen = eerste(nu)
    bouw.melding(nu, ["deventer"], "molen", onderwerp="Geheim verhaal")
    g = replace(gebeurd(eigen), gemeenten=frozenset())
    hoort = voorstel(g, regio.gebruikers["toegang_zwolle"], nu)
    assert hoort
    assert [gelijkenis.melding for gelijkenis in hoort.gezien] == [eigen]
    tekst = render_to_string("meldingen/_gelijkenis.html", {"voorstel": hoort})
    assert "nog een melding die hierop lijkt" in tekst
    assert "Geheim" not in tekst


def test_zonder_gelijkenis_of_zonder_dag_wordt_niets_gezegd(regio: Regio, nu: datetime) -> None:
    door = regio.gebruikers["contractmanager"]
    eerste(nu)
    assert voorstel(None, door, nu) is None
    assert voorstel(Gebeurtenis(date(2026, 1, 1), ONDERWERP), door, nu) is None
    assert door.rol == Rol.CONTRACTMANAGER


# While somebody types ----------------------------------------------------------------------------------------------

TIJDENS = f"{URL}lijkt-op/"
# What the form holds when the aanbieder, the subject, the day and the gemeente are there and nothing else is.
HALF = ("aanbieder", "onderwerp", "gebeurd_datum", "gemeente_verblijf", "gemeente_woonplaats")


@pytest.mark.eis("R43")
def test_tijdens_het_typen_komt_het_voorstel_vanzelf_en_wordt_niets_bewaard(
    client: Client, contractmanager: Gebruiker, regio: Regio, nu: datetime, django_assert_max_num_queries: Any
) -> None:
    zaak = eerste(nu)
    for _ in range(3):
        eerste(nu, onderwerp="Brand in de keuken")
    client.force_login(contractmanager)
    velden = {naam: melding_velden(regio, nu)[naam] for naam in HALF}
    with django_assert_max_num_queries(9):
        deel = client.post(TIJDENS, velden).content.decode()
    assert "Staat deze gebeurtenis er al?" in deel
    for naam in ("koppel", "dubbel"):
        assert re.search(rf'<button[^>]*name="{naam}"[^>]*value="{zaak.kenmerk}"', deel)
    # Who looks by typing is on record: each search is one, by its print, and the same one is the same.
    for onderwerp in (velden["onderwerp"], "Brand in de schuur"):
        client.post(TIJDENS, {**velden, "onderwerp": onderwerp, "sleutel": onderwerp[:3]})
    een, zelfde, ander = Inzage.objects.order_by("pk")
    assert (een.soort, een.aantal) == ("zoeken", len(set(re.findall(r"CAL-[0-9]{4}-[0-9]{4}", deel))))
    assert een.filter == zelfde.filter != ander.filter
    assert re.fullmatch("q=#[0-9a-f]{10}", ander.filter)
    # No page around it, no message at a field, no melding, and a thing that fits nothing says nothing at all.
    assert "<html" not in deel
    assert "utrecht-form-field" not in deel
    assert Melding.objects.count() == 4
    for anders in ({"gebeurd_datum": ""}, {"gebeurd_datum": "ooit"}, {"gemeente_verblijf": "ommen"}):
        assert client.post(TIJDENS, {**velden, **anders}).content.decode().strip() == ""
    assert client.post(TIJDENS, {}).content.decode().strip() == ""


def test_wie_intussen_is_uitgelogd_verliest_zijn_tekst_niet(client: Client) -> None:
    """A refresh of a page that only shows may reload; a check of what somebody types may not."""
    antwoord = client.post(TIJDENS, {}, headers={"HX-Request": "true"})
    assert antwoord.status_code == 204
    assert "HX-Refresh" not in antwoord.headers


@pytest.mark.eis("R43", "A14")
def test_een_knop_legt_vast_en_koppelt_en_nog_een_keer_drukken_verandert_niets(
    client: Client, contractmanager: Gebruiker, regio: Regio, nu: datetime
) -> None:
    zaak = eerste(nu)
    client.force_login(contractmanager)
    velden = melding_velden(regio, nu, koppel=zaak.kenmerk)
    for _ in range(2):
        antwoord = client.post(URL, velden, follow=True)
        assert f"{zaak.kenmerk} is gekoppeld." in antwoord.content.decode()
    tweede = Melding.objects.exclude(pk=zaak.pk).get()
    assert tweede.status == "ontvangen"
    assert [band.ander_dan(tweede) for band in Samenhang.van(tweede)] == [zaak]


@pytest.mark.eis("R43", "A14")
def test_een_knop_legt_vast_en_leidt_naar_sluiten_als_dubbel(
    client: Client, contractmanager: Gebruiker, regio: Regio, nu: datetime
) -> None:
    zaak = eerste(nu)
    client.force_login(contractmanager)
    antwoord = client.post(URL, melding_velden(regio, nu, dubbel=zaak.kenmerk))
    tweede = Melding.objects.exclude(pk=zaak.pk).get()
    assert antwoord["Location"] == f"{tweede.get_absolute_url()}stap/sluit_als_dubbel/?dubbel_van={zaak.kenmerk}"
    assert f'value="{zaak.kenmerk}"' in client.get(antwoord["Location"]).content.decode()


@pytest.mark.parametrize("kenmerk", ["CAL-2026-9999", "onzin", "\x00"])
def test_de_melding_staat_wat_er_ook_van_de_koppeling_komt(
    client: Client, contractmanager: Gebruiker, regio: Regio, nu: datetime, kenmerk: str
) -> None:
    client.force_login(contractmanager)
    antwoord = client.post(URL, melding_velden(regio, nu, koppel=kenmerk), follow=True)
    assert antwoord.status_code == 200
    assert Melding.objects.count() == 1
    assert not Samenhang.objects.exists()
    assert ("is nog niet gekoppeld" in antwoord.content.decode()) == (kenmerk == "CAL-2026-9999")
