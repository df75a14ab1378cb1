"""The beheerder sees every mail, words it after an example, and goes back to the standard; nobody else does."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from communicatie.models import Sjabloontekst
from communicatie.sjablonen import teksten as sjabloonteksten
from communicatie.sjablonen.delen import standaard
from contacten.models import Gebruiker

pytestmark = pytest.mark.django_db
CODE = "fase_1_start"
URL = f"/mailsjablonen/{CODE}/"


@pytest.fixture
def beheer(client: Client, beheerder: Gebruiker) -> Client:
    """Signed in as the beheerder."""
    client.force_login(beheerder)
    return client


def velden(client: Client, actie: str, **anders: Any) -> dict[str, Any]:
    """The form as the page shows it, with some fields changed."""
    form = client.get(URL).context["form"]
    return (
        {veld.name: veld.value() or "" for veld in form} | {"gezien": form.initial["gezien"], "actie": actie} | anders
    )


def test_de_lijst_toont_elke_mail_met_wie_en_wanneer(beheer: Client) -> None:
    antwoord = beheer.get(reverse("sjablonen"))
    groepen = {groep.titel: groep.regels for groep in antwoord.context["groepen"]}

    assert next(iter(groepen)) == "Over een melding"
    assert "Over een account" in groepen
    assert not [regel.code for regels in groepen.values() for regel in regels if not regel.gebruik]
    assert "Fase 1 starten" in antwoord.content.decode()


def test_eerst_een_voorbeeld_dan_bewaren_en_terug(beheer: Client, beheerder: Gebruiker) -> None:
    nieuw = {"doen": "Bel uw wethouder <nu> & lees het dossier.", "reden": "De oude tekst was te vaag."}
    voorbeeld = beheer.post(URL, velden(beheer, "voorbeeld", **nieuw))
    tekst = voorbeeld.content.decode()

    assert "Zo wordt de mail" in tekst
    assert "Bel uw wethouder &lt;nu&gt; &amp; lees het dossier." in tekst
    assert "CAL-2026-0000" in tekst
    assert not Sjabloontekst.objects.exists()

    beheer.post(URL, velden(beheer, "bewaren", **nieuw))
    rij = Sjabloontekst.objects.get()
    assert (rij.versie, rij.vastgelegd_door, rij.reden) == (1, beheerder, "De oude tekst was te vaag.")
    pagina = beheer.get(URL).content.decode()
    assert "eigen tekst" in pagina
    assert standaard(CODE).delen["doen"] in pagina  # "was", in the history

    gezien = beheer.get(URL).context["terug"].initial["gezien"]
    beheer.post(URL, {"actie": "standaard", "gezien": gezien, "reden": "Toch liever de oude."})
    assert sjabloonteksten.bruikbaar(CODE).woorden is None
    assert [versie.rij.versie for versie in sjabloonteksten.geschiedenis(CODE)] == [2, 1]


@pytest.mark.parametrize(
    ("veld", "tekst", "zin"),
    [
        ("doen", "Bel {naam}.", "De invulplek {naam} kan hier niet."),
        ("doen", "Doe dit voor {kenmerk", "Er staat een losse accolade."),
        ("doen", "{{ kenmerk }}", "Dubbele accolades"),
        ("doen", "{% load ui %}Lees", "Dubbele accolades"),
        ("doen", "Bel 06-00000012.", "een telefoonnummer"),
        ("doen", "Mail naar iemand@zwolle.example.", "een e-mailadres"),
        ("doen", "Kijk op https://kwaad.example/inloggen.", "webadres"),
        ("doen", "Kijk op kwaad.example", "webadres"),
        ("doen", "x" * 601, "te lang: 601 tekens"),
        ("doen", "   ", "Vul dit in"),
        ("doen", "Lees\u202e het dossier", "onzichtbaar teken"),
        ("termijn", "Doe dit snel.", "De invulplek {termijn} moet blijven staan."),
        ("onderwerp", "Er is iets aan de hand", "De invulplek {kenmerk} moet blijven staan."),
        ("onderwerp", "{kenmerk}: Fase 1\nBcc: iemand", "op één regel"),
        ("onderwerp", "{kenmerk}: Fase 1 in Zwolle", "hier staat Zwolle"),
        ("onderwerp", "{kenmerk}: {rolnaam}", "De invulplek {rolnaam} kan hier niet."),
        ("reden", "Bel 06-00000012.", "persoonsgegevens"),
        ("reden", "", "Vul dit in"),
    ],
)
def test_wat_niet_kan_wordt_geweigerd_met_een_zin(beheer: Client, veld: str, tekst: str, zin: str) -> None:
    andere = {"knop": "Open nu", "reden": "Proef", veld: tekst}
    for actie in ("voorbeeld", "bewaren"):
        antwoord = beheer.post(URL, velden(beheer, actie, **andere))
        assert any(zin in fout for fout in antwoord.context["form"].errors[veld]), antwoord.context["form"].errors

    assert not Sjabloontekst.objects.exists()


def test_wie_later_is_ziet_wie_eerder_was(beheer: Client, beheerder: Gebruiker, nu: datetime) -> None:
    mijn = velden(beheer, "bewaren", knop="Mijn knop", reden="Ik")
    basis = standaard(CODE)
    woorden = type(basis)(basis.onderwerp, {**basis.delen, "knop": "Van een ander"})
    sjabloonteksten.leg_vast(CODE, woorden, "Ander", 0, beheerder, nu)

    antwoord = beheer.post(URL, mijn)

    assert antwoord.status_code == 409
    assert "was u voor" in antwoord.content.decode()
    assert "Mijn knop" in antwoord.content.decode()


def test_zonder_verandering_valt_er_niets_te_bewaren(beheer: Client) -> None:
    antwoord = beheer.post(URL, velden(beheer, "bewaren", reden="Zomaar"))

    assert antwoord.status_code == 409
    assert "U heeft niets veranderd aan de tekst." in antwoord.content.decode()


def test_alleen_de_beheerder_verandert_een_tekst(regiomanager: Gebruiker, client: Client, nu: datetime) -> None:
    client.force_login(regiomanager)
    assert [client.get(pad).status_code for pad in ("/mailsjablonen/", URL)] == [404, 404]
    basis = standaard(CODE)
    with pytest.raises(Geweigerd, match="aan de beheerder"):
        sjabloonteksten.leg_vast(CODE, type(basis)("{kenmerk}: x", basis.delen), "r", 0, regiomanager, nu)
