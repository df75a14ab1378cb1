"""What nobody sees in a text makes no other word of it: in the list of contacts, in the monitor, in a search."""

import sys
import unicodedata

import pytest

from basis.tekst import plat, zichtbaar
from communicatie.media.trefwoorden import gevonden, normaal
from contacten.inlezen.invoer import net

# Unicode's "default ignorable" characters that are no control or format character (DerivedCoreProperties.txt).
VULLING = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2065\u3164\uffa0",
    "".join(map(chr, range(0xFE00, 0xFE10))),
    "".join(map(chr, range(0xFFF0, 0xFFF9))),
    "".join(map(chr, range(0xE0000, 0xE1000))),
)
SOORTEN = {"Cc", "Cf", "Cs"}
ALLE = list(map(chr, range(sys.maxunicode + 1)))
ONZICHTBAAR = {t for t in ALLE if unicodedata.category(t) in SOORTEN and not t.isspace()} | set("".join(VULLING))


def test_geen_enkel_onzichtbaar_teken_maakt_een_ander_woord() -> None:
    """All of them, in the text and in what is looked for."""
    assert len(ONZICHTBAAR) > 6000
    fout = [
        f"{ord(teken):04x}"
        for teken in ONZICHTBAAR
        if zichtbaar(woord := f"Berken{teken}hof") != "Berkenhof"
        or plat(woord) != "berkenhof"
        or net(woord) != "Berkenhof"
        or normaal(woord) != normaal("Berkenhof")
    ]
    assert fout == []
    assert gevonden([f"Berken{''.join(sorted(ONZICHTBAAR))}hof"], [normaal("de Berkenhof")])


@pytest.mark.parametrize("spatie", [t for t in ALLE if t.isspace()], ids=ascii)
def test_elke_witruimte_scheidt_twee_woorden(spatie: str) -> None:
    assert zichtbaar(f"de{spatie}brug") == "de brug"
    assert normaal(f"de{spatie}brug") == "de brug"


def test_wat_te_zien_is_blijft() -> None:
    for woord in (
        "Coördinator",
        "’s-Heerenberg",
        "Renée Brouër",
        "naïef",
        "1e hulp – 24/7",
        "שלום",
        "Ångström",
        "日本",
    ):
        assert zichtbaar(woord) == woord
    assert [plat("Coördinator"), plat("STRAẞE"), plat("ℌof"), plat("İzmir")] == [
        "coordinator",
        "strasse",
        "hof",
        "izmir",
    ]
