"""Bad input on the forms: a message at the field or stored unchanged, never an error page, and typed text stays."""

import html
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from basis.vrije_tekst import Tekst
from calamiteiten.models import Melding
from contacten.models import Gebruiker
from tests import bouw
from tests.bouw import Regio
from tests.escalatie.invullen import analyse_velden, melding_velden

URL = "/meldingen/nieuw/"
LASTIG = {
    "onzichtbaar": "a\u200b\u200c\u200d\ufeffb",
    "gestapeld": "e" + "\u0301" * 1000,
    "gezin": "👨‍👩‍👧‍👦 bij de groep",
    "turks": "İstanbul ıI",
    "ligatuur": "ĳsselland Ĳ",
    "script": "<script>alert(1)</script>",
    "uit het vak": "</textarea><img src=x onerror=alert(1)>",
    "sjabloon": "{{ 7|add:7 }}{% debug %}",
    "formule": '=HYPERLINK("http://voorbeeld.invalid")',
    "regels": "een\ntwee\n\n\tdrie",
    "sql": "'; DROP TABLE calamiteiten_melding; --",
}
# What turns or steers the line shows something else than it says.
ONLEESBAAR = {"omgekeerd": "naam\u202egnirevaz", "stuurtekens": "a\x01\x07\x1bb", "ingesloten": "a\u2066b"}
DAGEN = [
    "30-2-2026",
    "2026-02-30",
    "2025-02-29",
    "0001-01-01",
    "9999-12-31",
    "11/24/2026",
    "2026-11-24T00:00Z",
    "x",
    "٢٠٢٦-١١-٢٤",
]
TEKSTVELDEN = (
    "onderwerp",
    "omschrijving",
    "plaats",
    "igj_kenmerk",
    "gemeente_verblijf_buiten",
    "doel",
    "melder_anders",
)
ALLE_VELDEN = (
    *TEKSTVELDEN,
    *("melder", "gemeld_zelf_op_0", "gemeld_zelf_op_1"),
    *("soort", "meldingssoort", "categorie", "aanbieder", "aanbieder_soort", "zorgcontext", "grondslag", "kanaal"),
    *("gebeurd_datum", "gebeurd_tijd", "plaatssoort", "gemeente_verblijf", "gemeente_woonplaats", "persoonsgegevens"),
    *("ontvangen_op_0", "ontvangen_op_1", "gemeld_igj_op_0", "gemeld_igj_op_1", "sleutel", "criterium_onverwacht"),
)


@pytest.fixture
def browser(client: Client, contractmanager: Gebruiker) -> Client:
    client.force_login(contractmanager)
    return client


def staat_er(antwoord: Any, tekst: str) -> bool:
    """Whether what was typed is on the page again, as the browser would read it."""
    return tekst.strip() in html.unescape(antwoord.content.decode())


@pytest.mark.parametrize("tekst", ONLEESBAAR.values(), ids=ONLEESBAAR)
def test_tekst_die_haar_regel_omkeert_wordt_geweigerd_en_blijft_staan(
    browser: Client, regio: Regio, nu: datetime, tekst: str
) -> None:
    antwoord = browser.post(URL, melding_velden(regio, nu, omschrijving=tekst))

    assert antwoord.status_code == 200
    assert "onzichtbaar teken" in antwoord.content.decode()
    assert not Melding.objects.exists()


@pytest.mark.parametrize("tekst", LASTIG.values(), ids=LASTIG)
def test_lastige_tekst_wordt_onveranderd_bewaard(browser: Client, regio: Regio, nu: datetime, tekst: str) -> None:
    antwoord = browser.post(
        URL, melding_velden(regio, nu, omschrijving=tekst, onderwerp=tekst[:100].replace("\n", " "))
    )

    assert antwoord.status_code == 302
    assert Melding.objects.get().omschrijving == tekst


@pytest.mark.parametrize("naam", TEKSTVELDEN)
def test_een_nulteken_is_een_melding_bij_het_veld(browser: Client, regio: Regio, nu: datetime, naam: str) -> None:
    antwoord = browser.post(URL, melding_velden(regio, nu, **{naam: "voor\x00na", "omschrijving": "voor\x00na"}))

    assert antwoord.status_code == 200
    assert naam in antwoord.context["form"].errors
    assert staat_er(antwoord, "na")


def test_een_half_tekenpaar_wordt_geweigerd_voordat_de_database_het_ziet() -> None:
    with pytest.raises(ValidationError, match="niet kan worden bewaard"):
        Tekst().clean("kapot \ud800 teken")


def test_losse_bytes_die_geen_tekst_zijn_geven_geen_foutpagina(browser: Client, regio: Regio, nu: datetime) -> None:
    velden = melding_velden(regio, nu)
    ruw = "&".join(f"{naam}={waarde}" for naam, waarde in velden.items() if naam != "omschrijving")

    antwoord = browser.post(
        URL, f"{ruw}&omschrijving=%ED%A0%80%FF%FE".encode(), content_type="application/x-www-form-urlencoded"
    )

    assert antwoord.status_code in {200, 302}


