"""Unrest over five days that rises and falls: asked each day, one tap per gemeente, and a proposal each time."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from basis.kalender import ZONE
from calamiteiten.models import Melding
from communicatie.models import Bericht, BerichtStatus
from communicatie.post import berichten
from contacten.models import Gebruiker
from escalatie.bewaking import controle, ronde
from escalatie.meldingen.taken.herzien import trek_in
from escalatie.models import Stap, Taak, TaakStatus
from escalatie.onrust import peiling
from tests import bouw, klok
from tests.conftest import Mailserver

BEGIN = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
PLEKKEN = {"zwolle": "toegang_zwolle", "raalte": "toegang_raalte"}


class Dagen:
    """One melding with unrest in two gemeenten, day after day."""

    def __init__(self, mailserver: Mailserver) -> None:
        klok.zet(BEGIN)
        self.server, self.nu = mailserver, BEGIN
        self.regio = bouw.regio(BEGIN)
        self.melding: Melding = bouw.in_scenario("d", BEGIN, gemeenten=tuple(PLEKKEN))
        Bericht.objects.update(status=BerichtStatus.VERZONDEN, verzonden_op=BEGIN, bevestigen_voor_op=None)

    def als(self, wie: str) -> Client:
        browser = Client()
        browser.force_login(self.regio.gebruikers[wie])
        return browser

    def wordt(self, dag: int, uur: int = 9) -> None:
        """This day and hour; the sweep comes by twice, and the post leaves."""
        self.nu = datetime(2026, 11, 24, uur, 5, tzinfo=ZONE) + timedelta(days=dag)
        klok.zet(self.nu)
        ronde.bewaak(self.nu)
        peiling.bewaak(self.nu)
        berichten.verzend(self.nu, limiet=500)

    def tik(self, **antwoorden: str) -> None:
        """Each of these gemeenten opens the page of its worklist and taps once."""
        for gemeente, stand in antwoorden.items():
            browser = self.als(PLEKKEN[gemeente])
            adres = f"/meldingen/{self.melding.kenmerk}/onrust/"
            assert f'href="{adres}"' in browser.get("/").content.decode()
            vraag = browser.get(adres).context["p"].vragen
            assert [taak.gemeente.code for taak in vraag] == [gemeente]
            assert browser.post(f"{adres}{vraag[0].pk}/", {"stand": stand}).status_code == 302

    def voorstellen(self) -> list[str]:
        """The open proposals."""
        codes = ["onrust_opschalen", "onrust_afschalen"]
        open_ = Taak.objects.filter(zaak=self.melding, code__in=codes, status=TaakStatus.OPEN)
        return sorted(open_.values_list("code", flat=True))

    def gevraagd(self) -> list[str]:
        """The gemeenten with an open question."""
        open_ = Taak.objects.filter(zaak=self.melding, code="onrust_peilen", status=TaakStatus.OPEN)
        return sorted(open_.values_list("gemeente__code", flat=True))

    def beslis(self, code: str, keuze: str, reden: str) -> int:
        taak = Taak.objects.get(zaak=self.melding, code=code, status=TaakStatus.OPEN)
        adres = f"/meldingen/{self.melding.kenmerk}/taken/{taak.pk}/"
        velden = {"keuze": keuze, "reden": reden}
        return self.als("contractmanager").post(adres, velden).status_code


@pytest.mark.eis("R50")
@pytest.mark.eis("R73")
@pytest.mark.eis("R119")
def test_onrust_die_stijgt_en_daalt_geeft_elke_keer_een_voorstel(db: None, mailserver: Mailserver) -> None:
    verhaal = Dagen(mailserver)
    status = verhaal.melding.status
    # The day of the choice: the analyses asked it already. The next day: not before nine, then once, and told.
    verhaal.wordt(0, 14)
    verhaal.wordt(1, 8)
    assert verhaal.gevraagd() == []
    verhaal.wordt(1)
    assert verhaal.gevraagd() == ["raalte", "zwolle"]
    gehoord = Bericht.objects.filter(zaak=verhaal.melding, aanleiding__startswith="onrust:")
    assert sorted(rij.gemeente.code for rij in gehoord if rij.gemeente) == ["raalte", "zwolle"]
    assert {rij.status for rij in gehoord} == {BerichtStatus.VERZONDEN}
    verhaal.wordt(1, 10)
    assert gehoord.count() == 2

    # Day one: it rises in one gemeente. A proposal to scale up, told to who decides; nothing moves by itself.
    vreemd = verhaal.als("toegang_raalte")
    van_zwolle = Taak.objects.get(code="onrust_peilen", gemeente__code="zwolle")
    adres = f"/meldingen/{verhaal.melding.kenmerk}/onrust/{van_zwolle.pk}/"
    assert vreemd.post(adres, {"stand": "stijgt"}).status_code == 409
    assert verhaal.als("toegang_zwolle").post(adres, {"stand": "verzonnen"}).status_code == 409
    verhaal.tik(zwolle="stijgt", raalte="gelijk")
    assert verhaal.voorstellen() == ["onrust_opschalen"]
    verhaal.melding.refresh_from_db()
    assert verhaal.melding.status == status
    pagina = verhaal.als("contractmanager").get(f"/meldingen/{verhaal.melding.kenmerk}/onrust/").content.decode()
    assert "Zwolle: de onrust stijgt" in pagina
    assert "Opschalen?" in verhaal.als("contractmanager").get("/").content.decode()
    assert verhaal.als("toegang_zwolle").post(adres, {"stand": "daalt"}).status_code == 409
    # Dismissed, with a reason that stays; without one it is not.
    assert verhaal.beslis("onrust_opschalen", "nee", "") == 200
    assert verhaal.beslis("onrust_opschalen", "nee", "De burgemeester staat er al.") == 302
    _gemist_en_gedaald(verhaal)
    _voorbij(verhaal)


def _gemist_en_gedaald(verhaal: Dagen) -> None:
    """Day two: one gemeente does not answer. Day three: that day stands as missed."""
    verhaal.wordt(2)
    verhaal.tik(zwolle="daalt")
    assert verhaal.voorstellen() == []
    verhaal.wordt(3)
    gemist = Taak.objects.get(code="onrust_peilen", gemeente__code="raalte", status=TaakStatus.VERVALLEN)
    assert gemist.verslag == "Die dag kwam er geen antwoord."

    # Day three: everywhere it falls: a proposal to scale down. Then it rises: the other proposal.
    verhaal.tik(zwolle="daalt", raalte="daalt")
    assert verhaal.voorstellen() == ["onrust_afschalen"]
    verhaal.wordt(4)
    verhaal.tik(raalte="stijgt")
    assert verhaal.voorstellen() == ["onrust_opschalen"]
    # It was a mistake: taken back by the mechanism of corrections, and what it proposed goes with it.
    fout = Taak.objects.get(
        code="onrust_peilen", gemeente__code="raalte", gemaakt_op__gte=verhaal.nu - timedelta(hours=2)
    )
    door: Gebruiker = verhaal.regio.gebruikers["toegang_raalte"]
    trek_in(fout.pk, "Ik zag een oud bericht.", door, verhaal.nu)
    assert verhaal.voorstellen() == []
    assert Stap.objects.filter(zaak=verhaal.melding, code="trek_in").exists()
    verhaal.tik(zwolle="voorbij", raalte="daalt")
    assert verhaal.voorstellen() == ["onrust_afschalen"]


def _voorbij(verhaal: Dagen) -> None:
    """Day five: who said that it is over is asked no more; yes gives the task that leads to the existing step."""
    verhaal.wordt(5)
    assert verhaal.gevraagd() == ["raalte"]
    assert verhaal.beslis("onrust_afschalen", "ja", "Het is rustig.") == 302
    taak = Taak.objects.get(zaak=verhaal.melding, code="heroverwegen_na_media", status=TaakStatus.OPEN)
    assert taak.rol == "contractmanager"
    pagina = verhaal.als("contractmanager").get(f"/meldingen/{verhaal.melding.kenmerk}/onrust/").content.decode()
    assert "De burgemeester staat er al." in pagina
    assert "geen antwoord" in pagina
    assert pagina.count('<svg class="cal-grafiek"') == 2
    assert "style=" not in pagina.split("<main")[1].split("</main>")[0]
    verhaal.tik(raalte="voorbij")
    verhaal.wordt(6)
    assert verhaal.gevraagd() == []
    assert controle.controleer(verhaal.nu) == []
    _weer_onrust(verhaal)


def _weer_onrust(verhaal: Dagen) -> None:
    """Judged anew, and there is unrest again: what was over then says nothing of now."""
    loper = bouw.loper(verhaal.nu)
    loper._melding = verhaal.melding
    loper.stap("heroverweeg", motivering="Er is nieuwe onrust.").bevestig("d").stap("kies_d", motivering="Het groeit.")
    verhaal.wordt(6, 12)
    assert verhaal.gevraagd() == []
    verhaal.wordt(7)
    assert verhaal.gevraagd() == ["raalte", "zwolle"]
    verhaal.tik(zwolle="voorbij", raalte="stijgt")
    verhaal.wordt(8)
    assert verhaal.gevraagd() == ["raalte"]


@pytest.mark.eis("R50")
def test_een_voorstel_om_op_te_schalen_staat_zolang_een_gemeente_de_onrust_ziet_stijgen(
    db: None, mailserver: Mailserver
) -> None:
    """One that takes its rise back, or sees it fall, speaks for itself alone."""
    verhaal = Dagen(mailserver)
    verhaal.wordt(1)
    verhaal.tik(zwolle="stijgt", raalte="stijgt")
    assert verhaal.voorstellen() == ["onrust_opschalen"]
    fout = Taak.objects.get(code="onrust_peilen", gemeente__code="raalte", status=TaakStatus.AFGEROND)
    trek_in(fout.pk, "Ik zag een oud bericht.", verhaal.regio.gebruikers["toegang_raalte"], verhaal.nu)
    assert verhaal.voorstellen() == ["onrust_opschalen"]
    verhaal.tik(raalte="daalt")
    assert verhaal.voorstellen() == ["onrust_opschalen"]
    # Nobody sees it rise any more: scaling up is asked of nobody.
    verhaal.wordt(2)
    verhaal.tik(zwolle="daalt")
    assert verhaal.voorstellen() == ["onrust_afschalen"]
    assert controle.controleer(verhaal.nu) == []
