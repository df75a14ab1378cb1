"""The communication advice: who writes it, concept and laid down, and what follows (R55–R58, R82, R83)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from calamiteiten.demo.zaaien.adviesteksten import EERSTE
from calamiteiten.models import Melding
from communicatie.models import AdviesGemeente, Bericht, Communicatieadvies
from contacten.models import Gebruiker
from escalatie.models import Taak
from tests import bouw, klok
from tests.escalatie.invullen import van_pagina
from tests.inbraak import inbraak

pytestmark = pytest.mark.django_db
DELEN = {f"deel_{code}": tekst for code, tekst in EERSTE.items()}
LIJN = {"houding": "passief", "bereik": "lokaal"}


def adres(melding: Melding, rest: str = "") -> str:
    """The page of the advice."""
    return f"/meldingen/{melding.kenmerk}/communicatieadvies/{rest}"


def als(client: Client, gebruiker: Gebruiker, nu: datetime) -> Client:
    """Signed in at this moment."""
    with klok.op(nu):
        client.force_login(gebruiker)
    return client


def open_pagina(client: Client, melding: Melding, nu: datetime, rest: str = "") -> Any:
    """The page at this moment."""
    with klok.op(nu):
        return client.get(adres(melding, rest))


def verstuur(client: Client, melding: Melding, nu: datetime, knop: str, van: Any = None, **velden: str) -> Any:
    """Open the page (or take one that was opened before), change fields and press a button."""
    pagina = van or open_pagina(client, melding, nu, "?bewerken=1")
    with klok.op(nu):
        return client.post(adres(melding), {**van_pagina(pagina), **velden, knop: "1"})


def taken(melding: Melding) -> dict[str, str]:
    """How the two tasks for an advice stand."""
    rijen = Taak.objects.filter(zaak=melding, code__startswith="communicatieadvies")
    return dict(rijen.values_list("code", "status"))


@pytest.mark.eis("R55")
@pytest.mark.eis("R58")
@pytest.mark.eis("R108")
@pytest.mark.eis("R109")
@pytest.mark.eis("R110")
@pytest.mark.eis("R83", "R105")
def test_van_leeg_naar_concept_naar_vastgesteld(client: Client, adviseur: Gebruiker, nu: datetime) -> None:
    melding = bouw.tot("impactanalyse", nu, gemeenten=("zwolle", "raalte"))
    als(client, adviseur, nu)
    tekst = open_pagina(client, melding, nu).content.decode()
    for stuk in ("1. Informatie geven", "2. Schade beperken", "3. Betekenis geven", "Taakverdeling Raalte"):
        assert stuk in tekst

    assert verstuur(client, melding, nu, "concept", deel_wat="Er is iets gebeurd.").status_code == 302
    concept = Communicatieadvies.objects.get(melding=melding)
    assert (concept.delen, concept.bewerking, concept.houding) == ({"wat": "Er is iets gebeurd."}, 1, "")
    gewoon = AdviesGemeente.objects.filter(advies=concept).values_list(
        "gemeente__naam", "is_gemeente_in_de_lead", "woordvoerder"
    )
    assert list(gewoon) == [("Raalte", True, "de gemeente zelf"), ("Zwolle", True, "de gemeente zelf")]

    onvolledig = verstuur(client, melding, nu, "vaststellen")
    assert onvolledig.status_code == 200
    assert "Vul dit in voordat u het advies vaststelt." in onvolledig.content.decode()
    assert taken(melding) == {"communicatieadvies_impact": "open"}

    klaar = verstuur(client, melding, nu, "vaststellen", leidt_raalte="nee", **DELEN, **LIJN)
    assert klaar.status_code == 302
    advies = Communicatieadvies.objects.get(melding=melding)
    assert (advies.versie, advies.vastgesteld_op, advies.vastgesteld_door) == (1, nu, adviseur)
    assert not AdviesGemeente.objects.get(advies=advies, gemeente__code="raalte").is_gemeente_in_de_lead
    assert taken(melding) == {"communicatieadvies_impact": "afgerond"}
    assert list(
        Bericht.objects.filter(zaak=melding, regel="communicatielijn_naar_regiomanager").values_list("rol")
    ) == [("regiomanager",)]


@pytest.mark.eis("R113")
@pytest.mark.eis("R122")
def test_een_advies_in_fase_1_rondt_beide_taken_af_en_elk_hoort_het_een_keer(nu: datetime) -> None:
    melding = bouw.met_advies(nu)

    assert taken(melding) == {"communicatieadvies_impact": "afgerond", "communicatieadvies_fase_1": "afgerond"}
    rijen = Bericht.objects.filter(zaak=melding, regel__startswith="communicatielijn")
    assert sorted(rijen.values_list("regel", "rol")) == [
        ("communicatielijn_naar_regiomanager", "regiomanager"),
        ("communicatielijn_naar_rsj", "medewerkers_regio"),
    ]


@pytest.mark.eis("R113")
def test_een_nieuwe_versie_zonder_open_taak_gaat_weer_naar_wie_de_lijn_moet_kennen(
    client: Client, adviseur: Gebruiker, nu: datetime
) -> None:
    melding = bouw.met_advies(nu)
    als(client, adviseur, nu)
    later = nu + timedelta(hours=2)
    assert "Nieuwe versie schrijven" in open_pagina(client, melding, nu).content.decode()

    verstuur(client, melding, later, "vaststellen", houding="passief")

    assert Communicatieadvies.objects.filter(melding=melding, vastgesteld_op=later, versie=2).exists()
    nieuw = Bericht.objects.filter(zaak=melding, regel__startswith="communicatielijn", gepland_op=later)
    assert sorted(nieuw.values_list("rol", flat=True)) == ["medewerkers_regio", "regiomanager"]


def test_twee_schrijvers_zien_elkaar(
    client: Client, adviseur: Gebruiker, contractmanager: Gebruiker, nu: datetime
) -> None:
    melding, ander = bouw.tot("impactanalyse", nu), Client()
    als(client, adviseur, nu)
    als(ander, contractmanager, nu)
    mijn, zijn = (open_pagina(browser, melding, nu) for browser in (client, ander))
    functie = "communicatieadviseur, per telefoon"
    assert verstuur(ander, melding, nu, "concept", zijn, deel_wat="Tekst van RSJ.", namens=functie).status_code == 302

    botsing = verstuur(client, melding, nu, "concept", mijn, deel_wat="Mijn tekst.")
    tekst = botsing.content.decode()
    assert botsing.status_code == 409
    assert f"{contractmanager.naam} bewaarde het advies terwijl u schreef" in tekst
    assert "Mijn tekst." in tekst
    assert "van RSJ." in tekst
    assert Communicatieadvies.objects.get(melding=melding).delen == {"wat": "Tekst van RSJ."}

    assert verstuur(client, melding, nu, "vaststellen", botsing, **DELEN, **LIJN).status_code == 302
    te_laat = verstuur(ander, melding, nu, "vaststellen", zijn, **DELEN, **LIJN, namens=functie)
    assert te_laat.status_code == 409
    assert f"{adviseur.naam} stelde het advies vast terwijl u schreef" in te_laat.content.decode()
    assert Communicatieadvies.objects.filter(melding=melding).count() == 1


@pytest.mark.eis("R82")
def test_rsj_schrijft_namens_en_de_gemeente_leest_mee(
    client: Client, regiomanager: Gebruiker, manager_zwolle: Gebruiker, nu: datetime
) -> None:
    melding = bouw.in_fase_1(nu)
    als(client, regiomanager, nu)
    zonder = verstuur(client, melding, nu, "vaststellen", **DELEN, **LIJN)
    assert zonder.status_code == 200
    assert not Communicatieadvies.objects.filter(melding=melding).exists()
    assert verstuur(client, melding, nu, "concept", **DELEN).status_code == 302

    als(client, manager_zwolle, nu)
    tekst = open_pagina(client, melding, nu).content.decode()
    assert "is nog een concept" in tekst
    assert "Concept bewaren" not in tekst
    assert "dit advies afgestemd" in open_pagina(client, melding, nu, "1/").content.decode()
    assert client.post(adres(melding), {"vaststellen": "1", **DELEN}).status_code == 409

    als(client, regiomanager, nu)
    assert verstuur(client, melding, nu, "vaststellen", **LIJN, namens="communicatieadviseur RSJ").status_code == 302
    advies = Communicatieadvies.objects.get(melding=melding)
    assert (advies.namens, advies.vastgesteld_door) == ("communicatieadviseur RSJ", regiomanager)
    assert Taak.objects.get(zaak=melding, code="communicatieadvies_fase_1").namens == "communicatieadviseur RSJ"


@pytest.mark.eis("R115")
def test_een_vastgestelde_versie_verandert_niet_meer_ook_niet_in_de_database(nu: datetime) -> None:
    melding = bouw.met_advies(nu)
    advies = Communicatieadvies.objects.filter(melding=melding)
    gemeente = AdviesGemeente.objects.filter(advies__melding=melding)

    pogingen = (
        lambda: advies.update(delen={"wat": "Herschreven."}),
        lambda: advies.update(vastgesteld_op=None),
        lambda: gemeente.update(woordvoerder="iemand anders"),
        gemeente.delete,
        lambda: AdviesGemeente.objects.create(advies=advies.get(), gemeente=bouw.regio().gemeenten["ommen"]),
    )
    for poging in pogingen:
        with pytest.raises(IntegrityError, match=r"verandert niet meer|blijft staan"), transaction.atomic():
            poging()
    assert advies.get().delen == EERSTE | advies.get().delen


@pytest.mark.eis("R55")
def test_elke_rol_ziet_van_de_impactanalyse_wat_zij_mag_lezen(
    client: Client, adviseur: Gebruiker, toegang_zwolle: Gebruiker, nu: datetime
) -> None:
    melding = bouw.in_beoordeling(nu, "c", gemeenten=("zwolle", "raalte"))
    vraag = "Hoe groot is het effect, en is er onrust te verwachten?"

    tekst = open_pagina(als(client, adviseur, nu), melding, nu).content.decode()
    assert vraag in tekst
    assert "Ouders en buurtbewoners stellen vragen" not in tekst
    analyse = melding.analyses.get(gemeente__code="raalte")
    with inbraak():
        type(melding).objects.filter(pk=melding.pk).update(status="impactanalyse")
    tekst = open_pagina(als(client, toegang_zwolle, nu), melding, nu).content.decode()
    assert analyse.naam.lower() not in tekst.lower()


@pytest.mark.eis("R116")
def test_de_versies_staan_naast_elkaar_met_wat_er_veranderde(client: Client, adviseur: Gebruiker, nu: datetime) -> None:
    melding = bouw.met_advies(nu)
    als(client, adviseur, nu)
    verstuur(client, melding, nu, "concept", deel_wat="Er is <b>weinig</b> bekend.")

    tekst = open_pagina(client, melding, nu, "2/").content.decode()
    assert "Veranderd sinds versie 1" in tekst
    assert '<ins><span class="alleen-voorlezen"> [nieuw: </span>' in tekst
    assert "&lt;b&gt;weinig&lt;/b&gt;" in tekst
    assert "<b>weinig" not in tekst
    assert open_pagina(client, melding, nu, "3/").status_code == 404


def test_na_het_afronden_staat_het_advies_vast(client: Client, contractmanager: Gebruiker, nu: datetime) -> None:
    melding = bouw.tot("afgerond", nu)
    als(client, contractmanager, nu)

    assert "Concept bewaren" not in open_pagina(client, melding, nu, "?bewerken=1").content.decode()
    assert client.post(adres(melding), {"concept": "1", "versie": "2", "bewerking": "0"}).status_code == 409
    assert [rij.versie for rij in Communicatieadvies.objects.filter(melding=melding)] == [1]
