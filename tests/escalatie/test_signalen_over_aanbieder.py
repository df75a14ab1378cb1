"""What is known of an aanbieder as plain facts, and signals that are no melding (R28, R52, A15)."""

from datetime import datetime, timedelta

import pytest

from basis.geweigerd import Geweigerd
from basis.kalender import lokaal, lokale_datum
from calamiteiten.models import Signaal
from contacten.models import Aanbieder, Gebruiker
from escalatie.aanbieders import signalen
from escalatie.aanbieders.signalen import Gegeven
from escalatie.draaiboek.feiten import partijen_bij
from tests import bouw, bouw_paraatheid
from tests.bouw import Regio
from tests.communicatie.persklikken import als
from tests.escalatie.invullen import verstuur

DAG = timedelta(days=1)
TEKST, ANDERS = "In het weekend neemt niemand op.", "In de nacht neemt niemand op."
REDEN = "Het ging over de nacht."


@pytest.fixture
def cm(regio: Regio) -> Gebruiker:
    return regio.gebruikers["contractmanager"]


@pytest.fixture
def molen(regio: Regio) -> Aanbieder:
    return regio.aanbieders["molen"]


def velden(nu: datetime, tekst: str = TEKST) -> dict[str, str]:
    return {"op_datum": f"{lokaal(nu):%Y-%m-%d}", "herkomst": "toegang van een gemeente", "tekst": tekst}


def weg(aanbieder: Aanbieder, rest: str = "") -> str:
    return f"/aanbieders/{aanbieder.pk}/{rest}"


def test_een_signaal_wordt_vastgelegd_verbeterd_en_ingetrokken_en_blijft_leesbaar(
    molen: Aanbieder, cm: Gebruiker, nu: datetime
) -> None:
    client, nieuw = als(cm), weg(molen, "signalen/nieuw/")
    assert client.get(nieuw).status_code == 200
    assert client.post(nieuw, velden(nu)).status_code == 302
    # Twice the same is once.
    assert client.post(nieuw, velden(nu)).status_code == 409
    assert client.post(nieuw, velden(nu + DAG)).status_code == 200
    eerste = Signaal.objects.get()
    verbeter = weg(molen, f"signalen/{eerste.pk}/verbeteren/")
    assert client.get(verbeter).status_code == 200
    assert verstuur(client, verbeter, **velden(nu, ANDERS)).status_code == 200
    assert verstuur(client, verbeter, waarom__reden=REDEN).status_code == 302
    assert Signaal.objects.count() == 1
    assert verstuur(client, verbeter, **velden(nu, ANDERS), waarom__reden=REDEN).status_code == 302
    tweede = Signaal.objects.get(verbetering_van=eerste)
    gelezen = client.get(weg(molen)).content.decode()
    assert f"<del>{TEKST}</del>" in gelezen
    assert f"<del>{ANDERS}</del>" not in gelezen
    assert REDEN in gelezen
    # What counts no more is not put right again.
    assert client.get(verbeter).status_code == 404
    with pytest.raises(Geweigerd):
        signalen.trek_in(eerste, REDEN, cm, nu)

    trek_in = weg(molen, f"signalen/{tweede.pk}/intrekken/")
    assert client.get(trek_in).status_code == 200
    assert verstuur(client, trek_in, waarom__reden=REDEN).status_code == 302
    assert f"<del>{ANDERS}</del>" in client.get(weg(molen)).content.decode()


def test_de_vraag_naar_persoonsgegevens_komt_eerst(molen: Aanbieder, cm: Gebruiker, nu: datetime) -> None:
    antwoord = als(cm).post(weg(molen, "signalen/nieuw/"), velden(nu, "Bel 06-00000001 voor meer."))
    assert antwoord.status_code == 200
    assert "Ik heb gecontroleerd dat dit nodig is" in antwoord.content.decode()
    assert not Signaal.objects.exists()


