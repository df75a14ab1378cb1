"""The register: who must have arranged what, how it is filled in and put right, and who sees it (R162-R179)."""

import io
from datetime import date, datetime, timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from basis.geweigerd import Geweigerd
from basis.kalender import lokaal
from calamiteiten.demo.zaaien.accounts import spelers
from calamiteiten.demo.zaaien.paraatheid import zaai_paraatheid
from calamiteiten.models import Organisatie, Paraatheid, Paraatheidsfeit
from communicatie.models import Bericht
from contacten.models import Aanbieder, Gemeente
from escalatie.bewaking import controle, ronde
from escalatie.draaiboek import zegels
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.models import Stap, Termijn
from escalatie.paraatheid.register import rapport, vastleggen
from escalatie.paraatheid.register.opdrachten import Inhoud
from escalatie.paraatheid.register.pagina import context_van, lees_voor_link
from escalatie.protocol.lezen import haal_protocol
from tests import bouw, bouw_paraatheid
from tests.communicatie.persklikken import als
from tests.escalatie.invullen import van_pagina

pytestmark = pytest.mark.django_db
BRUG, ZWOLLE = "brug", "zwolle"


def termijn(zaak: Paraatheid) -> Termijn:
    return Termijn.objects.get(zaak=zaak.pk, geeindigd_op__isnull=True)


def dag(moment: datetime) -> date:
    return lokaal(moment).date()


# What each paper asks, by number: the action that holds it.
ACTIES = {
    "R162": "melden_calamiteiten",
    "R163": "protocol_aanbieder",
    "R164": "melden_incidenten",
    "R165": "dreigende_escalatie",
    "R166": "protocol_regio",
    "R168": "afspraken_aanbieders",
    "R169": "afspraken_gemeenten",
    "R170": "afspraken_om",
    "R171": "eigen_lijn",
    "R172": "communicatieproces",
    "R173": "afspraken_regio",
    "R174": "rollen_college_raad",
    "R175": "oefening_college_raad",
    "R176": "plaats_communicatie",
    "R177": "jeugd_en_oov",
    "R178": "protocol_jeugdteams",
    "R179": "afspraken_jeugdteams",
}


@pytest.mark.eis("R162", "R163", "R164", "R165", "R166", "R168", "R169", "R170", "R171", "R172")
@pytest.mark.eis("R173", "R174", "R175", "R176", "R177", "R178", "R179")
def test_elke_actie_van_het_papier_wordt_gevraagd_vastgelegd_en_herinnerd(regio_zhz: bouw.Regio, nu: datetime) -> None:
    wie = regio_zhz.gebruikers["contractmanager"]
    plekken = [regio_zhz.gemeenten["dordrecht"], regio_zhz.aanbieders["sluis"]]
    alle: list[Gemeente | Aanbieder] = [*regio_zhz.gemeenten.values(), *Aanbieder.objects.all()]
    anderen = [plek for plek in alle if plek not in plekken]
    gevraagd = {zaak.actie: zaak for zaak in vastleggen.zet_klaar(wie, nu, anderen)}
    assert set(ACTIES.values()) < set(gevraagd)
    browser = als(wie)
    for eis, code in ACTIES.items():
        zaak = gevraagd[code]
        regel = haal_protocol(zaak.protocol_versie).paraatheid.actie_per_code[code]
        assert eis in regel.eisen
        assert Bericht.objects.filter(zaak=zaak.pk, sjabloon="paraatheid_gevraagd", rol=regel.rol).exists(), code
        pad = f"{zaak.get_absolute_url()}vastleggen/"
        velden = {"op_datum": f"{dag(nu)}", "tekst": "Zo is het afgesproken.", "wie": "college en raad"}
        assert browser.post(pad, {**van_pagina(browser.get(pad)), **velden}).status_code == 302, code
        assert "Zo is het afgesproken." in browser.get(zaak.get_absolute_url()).content.decode()
        eind = termijn(zaak).vervalt_op
        assert (termijn(zaak).code, dag(eind) > dag(nu)) == ("herzien", True)
    for eind in sorted({t.vervalt_op for t in Termijn.objects.filter(code="herzien")}):
        ronde.bewaak(eind + timedelta(minutes=1))
    for code in ACTIES.values():
        gehad = Bericht.objects.filter(zaak=gevraagd[code].pk, sjabloon="paraatheid_bereikt")
        assert "contractmanager" in set(gehad.values_list("rol", flat=True)), code


