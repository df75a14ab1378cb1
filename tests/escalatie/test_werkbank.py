"""The workbench of communication: what asks for attention now; and a press question that becomes a melding."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from calamiteiten.models import Melding
from communicatie.media import monitor as mediamonitor
from communicatie.media.monitor import NieuwSignaal
from communicatie.models import Bericht, BerichtStatus
from contacten.models import Gebruiker
from tests import bouw
from tests.bouw import Regio
from tests.communicatie import persbouw
from tests.escalatie.invullen import melding_velden
from tests.gelezen import zonder_tijdmerk

pytestmark = pytest.mark.django_db


def als(gebruiker: Gebruiker) -> Client:
    client = Client()
    client.force_login(gebruiker)
    return client


def lees(client: Client, pad: str = "/communicatie/") -> str:
    antwoord = client.get(pad)
    assert antwoord.status_code == 200
    return zonder_tijdmerk(antwoord.content.decode())


@pytest.mark.eis("R5")
@pytest.mark.eis("R19")
def test_de_werkbank_toont_vragen_adviezen_media_en_wie_er_wacht(
    adviseur: Gebruiker, contractmanager: Gebruiker, nu: datetime
) -> None:
    te_laat = persbouw.persvraag(nu - timedelta(days=5), onderwerp="Oude vraag")
    nieuw = persbouw.persvraag(nu, "kampen", onderwerp="Nieuwe vraag")
    gestuurd = persbouw.loop(persbouw.persvraag(nu, "raalte", onderwerp="Bijna klaar"), "stem_af", nu)
    Bericht.objects.filter(zaak=gestuurd, gemeente__code="raalte").update(status=BerichtStatus.MISLUKT)
    zaak = bouw.tot("impactanalyse", nu)
    for nummer in range(8):
        signaal = NieuwSignaal("Omroep Oost (verzonnen)", f"Bericht {nummer}", nu - timedelta(minutes=nummer))
        mediamonitor.leg_vast(nieuw, signaal, uuid4(), contractmanager, nu)

    pagina = lees(als(adviseur))
    assert pagina.index(te_laat.kenmerk) < pagina.index(nieuw.kenmerk)
    assert "1 te laat" in pagina
    assert "8 berichten vandaag" in pagina
    assert f"/persvragen/{nieuw.kenmerk}/media/" in pagina
    assert "wacht op het antwoord van Raalte" in pagina
    assert "<strong>Kampen</strong> wacht op de kernboodschap van de regio" in pagina
    assert "Bellen: een bericht bereikte niemand" in pagina
    assert zaak.kenmerk in pagina


def test_een_lege_werkbank_zegt_dat_er_niets_is(regiomanager: Gebruiker, regio: Regio) -> None:
    pagina = lees(als(regiomanager))
    for zin in ("Er staat geen persvraag open.", "Niemand wacht op antwoord.", "Nergens neemt de aandacht toe."):
        assert zin in pagina
    assert als(regio.gebruikers["toegang_zwolle"]).get("/communicatie/").status_code == 404
    assert "/communicatie/" not in lees(als(regio.gebruikers["toegang_zwolle"]), "/")


@pytest.mark.eis("R111")
def test_van_een_dossier_dat_de_adviseur_niet_mag_zien_leest_hij_alleen_dat_het_er_is(
    adviseur: Gebruiker, contractmanager: Gebruiker, nu: datetime
) -> None:
    """He was told of it: kenmerk, gemeente and moment, and the way to link a question to it."""
    vreemd = bouw.melding(nu, ["raalte"], onderwerp="Geheim onderwerp")
    for nummer in range(8):
        signaal = NieuwSignaal("Omroep Oost (verzonnen)", f"Bericht {nummer}", nu - timedelta(minutes=nummer))
        mediamonitor.leg_vast(vreemd, signaal, uuid4(), contractmanager, nu)
    assert vreemd.kenmerk in lees(als(contractmanager))
    pagina = lees(als(adviseur))
    assert f'href="/persvragen/bij/{vreemd.kenmerk}/"' in pagina
    assert "Raalte" in pagina
    for feit in (vreemd.onderwerp, str(vreemd.aanbieder), f"/meldingen/{vreemd.kenmerk}/"):
        assert feit not in pagina
    # In the dossier from Fase 1 on, it stands there no more; nor one that was closed, or of which he heard nothing.
    binnen = bouw.met_advies(nu, aanbieder="molen")
    dicht = bouw.tot("niet_meldingswaardig", nu)
    stil = bouw.melding(nu, ["raalte"])
    Bericht.objects.filter(zaak=stil, rol="communicatieadviseur").update(status=BerichtStatus.INGETROKKEN)
    pagina = lees(als(adviseur))
    assert not [zaak for zaak in (binnen, dicht, stil) if f"/persvragen/bij/{zaak.kenmerk}/" in pagina]


@pytest.mark.eis("R22")
@pytest.mark.eis("R120")
def test_een_persvraag_over_een_calamiteit_wordt_een_melding_die_naar_haar_verwijst(
    regio: Regio, contractmanager: Gebruiker, nu: datetime
) -> None:
    vraag, client = persbouw.persvraag(nu, "raalte", onderwerp="Ongeluk bij een uitje"), als(contractmanager)
    pad = f"/meldingen/nieuw/?persvraag={vraag.kenmerk}"
    begin = client.get(pad)
    assert begin.context["form"]["onderwerp"].value() == "Ongeluk bij een uitje"
    assert begin.context["form"]["gemeente_verblijf"].value() == "raalte"
    assert f'action="{pad}"' in begin.content.decode()

    assert client.post(pad, melding_velden(regio, nu)).status_code == 302
    vraag.refresh_from_db()
    melding = Melding.objects.get()
    assert vraag.melding == melding
    assert melding.kenmerk in lees(client, vraag.get_absolute_url())
    assert "Eerst de familie" in lees(client, vraag.get_absolute_url())
    assert client.get("/meldingen/nieuw/?persvraag=PV-2026-9999").status_code == 404


def test_een_lijst_die_niet_past_zegt_hoeveel_er_nog_zijn(adviseur: Gebruiker, nu: datetime) -> None:
    for nummer in range(27):
        persbouw.persvraag(nu, onderwerp=f"Vraag {nummer}")

    pagina = als(adviseur).get("/communicatie/")
    tekst = pagina.content.decode()
    assert "Nog 2 van de open persvragen staan niet op deze pagina" in tekst
    assert "Nog 2 van de wachtenden staan niet op deze pagina" in tekst
    assert len(pagina.context["w"].vragen.rijen) == 25

    alles = als(adviseur).get("/communicatie/?alles=ja")
    assert len(alles.context["w"].vragen.rijen) == 27
    assert "niet op deze pagina" not in alles.content.decode()


def test_een_vraag_die_te_laat_is_wordt_nooit_afgekapt(adviseur: Gebruiker, nu: datetime) -> None:
    for nummer in range(27):
        persbouw.persvraag(nu - timedelta(days=5), onderwerp=f"Vraag {nummer}")
    persbouw.persvraag(nu, onderwerp="Nieuw")

    werkbank = als(adviseur).get("/communicatie/").context["w"]
    assert (len(werkbank.vragen.rijen), werkbank.vragen.over, werkbank.aantal_te_laat) == (27, 1, 27)
