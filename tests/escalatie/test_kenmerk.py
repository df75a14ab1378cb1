"""A kenmerk as people write it: one zaak, whatever hyphen, case, space or point stands around it (gevallen: search)."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calamiteiten.kenmerk import RAND, in_vorm, kenmerken_in, schrijf
from contacten.models import Gebruiker
from tests import bouw
from tests.communicatie import persbouw
from tests.communicatie.persklikken import als

STREPEN = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
SPELLINGEN = (
    "CAL–2026–0001",
    "CAL\u20112026\u20110001",
    "CAL-2026-0001.",
    "#CAL-2026-0001",
    "cal-2026-0001",
    "Cal 2026 0001",
    "CAL - 2026 - 0001",
    "CAL\u00a02026\u00a00001",
    "(CAL-2026-0001)",
    "“CAL-2026-0001”,",
    "CAL-2026-1",
    "\u200bCAL-2026-\u00ad0001",
    "CAL_2026_0001",
    "CAL20260001",
    "CAL-2026_0001",
    "CAL/2026/0001",
    "CAL.2026.1",
    "cal 2026/0001",
    "RE: CAL-2026-0001",
    "Antw: FW: CAL-2026-0001",
    "kenmerk CAL-2026-0001",
    "Betreft: kenmerk #CAL 2026 0001",
    "ＣＡＬ－２０２６－０００１",
)
# A sentence around it, or more than one: for a search, not for an address.
ZINNEN = (
    "CAL-2026-0001: fase 2",
    "RE: CAL-2026-0001: de 48 uur lopen af",
    "Zie mijn mail over cal_2026_0001, groet",
    "CAL-2026-0001 en CAL-2026-0009",
    "CAL20260009/CAL20260001",
    "PV-2026-0001 hoort bij CAL-2026-0001",
)
GEEN = ("", "CAL", "2026-0001", "CAL-26-1", "CAL-2026-0000001", "XCAL-2026-0001", "CAL-2026-0001-2", "CAL-٢٠٢٦-1", "\0")


@pytest.mark.parametrize("tekst", SPELLINGEN)
def test_iedere_spelling_is_hetzelfde_kenmerk(tekst: str) -> None:
    assert in_vorm(tekst) == "CAL-2026-0001"


@pytest.mark.parametrize("tekst", GEEN)
def test_wat_geen_kenmerk_is_wordt_er_geen(tekst: str) -> None:
    assert in_vorm(tekst) == ""
    assert kenmerken_in(tekst) == []
    assert all(in_vorm(zin) == "" and "CAL-2026-0001" in kenmerken_in(zin) for zin in ZINNEN)


@given(
    begin=st.sampled_from(["CAL", "PV"]),
    jaar=st.integers(2015, 2099),
    nummer=st.integers(1, 999_999),
    streep=st.sampled_from(STREPEN),
    om=st.text(st.sampled_from(RAND), max_size=4),
    klein=st.booleans(),
)
def test_wat_wij_schrijven_lezen_wij_terug(
    begin: str, jaar: int, nummer: int, streep: str, om: str, klein: bool
) -> None:
    kenmerk = schrijf(begin, jaar, nummer)
    zo = kenmerk.replace("-", streep)
    assert in_vorm(f"{om}{zo.lower() if klein else zo}{om}") == kenmerk
    assert in_vorm(in_vorm(zo)) == kenmerk


@pytest.mark.django_db
@pytest.mark.parametrize("tekst", [*SPELLINGEN, *ZINNEN, "2026-0001", "2026–1", "2026-0001, 2026-0009"])
def test_de_lijst_vindt_iedere_spelling(contractmanager: Gebruiker, nu: datetime, tekst: str) -> None:
    melding = bouw.melding(nu)
    client = als(contractmanager)
    assert melding.get_absolute_url() in client.get("/meldingen/", {"q": tekst}).content.decode()
    ander = tekst.replace("1", "2").replace("１", "２")
    assert melding.get_absolute_url() not in client.get("/meldingen/", {"q": ander}).content.decode()


@pytest.mark.django_db
def test_persvragen_worden_ook_zo_gevonden(contractmanager: Gebruiker, nu: datetime) -> None:
    vraag = persbouw.persvraag(nu)
    client = als(contractmanager)
    zinnen = [zin.replace("CAL", "PV").replace("cal", "pv") for zin in ZINNEN]
    for tekst in (
        "pv–2026–1",
        "#PV-2026-0001.",
        "PV 2026 0001",
        "PV_2026_0001",
        "RE: PV20260001",
        "2026-0001",
        *zinnen,
    ):
        assert vraag.onderwerp in client.get("/persvragen/", {"q": tekst}).content.decode(), tekst


@pytest.mark.django_db
def test_een_adres_in_een_andere_spelling_leidt_naar_het_ene(contractmanager: Gebruiker, nu: datetime) -> None:
    melding, vraag = bouw.melding(nu), persbouw.persvraag(nu)
    client = als(contractmanager)
    for zaak, anders in ((melding, "cal-2026-1"), (vraag, "PV–2026–0001")):
        goed = zaak.get_absolute_url()
        pad = goed.replace(zaak.kenmerk, anders)
        antwoord: Any = client.get(f"{pad}?x=1")
        assert (antwoord.status_code, antwoord["Location"]) == (301, f"{goed}?x=1")
        assert client.get(goed).status_code == 200
        # Under the address of the other kind it leads to its own page.
        for elders in ("/meldingen/", "/persvragen/"):
            for onder in ("", "media/"):
                einde = client.get(f"{elders}{zaak.kenmerk.lower()}/{onder}", follow=True)
                assert einde.redirect_chain[-1] == (goed, 301) or einde.request["PATH_INFO"].startswith(goed)
    # Not there, or not for this user, is the same answer in every spelling.
    assert client.get("/meldingen/cal-2026-9999/", follow=True).status_code == 404
    assert client.get("/meldingen/niets/").status_code == 404


@pytest.mark.django_db
def test_wie_niet_is_aangemeld_hoort_eerst_dat(client: Any, nu: datetime) -> None:
    bouw.melding(nu)
    assert "/inloggen/" in client.get("/meldingen/cal-2026-1/")["Location"]