def test_klaarzetten_maakt_wat_ontbreekt_en_niets_dubbel(regio: bouw.Regio, nu: datetime) -> None:
    browser = als(regio.gebruikers["contractmanager"])
    assert "nog aan niemand gevraagd" in browser.get("/paraatheid/").content.decode()
    browser.post("/paraatheid/klaarzetten/")
    acties = haal_protocol("ijsselland-2019-02-13").paraatheid_acties
    aantal = {soort.value: sum(regel.van == soort for regel in acties) for soort in Organisatie}
    verwacht = aantal["gemeente"] * len(regio.gemeenten) + aantal["aanbieder"] * len(regio.aanbieders) + aantal["regio"]
    assert Paraatheid.objects.count() == verwacht
    browser.post("/paraatheid/klaarzetten/")
    assert Paraatheid.objects.count() == verwacht
    assert "nog aan niemand gevraagd" not in browser.get("/paraatheid/").content.decode()
    Aanbieder.objects.create(naam="Jeugdhulp De Nieuwe Wilg")
    browser.post("/paraatheid/klaarzetten/")
    assert Paraatheid.objects.count() == verwacht + aantal["aanbieder"]
    een = Paraatheid.objects.filter(organisatie="gemeente")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Paraatheid.objects.filter(gemeente=een.gemeente).update(actie="rollen_college_raad")


def test_alleen_wie_het_register_houdt_zet_klaar(regio: bouw.Regio, nu: datetime) -> None:
    with pytest.raises(Geweigerd, match="alleen wie"):
        vastleggen.zet_klaar(regio.gebruikers["toegang_zwolle"], nu)
    assert not Paraatheid.objects.exists()


@pytest.mark.eis("R2", "R163")
def test_wat_is_vastgelegd_wordt_verbeterd_en_ingetrokken_en_blijft_te_lezen(regio: bouw.Regio, nu: datetime) -> None:
    zaak, browser = bouw_paraatheid.actie(nu), als(regio.gebruikers["contractmanager"])
    bouw_paraatheid.leg_vast(zaak, regio.gebruikers["contractmanager"], nu, documentversie="1.0")
    feit = zaak.feiten.get()
    pad = f"{zaak.get_absolute_url()}vastgelegd/{feit.pk}/"
    velden = van_pagina(browser.get(f"{pad}verbeteren/"))
    assert velden["documentversie"] == "1.0"
    # Without a reason, or without a difference, nothing changes.
    assert browser.post(f"{pad}verbeteren/", {**velden, "documentversie": "2.0"}).status_code == 200
    assert browser.post(f"{pad}verbeteren/", {**velden, "reden": "Zomaar."}).status_code == 409
    eind = f"{dag(nu) + timedelta(days=90)}"
    anders = {**velden, "documentversie": "2.0", "geldig_tot_datum": eind, "reden": "Er is een nieuwe versie."}
    assert browser.post(f"{pad}verbeteren/", anders).status_code == 302
    # What another old form says of what was put right already, is refused.
    assert browser.post(f"{pad}verbeteren/", {**anders, "formulier": str(uuid4())}).status_code == 409
    nieuw = zaak.feiten.get(vervallen_op__isnull=True)
    assert (nieuw.documentversie, nieuw.verbetert_id) == ("2.0", feit.pk)
    assert dag(termijn(zaak).vervalt_op) == nieuw.geldig_tot_datum
    leest = browser.get(zaak.get_absolute_url()).content.decode()
    assert "<del>1.0</del>" in leest
    assert "Er is een nieuwe versie." in leest
    assert (
        browser.post(
            f"{zaak.get_absolute_url()}vastgelegd/{nieuw.pk}/intrekken/",
            {"reden": "Dit is het stuk van een ander.", "verwachte_status": "geregeld"},
        ).status_code
        == 302
    )
    zaak.refresh_from_db()
    assert (zaak.status, termijn(zaak).code) == ("te_regelen", "regelen")
    leest = browser.get(zaak.get_absolute_url()).content.decode()
    assert "<del>2.0</del>" in leest
    assert [s.code for s in Stap.objects.filter(zaak=zaak.pk).order_by("volgnummer")] == [
        "registreer",
        "leg_vast",
        "verbeter",
        "trek_in",
        "weer_open",
    ]
    assert (list(zegels.breuken()), controle.controleer(nu)) == ([], [])


