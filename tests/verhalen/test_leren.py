"""What the region learns, over the pages: an evaluation that becomes three improvements, one of them late; and in the
second region the jeugdteams, the own investigation and the inspection."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from escalatie.bewaking import controle
from escalatie.models import Taak, TaakStatus, Verbeterpunt
from tests import bouw
from tests.conftest import Mailserver
from tests.escalatie.invullen import moment

from .test_scenario_d import door_fase_1, tot_scenario_d
from .test_zhz import DORDRECHT, Zhz
from .verteller import KANARIE, Verteller

MAANDEN = timedelta(days=60)


def maak_punt(verhaal: Verteller, bron: str, titel: str, op: datetime, **velden: Any) -> Taak:
    """The regiomanager makes an improvement of what was found, on its page."""
    gewoon = {"rol": "contractmanager", "gemeente": "", "eigenaar": "", "les": f"{KANARIE} les", "contract": ""}
    ingevuld = {**gewoon, **moment("uiterlijk_op", op), "titel": titel, **velden}
    verhaal._verstuur("regiomanager", f"leren/nieuw/{bron}/", **ingevuld)
    return Taak.objects.get(zaak=verhaal.melding, titel=titel)


def spoort(verhaal: Verteller, soort: str, **velden: str) -> None:
    """The contractmanager records a fact of the track of the inspection, on its page."""
    browser, adres = verhaal._als("contractmanager"), f"/meldingen/{verhaal.kenmerk}/inspectie/{soort}/"
    assert browser.get(adres).status_code == 200
    verhaal._gelukt(browser.post(adres, velden))


def schoon(verhaal: Verteller) -> list[str]:
    """What the auditor says, without what needs a heartbeat or an answer of everybody."""
    return [str(schending) for schending in controle.controleer(verhaal.nu) if schending.nummer not in (4, 9)]


@pytest.mark.eis("R90", "R91", "R92", "R93", "R94", "R95", "R96", "R97")
def test_een_evaluatie_wordt_drie_verbeterpunten_en_een_daarvan_is_te_laat(verhaal: Verteller) -> None:
    tot_scenario_d(verhaal)
    door_fase_1(verhaal)
    verhaal.wordt("2026-11-27 08:00")
    verhaal.stap("start_fase_2", "regiomanager")
    verhaal.wordt("2026-12-18 10:00")
    verhaal.doe("evaluatieoverleg", "regiomanager")
    verhaal.doe("evaluatie", "regiomanager")
    verhaal.doe_de_rest()
    verhaal.post()

    # Three of its answers become an improvement, each with a seat, a day, and who hears it at once.
    zwolle = str(verhaal.regio.gemeenten["zwolle"].pk)
    op_tijd = maak_punt(verhaal, "evaluatie-systeemfouten", "Maak een rooster", verhaal.nu + MAANDEN)
    assert verhaal.post() == {"taak_gegeven": ["contractmanager", "contractmanager"]}
    te_laat = maak_punt(
        verhaal, "evaluatie-samenwerking", "Spreek een vast nummer af", verhaal.nu + MAANDEN,
        rol="manager_gemeente", gemeente=zwolle,
    )  # fmt: skip
    assert verhaal.post() == {"taak_gegeven": ["manager_gemeente zwolle"]}
    contract = maak_punt(
        verhaal, "evaluatie-contractgevolgen", "Pas het contract aan", verhaal.nu + 2 * MAANDEN,
        contract=f"{KANARIE} voorwaarden",
    )  # fmt: skip
    verhaal.post()
    verhaal.stap("rond_af", "regiomanager")
    assert verhaal.melding.status == "afgerond"
    assert verhaal.open_taken() == ["actie", "actie", "actie zwolle"]
    assert "uitkomst_gesloten" in verhaal.post()
    assert schoon(verhaal) == []
    _een_is_te_laat(verhaal, op_tijd, te_laat, contract)


def _een_is_te_laat(verhaal: Verteller, op_tijd: Taak, te_laat: Taak, contract: Taak) -> None:
    """After the melding is closed one is done in time, one is late, and one is not due yet."""
    # The manager still reads the dossier of a closed melding, because he has something to do for it.
    assert verhaal.ziet("manager_zwolle", "Spreek een vast nummer af", pad="leren/") == 200
    assert verhaal.ziet("adviseur") == 404

    # A day before it is due both are reminded; the one that is done is quiet, of the other the regiomanager hears too.
    verhaal.wordt("2027-02-14 12:00")
    assert verhaal.post() == {}
    verhaal.wordt("2027-02-15 12:00")
    assert verhaal.post() == {"actie_nadert": ["contractmanager", "contractmanager", "manager_gemeente zwolle"]}
    verhaal._leg_vast(Taak.objects.get(pk=op_tijd.pk), "contractmanager")
    verhaal.wordt("2027-02-16 11:00")
    assert verhaal.post() == {"actie_te_laat": ["manager_gemeente zwolle", "regiomanager"]}
    verhaal.wordt("2027-02-17 11:00")
    assert verhaal.post() == {}
    lijst = verhaal._als("regiomanager").get("/verbeterpunten/", {"stand": "te_laat"}).content.decode()
    assert te_laat.titel in lijst
    assert contract.titel not in lijst
    verhaal._leg_vast(Taak.objects.get(pk=te_laat.pk), "manager_zwolle")
    assert Taak.objects.filter(overleeft=True, status=TaakStatus.OPEN).get() == contract
    assert schoon(verhaal) == []


@pytest.fixture
def zhz(regio_zhz: bouw.Regio, mailserver: Mailserver, nu: datetime) -> Zhz:
    """A story of the second region that has not begun."""
    return Zhz(mailserver, nu, regio_zhz)


@pytest.mark.eis("R129", "R133", "R134", "R135", "R136", "R139", "R158", "R159", "R160", "R161")
def test_jeugdteams_eigen_onderzoek_en_inspectie_worden_verbeterpunten_in_de_tweede_regio(zhz: Zhz) -> None:
    zhz.registreer(DORDRECHT)
    zhz.stap("neem_regie", "regiomanager")
    zhz.kies("jeugdteam_betrokken", "ja", "toegang-dordrecht", DORDRECHT)
    zhz.kies("opdracht_jeugdteams", "ja", "toegang-dordrecht", DORDRECHT)
    zhz.doe("uitkomst_jeugdteams", "toegang-dordrecht", DORDRECHT)
    zhz.doe("jeugdteams_igj", "contractmanager", DORDRECHT)
    zhz.doe("contract_jeugdteams", "contractmanager", DORDRECHT)
    zhz.doe_de_rest()
    zhz.stap("start_opvolging", "regiomanager")

    # The inspection: its road, who cooperates, the account of the facts, and about whom it found what.
    dag = f"{zhz.nu:%Y-%m-%d}"
    spoor = {
        "onderzoek": {"wie": "igj", "keuze": "inspectie_onderzoekt"},
        "medewerking": {"keuze": "ja"},
        "feitenrelaas": {"versie": "definitief", "plek": f"{KANARIE} kast", "tekst": f"{KANARIE} van wie"},
        "bevinding": {"wie": "igj", "partij": "Stichting Jeugdteams", "keuze": "tekort", "tekst": f"{KANARIE} wat"},
    }
    for soort, velden in spoor.items():
        spoort(zhz, soort, op_datum=dag, **velden)
    zhz.doe("feitenrelaas", "contractmanager")

    # Did inkoop, monitoring or contractbeheer fail? It did: what becomes better is written down, and followed.
    zhz.kies("eigen_onderzoek", "ja", "regiomanager")
    zhz.doe("eigen_verbeterpunten", "regiomanager")
    zhz.doe_de_rest()
    zhz.post()
    gevonden = zhz._als("regiomanager").get(f"/meldingen/{zhz.kenmerk}/leren/").context["p"].gevonden
    per_code = {een.bron.taak.code if een.bron.taak else een.bron.soort: een.bron.sleutel for een in gevonden}
    assert {"uitkomst_jeugdteams", "contract_jeugdteams", "eigen_verbeterpunten", "bevinding"} <= set(per_code)
    for nummer, code in enumerate(("uitkomst_jeugdteams", "contract_jeugdteams", "eigen_verbeterpunten", "bevinding")):
        maak_punt(zhz, per_code[code], f"Verbeter {nummer}", zhz.nu + MAANDEN)
    assert zhz.post()["taak_gegeven"]
    zhz.stap("rond_af", "regiomanager")
    assert zhz.melding.status == "afgerond"
    assert Verbeterpunt.objects.filter(taak__status=TaakStatus.OPEN).count() == 4
    assert schoon(zhz) == []

    # The inspection goes on when ours is over: its road is hers, and what comes in is still recorded (R135).
    spoort(zhz, "contact", op_datum=dag, wie="igj", keuze="telefoon", tekst="belde")
    assert zhz.ziet("toegang-dordrecht", "Stichting Jeugdteams", "Schoot tekort", "belde", pad="inspectie/") == 200
    assert zhz.melding.status == "afgerond"
