"""What the advice of a melding and the press questions about it both say is one text (R8, R9, R107, R122)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from basis.geweigerd import Geweigerd
from calamiteiten.models import Inzage, Melding
from communicatie.advies import adviezen
from communicatie.familie.naar_buiten import NIETS_NAAR_BUITEN, OpSlot, is_dicht
from communicatie.models import PERSTEKST, Adviestekst, Bericht, Persvraag
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.draaiboek import zegels
from escalatie.meldingen.advies import adviseren
from escalatie.persvragen import teksten as persteksten
from escalatie.persvragen.opdrachten import Koppeling
from tests import bouw
from tests.bouw import Regio
from tests.bouw_contacten import gebruiker as maak_gebruiker
from tests.communicatie import persbouw
from tests.communicatie.persbouw import TEKSTEN
from tests.communicatie.persklikken import als, lees
from tests.communicatie.slotbouw import plan_naar_buiten, vertel_de_familie

UUR = timedelta(hours=1)
DELEN = persbouw.WET.gedeelde_delen
EEN, TWEE, DRIE = "Wij onderzoeken dit.", "Wij onderzoeken dit met de inspectie.", "Het onderzoek is klaar."


def schrijf_advies(
    zaak: Melding, deel: str, tekst: str, door: Gebruiker, op: datetime, bewerking: int | None = None
) -> None:
    """Save the concept of the advice with this text in this part, as somebody who saw this save of it."""
    concept = adviezen.huidig_advies(zaak)
    nieuw = concept is None or concept.is_vastgesteld()
    inhoud = adviezen.beginstand(zaak, concept)
    delen = {**inhoud.delen, deel: tekst}
    versie = (concept.versie if concept else 0) + nieuw
    gezien = bewerking if bewerking is not None else 0 if nieuw or concept is None else concept.bewerking
    over = adviezen.Adviesinhoud(delen, inhoud.houding, inhoud.bereik, inhoud.gemeenten)
    adviseren.bewaar(zaak, over, versie, gezien, door, op)


def tekst_van(zaak: Melding, deel: str) -> str:
    concept = adviezen.huidig_advies(zaak)
    return str(concept.delen.get(deel, "")) if concept else ""


@pytest.mark.eis("R8", "R9", "R107", "R122")
@pytest.mark.parametrize("deel", DELEN)
def test_een_tekst_staat_op_beide_paginas_tot_zij_uit_elkaar_gaan(regio: Regio, nu: datetime, deel: str) -> None:
    zaak, vraag = bouw.in_fase_1(nu), persbouw.persvraag(nu)
    schrijver, cm = regio.gebruikers["adviseur"], regio.gebruikers["contractmanager"]
    persbouw.bewaar(vraag, schrijver, nu, **{deel: EEN})
    persbouw.stap(vraag, "koppel", cm, nu, gegevens=Koppeling(zaak.pk))
    advies = f"/meldingen/{zaak.kenmerk}/communicatieadvies/"

    def beide(tekst: str, wie: Gebruiker, bij: str) -> None:
        """Who, when and where stand on both pages, with the text."""
        for html in (lees(als(cm), vraag), als(cm).get(advies).content.decode()):
            assert tekst in html
            assert f"Laatst gewijzigd door {wie.naam}" in html
            assert f"bij {bij}." in html

    # The melding had none: that of the question becomes hers, and what is written there stands here.
    beide(EEN, cm, vraag.kenmerk)
    schrijf_advies(zaak, deel, TWEE, cm, nu + UUR)
    vraag.refresh_from_db()
    assert getattr(vraag, deel) == TWEE
    beide(TWEE, cm, zaak.kenmerk)
    # Who wrote on the other page at that moment hears it, on either side.
    with pytest.raises(Geweigerd, match="Iemand anders"):
        persteksten.bewaar(vraag.pk, {deel: "Nee."}, vraag.bewerking - 1, schrijver, nu + UUR)
    concept = adviezen.huidig_advies(zaak)
    assert concept
    persbouw.bewaar(vraag, schrijver, nu + 2 * UUR, **{deel: DRIE})
    assert tekst_van(zaak, deel) == DRIE
    beide(DRIE, schrijver, vraag.kenmerk)
    with pytest.raises(Geweigerd, match="terwijl u schreef"):
        schrijf_advies(zaak, deel, "Nee.", cm, nu + 2 * UUR, bewerking=concept.bewerking)
    # A second question about it says the same from the first; one that is closed keeps what was agreed.
    tweede = persbouw.persvraag(nu + 2 * UUR, melding=zaak)
    tweede.refresh_from_db()
    assert getattr(tweede, deel) == DRIE
    persbouw.stap(tweede, "trek_persvraag_in", cm, nu + 2 * UUR, motivering="Niet meer nodig.")
    _een_slot_houdt_beide(zaak, vraag, schrijver, nu)
    _uit_elkaar(zaak, vraag, tweede, deel, nu)


def _een_slot_houdt_beide(zaak: Melding, vraag: Persvraag, schrijver: Gebruiker, nu: datetime) -> None:
    # Who handles the press and opens no dossier reads the text, and no kenmerk.
    buiten = maak_gebruiker(Rol.COMMUNICATIEADVISEUR, username="buiten-de-kring")
    assert DRIE in lees(als(buiten), vraag)

    # One lock for both: what leaves of the one and of the other waits.
    assert is_dicht(zaak)
    wacht = plan_naar_buiten(zaak, nu + 2 * UUR)
    assert wacht.status == "wacht"
    leeg = {naam: tekst for naam, tekst in TEKSTEN.items() if naam in DELEN and not getattr(vraag, naam)}
    persbouw.bewaar(vraag, schrijver, nu + 3 * UUR, **leeg)
    persbouw.stap(vraag, "verzamel_informatie", schrijver, nu + 3 * UUR)
    with pytest.raises(OpSlot):
        persbouw.stap(vraag, "stem_af", schrijver, nu + 3 * UUR)
    assert not Bericht.objects.filter(zaak=vraag, gegevens__has_key=PERSTEKST).exclude(status="wacht").exists()


def _uit_elkaar(zaak: Melding, vraag: Persvraag, tweede: Persvraag, deel: str, nu: datetime) -> None:
    schrijver, cm = bouw.regio().gebruikers["adviseur"], bouw.regio().gebruikers["contractmanager"]
    persbouw.stap(vraag, "ontkoppel", cm, nu + 4 * UUR)
    schrijf_advies(zaak, deel, EEN, cm, nu + 5 * UUR)
    vraag.refresh_from_db()
    tweede.refresh_from_db()
    # It keeps a copy of what was agreed, and writes alone from here.
    assert (getattr(vraag, deel), getattr(tweede, deel)) == (DRIE, DRIE)
    persbouw.bewaar(vraag, schrijver, nu + 5 * UUR, **{deel: TWEE})
    assert tekst_van(zaak, deel) == EEN
    rijen = Adviestekst.objects.filter(melding=zaak, deel=deel).order_by("pk")
    assert list(rijen.values_list("tekst", flat=True)) == [EEN, TWEE, DRIE, EEN]
    persbouw.stap(tweede, "heropen", cm, nu + 6 * UUR, motivering="Toch wel.")
    assert getattr(Persvraag.objects.get(pk=tweede.pk), deel) == EEN
    assert list(zegels.breuken()) == []


def test_een_vastgesteld_advies_verandert_niet_en_een_nieuwe_versie_begint_met_de_tekst_van_nu(
    regio: Regio, nu: datetime
) -> None:
    deel = "kernboodschap"
    zaak, cm = bouw.met_advies(nu), regio.gebruikers["contractmanager"]
    vast = tekst_van(zaak, deel)
    assert vast
    vertel_de_familie(zaak, cm, nu)
    vraag = persbouw.persvraag(nu, melding=zaak)
    vraag.refresh_from_db()
    assert getattr(vraag, deel) == vast
    persbouw.bewaar(vraag, cm, nu + UUR, **{deel: TWEE})
    assert tekst_van(zaak, deel) == vast
    html = als(cm).get(f"/meldingen/{zaak.kenmerk}/communicatieadvies/?bewerken=1").content.decode()
    assert html.count(TWEE) >= 2


@pytest.mark.eis("R107", "R115")
def test_wie_de_teksten_schrijft_leest_het_advies_ernaast(regio: Regio, nu: datetime) -> None:
    zaak, cm = bouw.melding(nu), regio.gebruikers["contractmanager"]
    schrijf_advies(zaak, "kernboodschap", EEN, cm, nu)
    schrijf_advies(zaak, "spreker", "De wethouder jeugd spreekt.", cm, nu)
    vraag = persbouw.persvraag(nu, melding=zaak)
    adres = f"/persvragen/{vraag.kenmerk}/teksten/"
    assert "De wethouder jeugd spreekt." in als(cm).get(adres).content.decode()
    # Who opens no dossier (yet) reads the texts that are sent, and nothing else of the advice.
    leest = als(regio.gebruikers["adviseur"]).get(adres).content.decode()
    assert EEN in leest
    assert "De wethouder jeugd spreekt." not in leest
    assert zaak.kenmerk not in leest


@pytest.mark.eis("R107", "R115")
def test_wie_buiten_de_calamiteit_staat_leest_haar_pas_bij_een_persvraag_als_hij_zei_waarom(
    regio: Regio, nu: datetime, settings: Any
) -> None:
    settings.DOEL_VRAGEN = True
    zaak, cm, wie = bouw.melding(nu), regio.gebruikers["contractmanager"], regio.gebruikers["regiomanager"]
    schrijf_advies(zaak, "spreker", "De wethouder jeugd spreekt.", cm, nu)
    vraag = persbouw.persvraag(nu, door="regiomanager", melding=zaak)
    Bericht.objects.filter(zaak=zaak).update(aan="iemand@voorbeeld.example", contactpersoon=None)
    browser, pad = als(wie), vraag.get_absolute_url()

    def leest() -> tuple[bool, bool, list[str]]:
        """Whether he sees the advice, and why nothing may go outside; the reasons that stand with his looks there."""
        teksten, pagina = browser.get(f"{pad}teksten/"), browser.get(pad)
        assert (teksten.status_code, pagina.status_code) == (200, 200)
        assert ("Zeg daar eerst waarom u kijkt" in teksten.content.decode()) != (b"De wethouder" in teksten.content)
        redenen = Inzage.objects.filter(wat=zaak.kenmerk, gebruiker=wie, uitkomst=200).values_list("doel", flat=True)
        return b"De wethouder" in teksten.content, NIETS_NAAR_BUITEN not in pagina.content.decode(), list(redenen)

    assert leest() == (False, False, [])
    assert browser.post(reverse("inzage_doel", args=[zaak.kenmerk]), {"doel": "Ik neem waar"}).status_code == 302
    assert leest() == (True, True, ["Ik neem waar"] * 2)