@pytest.mark.eis("R153", "R175")
def test_elke_training_en_oefening_blijft_staan_met_de_dag_en_wie(regio: bouw.Regio, nu: datetime) -> None:
    zaak = bouw_paraatheid.actie(nu, "oefening_college_raad", ZWOLLE)
    browser = als(regio.gebruikers["manager_zwolle"])
    pad = f"{zaak.get_absolute_url()}vastleggen/"
    for wie, wanneer in (("college", 40), ("raad en griffie", 10)):
        velden = {
            **van_pagina(browser.get(pad)),
            "op_datum": f"{dag(nu) - timedelta(days=wanneer)}",
            "tekst": "Een avond.",
        }
        assert browser.post(pad, velden).status_code == 200
        assert browser.post(pad, {**velden, "wie": wie}).status_code == 302
    leest = browser.get(zaak.get_absolute_url()).content.decode()
    assert leest.index("raad en griffie") < leest.index('<dd class="vrije-tekst">college</dd>')
    eerste, laatste = zaak.feiten.order_by("op_datum")
    vastleggen.trek_in(laatste.pk, "Ging niet door.", regio.gebruikers["manager_zwolle"], nu)
    zaak.refresh_from_db()
    assert (zaak.status, eerste.vervallen_op) == ("geregeld", None)


def test_een_dag_die_nog_komt_en_een_document_zonder_plek_kunnen_niet(regio: bouw.Regio, nu: datetime) -> None:
    zaak, browser = bouw_paraatheid.actie(nu), als(regio.gebruikers["contractmanager"])
    pad = f"{zaak.get_absolute_url()}vastleggen/"
    velden = van_pagina(browser.get(pad))
    morgen, gisteren = f"{dag(nu) + timedelta(days=1)}", f"{dag(nu) - timedelta(days=1)}"
    fouten = [
        ({"op_datum": morgen, "link": "https://a.example/"}, "moet nog komen"),
        ({"op_datum": gisteren}, "waar het document ligt"),
        ({"op_datum": gisteren, "tekst": "In de kast.", "geldig_tot_datum": "2096-01-01"}, "Controleer het jaar"),
        ({"op_datum": gisteren, "tekst": "In de kast.", "geldig_tot_datum": gisteren}, "ligt niet na de dag"),
        ({"op_datum": gisteren, "tekst": "Bel 06-00000012."}, "Hier lijkt"),
    ]
    for anders, zin in fouten:
        antwoord = browser.post(pad, {**velden, **anders})
        assert (antwoord.status_code, zin in antwoord.content.decode()) == (200, True), zin
    assert not zaak.feiten.exists()


def test_wie_iets_vastlegt_leest_eerst_wat_een_ander_er_net_bij_schreef(regio: bouw.Regio, nu: datetime) -> None:
    zaak, browser = bouw_paraatheid.geregeld(nu), als(regio.gebruikers["regiomanager"])
    pad = f"{zaak.get_absolute_url()}vastleggen/"
    velden = {**van_pagina(browser.get(pad)), "op_datum": f"{dag(nu)}", "tekst": "In de kast."}
    bouw_paraatheid.leg_vast(zaak, regio.gebruikers["contractmanager"], nu)
    antwoord = browser.post(pad, velden)
    assert (antwoord.status_code, "legde intussen iets vast" in antwoord.content.decode()) == (409, True)
    assert "In de kast." in antwoord.content.decode()


