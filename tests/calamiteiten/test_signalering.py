"""What looks like personal data in free text: found with its kind and place, and no more than that (R44)."""

import json
import re
import string
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from basis.tekst import PATRONEN, is_bsn, soorten, vind_persoonsgegevens
from tests.calamiteiten.gegevens import NIET, TUSSEN, WEL

pytestmark = pytest.mark.eis("R44")
# Nine digits that pass the 11-proof; 999999990 is an example number that is never given out.
BSN = "999999990"


@pytest.mark.parametrize("cijfers", ["999999990", "111222333", "123456782"])
def test_negen_cijfers_die_de_elfproef_doorstaan_zijn_een_bsn(cijfers: str) -> None:
    assert is_bsn(cijfers)


@pytest.mark.parametrize("cijfers", ["999999991", "123456789", "000000000", "12345678", "1234567822", "٩٩٩٩٩٩٩٩٠", ""])
def test_andere_cijfers_zijn_geen_bsn(cijfers: str) -> None:
    assert not is_bsn(cijfers)


@pytest.mark.parametrize(("tekst", "soort"), WEL)
def test_een_gegeven_van_een_persoon_valt_op(tekst: str, soort: str) -> None:
    assert [vondst.soort for vondst in vind_persoonsgegevens(tekst)] == [soort]


@pytest.mark.parametrize("tekst", NIET)
def test_gewone_tekst_geeft_geen_waarschuwing(tekst: str) -> None:
    assert vind_persoonsgegevens(tekst) == []


@given(
    cijfers=st.sampled_from(["999999990", "111222333", "123456782"]),
    tussen=st.lists(st.sampled_from(TUSSEN), min_size=8, max_size=8),
)
def test_een_bsn_dat_zo_heet_valt_op_met_alles_ertussen(cijfers: str, tussen: list[str]) -> None:
    tekst = f"Zijn BSN is {_met(cijfers, tussen)}."
    assert "een burgerservicenummer" in soorten({"t": tekst})["t"]


@given(
    streep=st.sampled_from(TUSSEN),
    plekken=st.lists(st.booleans(), min_size=8, max_size=8),
    onzichtbaar=st.sampled_from(["", "\u200b", "\u00ad"]),
)
def test_een_bsn_met_een_soort_streep_valt_op(streep: str, plekken: list[bool], onzichtbaar: str) -> None:
    tekst = _met("999999990", [streep if plek else onzichtbaar for plek in plekken])
    assert soorten({"t": f"Nummer {tekst} van het kind."}) == {"t": ["een burgerservicenummer"]}


@given(
    begin=st.sampled_from(["06", "038", "0570", "+316", "+31 (0)6", "00316", "+31 0 38"]),
    rest=st.text(st.sampled_from(string.digits), min_size=7, max_size=7),
    tussen=st.lists(st.sampled_from(TUSSEN), min_size=9, max_size=9),
)
def test_een_telefoonnummer_valt_op_met_alles_ertussen(begin: str, rest: str, tussen: list[str]) -> None:
    nodig = 9 - len(re.sub(r"^(?:\+31|0031|)0?", "", re.sub("[^0-9+]", "", begin)))
    tekst = f"Bel {begin}{_met((rest * 2)[:nodig], tussen, vooraf=True)} vanavond."
    assume(not re.search(r"20\d\d|19\d\d", re.sub(r"\D", "", tekst)))
    assert "een telefoonnummer" in soorten({"t": tekst})["t"]


@given(dag=st.dates(), uur=st.times(), nummer=st.integers(1, 9999), huis=st.integers(1, 399))
def test_jaren_kenmerken_tijden_bedragen_en_huisnummers_vallen_niet_op(
    dag: date, uur: time, nummer: int, huis: int
) -> None:
    jaar = 2000 + dag.year % 50
    tekst = (
        f"Op {dag.day}-{dag.month}-{jaar} om {uur:%H.%M} uur, van {uur:%H.%M}-{uur:%H.%M} uur, in {jaar}-{jaar + 1}: "
        f"CAL-{jaar}-{nummer:04d} (PV-{jaar}-{nummer:06d}), {jaar}-{dag.month:02d}-{dag.day:02d} {uur:%H:%M}, "
        f"€ {nummer}.{huis:03d}.{huis:03d},50 en Dorpsstraat {huis}-{huis + 2}, {dag.day} mei {jaar} {huis} keer."
    )
    assert vind_persoonsgegevens(tekst) == []


def _met(cijfers: str, tussen: list[str], *, vooraf: bool = False) -> str:
    """The digits with what stands between them, and before them when asked."""
    voor = tussen if vooraf else ["", *tussen]
    return "".join(f"{streep}{cijfer}" for streep, cijfer in zip(voor, cijfers, strict=False))


def test_het_script_leest_met_dezelfde_patronen() -> None:
    script = Path("static/js/formulieren.js").read_text()
    blok = script.partition("const PATRONEN = ")[2].partition("};")[0]
    assert json.loads(f"{blok}}}") == PATRONEN


def test_de_plaats_van_een_vondst_klopt() -> None:
    tekst = f"eerst tekst, dan {BSN} en dan meer"

    (vondst,) = vind_persoonsgegevens(tekst)

    assert tekst[vondst.van : vondst.tot] == BSN


def test_per_veld_staan_de_soorten_zonder_het_gegeven() -> None:
    gevonden = soorten({"onderwerp": "rustig", "omschrijving": f"{BSN}, mail a@b.example, nog eens {BSN}"})

    assert gevonden == {"omschrijving": ["een burgerservicenummer", "een e-mailadres"]}
    assert BSN not in str(gevonden)
