"""Two regions side by side: what one changes in its file changes nothing in the other."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from basis.regio import lees_regio
from escalatie.protocol import lezen
from escalatie.protocol.bereik import alle_scenarios, alle_statussen
from escalatie.protocol.lezen import digest, geldende_versie, haal_communicatieregels, haal_protocol

from .bestanden import AANGENOMEN, UREN_72, ZONDER_D

ZHZ = "zhz-2015-01-01"
DAG = date(2027, 1, 1)
KOP_ZHZ = f'[protocol]\nversie = "zhz-2026"\ngebaseerd_op = "{ZHZ}"\ngeldt_vanaf = 2026-11-24\n'
ANDERE_TRIAGE = '[[termijn]]\ncode = "triage"\nwerkdagen = 3\n'


def stand(settings: Any, regio: str) -> tuple[Any, ...]:
    """Everything that an installation of this region goes by: the version of today, and what pages offer."""
    settings.REGIO = lees_regio(regio, *settings.REGIO_MAPPEN)
    versie = geldende_versie(DAG)
    wetten = haal_protocol(versie), haal_communicatieregels(versie)
    return versie, digest(versie), wetten, alle_statussen(), alle_scenarios()


def leg(tmp_path: Path, settings: Any, **bestanden: str) -> None:
    """Lay these files beside those of the product."""
    for naam, tekst in bestanden.items():
        (tmp_path / f"{naam.replace('_', '-')}.toml").write_text(tekst, encoding="utf-8")
    settings.PROTOCOL_MAPPEN = [str(tmp_path)]
    lezen.vergeet()


@pytest.fixture(autouse=True)
def _daarna_weer_gewoon(settings: Any) -> Any:
    yield
    settings.PROTOCOL_MAPPEN = []
    lezen.vergeet()


@pytest.mark.eis("A16")
@pytest.mark.parametrize("wijziging", [UREN_72, ZONDER_D])
def test_een_andere_regel_in_ijsselland_verandert_niets_in_zhz(tmp_path: Path, settings: Any, wijziging: str) -> None:
    voor = stand(settings, "zhz"), stand(settings, "ijsselland")
    kop = f'[protocol]\nversie = "ijsselland-2026"\ngebaseerd_op = "{AANGENOMEN}"\ngeldt_vanaf = 2026-11-24\n'
    leg(tmp_path, settings, ijsselland_2026=kop + wijziging)

    assert stand(settings, "zhz") == voor[0]
    assert stand(settings, "ijsselland") != voor[1]
    assert geldende_versie(DAG) == "ijsselland-2026"


@pytest.mark.eis("A16")
def test_een_andere_regel_in_zhz_verandert_niets_in_ijsselland(tmp_path: Path, settings: Any) -> None:
    voor = stand(settings, "zhz"), stand(settings, "ijsselland")
    leg(tmp_path, settings, zhz_2026=KOP_ZHZ + ANDERE_TRIAGE)

    assert stand(settings, "ijsselland") == voor[1]
    assert stand(settings, "zhz") != voor[0]
    assert geldende_versie(DAG) == "zhz-2026"
    assert haal_protocol("zhz-2026").termijn_per_code["triage"].werkdagen == 3