def test_sluiten_en_heropenen_vragen_een_reden_en_de_eigenaar_hoort_het(regio: bouw.Regio, nu: datetime) -> None:
    zaak, browser = bouw_paraatheid.geregeld(nu), als(regio.gebruikers["regiomanager"])
    for code, status, sjabloon in (
        ("sluit", "niet_meer_nodig", "paraatheid_veranderd"),
        ("heropen", "te_regelen", "paraatheid_gevraagd"),
    ):
        pad = f"{zaak.get_absolute_url()}stap/{code}/"
        assert browser.post(pad, van_pagina(browser.get(pad))).status_code == 200
        assert browser.post(pad, {**van_pagina(browser.get(pad)), "reden": "De aanbieder stopt."}).status_code == 302
        zaak.refresh_from_db()
        stap = Stap.objects.get(zaak=zaak.pk, code=code)
        gehoord = set(Bericht.objects.filter(aanleiding=f"stap:{stap.pk}").values_list("sjabloon", "rol"))
        assert (zaak.status, (sjabloon, "directeur_aanbieder") in gehoord) == (status, True)
    assert browser.get(f"{zaak.get_absolute_url()}stap/weer_open/").status_code == 404
    assert controle.controleer(nu) == []


def test_een_gemeente_ziet_en_vult_alleen_haar_eigen(regio: bouw.Regio, nu: datetime) -> None:
    eigen = bouw_paraatheid.actie(nu, "rollen_college_raad", ZWOLLE)
    vreemd = bouw_paraatheid.actie(nu, "rollen_college_raad", "deventer")
    aanbieder = bouw_paraatheid.actie(nu, plek=BRUG)
    for naam in ("toegang_zwolle", "manager_zwolle"):
        browser = als(regio.gebruikers[naam])
        kaart = browser.get("/paraatheid/").content.decode()
        assert eigen.get_absolute_url() in kaart
        for zaak in (vreemd, aanbieder):
            assert zaak.get_absolute_url() not in kaart
            assert browser.get(zaak.get_absolute_url()).status_code == 404
            with pytest.raises(Geweigerd):
                bouw_paraatheid.leg_vast(zaak, regio.gebruikers[naam], nu)
        assert browser.post("/paraatheid/klaarzetten/").status_code == 404
    for naam in ("beheerder", "adviseur"):
        browser = als(regio.gebruikers[naam])
        assert {browser.get(p).status_code for p in ("/paraatheid/", eigen.get_absolute_url())} == {404}
    sluit = Opdracht(eigen.pk, "sluit", regio.gebruikers["manager_zwolle"].pk, eigen.status, motivering="Weg.")
    with pytest.raises(Geweigerd, match="is aan de"):
        voer_uit(sluit, nu)


def test_een_link_zegt_voor_welke_organisatie_en_een_kaart_dat_er_opnieuw_wordt_gekeken(
    regio: bouw.Regio, nu: datetime
) -> None:
    zaak = bouw_paraatheid.actie(nu, "rollen_college_raad", ZWOLLE)
    wie = regio.gebruikers["manager_zwolle"]
    assert lees_voor_link(zaak, wie)["plek"] == "manager gemeente Zwolle"
    bouw_paraatheid.leg_vast(zaak, wie, nu)
    kaart = als(regio.gebruikers["contractmanager"]).get("/paraatheid/").content.decode()
    assert "opnieuw bekijken vóór" in kaart


