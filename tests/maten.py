"""How large the product is, and how its modules hang together: printed by `bin/maten` and at the end of `bin/test`.

A report, not a law: a law on length split stories into fragments. Layers, doors, words and safety are in tests/wetten.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

from tests.wetten.bron import LAGEN, WORTEL, boom, functies, kort, lengte, productbestanden

LANG = 300
Graaf = dict[str, set[str]]


def naam(pad: Path) -> str:
    """Return the dotted name of a module; a package has the name of its folder."""
    return ".".join(pad.relative_to(WORTEL).with_suffix("").parts).removesuffix(".__init__")


def invoer(pad: Path, modules: set[str]) -> set[str]:
    """Return the modules of ours that this file imports, wherever in the file."""
    eigen, gevonden = naam(pad), set[str]()
    pakket = eigen if pad.name == "__init__.py" else eigen.rpartition(".")[0]
    for knoop in ast.walk(boom(pad)):
        if isinstance(knoop, ast.Import):
            gevonden |= {deel.name for deel in knoop.names} & modules
        elif isinstance(knoop, ast.ImportFrom):
            boven = ".".join(pakket.split(".")[: len(pakket.split(".")) + 1 - knoop.level]) if knoop.level else ""
            van = ".".join(deel for deel in (boven, knoop.module) if deel)
            for deel in knoop.names:
                gevonden |= {f"{van}.{deel.name}" if f"{van}.{deel.name}" in modules else van} & modules
    return gevonden - {eigen}


def graaf() -> Graaf:
    """Return which module imports which."""
    paden = {naam(pad): pad for pad in productbestanden()}
    return {module: invoer(pad, set(paden)) for module, pad in paden.items()}


def langste_keten(van: Graaf) -> list[str]:
    """Return the longest road of imports, the highest module first. A module that is on the road already ends it."""
    bezig = set[str]()

    @cache
    def onder(module: str) -> tuple[str, ...]:
        bezig.add(module)
        wegen = [onder(volgende) for volgende in sorted(van[module]) if volgende not in bezig]
        bezig.discard(module)
        return (module, *max(wegen, key=len, default=()))

    wegen: list[tuple[str, ...]] = [onder(module) for module in van]
    return list(max((len(weg), weg) for weg in wegen)[1])


def verslag() -> list[str]:
    """Return the lines of the report."""
    van, naar = graaf(), defaultdict(set)
    for module, doelen in van.items():
        for doel in doelen:
            naar[doel].add(module)
    paden = productbestanden()
    regels = {pad: len(pad.read_text(encoding="utf-8").splitlines()) for pad in paden}
    code = [pad for pad in paden if len(boom(pad).body) > 1 or pad.name != "__init__.py"]
    per_laag = {laag: [pad for pad in code if kort(pad).startswith(f"{laag}/")] for laag in LAGEN}
    lengtes = sorted(lengte(functie) for pad in paden for functie in functies(boom(pad)))
    keten = langste_keten(van)
    return [
        f"{len(code)} modules met code, {sum(regels.values())} regels",
        *(
            f"  {laag}: {len(eigen)} modules, {sum(regels[pad] for pad in eigen)} regels"
            for laag, eigen in per_laag.items()
        ),
        f"{sum(len(wie) == 1 for wie in naar.values())} modules met één afnemer",
        f"langste keten van invoer: {len(keten)} ({' > '.join(keten)})",
        f"{len(lengtes)} functies: de helft tot {lengtes[len(lengtes) // 2]} regels,"
        f" 95% tot {lengtes[len(lengtes) * 95 // 100]}",
        f"bestanden boven {LANG} regels: "
        + (", ".join(f"{kort(pad)} {aantal}" for pad, aantal in regels.items() if aantal > LANG) or "geen"),
    ]


if __name__ == "__main__":
    print("\n".join(verslag()))  # noqa: T201
