"""Numbers as people write them (R100)."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basis.telefoon import (
    BEKENDE_VORM,
    mobiel_internationaal,
    normaliseer_telefoon,
    te_bellen,
    telefoon_uri,
    telefoon_waarschuwing,
)

DAG, BEGIN = "01-09-2026", "06 12"


@pytest.mark.eis("R100")
@pytest.mark.parametrize(
    ("getypt", "bewaard"),
    [
        ("06 00000010", "06-00000010"),
        ("06-00000010", "06-00000010"),
        ("06 - 00 00 00 10", "06-00000010"),
        ("+31 6 00000010", "06-00000010"),
        ("+31 (0)6 00000010", "06-00000010"),
        ("0031600000010", "06-00000010"),
        ("0570-000004", "0570-000004"),
        ("0570 000004", "0570-000004"),
        ("(038) 000 00 04", "038-0000004"),
        ("0529\u2013000001", "0529-000001"),
        ("112", "112"),
        ("14 038", "14 038"),
        ("  vraag naar   Eva ", "vraag naar Eva"),
        ("06-0000001", "06-0000001"),
        ("+49 30 000000", "+49 30 000000"),
        ("", ""),
    ],
)
def test_een_nummer_krijgt_een_vorm_en_wat_onbekend_is_blijft_staan(getypt, bewaard):
    assert normaliseer_telefoon(getypt) == bewaard


@pytest.mark.parametrize("goed", ["", "06-00000010", "0570 000004", "038-0000004", "112", "14 038", "+49 30 000000"])
def test_een_gewoon_nummer_geeft_geen_waarschuwing(goed):
    assert telefoon_waarschuwing(goed) == ""


@pytest.mark.parametrize("vreemd", ["06-0000001", "vraag naar Eva", "1234"])
def test_een_vreemd_nummer_geeft_een_waarschuwing(vreemd):
    assert "lijkt geen Nederlands telefoonnummer" in telefoon_waarschuwing(vreemd)


@pytest.mark.parametrize(
    ("getypt", "belt"),
    [
        ("06-00000010 (na 17 uur)", "tel:0600000010"),
        ("038-0000004/06-00000010", "tel:0380000004"),
        ("038-0000004 / 06-00000010", "tel:0380000004"),
        ("06-00000010 of 06-00000011", "tel:0600000010"),
        ("06-00000010; 038-0000004", "tel:0600000010"),
        ("06 00000010 toestel 12", "tel:0600000010"),
        ("tel. 06-00000010, b.g.g. 038-0000004", "tel:0600000010"),
        ("balie (038) 000 00 04", "tel:0380000004"),
        ("+31 06 00000010", "tel:0600000010"),
        ("+31(0)6-00000010 privé", "tel:0600000010"),
        ("0031 6 00 00 00 10", "tel:0600000010"),
        ("0800-0000", "tel:08000000"),
        ("14 038 (kiest 2)", "tel:14038"),
        ("+49 30 000000 (kantoor)", "tel:+4930000000"),
        ("06-12", ""),
        ("toestel 1234", ""),
        ("06-000000101", ""),
        ("17:00 tot 20:00", ""),
        ("1 dag in de week", ""),
        # What stands beside a number lends it no digits, and nobody is sent to 112 by a room.
        ("112", "tel:112"),
        ("kamer 112", ""),
        ("toestel 112, 038-0000004", "tel:0380000004"),
        ("16.112 leden", ""),
        ("kamer 14 038-0000004", "tel:0380000004"),
        ("0800-1234 / 06-00000010", "tel:08001234"),
        ("0900-1234 06-00000010", "tel:09001234"),
        ("ma-vr 0900-1700 uur, 06-00000010", "tel:0600000010"),
        ("09.00-17.00 06-00000010", "tel:0600000010"),
        ("08.30-17.00 / 06-00000010", "tel:0600000010"),
        ("09:00-17:00 038-0000004", "tel:0380000004"),
        (f"t/m {DAG} 06 00 00 00 10", "tel:0600000010"),
        ("vakantie 01-07/31-08-26: 06-00000010", "tel:0600000010"),
        ("06-12 / 038 000 00 04", "tel:0380000004"),
        ("06-12/038-0000004", "tel:0380000004"),
        (f"{BEGIN} 038 000 00 04", "tel:0380000004"),
        ("+31 6 00000010 06-00000011", "tel:0600000010"),
        ("+49 30 000000 - 06-00000010", "tel:+4930000000"),
        ("+32 2 000 00 00 / 06-00000010", "tel:+3220000000"),
        ("+31 6 1234", ""),
        ("+31-6-1234567", ""),
        ("+31 6 000000100600000011", ""),
        ("06-\u0660\u0660\u0660\u0660\u0660\u0660\u0661\u0660", ""),
        ("038\u20110000004 (balie)", "tel:0380000004"),
        ("0529 00 00 01 of 0570-000004", "tel:0529000001"),
        ("(0529) 000 001, vraag naar Eva", "tel:0529000001"),
    ],
)
def test_het_eerste_nummer_dat_kan_wordt_gebeld_en_niets_anders(getypt: str, belt: str) -> None:
    assert telefoon_uri(getypt) == belt
    if belt and normaliseer_telefoon(getypt) != te_bellen(getypt):
        assert "De app belt" in telefoon_waarschuwing(getypt)


@pytest.mark.parametrize("nummer", ["06-00000010", "038 000 00 04", "0529-000001", "+31 6 00000010", "0800-1234"])
@pytest.mark.parametrize(
    "erbij", ["09.00-17.00", "8:30-17u", "01-09-2026", "kamer 112", "toestel 14", "(2)", "week 12/13"]
)
def test_uren_en_dagen_naast_een_nummer_veranderen_niet_wie_er_gebeld_wordt(nummer: str, erbij: str) -> None:
    assert telefoon_uri(f"{nummer}, {erbij}") == telefoon_uri(nummer)
    assert telefoon_uri(f"{erbij} {nummer}") == telefoon_uri(nummer)


@given(voor=st.text("abc (,;:", max_size=6), na=st.text("abc ),;:", max_size=6))
def test_een_opmerking_om_een_nummer_verandert_niet_wie_er_gebeld_wordt(voor: str, na: str) -> None:
    assert telefoon_uri(f"{voor}06-00000010{na}") == "tel:0600000010"


@given(st.text(f"{string.digits}+-/() ", max_size=30))
def test_wat_gebeld_wordt_is_altijd_een_nummer(tekst: str) -> None:
    nummer = te_bellen(tekst)
    assert not nummer or BEKENDE_VORM.fullmatch(nummer)


def test_de_bellink_bevat_alleen_wat_te_kiezen_is():
    assert telefoon_uri("06-00000010") == "tel:0600000010"
    assert telefoon_uri("+49 30 000000") == "tel:+4930000000"
    assert telefoon_uri("bel de balie") == ""


@given(st.text(max_size=40))
def test_normaliseren_verandert_niets_meer_bij_de_tweede_keer(tekst):
    eens = normaliseer_telefoon(tekst)
    assert normaliseer_telefoon(eens) == eens
    telefoon_waarschuwing(tekst)


@pytest.mark.parametrize(
    ("getypt", "naar"),
    [
        ("038-0000004/06-00000010", "+31600000010"),
        ("06-00000010, of 038-0000004", "+31600000010"),
        ("038 000 00 04 (na 17 uur 06 0000 0010)", "+31600000010"),
        ("+31 38 000 0004 / +31 6 0000 0010", "+31600000010"),
        ("038-0000004 of +32 470 00 00 00", "+32470000000"),
        ("038-0000004", ""),
        ("06-12", ""),
    ],
)
def test_een_sms_gaat_naar_het_eerste_mobiele_nummer_ook_als_een_ander_nummer_voorop_staat(
    getypt: str, naar: str
) -> None:
    assert mobiel_internationaal(getypt) == naar
