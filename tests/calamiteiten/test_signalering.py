"""What looks like personal data in free text: found with its kind and place, and no more than that (R44)."""

import re

import pytest

from basis.tekst import TELEFOON, TUSSEN, is_bsn, soorten, vind_persoonsgegevens
from tests.wetten.bron import WORTEL

pytestmark = pytest.mark.eis("R44")
# Nine digits that pass the 11-proof; 999999990 is an example number that is never given out.
BSN = "999999990"


@pytest.mark.parametrize("cijfers", ["999999990", "111222333", "123456782"])
def test_negen_cijfers_die_de_elfproef_doorstaan_zijn_een_bsn(cijfers: str) -> None:
    assert is_bsn(cijfers)


@pytest.mark.parametrize("cijfers", ["999999991", "123456789", "000000000", "12345678", "1234567822", "٩٩٩٩٩٩٩٩٠", ""])
def test_andere_cijfers_zijn_geen_bsn(cijfers: str) -> None:
    assert not is_bsn(cijfers)


@pytest.mark.parametrize(
    ("tekst", "soort"),
    [
        (f"BSN {BSN}.", "een burgerservicenummer"),
        ("nummer 999 999 990", "een burgerservicenummer"),
        ("nummer 9999.99.990", "een burgerservicenummer"),
        ("mail naar a.b+c@groep.example", "een e-mailadres"),
        ("bel 06-00000012", "een telefoonnummer"),
        ("bel +31 6 00000012", "een telefoonnummer"),
        ("bel 0031 (0)570 000012", "een telefoonnummer"),
        ("bel 038-0000012", "een telefoonnummer"),
        ("Bel ouder op 06 - 00 00 00 12", "een telefoonnummer"),
        ("bel 06\u00a000\u202f00\u00a000\u201112", "een telefoonnummer"),
        ("bel (06) 0000 0012.", "een telefoonnummer"),
        ("bel +31 (0)6 – 00000012", "een telefoonnummer"),
        ("bel +31 (0) 38 / 000 00 12", "een telefoonnummer"),
        ("bel 06.00.00.00.12", "een telefoonnummer"),
        ("bel 06\u200b0000\u00ad0012", "een telefoonnummer"),
        ("nummer 999\u00a0999\u2011990", "een burgerservicenummer"),
        ("geboren op 12-03-2011", "een geboortedatum"),
        ("geb. 1 mei 2012", "een geboortedatum"),
        ("Geboortedatum: 03/04/2010", "een geboortedatum"),
    ],
)
def test_een_gegeven_van_een_persoon_valt_op(tekst: str, soort: str) -> None:
    assert [vondst.soort for vondst in vind_persoonsgegevens(tekst)] == [soort]


@pytest.mark.parametrize(
    "tekst",
    [
        "",
        "Het gebeurde op 12-03-2026 om 20.15 uur.",
        "Op 06-12-2026 10.15 uur, en op 06.12.2026 10:15 uur.",
        "Op 06-12-2026 12 jeugdigen.",
        "Zaak 2026-000123456 en bedrag 1.234.567,89",
        "Drie jeugdigen van 12, 13 en 14 jaar.",
        "Kenmerk CAL-2026-0034, IGJ V-000001",
        "Postcode 8011 AB, nummer 12",
        "De groep @home is gesloten.",
        "123456789",
    ],
)
def test_gewone_tekst_geeft_geen_waarschuwing(tekst: str) -> None:
    assert vind_persoonsgegevens(tekst) == []


def test_het_script_van_de_formulieren_heeft_dezelfde_regel() -> None:
    """What the page warns of while somebody types is what the server asks about."""
    script = (WORTEL / "static/js/formulieren.js").read_text(encoding="utf-8")
    ruw = "".join(re.findall(r"String\.raw`([^`]*)`", script))

    assert ruw.replace("${TUSSEN}", TUSSEN) == TUSSEN + TELEFOON


def test_de_plaats_van_een_vondst_klopt() -> None:
    tekst = f"eerst tekst, dan {BSN} en dan meer"

    (vondst,) = vind_persoonsgegevens(tekst)

    assert tekst[vondst.van : vondst.tot] == BSN


def test_per_veld_staan_de_soorten_zonder_het_gegeven() -> None:
    gevonden = soorten({"onderwerp": "rustig", "omschrijving": f"{BSN}, mail a@b.example, nog eens {BSN}"})

    assert gevonden == {"omschrijving": ["een burgerservicenummer", "een e-mailadres"]}
    assert BSN not in str(gevonden)
