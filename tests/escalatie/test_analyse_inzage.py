"""Who reads whose impactanalyse, and when: each party looks with its own eyes first (R46, access matrix)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from calamiteiten.models import Melding
from escalatie.draaiboek.feiten import partijen_bij
from tests import bouw
from tests.bouw import Regio
from tests.escalatie.invullen import analyse_velden
from tests.escalatie.rijen import vermenigvuldig

GEHEIM = "Alleen voor wie de toelichting mag lezen."


def adres(melding: Melding, gemeente: str = "zwolle") -> str:
    return f"/meldingen/{melding.kenmerk}/analyse/{gemeente}/" if gemeente else f"/meldingen/{melding.kenmerk}/analyse/"


def in_analyse(nu: datetime, regio: Regio, *, ingediend: bool) -> Melding:
    """A melding of Zwolle and Raalte in impactanalyse; Zwolle typed something."""
    melding = bouw.tot("impactanalyse", nu, gemeenten=["zwolle", "raalte"])
    client = Client()
    client.force_login(regio.gebruikers["toegang_zwolle"])
    knop: dict[str, Any] = {"indienen": "1"} if ingediend else {}
    client.post(adres(melding), analyse_velden(toelichting_veiligheid=GEHEIM, **knop))
    return melding


@pytest.mark.eis("R46")
@pytest.mark.parametrize(
    ("wie", "ingediend", "status", "leest"),
    [
        ("toegang_zwolle", False, 200, True),
        ("contractmanager", False, 200, True),
        ("regiomanager", False, 404, False),
        ("regiomanager", True, 200, True),
        ("toegang_raalte", False, 404, False),
        ("toegang_raalte", True, 404, False),
        ("adviseur", False, 404, False),
        ("adviseur", True, 200, False),
        ("buitenstaander", True, 404, False),
        ("beheerder", True, 404, False),
        ("manager_zwolle", True, 404, False),
    ],
)
def test_wie_een_analyse_van_een_ander_leest(
    client: Client, regio: Regio, nu: datetime, wie: str, ingediend: bool, status: int, leest: bool
) -> None:
    melding = in_analyse(nu, regio, ingediend=ingediend)
    client.force_login(regio.gebruikers[wie])

    antwoord = client.get(adres(melding))

    assert antwoord.status_code == status
    assert (GEHEIM in antwoord.content.decode()) is leest


@pytest.mark.eis("R59")
@pytest.mark.parametrize("gemeente", ["zwolle", ""])
def test_bij_het_samen_beoordelen_leest_de_ene_toegang_die_van_de_ander(
    client: Client, regio: Regio, nu: datetime, gemeente: str
) -> None:
    melding = bouw.in_beoordeling(nu, gemeenten=["zwolle", "raalte"])
    client.force_login(regio.gebruikers["toegang_raalte"])

    antwoord = client.get(adres(melding, gemeente))

    assert antwoord.status_code == 200
    assert "form" not in antwoord.context
    assert "heropen_form" not in antwoord.context


@pytest.mark.parametrize("wie", ["toegang_raalte", "regiomanager", "adviseur"])
@pytest.mark.parametrize("velden", [analyse_velden(versie=2, indienen="1"), {"heropenen": "1", "reden": "Zomaar."}])
def test_wie_alleen_leest_verandert_niets(
    client: Client, regio: Regio, nu: datetime, wie: str, velden: dict[str, str]
) -> None:
    melding = bouw.in_beoordeling(nu, gemeenten=["zwolle", "raalte"])
    voor = melding.analyses.values().get(gemeente__code="zwolle")
    client.force_login(regio.gebruikers[wie])

    antwoord = client.post(adres(melding), velden)

    assert antwoord.status_code in {404, 409}
    assert melding.analyses.values().get(gemeente__code="zwolle") == voor


def test_een_gemeente_die_niet_meedoet_heeft_geen_blad(client: Client, regio: Regio, nu: datetime) -> None:
    melding = in_analyse(nu, regio, ingediend=False)
    client.force_login(regio.gebruikers["contractmanager"])

    assert client.get(adres(melding, "ommen")).status_code == 404
    assert client.get("/meldingen/CAL-2026-9999/analyse/").status_code == 404


def test_voor_de_start_van_de_impactanalyse_is_er_geen_blad(client: Client, regio: Regio, nu: datetime) -> None:
    melding = bouw.melding(nu)
    client.force_login(regio.gebruikers["contractmanager"])

    assert client.get(adres(melding, "")).status_code == 404


@pytest.mark.eis("R52")
@pytest.mark.parametrize(("wie", "ziet"), [("toegang_zwolle", False), ("adviseur", False), ("regiomanager", True)])
def test_een_toegang_leest_hoeveel_eerdere_meldingen_er_zijn_maar_niet_welke(
    client: Client, regio: Regio, nu: datetime, wie: str, ziet: bool
) -> None:
    vreemd = bouw.melding(nu - timedelta(days=30), ["deventer"])
    melding = bouw.in_beoordeling(nu)
    client.force_login(regio.gebruikers[wie])

    pagina = client.get(adres(melding, "")).content.decode()

    assert "1 eerdere melding over deze aanbieder" in pagina
    assert (vreemd.kenmerk in pagina) is ziet


@pytest.mark.eis("R52")
def test_wat_een_aanbieder_twee_keer_meldde_telt_als_een_eerdere_melding(regio: Regio, nu: datetime) -> None:
    bouw.tot("dubbel", nu - timedelta(days=3))

    feit = next(partij for partij in partijen_bij(bouw.melding(nu)) if partij.code == "contractmanager").feiten

    assert feit["eerdere_meldingen"]["tekst"] == "1 eerdere melding over deze aanbieder."


@pytest.mark.eis("R52")
def test_meer_eerdere_meldingen_dan_er_genoemd_worden_tellen_wel_mee(regio: Regio, nu: datetime) -> None:
    vermenigvuldig(bouw.melding(nu - timedelta(days=30), ["deventer"]), 24)

    feit = next(partij for partij in partijen_bij(bouw.melding(nu)) if partij.code == "contractmanager").feiten

    assert feit["eerdere_meldingen"]["tekst"] == "25 eerdere meldingen over deze aanbieder."
    assert len(feit["eerdere_meldingen"]["rijen"]) == 21
    assert feit["eerdere_meldingen"]["rijen"][-1] == "en 5 van langer geleden"
