"""Every law of the book holds in the product, and every law sees what it forbids."""

from __future__ import annotations

import ast

import pytest

from .bron import WORTEL, boom, kort, productbestanden
from .wetboek import WETTEN, Wet

iedere_wet = pytest.mark.parametrize("wet", WETTEN, ids=lambda wet: wet.naam)


@iedere_wet
def test_de_wet_geldt_in_het_product(wet: Wet) -> None:
    gevonden = [
        f"{kort(pad)}:{regel}" for pad in productbestanden() if wet.geldt(kort(pad)) for regel in wet.zoek(boom(pad))
    ]

    assert not gevonden, f"{wet.zin}\n" + "\n".join(gevonden)


@iedere_wet
def test_het_goede_voorbeeld_mag(wet: Wet) -> None:
    assert list(wet.zoek(ast.parse(wet.goed))) == []


@pytest.mark.parametrize(
    ("wet", "fout"), [(wet, fout) for wet in WETTEN for fout in wet.fout], ids=lambda x: getattr(x, "naam", None)
)
def test_het_foute_voorbeeld_valt_op(wet: Wet, fout: str) -> None:
    assert list(wet.zoek(ast.parse(fout)))


@iedere_wet
def test_de_wet_kijkt_ergens_naar(wet: Wet) -> None:
    assert any(wet.geldt(kort(pad)) for pad in productbestanden())


@pytest.mark.parametrize(
    ("naam", "pad", "geldt"),
    [
        ("melding-door-de-deur", "escalatie/views.py", True),
        ("melding-door-de-deur", "escalatie/views_fase.py", True),
        ("melding-door-de-deur", "escalatie/views/fase.py", True),
        ("melding-door-de-deur", "basis/templatetags/ui.py", True),
        ("melding-door-de-deur", "escalatie/draaiboek/deur.py", False),
        ("guardian", "calamiteiten/toegang/__init__.py", False),
        ("guardian", "escalatie/toegang.py", True),
        ("mail", "communicatie/post/berichten.py", False),
        ("mail", "communicatie/tasks.py", True),
        ("een-klok", "basis/klok.py", False),
        ("een-klok", "calamiteiten/config/settings.py", True),
    ],
)
def test_de_wet_geldt_waar_hij_moet_gelden(naam: str, pad: str, geldt: bool) -> None:
    wet = next(wet for wet in WETTEN if wet.naam == naam)

    assert wet.geldt(pad) is geldt


@pytest.mark.parametrize("pad", ["tests/bouw.py", "tests/conftest.py"])
def test_de_bouwers_van_de_tests_zetten_geen_status(pad: str) -> None:
    bestand = WORTEL / pad
    wetten = [wet for wet in WETTEN if wet.naam in {"status-van-melding", "status-langs-de-pijl"}]

    assert [regel for wet in wetten for regel in wet.zoek(boom(bestand))] == []
