"""The list of OWASP ASVS 5.0 (docs/asvs.md) has every requirement of level 1 and 2 once, and what it names exists."""

import re
from collections import Counter

from .bron import WORTEL

# Of each section how many of its requirements are of level 1 or 2, by the numbering of ASVS 5.0.0: the first so many,
# for those of level 3 stand last.
AANTALLEN = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1, 0),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7, 0),
    16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}
RIJ = re.compile(r"^\| (V[\d.]+) \| (\w+) \| (.+) \| (.+) \|$", re.MULTILINE)
RIJEN = RIJ.findall((WORTEL / "docs" / "asvs.md").read_text(encoding="utf-8"))


def test_elke_eis_van_niveau_1_en_2_staat_er_een_keer_met_een_antwoord() -> None:
    nodig = [
        f"V{hoofdstuk}.{deel}.{nummer}"
        for hoofdstuk, aantallen in AANTALLEN.items()
        for deel, aantal in enumerate(aantallen, start=1)
        for nummer in range(1, aantal + 1)
    ]
    assert len(nodig) == 253
    assert [nummer for nummer, *_ in RIJEN] == nodig
    woorden = Counter(antwoord for _, antwoord, *_ in RIJEN)
    assert set(woorden) <= {"ja", "deels", "nee", "organisatie", "nvt"}
    kop = (WORTEL / "docs" / "asvs.md").read_text(encoding="utf-8").partition("## V1")[0]
    assert {woord: int(n) for n, woord in re.findall(r"(\d+) (ja|deels|nee|organisatie|nvt)\b", kop)} == woorden


def test_elke_toets_en_elk_stuk_dat_genoemd_wordt_bestaat() -> None:
    mis = []
    for nummer, antwoord, _, bewijs in RIJEN:
        genoemd = re.findall(r"`([^`]+)`", bewijs)
        # What is so, is proven; only a type checker or the library itself can be left unnamed.
        if antwoord == "nee" and not genoemd:
            mis.append(f"{nummer}: nee, zonder waarom")
        for plek in genoemd:
            bestand, _, toets = plek.partition("::")
            pad = WORTEL / bestand
            if not pad.is_file() or (toets and f"def {toets}(" not in pad.read_text(encoding="utf-8")):
                mis.append(f"{nummer}: {plek}")
    assert mis == []
