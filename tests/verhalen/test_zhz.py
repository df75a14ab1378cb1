"""The second region from registration to the end, by its own steps: no analysis, no scenario, and others who direct."""

from datetime import datetime
from typing import Any

import pytest

from communicatie.familie import regie
from communicatie.models import Onderzoek
from escalatie.bewaking import controle
from escalatie.models import Stap, Taak
from escalatie.onrust import peiling
from tests import bouw
from tests.conftest import Mailserver
from tests.escalatie.invullen import moment

from .persverteller import Persverteller
from .verteller import KANARIE, Verteller

DORDRECHT, GORINCHEM = "dordrecht", "gorinchem"


class Zhz(Verteller):
    """A story of Zuid-Holland Zuid."""

    def leg_vast(self, feit: str, **velden: Any) -> None:
        """The directeur records a fact on the page Communicatie."""
        adres = f"/meldingen/{self.kenmerk}/communicatie/{feit}/"
        self._gelukt(self._als("regiomanager").post(adres, velden))

    def kies(self, code: str, antwoord: str, wie: str, gemeente: str = "") -> None:
        """Answer one question with this answer, and a reason."""
        taak = self._open().get(code=code, **({"gemeente__code": gemeente} if gemeente else {}))
        self._verstuur(wie, f"taken/{taak.pk}/", keuze=antwoord, reden=f"{KANARIE} reden")

    def tik(self, gemeente: str, stand: str) -> None:
        """This gemeente says with one tap how the unrest is today."""
        vraag = self._open().get(code="onrust_peilen", gemeente__code=gemeente)
        adres = f"/meldingen/{self.kenmerk}/onrust/{vraag.pk}/"
        self._gelukt(self._als(f"toegang-{gemeente}").post(adres, {"stand": stand}))

    def wie_leidt(self) -> str:
        """Who directs now, as the last record says; by the status when there is none."""
        rij = regie.huidige(self.melding)
        return rij.wie if rij else ""


@pytest.fixture
def verhaal(regio_zhz: bouw.Regio, mailserver: Mailserver, nu: datetime) -> Zhz:
    """A story of the second region that has not begun."""
    return Zhz(mailserver, nu, regio_zhz)


def _in_behandeling(verhaal: Zhz, *gemeenten: str) -> None:
    verhaal.registreer(*gemeenten)
    assert verhaal.melding.protocol_versie == "zhz-2015-01-01"
    verhaal.post()
    verhaal.stap("neem_regie", "regiomanager")


@pytest.mark.eis("R140", "R141", "R143", "R146", "R148", "R149", "R150", "R151", "A16")
def test_onrust_brengt_de_regie_naar_de_burgemeester_en_terug(verhaal: Zhz) -> None:
    verhaal.registreer(DORDRECHT, GORINCHEM)
    assert verhaal.post() == {
        "melding_accounthouder": ["contractmanager", "contractmanager"],
        "melding_gemeente": [f"toegang {DORDRECHT}", f"toegang {GORINCHEM}"],
        "melding_regie": ["regiomanager"],
    }
    assert verhaal.open_taken() == ["triage"]
    assert verhaal.termijnen() == {"triage": "2026-11-25 17:00"}
    assert verhaal.ziet("regiomanager", "De regie nemen", "directeur Serviceorganisatie") == 200
    assert verhaal.ziet("manager-dordrecht") == 404

    # The Serviceorganisatie directs: families first, the own line and each wethouder are told.
    verhaal.stap("neem_regie", "regiomanager")
    assert set(verhaal.post()["regie_begint"]) >= {f"toegang {DORDRECHT}", f"manager_gemeente {GORINCHEM}"}
    assert verhaal.ziet("manager-dordrecht", "Behandeling") == 200
    assert {
        "jeugdige_familie",
        "db_ab_informeren",
        f"wethouder_informeren {DORDRECHT}",
        f"wethouder_informeren {GORINCHEM}",
    } <= set(verhaal.open_taken())
    assert verhaal.wie_leidt() == ""
    verhaal.doe("jeugdige_familie", "contractmanager")
    verhaal.doe("db_ab_informeren", "regiomanager")
    for plaats in (DORDRECHT, GORINCHEM):
        verhaal.doe("wethouder_informeren", "regiomanager", plaats)

    _onrust_heen_en_terug(verhaal)
    _opvolging_en_einde(verhaal)


