"""A draft lies beside the versions and is none: no zaak follows it, whoever puts it where."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from escalatie.protocol import lezen
from escalatie.protocol.lezen import ProtocolFout, geldende_versie, haal_protocol, haal_voorstel, versies, voorstellen
from escalatie.protocol.slot import pijlen

from .conftest import Stel

STAP_ERBIJ = """
[[overgang]]
code = "sluit_meteen"
naam = "Meteen sluiten"
van = ["ontvangen"]
naar = "afgerond"
door = ["regiomanager"]
zin = "Sluit een melding meteen."
bron = "Voorstel"
eisen = ["A13"]
"""


def test_een_voorstel_is_te_lezen_met_zijn_basis_en_is_geen_versie(stel_voor: Stel) -> None:
    versie = stel_voor('[[termijn]]\ncode = "fase_1"\nuren = 72\n')
    voorstel = haal_voorstel(versie)

    assert voorstellen() == (versie,)
    assert voorstel.protocol.termijn_per_code["fase_1"].uren == 72
    assert voorstel.communicatie.stappen
    assert versie not in versies()
    assert geldende_versie(date(2099, 1, 1)) != versie
    with pytest.raises(ProtocolFout, match="geen protocol met versie"):
        haal_protocol(versie)


def test_een_stap_van_een_voorstel_komt_niet_op_het_slot(stel_voor: Stel) -> None:
    versie = stel_voor(STAP_ERBIJ)

    assert "sluit_meteen" in haal_voorstel(versie).protocol.stap_per_code
    assert "sluit_meteen" not in {pijl.code for pijl in pijlen("melding")}


@pytest.mark.parametrize(
    "regel",
    ["vastgesteld_datum = 2027-01-01", 'vastgesteld_door = "bestuur"', "geldt_vanaf = 2027-01-01"],
)
def test_een_voorstel_dat_zegt_dat_het_is_vastgesteld_wordt_geweigerd(stel_voor: Stel, regel: str) -> None:
    versie = stel_voor(f"{regel}\n")

    with pytest.raises(ProtocolFout, match="een voorstel is niet vastgesteld"):
        haal_voorstel(versie)


def test_een_voorstel_zegt_waarop_het_rust_en_heet_anders_dan_een_versie(stel_voor: Stel) -> None:
    los = stel_voor(versie="los", kop='[protocol]\nversie = "{versie}"\n')
    dubbel = stel_voor(versie="ijsselland-2019-02-13")

    for versie, zin in ((los, "op welke versie het rust"), (dubbel, "vastgestelde versie"), ("weg", "geen voorstel")):
        with pytest.raises(ProtocolFout, match=zin):
            haal_voorstel(versie)


def test_een_voorstel_dat_bij_de_versies_wordt_gezet_geldt_niet(stel_voor: Stel, tmp_path: Path, settings: Any) -> None:
    versie = stel_voor()
    (tmp_path / lezen.VOORSTELLEN / f"{versie}.toml").rename(tmp_path / f"{versie}.toml")
    lezen.vergeet()

    assert versie in versies()
    assert geldende_versie(date(2099, 1, 1)) == "ijsselland-2019-02-13"
    with pytest.raises(ProtocolFout, match="niet vanaf wanneer dit geldt"):
        haal_protocol(versie)