@pytest.mark.parametrize("lengte", [4001, 1_000_000])
def test_te_lange_tekst_blijft_staan(browser: Client, regio: Regio, nu: datetime, lengte: int) -> None:
    antwoord = browser.post(URL, melding_velden(regio, nu, omschrijving="a" * lengte))

    assert antwoord.status_code == 200
    assert list(antwoord.context["form"].errors) == ["omschrijving"]
    assert staat_er(antwoord, "a" * lengte)


def test_precies_genoeg_tekst_past(browser: Client, regio: Regio, nu: datetime) -> None:
    assert browser.post(URL, melding_velden(regio, nu, omschrijving="a" * 4000)).status_code == 302


def test_regeleinden_tellen_zoals_de_browser_telt(browser: Client, regio: Regio, nu: datetime) -> None:
    tekst = "a\r\n" * 1999 + "a"

    assert browser.post(URL, melding_velden(regio, nu, omschrijving=tekst)).status_code == 302
    assert Melding.objects.get().omschrijving == tekst.replace("\r\n", "\n")


@pytest.mark.parametrize("tekst", ["", "   ", "\n\t "])
def test_alleen_wit_is_leeg(browser: Client, regio: Regio, nu: datetime, tekst: str) -> None:
    antwoord = browser.post(URL, melding_velden(regio, nu, omschrijving=tekst))

    assert list(antwoord.context["form"].errors) == ["omschrijving"]


@pytest.mark.parametrize("dag", DAGEN)
@pytest.mark.parametrize("naam", ["gebeurd_datum", "ontvangen_op_0", "gemeld_igj_op_0"])
def test_een_dag_die_niet_kan_is_een_melding_bij_het_veld(
    browser: Client, regio: Regio, nu: datetime, naam: str, dag: str
) -> None:
    antwoord = browser.post(URL, melding_velden(regio, nu, **{"gemeld_igj_op_1": "10:00", naam: dag}))

    assert antwoord.status_code == 200
    assert naam.removesuffix("_0") in antwoord.context["form"].errors
    assert staat_er(antwoord, "dak van de woongroep")


@pytest.mark.parametrize("pk", ["-1", "0", "9" * 30, "1e309", "NaN", "null", "1;2", "\x00"])
def test_een_aanbieder_die_niet_bestaat_is_een_melding_bij_het_veld(
    browser: Client, regio: Regio, nu: datetime, pk: str
) -> None:
    antwoord = browser.post(URL, melding_velden(regio, nu, aanbieder=pk))

    assert antwoord.status_code == 200
    assert list(antwoord.context["form"].errors) == ["aanbieder"]


@pytest.mark.parametrize("versie", ["", "x", "-1", "1e9", str(2**63), "9" * 5000])
def test_een_kapotte_versie_overschrijft_niets(browser: Client, regio: Regio, nu: datetime, versie: str) -> None:
    melding = bouw.melding(nu)

    antwoord = browser.post(
        f"/meldingen/{melding.kenmerk}/wijzigen/", melding_velden(regio, nu, versie=versie, onderwerp="Overschreven")
    )

    assert antwoord.status_code in {200, 409}
    assert staat_er(antwoord, "Overschreven")
    assert Melding.objects.get().onderwerp == melding.onderwerp


@pytest.mark.parametrize("tekst", [*LASTIG.values(), "voor\x00na", "a" * 2001], ids=[*LASTIG, "nul", "te lang"])
def test_lastige_tekst_in_een_analyse(client: Client, regio: Regio, nu: datetime, tekst: str) -> None:
    melding = bouw.tot("impactanalyse", nu)
    client.force_login(regio.gebruikers["toegang_zwolle"])

    antwoord = client.post(f"/meldingen/{melding.kenmerk}/analyse/zwolle/", analyse_velden(toelichting_onrust=tekst))

    bewaard = melding.analyses.get(soort="toegang").toelichtingen.get("onrust")
    assert antwoord.status_code == (302 if bewaard else 200)
    assert bewaard == tekst if bewaard else "toelichting_onrust" in antwoord.context["form"].errors


@pytest.mark.parametrize("methode", ["put", "delete", "patch", "trace"])
def test_een_andere_methode_bestaat_niet(browser: Client, methode: str) -> None:
    assert getattr(browser, methode)(URL).status_code == 405


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    anders=st.dictionaries(
        st.sampled_from(ALLE_VELDEN),
        st.one_of(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
            st.dates().map(str),
            st.times().map(str),
            st.integers().map(str),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_wat_men_ook_typt_er_komt_geen_foutpagina(
    browser: Client, regio: Regio, nu: datetime, anders: dict[str, str]
) -> None:
    velden = melding_velden(regio, nu, **anders)

    antwoord = browser.post(URL, velden)

    assert antwoord.status_code in {200, 302, 409}
    if antwoord.status_code == 200:
        gelezen = html.unescape(antwoord.content.decode()).replace("\r", "\n")
        kwijt = [
            n
            for n in ("onderwerp", "omschrijving")
            if velden[n].strip().replace("\r\n", "\n").replace("\r", "\n") not in gelezen
        ]
        assert not kwijt