def _onrust_heen_en_terug(verhaal: Zhz) -> None:
    """A gemeente sees unrest, the burgemeester directs for a day, and hands back."""
    # A gemeente sees unrest: the directeur hears it, and the burgemeester directs from that step on.
    verhaal.kies("onrust_inschatten", "ja", "toegang-dordrecht", DORDRECHT)
    assert verhaal.post()["signaal_spoed"] == ["regiomanager"]
    assert f"regie_overdragen {DORDRECHT}" in verhaal.open_taken()
    _naar_de_burgemeester_van_dordrecht(verhaal)
    assert verhaal.melding.status == "onrust"
    assert verhaal.wie_leidt() == "burgemeester"
    assert "regie_overdragen" not in " ".join(verhaal.open_taken())
    van_onrust = ("burgemeester_adviseren", "driehoek_bij_onrust", "overlegstructuur")
    assert {f"{code} {DORDRECHT}" for code in van_onrust} <= set(verhaal.open_taken())
    verhaal.doe("overlegstructuur", "manager-dordrecht", DORDRECHT)
    verhaal.doe("driehoek_bij_onrust", "manager-dordrecht", DORDRECHT)
    assert f"manager_gemeente {DORDRECHT}" in verhaal.post()["regie_verplaatst"]
    assert verhaal.ziet("toegang-gorinchem", "burgemeester", pad="communicatie/") == 200

    # The next day each gemeente says how it is; it is over, and the burgemeester hands back.
    verhaal.wordt("2026-11-25 09:10")
    peiling.bewaak(verhaal.nu)
    for plaats in (DORDRECHT, GORINCHEM):
        verhaal.tik(plaats, "voorbij")
    assert "regie_teruggeven" in verhaal.open_taken()
    # Who hands back reads which of the burgemeester's tasks lapse by that.
    assert (
        verhaal.ziet("manager-dordrecht", "Help de burgemeester om betekenis te geven", pad="stap/regie_terug/") == 200
    )
    verhaal.stap("regie_terug", "manager-dordrecht", motivering="de burgemeester geeft haar terug")
    assert (verhaal.melding.status, verhaal.wie_leidt()) == ("behandeling", "regiomanager")
    open_ = " ".join(verhaal.open_taken())
    assert not [code for code in ("regie_teruggeven", "betekenis_geven", "onrust_peilen", *van_onrust) if code in open_]
    vervallen = Taak.objects.filter(zaak=verhaal.melding, status="vervallen")
    redenen = {
        *vervallen.filter(code__in=["betekenis_geven", "burgemeester_adviseren"]).values_list("verslag", flat=True)
    }
    assert redenen == {"De burgemeester geeft de regie terug"}
    assert verhaal.ziet("regiomanager", "De burgemeester geeft de regie terug") == 200


def _naar_de_burgemeester_van_dordrecht(verhaal: Zhz) -> None:
    """Of two gemeenten one has unrest: who takes the step chooses which, and only that one gets the tasks of it."""
    stap, reden = f"/meldingen/{verhaal.kenmerk}/stap/regie_naar_burgemeester/", f"{KANARIE}: de school staat vol"
    gegeven = {"verwachte_status": "behandeling", "motivering": reden}
    client = verhaal._als("regiomanager")
    leest = client.get(stap).content.decode()
    assert "In welke gemeente?" in leest
    assert "in elke gemeente die u kiest" in leest
    assert "Kies minstens één gemeente." in client.post(stap, gegeven).content.decode()
    assert client.post(stap, {**gegeven, "waar": "Zwolle"}).status_code == 200
    assert client.post(stap, {**gegeven, "waar": "Dordrecht"}).status_code == 302
    assert f"burgemeester_adviseren {GORINCHEM}" not in verhaal.open_taken()
    assert verhaal.ziet("regiomanager", "In Dordrecht.") == 200


def _opvolging_en_einde(verhaal: Zhz) -> None:
    """The inspection and the own investigation, until nothing is left to do."""
    # The rest of the acute part, the follow-up of the inspection and of itself, and the end.
    verhaal.doe_de_rest()
    verhaal.stap("start_opvolging", "regiomanager")
    assert {"inspectierapport", "feitenrelaas", "verbeterpunten", "eigen_onderzoek"} <= set(verhaal.open_taken())
    assert set(verhaal.termijnen()) == {"rapport"}
    verhaal.kies("eigen_onderzoek", "ja", "regiomanager")
    assert "eigen_verbeterpunten" in verhaal.open_taken()
    verhaal.doe_de_rest()
    verhaal.stap("rond_af", "regiomanager")
    assert (verhaal.melding.status, verhaal.melding.is_open()) == ("afgerond", False)
    assert verhaal.ziet("contractmanager", "Afgerond") == 200
    assert not Stap.objects.filter(code__startswith="kies_").exists()
    assert [str(schending) for schending in controle.controleer(verhaal.nu) if schending.nummer not in (4, 9)] == []


