"""The aanbieder tells each gemeente by itself: when is kept of each, and who does not know yet is asked about (R28)."""

from datetime import timedelta

import pytest
from django.test import Client

from basis.taal import moment as in_woorden
from calamiteiten.models import Melding
from escalatie.bewaking.controle import controleer
from escalatie.models import Taak
from tests.escalatie.invullen import melding_velden, moment, van_pagina

from .verteller import KANARIE, Verteller

UUR = timedelta(hours=1)
NIET = "Nog geen moment bekend."


def staat_er(verhaal: Verteller, **per_gemeente: str) -> None:
    """Every place that says when the aanbieder told whom, says it of each gemeente."""
    aanbieder = f"/aanbieders/{verhaal.melding.aanbieder_id}/"
    eigen = f"/meldingen/{verhaal.kenmerk}/"
    lezer = verhaal._als("contractmanager")
    for pad in (f"{eigen}gegevens/", f"{eigen}bewijs/", f"{eigen}wijzigen/", aanbieder):
        tekst = lezer.get(pad).content.decode()
        for gemeente, zin in per_gemeente.items():
            stuk = tekst.split(f"toegang van {gemeente}</dt>" if "bewijs" not in pad else f"toegang van {gemeente}<")
            assert len(stuk) == 2, (pad, gemeente)
            assert zin in stuk[1].split("</li>" if "bewijs" in pad else "</dd>")[0], (pad, gemeente)


def vragen(verhaal: Verteller) -> list[str]:
    """Of which gemeente is still asked whether it was told."""
    naam = "toegang_melding_navragen "
    return [taak.removeprefix(naam) for taak in verhaal.open_taken() if taak.startswith(naam)]


@pytest.mark.eis("R28", "R29", "R43")
def test_van_elke_gemeente_staat_er_wanneer_de_aanbieder_haar_iets_vertelde(verhaal: Verteller) -> None:
    zwolle, raalte, kampen = (verhaal.nu - uren * UUR for uren in (5, 3, 1))
    verhaal.registreer(
        *("zwolle", "raalte"),
        **moment("gemeld_verblijf_op", zwolle),
        gemeld_woonplaats_op_0="",
        gemeld_woonplaats_op_1="",
    )
    assert vragen(verhaal) == ["raalte"]
    staat_er(verhaal, Zwolle=in_woorden(zwolle), Raalte=NIET)
    verhaal.betrek("kampen", is_gemeld=False)
    assert vragen(verhaal) == ["kampen", "raalte"]
    # The one is known now, the other is still asked about.
    herstel(verhaal, **moment("gemeld_toegang_raalte", raalte - UUR))
    assert vragen(verhaal) == ["kampen"]
    herstel(verhaal, **moment("gemeld_toegang_kampen", kampen), **moment("gemeld_toegang_raalte", raalte))
    assert vragen(verhaal) == []
    staat_er(verhaal, Zwolle=in_woorden(zwolle), Raalte=in_woorden(raalte), Kampen=in_woorden(kampen))
    stond, staat = (f"{in_woorden(op)}" for op in (raalte - UUR, raalte))
    assert verhaal.ziet("contractmanager", "Gemeld bij de gemeentelijke toegang van Raalte", stond, staat) == 200
    assert Melding.objects.get().gemeld_toegang == {"zwolle": zwolle, "raalte": raalte, "kampen": kampen}
    # It turns out that one of them was not told: of that one alone it is asked again.
    herstel(verhaal, gemeld_toegang_zwolle="")
    assert vragen(verhaal) == ["zwolle"]
    verhaal.doe("toegang_melding_navragen", "contractmanager", "zwolle")
    herstel(verhaal, onderwerp=f"{KANARIE} anders")
    assert vragen(verhaal) == []
    # Who leaves, takes what was known of her along into the record.
    verhaal.laat_los("kampen")
    assert (
        in_woorden(kampen)
        in verhaal._als("regiomanager").get(f"/meldingen/{verhaal.kenmerk}/verloop/").content.decode()
    )
    assert controleer(verhaal.nu) == []


def herstel(verhaal: Verteller, **velden: str) -> None:
    """The contractmanager corrects what the form says."""
    verhaal._verstuur("contractmanager", "wijzigen/", reden=f"{KANARIE} reden", **velden)


@pytest.mark.eis("R28", "R43")
def test_een_moment_hoort_bij_een_gemeente_die_bericht_krijgt(verhaal: Verteller) -> None:
    browser = verhaal._als("contractmanager")

    def fouten(**anders: str) -> list[str]:
        antwoord = browser.post("/meldingen/nieuw/", melding_velden(verhaal.regio, verhaal.nu, **anders))
        return list(antwoord.context["form"].errors) if antwoord.status_code == 200 else []

    woonplaats, verblijf = moment("gemeld_woonplaats_op", verhaal.nu), moment("gemeld_verblijf_op", verhaal.nu)
    assert fouten(**woonplaats) == ["gemeld_woonplaats_op"]
    assert fouten(**woonplaats, gemeente_woonplaats="zwolle") == ["gemeld_woonplaats_op"]
    assert fouten(**verblijf, gemeente_verblijf="onbekend", gemeente_woonplaats="raalte") == ["gemeld_verblijf_op"]
    assert not Melding.objects.exists()
    assert fouten(**woonplaats, gemeente_verblijf="onbekend", gemeente_woonplaats="raalte") == []
    assert Melding.objects.get().gemeld_toegang == {"raalte": verhaal.nu}


@pytest.mark.eis("R28", "R43")
def test_wie_intussen_erbij_kwam_houdt_haar_moment(verhaal: Verteller) -> None:
    verhaal.registreer("zwolle")
    browser: Client = verhaal._als("contractmanager")
    adres = f"/meldingen/{verhaal.kenmerk}/wijzigen/"
    open_pagina = van_pagina(browser.get(adres))
    verhaal.betrek("kampen")
    velden = {**open_pagina, "onderwerp": f"{KANARIE} anders", "reden": f"{KANARIE} reden"}
    assert browser.post(adres, velden).status_code == 302
    assert set(verhaal.melding.gemeld_toegang) == {"zwolle", "kampen"}
    assert not Taak.objects.filter(code="toegang_melding_navragen").exists()
    # A moment before the event is refused, and says so.
    betrek = {"gemeente": "raalte", **moment("gemeld_op", verhaal.nu - 72 * UUR)}
    antwoord = browser.post(f"/meldingen/{verhaal.kenmerk}/betrekken/", betrek, follow=True)
    assert "Dit is vóór de dag van de gebeurtenis." in antwoord.content.decode()
    assert not verhaal.melding.betrokkenheden.filter(gemeente__code="raalte").exists()