@pytest.mark.eis("R41", "R163", "R173")
def test_wat_niet_is_geregeld_staat_op_de_melding_waar_het_pijn_doet(regio: bouw.Regio, nu: datetime) -> None:
    melding = bouw.melding(nu, gemeenten=("deventer",), aanbieder=BRUG)
    toegang = als(regio.gebruikers["toegang_deventer"])
    geen_protocol = "Van Behandelgroep De Brug is geen protocol voor calamiteiten bekend."
    geen_afspraak = "Met Deventer is niet afgesproken welke informatie zij nodig heeft."
    protocol = bouw_paraatheid.actie(nu, plek=BRUG)
    afspraak = bouw_paraatheid.actie(nu, "afspraken_regio", "deventer")
    leest = toegang.get(melding.get_absolute_url()).content.decode()
    assert geen_protocol in leest
    assert geen_afspraak in leest
    # Only what this user can open is a link.
    assert afspraak.get_absolute_url() in leest
    assert protocol.get_absolute_url() not in leest
    bouw_paraatheid.leg_vast(protocol, regio.gebruikers["contractmanager"], nu)
    leest = toegang.get(melding.get_absolute_url()).content.decode()
    assert geen_protocol not in leest
    assert geen_afspraak in leest
    bouw_paraatheid.leg_vast(afspraak, regio.gebruikers["toegang_deventer"], nu)
    assert geen_afspraak not in toegang.get(melding.get_absolute_url()).content.decode()


