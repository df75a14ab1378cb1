"""The drawing of the house in docs/ontwerp.md is true: every floor and every room, and no other."""

from __future__ import annotations

import re
import tomllib

from .bron import WORTEL

# Folders that Django or Python asks for, and no rooms: they belong to their floor.
GEEN_KAMER = {"management", "migrations", "models", "templatetags", "config", "static"}
VERDIEPINGEN = ("basis", "contacten", "calamiteiten", "communicatie", "escalatie")


def tekening() -> list[tuple[int, str]]:
    """The drawing: (floor, dotted name), from the top down."""
    blok = re.search(r"```huis\n(.*?)```", (WORTEL / "docs/ontwerp.md").read_text(encoding="utf-8"), re.DOTALL)
    assert blok, "docs/ontwerp.md heeft geen tekening"
    regels, hier = [], -1
    for regel in blok[1].splitlines():
        deel = re.match(r"(\d?)\s+([\w.]+)\s{2,}\S", regel)
        assert deel, f"Deze regel van de tekening is niet te lezen: {regel}"
        hier = int(deel[1]) if deel[1] else hier
        regels.append((hier, deel[2]))
    return regels


def kamers() -> set[str]:
    """The rooms as they are: folders with code in a floor."""
    return {
        f"{verdieping}.{map_.name}"
        for verdieping in VERDIEPINGEN
        for map_ in (WORTEL / verdieping).iterdir()
        if map_.is_dir() and map_.name not in GEEN_KAMER and any(map_.glob("*.py"))
    }


def test_elke_kamer_staat_op_de_tekening_en_geen_andere() -> None:
    getekend = {naam for _, naam in tekening() if "." in naam} - {"calamiteiten.config"}

    assert getekend == kamers()


def test_een_kamer_ligt_op_haar_verdieping() -> None:
    hoogte = {naam: hoog for hoog, naam in tekening() if "." not in naam}

    assert [naam for naam, _ in sorted(hoogte.items(), key=lambda paar: paar[1])] == list(VERDIEPINGEN)
    assert all(
        hoog == hoogte[naam.split(".")[0]] for hoog, naam in tekening() if naam.split(".")[0] in hoogte and hoog < 5
    )


def test_de_verdiepingen_zijn_die_van_de_wacht_op_invoer() -> None:
    wachten = tomllib.loads((WORTEL / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (lagen,) = (wacht["layers"] for wacht in wachten if wacht["type"] == "layers")

    assert lagen == list(reversed(VERDIEPINGEN))


def test_elk_bestand_en_besluit_dat_het_ontwerp_noemt_bestaat() -> None:
    tekst = (WORTEL / "docs/ontwerp.md").read_text(encoding="utf-8")
    paden = re.findall(r"`((?:\w+/)+\w+\.py)`", tekst) + [
        f"docs/{pad}" for pad in re.findall(r"\((besluiten/[\w-]+\.md)\)", tekst)
    ]

    # A path may be short: `persvragen/deur.py` is within the room that the sentence is about.
    assert paden
    assert not [pad for pad in paden if not (WORTEL / pad).exists() and not [*(WORTEL / "escalatie").glob(f"**/{pad}")]]
