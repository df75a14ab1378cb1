"""A version may say its press half in the first file or in a file of its own; nothing of either is lost silently."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from escalatie.protocol import lezen
from escalatie.protocol.lezen import OPBOUW_COMMUNICATIE, ProtocolFout, haal_communicatieregels, haal_protocol

from .bestanden import KOP

Schrijf = Callable[[str, str], str]


@pytest.fixture
def schrijf(tmp_path: Path, settings: Any) -> Iterator[Schrijf]:
    """Write the two files of a version. Returns its name."""

    def _schrijf(een: str, ander: str, kop: str = '[protocol]\nversie = "proef"\n') -> str:
        (tmp_path / "proef.toml").write_text(KOP.format(versie="proef") + een, encoding="utf-8")
        (tmp_path / "proef-communicatie.toml").write_text(kop + ander, encoding="utf-8")
        settings.PROTOCOL_MAPPEN = [str(tmp_path)]
        lezen.vergeet()
        return "proef"

    yield _schrijf
    settings.PROTOCOL_MAPPEN = []
    lezen.vergeet()


@pytest.mark.parametrize("tabel", OPBOUW_COMMUNICATIE.tabellen)
def test_een_tabel_die_in_beide_bestanden_staat_wordt_geweigerd(tabel: str, schrijf: Schrijf) -> None:
    versie = schrijf(f'[[{tabel}]]\ncode = "een"\n', f'[[{tabel}]]\ncode = "twee"\n')

    with pytest.raises(ProtocolFout, match=rf"proef.toml, \[\[{tabel}\]\]: deze tabel staat ook in proef-communicatie"):
        haal_protocol(versie)


@pytest.mark.parametrize("tabel", sorted(lezen.OPBOUW.tabellen))
def test_een_tabel_van_hoofdstuk_2_in_het_andere_bestand_wordt_geweigerd(tabel: str, schrijf: Schrijf) -> None:
    versie = schrijf("", f'[[{tabel}]]\ncode = "een"\n')

    with pytest.raises(ProtocolFout, match=f"proef-communicatie.toml: de sleutel '{tabel}' ken ik niet"):
        haal_communicatieregels(versie)


def test_een_naam_in_het_eerste_bestand_komt_waar_hij_hoort(schrijf: Schrijf) -> None:
    versie = schrijf(
        '[voorwaardenaam]\nbeantwoord = "er is een antwoord"\nonrust = "er is rumoer"\nnieuw = "iets nieuws"\n',
        '[voorwaardenaam]\nnagevraagd = "er is gebeld"\n',
    )

    pers, model = haal_communicatieregels(versie).voorwaardenamen, haal_protocol(versie).voorwaardenamen

    assert (pers["beantwoord"], pers["nagevraagd"], pers["nieuw"]) == (
        "er is een antwoord",
        "er is gebeld",
        "iets nieuws",
    )
    assert (model["onrust"], model["nieuw"]) == ("er is rumoer", "iets nieuws")
    assert "onrust" not in pers
    assert "beantwoord" not in model


def test_twee_namen_voor_een_voorwaarde_worden_geweigerd(schrijf: Schrijf) -> None:
    versie = schrijf('[voorwaardenaam]\nbeantwoord = "zo"\n', '[voorwaardenaam]\nbeantwoord = "anders"\n')

    with pytest.raises(ProtocolFout, match=r"\[voorwaardenaam\], beantwoord: in de twee bestanden"):
        haal_communicatieregels(versie)


@pytest.mark.parametrize("regel", ["geldt_vanaf = 2027-01-01", 'gebaseerd_op = "iets-anders"'])
def test_een_kop_die_iets_anders_zegt_wordt_geweigerd(regel: str, schrijf: Schrijf) -> None:
    versie = schrijf("", regel + "\n")

    with pytest.raises(ProtocolFout, match=r"proef-communicatie.toml, \[protocol\], "):
        haal_protocol(versie)


def test_wat_in_beide_bestanden_weg_gaat_gaat_weg(schrijf: Schrijf) -> None:
    versie = schrijf('[weg]\npersstap = ["antwoord_direct"]\n', '[weg]\npersstap = ["koppel"]\n')

    assert not {"antwoord_direct", "koppel"} & set(haal_communicatieregels(versie).stap_per_code)