@pytest.mark.eis("R137", "R156", "R157", "A16")
def test_een_strafrechtelijk_onderzoek_neemt_de_regie_en_geeft_haar_terug_aan_wie_nu_leidt(verhaal: Zhz) -> None:
    _in_behandeling(verhaal, DORDRECHT)
    verhaal.doe("jeugdige_familie", "contractmanager")
    verhaal.kies("strafbaar_feit", "ja", "regiomanager")
    assert {"politie_betrekken", f"driehoek_bij_onderzoek {DORDRECHT}"} <= set(verhaal.open_taken())
    verhaal.post()

    # The inquiry begins: directing leaves, nothing goes outside, the gemeente still gathers its driehoek.
    verhaal.leg_vast(
        "onderzoek",
        **moment("begonnen_op", verhaal.nu),
        beslist="officier van justitie",
        reden=f"{KANARIE} de politie belde",
    )
    assert verhaal.wie_leidt() == "politie_om"
    assert f"manager_gemeente {DORDRECHT}" in verhaal.post()["onderzoek_veranderd"]
    assert verhaal.ziet("manager-dordrecht", "strafrechtelijk onderzoek", pad="communicatie/") == 200
    college = Taak.objects.get(zaak=verhaal.melding, code="college_informeren")
    verhaal.ziet("manager-dordrecht", "Politie en OM beslissen", pad=f"taken/{college.pk}/")
    verhaal.doe("driehoek_bij_onderzoek", "manager-dordrecht", DORDRECHT)

    # Unrest during the inquiry: the step is taken, and the police keep directing.
    verhaal.stap("regie_naar_burgemeester", "manager-dordrecht", motivering="onrust in de wijk")
    assert (verhaal.melding.status, verhaal.wie_leidt()) == ("onrust", "politie_om")

    # It ends: directing goes to whom it belongs now, the burgemeester; and it moves on with the next step.
    verhaal.wordt("2026-11-25 11:00")
    verhaal.leg_vast("onderzoek_einde", **moment("geeindigd_op", verhaal.nu), reden=f"{KANARIE} de zaak is geseponeerd")
    assert not Onderzoek.objects.filter(geeindigd_op__isnull=True).exists()
    assert verhaal.wie_leidt() == "burgemeester"
    verhaal.stap(
        "regie_terug", "regiomanager", motivering="rustig", afwijking_onrust_daalt_overal="de burgemeester zegt het"
    )
    assert verhaal.wie_leidt() == "regiomanager"


@pytest.mark.eis("R158", "R159", "R160", "R161", "A16")
def test_een_jeugdteam_dat_betrokken_was_kijkt_terug_op_opdracht_van_de_wethouder(verhaal: Zhz) -> None:
    _in_behandeling(verhaal, DORDRECHT, GORINCHEM)
    verhaal.kies("jeugdteam_betrokken", "nee", "toegang-gorinchem", GORINCHEM)
    assert not [code for code in verhaal.open_taken() if "jeugdteams" in code]
    verhaal.kies("jeugdteam_betrokken", "ja", "toegang-dordrecht", DORDRECHT)
    assert [code for code in verhaal.open_taken() if "jeugdteams" in code] == [
        f"contract_jeugdteams {DORDRECHT}",
        f"jeugdteams_igj {DORDRECHT}",
        f"opdracht_jeugdteams {DORDRECHT}",
    ]
    verhaal.kies("opdracht_jeugdteams", "ja", "toegang-dordrecht", DORDRECHT)
    assert f"uitkomst_jeugdteams {DORDRECHT}" in verhaal.open_taken()
    verhaal.doe("uitkomst_jeugdteams", "toegang-dordrecht", DORDRECHT)
    verhaal.doe("jeugdteams_igj", "contractmanager", DORDRECHT)
    verhaal.doe("contract_jeugdteams", "contractmanager", DORDRECHT)
    assert verhaal.ziet("regiomanager", "Stichting Jeugdteams") == 200
    assert not [code for code in verhaal.open_taken() if "jeugdteams" in code]


@pytest.mark.eis("A16")
def test_een_persvraag_gaat_zonder_de_procedure_van_een_ander_papier_van_begin_tot_einde(
    regio_zhz: bouw.Regio, mailserver: Mailserver, nu: datetime
) -> None:
    verhaal = Persverteller(mailserver, nu, regio_zhz)
    verhaal.registreer(gemeente=DORDRECHT)
    assert verhaal.vraag.protocol_versie == "zhz-2015-01-01"
    verhaal.post()
    verhaal.schrijf("communicatieadviseur")
    verhaal.stap("stuur_bij", "communicatieadviseur")
    assert verhaal.post()["kernboodschap"] == [f"communicatie_gemeente {DORDRECHT}", f"manager_gemeente {DORDRECHT}"]
    pagina = verhaal.lees("communicatieadviseur")
    assert "Antwoord vastleggen" in pagina
    assert not [woord for woord in ("RSJ", "escalatieteam", "IJsselland") if woord in pagina]
    verhaal.antwoord("communicatieadviseur", gemeente=DORDRECHT)
    verhaal.stap("rond_af", "communicatieadviseur")
    assert verhaal.vraag.status == "afgerond"
