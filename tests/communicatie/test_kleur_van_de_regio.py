"""A mail has the accent of the region that sends it; a rule of one region says nothing in another."""

import re
from pathlib import Path
from typing import Any

import pytest

from communicatie.sjablonen import brieven
from tests.wetten.bron import WORTEL

ACCENT = "--basis-color-accent-1-color-default"


def accent(blad: str) -> str:
    """The colour that this stylesheet of bin/thema gives the accent."""
    gevonden = re.search(rf"{ACCENT}: (#\w{{6}});", (WORTEL / "static" / blad).read_text(encoding="utf-8"))
    assert gevonden, blad
    return gevonden[1]


@pytest.mark.eis("A16")
@pytest.mark.django_db
def test_een_mail_heeft_de_kleur_van_haar_regio_en_geen_losse_plaats(regio: Any, settings: Any) -> None:
    waarden = {"kenmerk": "CAL-2026-0001", "link": "https://regio.example/meldingen/CAL-2026-0001/"}
    gewoon = brieven.stel_op("melding_ontvangen", waarden).opmaak
    settings.REGIO_CSS = "css/regio/zhz.css"
    anders = brieven.stel_op("melding_ontvangen", waarden).opmaak
    kleuren = accent("css/thema.css"), accent("css/regio/zhz.css")

    assert kleuren[0] != kleuren[1]
    assert (kleuren[0] in gewoon, kleuren[1] in gewoon) == (True, False)
    assert (kleuren[0] in anders, kleuren[1] in anders) == (False, True)
    assert "var(" not in gewoon + anders


def test_het_blad_van_de_mail_heeft_geen_eigen_accent() -> None:
    blad = Path(WORTEL, "static/css/mail.css").read_text(encoding="utf-8")

    assert f"var({ACCENT})" in blad
    assert accent("css/thema.css") not in blad