@pytest.mark.eis("R52")
def test_een_signaal_staat_met_bron_naast_de_vraag_naar_eerdere_signalen(
    regio: Regio, molen: Aanbieder, cm: Gebruiker, nu: datetime
) -> None:
    zaak = bouw.melding(nu, ["zwolle"], "molen")
    feit = _feit(zaak)
    assert (feit["antwoord"], feit["bron"]) == ("geen_herhaling", "meldingen in deze applicatie")
    dag = lokale_datum(nu)
    signalen.leg_vast(molen, Gegeven(dag, "toegang van een gemeente", TEKST), cm, nu)
    signalen.leg_vast(regio.aanbieders["wissel"], Gegeven(dag, "een ander", "Over een ander."), cm, nu)
    feit = _feit(zaak)
    assert (feit["antwoord"], feit["bron"]) == ("herhaling", "meldingen en signalen in deze applicatie")
    assert feit["tekst"] == "Geen eerdere meldingen, en 1 signaal over deze aanbieder."
    assert len(feit["rijen"]) == 1
    assert TEKST in feit["rijen"][0]
    signalen.trek_in(Signaal.objects.get(aanbieder=molen), REDEN, cm, nu)
    assert _feit(zaak)["antwoord"] == "geen_herhaling"


def _feit(zaak):
    (partij,) = [partij for partij in partijen_bij(zaak) if partij.feiten]
    return partij.feiten["eerdere_meldingen"]


@pytest.mark.eis("R28", "A15")
def test_de_pagina_van_een_aanbieder_noemt_feiten_en_geen_oordeel(
    regio: Regio, molen: Aanbieder, cm: Gebruiker, nu: datetime
) -> None:
    zaak = bouw.melding(nu, ["zwolle"], "molen", gemeld_igj_op=nu)
    ander = bouw.melding(nu, ["raalte"], "wissel")
    gelezen = als(cm).get(weg(molen)).content.decode()
    assert zaak.kenmerk in gelezen
    assert ander.kenmerk not in gelezen
    assert "na de gebeurtenis" in gelezen
    assert "Zwolle" in gelezen.split("Werkgebied door de tijd")[1]
    assert "te laat" not in gelezen
    lijst = als(cm).get("/aanbieders/").content.decode()
    assert f'href="{weg(molen)}"' in lijst
    for wie in ("toegang_zwolle", "manager_zwolle", "adviseur", "beheerder"):
        assert als(regio.gebruikers[wie]).get(weg(molen)).status_code == 404
        with pytest.raises(Geweigerd):
            signalen.leg_vast(molen, Gegeven(lokale_datum(nu), "x", "y"), regio.gebruikers[wie], nu)


@pytest.mark.eis("R163", "R131")
def test_de_pagina_van_een_aanbieder_toont_wat_vooraf_geregeld_is_met_de_weg_naar_paraatheid(
    regio: Regio, molen: Aanbieder, cm: Gebruiker, nu: datetime
) -> None:
    blok = _geregeld(cm, molen)
    for naam in ("Eigen protocol voor calamiteiten", "Klachtenregeling", "Jaaroverzicht van incidenten"):
        assert naam in blok
    assert "Nog niet gevraagd" in blok

    protocol, klachten, jaar = (
        bouw_paraatheid.actie(nu, code, "molen") for code in ("protocol_aanbieder", "klachtenregeling", "jaaroverzicht")
    )
    elders = bouw_paraatheid.actie(nu, "protocol_aanbieder", "wissel")
    later = nu + timedelta(minutes=1)
    bouw_paraatheid.leg_vast(protocol, cm, later, link="https://stukken.example/eigen")
    dit_jaar = lokale_datum(nu).year
    for terug in range(6):
        bouw_paraatheid.overzicht(jaar, cm, later, dit_jaar - terug)
    blok = _geregeld(cm, molen)
    assert "Nog niet gevraagd" not in blok
    assert 'href="https://stukken.example/eigen"' in blok
    for zaak in (protocol, klachten, jaar):
        assert f'href="/paraatheid/{zaak.kenmerk}/"' in blok
    assert elders.kenmerk not in blok
    assert "En nog 2 van langer geleden." in blok
    assert "Er is nog niets vastgelegd." in blok


def _geregeld(wie: Gebruiker, aanbieder: Aanbieder) -> str:
    """The part of the page about what was arranged beforehand."""
    gelezen = als(wie).get(weg(aanbieder)).content.decode()
    return gelezen.split('id="kop-paraatheid"')[1].split("</section>")[0]
