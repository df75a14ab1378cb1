"""Which body reported a melding: asked, shown, corrected, and what follows when it was not the aanbieder (R28, R37)."""

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from basis.taal import moment as in_taal
from calamiteiten.models import Melding
from contacten.models import Gebruiker
from escalatie.bewaking.controle import controleer
from escalatie.meldingen.bewijs.pagina import bewijs
from escalatie.models import Taak
from tests import bouw
from tests.bouw import Regio

from .invullen import melding_velden, moment, van_pagina, verstuur

pytestmark = pytest.mark.django_db
UUR = timedelta(hours=1)
TAAK = "aanbieder_melding_navragen"
WAAROM = "De inspectie belde dat zij het doorstuurde."


def plekken(client: Client, zaak: Melding, lezer: Gebruiker, nu: datetime) -> list[str]:
    """The dossier, the proof, and what its PDF is printed from."""
    client.force_login(lezer)
    pagina = client.get(reverse("bewijs", args=[zaak.kenmerk])).content.decode()
    blad = render_to_string("pdf/bewijs.html", {"b": bewijs(zaak, lezer, nu)})
    return [bouw.heel_dossier(client, zaak), unescape(pagina), unescape(blad)]


def stand(zaak: Melding) -> list[str]:
    """How the duty to ask stands, each time that it was given."""
    return list(Taak.objects.filter(zaak=zaak, code=TAAK).order_by("pk").values_list("status", flat=True))


@pytest.mark.eis("R28", "R37")
def test_wie_niets_kiest_legt_een_melding_van_de_aanbieder_vast(client: Client, regio: Regio, nu: datetime) -> None:
    client.force_login(regio.gebruikers["contractmanager"])
    gekozen = van_pagina(client.get("/meldingen/nieuw/"))["melder"]

    assert client.post("/meldingen/nieuw/", melding_velden(regio, nu, melder=gekozen)).status_code == 302

    zaak = Melding.objects.get()
    assert (zaak.melder, zaak.melder_anders, zaak.gemeld_zelf_op, stand(zaak)) == ("aanbieder", "", None, [])
    for plek in plekken(client, zaak, regio.gebruikers["contractmanager"], nu):
        assert "De aanbieder zelf" in plek


@pytest.mark.eis("R28", "R37", "R43")
def test_meldde_een_ander_dan_vraagt_een_taak_naar_de_aanbieder_tot_het_moment_er_is(
    client: Client, regio: Regio, nu: datetime
) -> None:
    cm = regio.gebruikers["contractmanager"]
    client.force_login(cm)
    assert client.post("/meldingen/nieuw/", melding_velden(regio, nu, melder="inspectie")).status_code == 302
    zaak = Melding.objects.get()
    assert stand(zaak) == ["open"]
    aanbieder = f"/aanbieders/{zaak.aanbieder_id}/"
    for plek in (*plekken(client, zaak, cm, nu), client.get(aanbieder).content.decode()):
        assert "Een inspectie" in plek
        assert "Nog geen moment bekend." in plek

    zelf = moment("gemeld_zelf_op", nu - UUR)
    assert verstuur(client, f"{zaak.get_absolute_url()}wijzigen/", **zelf, reden=WAAROM).status_code == 302

    zaak = Melding.objects.get()
    assert (zaak.gemeld_zelf_op, stand(zaak)) == (nu - UUR, ["vervallen"])
    for plek in (*plekken(client, zaak, cm, nu), client.get(aanbieder).content.decode()):
        assert f"{in_taal(nu - UUR)}: 1 werkdag na de gebeurtenis." in plek
    assert controleer(nu) == []


@pytest.mark.eis("R37", "R66")
def test_wie_het_meldde_wordt_verbeterd_en_het_oude_staat_overal_doorgestreept(
    client: Client, regio: Regio, nu: datetime
) -> None:
    cm, zaak = regio.gebruikers["contractmanager"], bouw.melding(nu)
    client.force_login(cm)
    adres = f"{zaak.get_absolute_url()}wijzigen/"
    anders = {"melder": "anders", "melder_anders": "huisartsenpost"}
    assert verstuur(client, adres, **anders).status_code == 200
    assert verstuur(client, adres, **anders, reden=WAAROM).status_code == 302

    assert stand(zaak) == ["open"]
    for plek in plekken(client, Melding.objects.get(), cm, nu):
        assert "was </span>De aanbieder zelf</del>" in plek
        assert "Iemand anders: huisartsenpost" in plek
        assert WAAROM in plek

    assert verstuur(client, adres, melder="aanbieder", reden="Toch niet.").status_code == 302
    zaak = Melding.objects.get()
    assert (zaak.melder, zaak.melder_anders, stand(zaak)) == ("aanbieder", "", ["vervallen"])
    assert controleer(nu) == []


@pytest.mark.eis("R37", "R44")
@pytest.mark.parametrize("wie", ["", "huisarts, 06-00000010"])
def test_een_ander_heeft_een_functie_en_geen_persoonsgegevens(
    wie: str, client: Client, regio: Regio, nu: datetime
) -> None:
    client.force_login(regio.gebruikers["contractmanager"])

    form = client.post("/meldingen/nieuw/", melding_velden(regio, nu, melder="anders", melder_anders=wie)).context[
        "form"
    ]

    assert "melder_anders" in (form.gevonden if wie else form.errors)
    assert not Melding.objects.exists()


@pytest.mark.eis("R28")
@pytest.mark.parametrize("op", [timedelta(hours=1), timedelta(days=-9)], ids=["straks", "voor de gebeurtenis"])
def test_het_moment_van_de_aanbieder_zelf_kan_niet_onmogelijk_zijn(
    op: timedelta, client: Client, regio: Regio, nu: datetime
) -> None:
    client.force_login(regio.gebruikers["contractmanager"])
    velden = melding_velden(regio, nu, melder="gemeente", **moment("gemeld_zelf_op", nu + op))

    antwoord = client.post("/meldingen/nieuw/", velden)

    assert "gemeld_zelf_op" in antwoord.context["form"].errors
    assert not Melding.objects.exists()
