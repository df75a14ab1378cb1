"""What came in before a new version began is asked, checked and recorded by the version of that day, whenever it is
typed in: form and door never hold two versions."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from calamiteiten.models import Melding
from contacten.models import Gebruiker
from tests import bouw
from tests.communicatie.persklikken import intake, nieuwe
from tests.escalatie.invullen import melding_velden, moment

from .bestanden import AANGENOMEN
from .conftest import Neem

pytestmark = pytest.mark.django_db
GISTEREN, EXTRA_VRAAG = timedelta(days=1), "Hier wonen er meer."

# A version of today with an option and a question of its own, and without an option of yesterday.
VANDAAG = """
[weg]
keuze = ["categorie:letsel_jeugdige"]

[[keuze]]
lijst = "categorie"
code = "vermissing"
naam = "Vermissing"
zin = "Een jeugdige is weg."
bron = "Proef, I.1"
eisen = ["R30"]

[[criterium]]
code = "meer_regios"
definitie = "calamiteit"
zin = "Hier wonen er meer."
bron = "Proef, I.1"
eisen = ["R30"]

[[perstermijn]]
code = "antwoord"
werkdagen = 3
"""


@pytest.fixture
def browser(client: Client, contractmanager: Gebruiker) -> Client:
    client.force_login(contractmanager)
    return client


def test_een_melding_van_gisteren_krijgt_de_vragen_van_gisteren(
    browser: Client, neem_aan: Neem, regio: bouw.Regio, nu: datetime
) -> None:
    neem_aan(VANDAAG)
    velden = melding_velden(regio, nu, **moment("ontvangen_op", nu - GISTEREN + timedelta(hours=2)))
    gebeurd = {"gebeurd_datum": (nu - GISTEREN).strftime("%Y-%m-%d")}

    antwoord = browser.post(reverse("melding_nieuw"), {**velden, **gebeurd})

    assert antwoord.status_code == 302, antwoord.context["form"].errors
    melding = Melding.objects.get()
    assert (melding.protocol_versie, melding.categorie) == (AANGENOMEN, "letsel_jeugdige")


def test_een_melding_van_vandaag_krijgt_die_van_vandaag(
    browser: Client, neem_aan: Neem, regio: bouw.Regio, nu: datetime
) -> None:
    versie = neem_aan(VANDAAG)
    velden = melding_velden(regio, nu, categorie="vermissing", criterium_meer_regios="ja")

    assert browser.post(reverse("melding_nieuw"), velden).status_code == 302

    melding = Melding.objects.get()
    assert (melding.protocol_versie, melding.criteria["meer_regios"]) == (versie, "ja")


def test_wie_de_keuzes_van_vandaag_koos_ziet_die_van_toen_en_kan_verder(
    browser: Client, neem_aan: Neem, regio: bouw.Regio, nu: datetime
) -> None:
    neem_aan(VANDAAG)
    leeg = browser.get(reverse("melding_nieuw")).content.decode()
    assert "Vermissing" in leeg
    assert EXTRA_VRAAG in leeg
    toen = moment("ontvangen_op", nu - GISTEREN + timedelta(hours=2))
    gebeurd = (nu - GISTEREN).strftime("%Y-%m-%d")
    velden = melding_velden(regio, nu, categorie="vermissing", gebeurd_datum=gebeurd, **toen)

    antwoord = browser.post(reverse("melding_nieuw"), velden)

    pagina = antwoord.content.decode()
    assert list(antwoord.context["form"].errors) == ["categorie"]
    assert "gold een andere versie van het protocol" in pagina
    assert "Vermissing" not in pagina
    assert EXTRA_VRAAG not in pagina
    assert browser.post(reverse("melding_nieuw"), {**velden, "categorie": "letsel_jeugdige"}).status_code == 302
    assert Melding.objects.get().protocol_versie == AANGENOMEN


@pytest.mark.parametrize("dag", ["", "morgen", "2999-01-01", "0001-01-01"])
def test_een_dag_die_geen_dag_is_vraagt_wat_vandaag_geldt(
    browser: Client, neem_aan: Neem, regio: bouw.Regio, nu: datetime, dag: str
) -> None:
    neem_aan(VANDAAG)

    melding = browser.post(reverse("melding_nieuw"), {**melding_velden(regio, nu), "ontvangen_op_0": dag})
    persvraag = intake(browser, nu, ontvangen_op_0=dag)

    assert "ontvangen_op" in melding.context["form"].errors
    assert EXTRA_VRAAG in melding.content.decode()
    assert "ontvangen_op" in persvraag.context["form"].errors
    assert "binnen 3 werkdagen" in " ".join(persvraag.context["termijn"])


def test_het_formulier_van_een_persvraag_zegt_de_termijn_van_de_dag_van_ontvangst(
    browser: Client, neem_aan: Neem, regio: bouw.Regio, nu: datetime
) -> None:
    versie = neem_aan(VANDAAG)

    toen = moment("ontvangen_op", nu - GISTEREN)
    gisteren, vandaag = (" ".join(intake(browser, nu, vraag="", **dag).context["termijn"]) for dag in (toen, {}))

    assert "De vraag kwam binnen op" in gisteren
    assert "binnen 1 werkdag," in gisteren
    assert "binnen 3 werkdagen," in vandaag
    assert "binnen 3 werkdagen," in " ".join(browser.get(reverse("persvraag_nieuw")).context["termijn"])
    for dag, wat in ((toen, AANGENOMEN), ({}, versie)):
        assert nieuwe(browser, nu, **dag).protocol_versie == wat