@pytest.mark.eis("R131", "R132")
def test_een_jaar_telt_een_keer_en_een_ingetrokken_jaar_wordt_weer_gevraagd(regio: bouw.Regio, nu: datetime) -> None:
    wie = regio.gebruikers["contractmanager"]
    zaak = bouw_paraatheid.actie(nu, "jaaroverzicht", BRUG)
    assert (termijn(zaak).code, termijn(zaak).uitleg["jaar"], dag(termijn(zaak).vervalt_op)) == (
        "inleveren",
        2026,
        date(2027, 3, 1),
    )
    # An earlier year for who compares leaves the year that is asked as it is.
    bouw_paraatheid.overzicht(zaak, wie, nu, 2024, letsel=3)
    assert termijn(zaak).uitleg["jaar"] == 2026
    feit = bouw_paraatheid.overzicht(zaak, wie, nu, 2026, agressie=4)
    assert (termijn(zaak).uitleg["jaar"], dag(termijn(zaak).vervalt_op)) == (2027, date(2028, 3, 1))
    # The year that is asked next has not begun: nobody is offered to hand it in.
    assert context_van(zaak, nu).jaren == (2026, 2025, 2024, 2023)
    with pytest.raises(Geweigerd, match="is er al"):
        bouw_paraatheid.overzicht(zaak, wie, nu, 2026, agressie=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Paraatheidsfeit.objects.create(
            paraatheid=zaak, op_datum=dag(nu), jaar=2026, vastgelegd_op=nu, vastgelegd_door=wie
        )
    anders = Inhoud(dag(nu), jaar=2026, aantallen={**feit.aantallen, "agressie": 6}, tekst="Anders.", maatregelen="Ja.")
    beter = vastleggen.verbeter(feit.pk, anders, "Verkeerd geteld.", wie, nu)
    assert termijn(zaak).uitleg["jaar"] == 2027
    vastleggen.trek_in(beter.pk, "Van een andere aanbieder.", wie, nu)
    assert termijn(zaak).uitleg["jaar"] == 2026
    sluit = Opdracht(zaak.pk, "sla_over", wie.pk, "geregeld", motivering="De aanbieder stopte in maart.")
    voer_uit(sluit, nu)
    assert termijn(zaak).uitleg["jaar"] == 2027
    document = bouw_paraatheid.actie(nu, plek=BRUG)
    with pytest.raises(Geweigerd, match="geen jaaroverzicht"):
        voer_uit(Opdracht(document.pk, "sla_over", wie.pk, "te_regelen", motivering="x"), nu)


@pytest.mark.eis("R162", "R131")
def test_kaart_jaren_en_rapport_vragen_evenveel_hoe_groot_het_register_ook_is(regio: bouw.Regio, nu: datetime) -> None:
    bouw_paraatheid.vraag(nu, regio.gemeenten[ZWOLLE], regio.aanbieders[BRUG])
    browser = als(regio.gebruikers["contractmanager"])
    paden = ("/paraatheid/", "/paraatheid/?stand=te_regelen", "/paraatheid/jaaroverzichten/")

    def vragen() -> list[int]:
        tellingen = []
        for pad in paden:
            with CaptureQueriesContext(connection) as gesteld:
                assert browser.get(pad).status_code == 200
            tellingen.append(len(gesteld))
        return tellingen

    vragen()
    eerst = vragen()
    zaken = bouw_paraatheid.vraag(nu, *regio.gemeenten.values(), *regio.aanbieders.values())
    for zaak in zaken:
        if zaak.actie == "jaaroverzicht":
            bouw_paraatheid.overzicht(zaak, regio.gebruikers["contractmanager"], nu, 2025, letsel=2)
    assert vragen() == eerst


@pytest.mark.eis("R131", "R132")
def test_het_rapport_voor_het_bestuur_zegt_wat_de_pagina_zegt(regio: bouw.Regio, nu: datetime) -> None:
    wie = regio.gebruikers["regiomanager"]
    zaak = bouw_paraatheid.actie(nu, "jaaroverzicht", BRUG)
    bouw_paraatheid.overzicht(zaak, wie, nu, 2025, letsel=2, agressie=3)
    bouw_paraatheid.leg_vast(bouw_paraatheid.actie(nu, plek=BRUG), wie, nu, partner="=1+1")
    browser = als(wie)
    boek = openpyxl.load_workbook(io.BytesIO(browser.get("/paraatheid/rapport/xlsx/").content))
    assert boek.sheetnames == ["Aanbieders", "Regio", "Jaaroverzichten"]
    rijen = [[cel.value for cel in rij] for rij in boek["Jaaroverzichten"].rows]
    assert [str(rij[2]) for rij in rijen if rij[0] == "Samen"] == ["5"]
    assert any("Geregeld" in str(cel.value) for rij in boek["Aanbieders"].rows for cel in rij)
    assert {cel.data_type for blad in boek for rij in blad.rows for cel in rij if cel.value} == {"s"}
    html = rapport.als_html(rapport.maak_rapport(wie, nu))
    assert all(woord in html for woord in ("Behandelgroep De Brug", "Klachtenregeling", "Te regelen", "Samen"))
    assert browser.get("/paraatheid/rapport/pdf/").content.startswith(b"%PDF")
    assert browser.get("/paraatheid/rapport/csv/").status_code == 404


@pytest.mark.eis("R162", "R131")
@pytest.mark.parametrize("code", ["ijsselland", "zhz"])
def test_de_demo_heeft_iets_dat_klaar_is_iets_dat_te_laat_is_en_iets_dat_ontbreekt(
    request: pytest.FixtureRequest, code: str, nu: datetime
) -> None:
    regio: bouw.Regio = request.getfixturevalue("regio" if code == "ijsselland" else "regio_zhz")
    zaai_paraatheid(spelers(), nu, lambda op: None, lambda op: op)
    kaart = als(regio.gebruikers["contractmanager"]).get("/paraatheid/").context["k"]
    assert {w for w, _, _ in kaart.aantallen} >= {"geregeld", "te_laat", "te_regelen"}
    assert kaart.nog_klaar_te_zetten
    if code == "zhz":
        assert "Stichting Jeugdteams" in {naam for tabel in kaart.tabellen for naam, _ in tabel.rijen}
    jaren = als(regio.gebruikers["regiomanager"]).get("/paraatheid/jaaroverzichten/").context["j"]
    assert sum(filter(None, jaren.totalen)) > 0
    assert jaren.niet_binnen
    assert controle.controleer(nu) == []


def test_een_leeg_register_zegt_dat_er_niets_is_gevraagd(regio: bouw.Regio, nu: datetime) -> None:
    antwoord = als(regio.gebruikers["contractmanager"]).get("/paraatheid/").content.decode()
    assert "Er is nog niets gevraagd." in antwoord
    assert Client().get("/paraatheid/").status_code == 302
