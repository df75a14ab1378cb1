"""An improvement: made of what was found, told, reminded of, and alive after the melding is closed (R90–R97, R139)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from basis.geweigerd import Geweigerd
from calamiteiten.demo.zaaien.stappen import Loper
from calamiteiten.models import Melding
from calamiteiten.toegang import mag_zien
from communicatie.models import Bericht
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek import aanmaning, acties, verbeterpunten
from escalatie.draaiboek.verbeterpunten import Leerpunt
from escalatie.leren.verslag import verslag
from escalatie.meldingen.taken.herzien import trek_in
from escalatie.meldingen.taken.vervulling import Actie
from escalatie.models import Stap, Taak, TaakStatus, Verbeterpunt
from tests import bouw
from tests.bouw import Regio
from tests.communicatie.persklikken import als
from tests.escalatie.invullen import moment, verstuur

DAG = timedelta(days=1)
REDEN = "Dit was te kort opgeschreven."
LES = "Spreek vooraf af wie er in de nacht is."
CONTRACT = "Extra toezicht komt in de voorwaarden."


@pytest.fixture
def cm(regio: Regio) -> Gebruiker:
    return regio.gebruikers["contractmanager"]


@pytest.fixture
def geevalueerd(regio: Regio, nu: datetime) -> Loper:
    """A melding of Fase 2 of which everything is done, the evaluation too."""
    loper = bouw._tot_fase_2(nu, gemeenten=["zwolle"], aanbieder="molen")
    return loper.doe_alles()


def weg(zaak: Melding, rest: str = "") -> str:
    return f"{zaak.get_absolute_url()}leren/{rest}"


def velden(op: datetime, **anders: Any) -> dict[str, Any]:
    gewoon = {"titel": "Maak een rooster voor de nacht", "rol": "contractmanager", "gemeente": "", "eigenaar": ""}
    return {**gewoon, **moment("uiterlijk_op", op), "les": LES, "contract": CONTRACT, **anders}


def maak(zaak: Melding, bron: str, wie: Gebruiker, op: datetime, **anders: Any) -> Taak:
    antwoord = als(wie).post(weg(zaak, f"nieuw/{bron}/"), velden(op, **anders))
    assert antwoord.status_code == 302, antwoord.context["form"].errors
    return Taak.objects.filter(zaak=zaak.pk, overleeft=True).order_by("-pk")[0]


@pytest.mark.eis("R90", "R91", "R92", "R93", "R94", "R95", "R96")
def test_elk_antwoord_van_de_evaluatie_kan_een_verbeterpunt_worden(
    regio: Regio, cm: Gebruiker, geevalueerd: Loper
) -> None:
    zaak, nu = geevalueerd.melding, geevalueerd.nu
    gelezen = als(cm).get(weg(zaak)).content.decode()
    vragen = {"uniek", "inschattingsfouten", "systeemfouten", "afhandeling", "lessen", "contractgevolgen"}
    vragen |= {"samenwerking"}
    for vraag in vragen:
        adres = weg(zaak, f"nieuw/evaluatie-{vraag}/")
        assert f'href="{adres}"' in gelezen
        assert als(cm).get(adres).status_code == 200
        maak(zaak, f"evaluatie-{vraag}", cm, nu + 30 * DAG, titel=f"Verbeter {vraag}")
    assert set(Verbeterpunt.objects.values_list("vraag", flat=True)) == vragen
    gelezen = als(cm).get(weg(zaak)).content.decode()
    assert gelezen.count("heeft een verbeterpunt") == len(vragen)
    assert CONTRACT in gelezen
    assert als(cm).get(weg(zaak, "nieuw/evaluatie-verzonnen/")).status_code == 404


@pytest.mark.eis("R95", "R97")
def test_een_verbeterpunt_overleeft_het_sluiten_en_wie_het_heeft_houdt_het_dossier(
    regio: Regio, cm: Gebruiker, geevalueerd: Loper
) -> None:
    zaak, nu, manager = geevalueerd.melding, geevalueerd.nu, regio.gebruikers["manager_zwolle"]
    zwolle = str(regio.gemeenten["zwolle"].pk)
    taak = maak(zaak, "evaluatie-lessen", cm, nu + 40 * DAG, rol="manager_gemeente", gemeente=zwolle)
    assert Bericht.objects.filter(zaak=zaak, sjabloon="taak_gegeven", rol=Rol.MANAGER_GEMEENTE).exists()
    geevalueerd.wacht(hours=1).stap("rond_af", Rol.REGIOMANAGER)

    dicht, taak = geevalueerd.melding, Taak.objects.get(pk=taak.pk)
    assert (dicht.is_open(), taak.status) == (False, TaakStatus.OPEN)
    assert mag_zien(manager, dicht)
    assert not mag_zien(regio.gebruikers["adviseur"], dicht)
    assert taak.titel in als(manager).get("/").content.decode()
    assert [s for s in controleer(geevalueerd.nu) if s.nummer not in (4, 9)] == []

    # Before it is due its holder is reminded, and when it is late the regiomanager hears it too.
    for op in (nu + 40 * DAG - timedelta(hours=20), nu + 40 * DAG + timedelta(hours=1)):
        aanmaning.bewaak(op)
        aanmaning.bewaak(op)
    gezegd = Bericht.objects.filter(zaak=dicht, aanleiding__startswith=f"actie:{taak.pk}:")
    assert sorted(gezegd.values_list("sjabloon", "rol")) == [
        ("actie_nadert", "manager_gemeente"),
        ("actie_te_laat", "manager_gemeente"),
        ("actie_te_laat", "regiomanager"),
    ]
    assert als(manager).post(taak.get_absolute_url(), {"verslag": "Het rooster hangt er."}).status_code == 302
    taak.refresh_from_db()
    assert taak.status == TaakStatus.AFGEROND


@pytest.mark.eis("R2", "R95")
def test_wat_is_geleerd_wordt_verbeterd_en_de_actie_op_haar_eigen_pagina(
    regio: Regio, cm: Gebruiker, geevalueerd: Loper
) -> None:
    zaak, nu = geevalueerd.melding, geevalueerd.nu
    taak = maak(zaak, "evaluatie-lessen", cm, nu + 30 * DAG)
    geevalueerd.wacht(hours=1).stap("rond_af", Rol.REGIOMANAGER)
    adres = weg(zaak, f"{taak.verbeterpunt.pk}/verbeteren/")
    assert als(cm).get(adres).status_code == 200
    assert verstuur(als(cm), adres, les="Nieuw geleerd.", contract="", waarom__reden=REDEN).status_code == 302
    punt = Verbeterpunt.objects.get()
    assert (punt.les, punt.contract) == ("Nieuw geleerd.", "")
    stap = Stap.objects.get(zaak=zaak, code="verbeter", gegevens__taak=taak.pk)
    assert [veld[1] for veld in stap.gegevens["velden"]] == [LES, CONTRACT]
    assert f"was </span>{LES}</del>" in als(cm).get(f"{zaak.get_absolute_url()}verloop/").content.decode()
    assert verstuur(als(cm), adres, les="Nieuw geleerd.", contract="", waarom__reden=REDEN).status_code == 302
    assert Stap.objects.filter(zaak=zaak, code="verbeter", gegevens__taak=taak.pk).count() == 1

    # What is done and by whom changes as of every action, of a closed melding too.
    wijzig = f"{taak.get_absolute_url()}wijzigen/"
    assert als(cm).post(wijzig, {**velden(nu + 50 * DAG), "reden": REDEN}).status_code == 302
    assert als(cm).post(f"{taak.get_absolute_url()}intrekken/", {"reden": REDEN}).status_code == 302
    taak.refresh_from_db()
    assert taak.status == TaakStatus.VERVALLEN
    assert "niet meer nodig" in als(cm).get(weg(zaak)).content.decode()


@pytest.mark.eis("R89")
def test_een_ingetrokken_evaluatie_neemt_haar_verbeterpunten_mee(
    regio: Regio, cm: Gebruiker, geevalueerd: Loper
) -> None:
    zaak, nu = geevalueerd.melding, geevalueerd.nu
    taak = maak(zaak, "evaluatie-lessen", cm, nu + 30 * DAG)
    evaluatie = Taak.objects.get(zaak=zaak, code="evaluatie")
    trek_in(evaluatie.pk, REDEN, regio.gebruikers["regiomanager"], nu + timedelta(hours=1))
    taak.refresh_from_db()
    assert taak.status == TaakStatus.VERVALLEN
    assert als(cm).get(weg(zaak, "nieuw/evaluatie-lessen/")).status_code == 404


def test_wat_klaar_was_en_ingetrokken_wordt_staat_weer_open_ook_na_het_sluiten(
    regio: Regio, cm: Gebruiker, geevalueerd: Loper
) -> None:
    zaak, nu = geevalueerd.melding, geevalueerd.nu
    taak = maak(zaak, "evaluatie-lessen", cm, nu + 30 * DAG)
    geevalueerd.wacht(hours=1).stap("rond_af", Rol.REGIOMANAGER)
    assert als(cm).post(taak.get_absolute_url(), {"verslag": "Gedaan."}).status_code == 302
    trek_in(taak.pk, REDEN, cm, geevalueerd.nu)
    taak.refresh_from_db()
    assert taak.status == TaakStatus.OPEN


def test_wie_de_regio_niet_overziet_leest_mee_en_maakt_niets(regio: Regio, cm: Gebruiker, geevalueerd: Loper) -> None:
    zaak, nu, toegang = geevalueerd.melding, geevalueerd.nu, regio.gebruikers["toegang_zwolle"]
    taak = maak(zaak, "evaluatie-lessen", cm, nu + 30 * DAG)
    gelezen = als(toegang).get(weg(zaak)).content.decode()
    assert taak.titel in gelezen
    assert "Verbeterpunt maken" not in gelezen
    for rest in ("nieuw/evaluatie-lessen/", f"{taak.verbeterpunt.pk}/verbeteren/"):
        assert als(toegang).get(weg(zaak, rest)).status_code == 404
        assert als(toegang).post(weg(zaak, rest), {}).status_code == 404
    actie = Actie("Iets", Rol.TOEGANG, "", nu + DAG)
    with pytest.raises(Geweigerd):
        verbeterpunten.geef(zaak, "evaluatie-lessen", actie, Leerpunt(), toegang, nu)
    with pytest.raises(Geweigerd):
        verbeterpunten.verbeter(taak.verbeterpunt, Leerpunt("x"), REDEN, toegang, nu)
    with pytest.raises(Geweigerd):
        verbeterpunten.verbeter(taak.verbeterpunt, Leerpunt("x"), " ", cm, nu)
    # The adviseur does not read the answers of the evaluation; what was learned is for everybody who reads dossiers.
    adviseur = als(regio.gebruikers["adviseur"]).get(weg(zaak)).content.decode()
    assert "Wat leren wij hiervan?" not in adviseur.split('id="kop-gevonden"')[1]


@pytest.mark.eis("R94")
def test_lessen_zijn_te_zoeken_binnen_wat_iemand_mag_zien(regio: Regio, cm: Gebruiker, geevalueerd: Loper) -> None:
    zaak, nu = geevalueerd.melding, geevalueerd.nu
    maak(zaak, "evaluatie-lessen", cm, nu + 30 * DAG)
    for wie, ziet in (("contractmanager", True), ("toegang_zwolle", True), ("toegang_deventer", False)):
        client = als(regio.gebruikers[wie])
        assert (LES in client.get("/lessen/").content.decode()) is ziet
        assert (LES in client.get("/lessen/", {"q": "VOORAF"}).content.decode()) is ziet
        assert LES not in client.get("/lessen/", {"q": "iets anders"}).content.decode()
    evaluatie = zaak.evaluatie.antwoorden["lessen"]
    assert evaluatie in als(cm).get("/lessen/", {"q": evaluatie[:12]}).content.decode()
    for stand, ziet in (("open", True), ("te_laat", False), ("klaar", False), ("verzonnen", True)):
        gelezen = als(cm).get("/verbeterpunten/", {"stand": stand}).content.decode()
        assert ("Maak een rooster voor de nacht" in gelezen) is ziet, stand


@pytest.mark.eis("R97")
def test_wat_teruggaat_lezen_alle_leden_en_alleen_wat_voor_hen_is_geschreven(
    regio: Regio, cm: Gebruiker, nu: datetime
) -> None:
    zaak = bouw.in_fase_2(nu, gemeenten=["zwolle"], aanbieder="molen")
    taak = Taak.objects.get(zaak=zaak, code="terugkoppeling")
    dag = f"{nu:%Y-%m-%d}"
    ingevuld = {"forum": ["mo"], "datum": dag, "verslag": "Alleen voor het dossier.", "tekst": "Voor alle leden."}
    assert als(regio.gebruikers["regiomanager"]).post(taak.get_absolute_url(), ingevuld).status_code == 302
    for wie, ziet_kenmerk in (("manager_deventer", False), ("regiomanager", True)):
        gelezen = als(regio.gebruikers[wie]).get("/terugkoppelingen/").content.decode()
        assert "Voor alle leden." in gelezen
        assert "Alleen voor het dossier." not in gelezen
        assert (zaak.kenmerk in gelezen) is ziet_kenmerk
    assert als(regio.gebruikers["toegang_zwolle"]).get("/terugkoppelingen/").status_code == 404


@pytest.mark.eis("R94")
def test_het_leerverslag_van_een_jaar_telt_en_noemt_niemand(regio: Regio, cm: Gebruiker, geevalueerd: Loper) -> None:
    zaak, nu = geevalueerd.melding, geevalueerd.nu
    maak(zaak, "evaluatie-lessen", cm, nu + 30 * DAG)
    weg_ = maak(zaak, "evaluatie-uniek", cm, nu + 30 * DAG, titel="Toch niet")
    acties.trek_in(weg_.pk, REDEN, cm, nu)
    blad = verslag(nu.year, cm, nu + 31 * DAG)
    getallen = dict(blad.tellingen)
    assert (getallen["Verbeterpunten afgesproken"], getallen["Nog open en te laat"]) == (1, 1)
    assert getallen["Evaluaties vastgesteld"] == 1
    assert ("Maak een rooster voor de nacht", LES) in blad.lessen
    assert ("Maak een rooster voor de nacht", CONTRACT) in blad.contract
    antwoord = als(cm).get(f"/lessen/{nu.year}.pdf")
    assert antwoord.content.startswith(b"%PDF")
    assert als(cm).get(f"/lessen/{nu.year + 1}.pdf").status_code == 404


def test_de_lijsten_vragen_evenveel_hoeveel_er_ook_in_staat(regio: Regio, cm: Gebruiker, geevalueerd: Loper) -> None:
    zaak, nu = geevalueerd.melding, geevalueerd.nu

    def vragen(adres: str) -> int:
        als(cm).get(adres)
        with CaptureQueriesContext(connection) as gevraagd:
            als(cm).get(adres)
        return len(gevraagd)

    adressen = (weg(zaak), "/verbeterpunten/", "/lessen/", f"/aanbieders/{zaak.aanbieder_id}/", "/aanbieders/")
    maak(zaak, "evaluatie-lessen", cm, nu + 30 * DAG)
    eerst = {adres: vragen(adres) for adres in adressen}
    for nummer in range(4):
        maak(zaak, "evaluatie-systeemfouten", cm, nu + 30 * DAG, titel=f"Verbeter {nummer}")
    assert {adres: vragen(adres) for adres in adressen} == eerst
