"""What the papers ask lies beside what the product does: the page, the proof, and the check after a whole run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from escalatie.protocol.dekking.eisen import BEWIJS, GEWICHTEN, Eis, bewijs, eisen
from tests import bouw
from tests.dekking import alles, als_tekst, klachten, uitslagen, verzamel

VERSLAG = """<testsuites><testsuite>
<testcase classname="tests.a.test_b" name="test_goed[x]"/><testcase classname="tests.a.test_b" name="test_goed[y]"/>
<testcase classname="tests.a.test_b" name="test_rood[x]"/>
<testcase classname="tests.a.test_b" name="test_rood[y]"><failure message="nee"/></testcase>
<testcase classname="tests.a.test_b" name="test_stuk"><error message="nee"/></testcase>
<testcase classname="tests.a.test_b" name="test_niet"><skipped message="nee"/></testcase>
</testsuite></testsuites>"""


def eis(code: str, weegt: str = "kern", nog: str = "") -> Eis:
    return Eis(code, "Groep", weegt, "Bron", "Zin.", nog)


def test_elke_zin_van_de_papieren_staat_er_een_keer_in_volgorde() -> None:
    assert [rij.code for rij in eisen()] == [f"R{nummer}" for nummer in range(1, 180)]
    assert {rij.weegt for rij in eisen()} == GEWICHTEN
    assert all(rij.zin.endswith((".", "?")) and rij.bron for rij in eisen())


def test_het_bewijs_zegt_wat_de_tests_zeggen() -> None:
    """Otherwise: python -m tests.dekking --schrijf."""
    assert BEWIJS.read_text(encoding="utf-8") == als_tekst()


def test_wat_bewezen_moet_zijn_heeft_een_test_en_wat_open_staat_niet() -> None:
    """A citation in a protocol file or a docstring is no proof: only tests count."""
    gedraaid = {test: True for rij in verzamel().values() for test in rij["tests"]}

    assert list(klachten(alles(), verzamel(), gedraaid)) == []


def test_een_verslag_zegt_per_test_of_elk_geval_goed_ging(tmp_path: Path) -> None:
    (tmp_path / "verslag.xml").write_text(VERSLAG)

    gevonden = uitslagen([tmp_path / "verslag.xml"])

    naam = "tests/a/test_b.py::test_"
    assert gevonden == {f"{naam}goed": True, f"{naam}rood": False, f"{naam}stuk": False}


@pytest.mark.parametrize(
    ("rij", "tests", "uitslag", "klacht"),
    [
        (eis("R1"), ["a"], {"a": True}, ""),
        (eis("R1"), ["a", "b"], {"a": True}, ""),
        (eis("R1"), ["a", "b"], {"a": True, "b": False}, "mislukt: b"),
        (eis("R1"), ["a"], {}, "heeft gedraaid"),
        (eis("R1", "registratie"), [], {}, "heeft gedraaid"),
        (eis("R1", "context"), [], {}, ""),
        (eis("R1", nog="Nog niet."), [], {}, ""),
        (eis("R1", nog="Nog niet."), ["a"], {"a": True}, "staat als open"),
    ],
)
def test_wat_een_run_niet_bewijst(rij: Eis, tests: list[str], uitslag: dict[str, bool], klacht: str) -> None:
    gezegd = list(klachten([rij], {"R1": {"code": ["x.py"], "tests": tests}}, uitslag))

    assert len(gezegd) == bool(klacht)
    assert all(klacht in zin for zin in gezegd)


@pytest.mark.django_db
def test_de_pagina_legt_papier_regels_en_tests_naast_elkaar(client: Client) -> None:
    client.force_login(bouw.regio().gebruikers["contractmanager"])
    alles = client.get("/protocol/dekking/").content.decode()

    assert set(re.findall(r'<tr id="(R\d+)"', alles)) == {rij.code for rij in eisen()}
    assert {"A1", "A18"} <= set(re.findall(r'<tr id="(A\d+)"', alles))
    rij = alles.split('<tr id="R79">')[1].split("</tr>")[0]
    for test in bewijs()["R79"].tests:
        assert test.partition("::")[2].removeprefix("test_").replace("_", " ") in rij
    # Every rule that it names stands on the page of the protocol.
    protocol = client.get("/protocol/").content.decode()
    ankers = re.findall(r'href="/protocol/#([^"]+)"', alles)
    assert len(ankers) > 300
    assert [anker for anker in ankers if f'id="{anker}"' not in protocol] == []


@pytest.mark.django_db
def test_de_pagina_telt_en_toont_wat_nog_open_staat(client: Client) -> None:
    client.force_login(bouw.regio().gebruikers["regiomanager"])
    alles = client.get("/protocol/dekking/").content.decode()
    open_ = client.get("/protocol/dekking/?stand=open").content.decode()
    vreemd = client.get("/protocol/dekking/?stand=%3Cb%3E").content.decode()

    verwacht = [rij.code for rij in eisen() if rij.open]
    assert re.findall(r'<tr id="(R\d+)"', open_) == verwacht
    if verwacht:
        assert f"{len(verwacht)} nog niet klaar" in alles
    assert re.findall(r"<tr id=", vreemd) == re.findall(r"<tr id=", alles)
