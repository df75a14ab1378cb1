"""What the two looks from outside (tests/keuring.py) make of an answer: nothing is passed over without a word."""

import pytest

from tests import keuring


def test_een_nieuw_geheim_valt_op_en_een_verdwenen_geheim_ook(capsys: pytest.CaptureFixture[str]) -> None:
    vondst: dict[str, object] = {"line_number": 3, "type": "Secret Keyword"}
    gezien = {pad: [vondst] * aantal for pad, aantal in keuring.GEZIEN.items()}

    assert keuring.oordeel_geheimen(gezien) == 0
    assert keuring.oordeel_geheimen({**gezien, "basis/x.py": [vondst]}) == 1
    assert "basis/x.py" in capsys.readouterr().out
    assert keuring.oordeel_geheimen({}) == 1


def test_wat_niet_na_te_kijken_is_heet_niet_goed(capsys: pytest.CaptureFixture[str]) -> None:
    goed: dict[str, object] = {"name": "a", "version": "1", "vulns": []}
    zwak: dict[str, object] = {"name": "b", "version": "1", "vulns": [{"id": "CVE-1"}]}
    onbekend: dict[str, object] = {"name": "c", "skip_reason": "not found"}

    assert keuring.oordeel_kwetsbaarheden([goed]) == 0
    assert keuring.oordeel_kwetsbaarheden([goed, onbekend]) == keuring.NIET_GEDAAN
    assert "1 van de 2" in capsys.readouterr().out
    assert keuring.oordeel_kwetsbaarheden([onbekend, zwak]) == 1
    assert keuring.oordeel_kwetsbaarheden([]) == keuring.NIET_GEDAAN
