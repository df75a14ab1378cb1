"""The matrix of rights as data: `rechten.toml`, read once (docs/besluiten/0036-toegang-als-gegevens.md).

It knows no role and no part by name: `rollen.py` gives those words, and the check at the start (`controle.py`) says
what in the file does not fit. What cannot be read gives nobody a right.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from basis.tomlbestand import lees

BESTAND = Path(__file__).with_name("rechten.toml")
_VERPLICHT = ("code", "groep", "naam", "wat")
_VELDEN = {*_VERPLICHT, "lezing", "bron", "rollen", "in_bewijs"}


@dataclass(frozen=True)
class Groep:
    """Where parts stand, with a sentence of what holds for all of them."""

    code: str
    naam: str
    zin: str


@dataclass(frozen=True)
class Onderdeel:
    """One part: what it is, and per role how much of it that role sees. `lezing`: our reading, where the papers leave
    it open; `bron`: the requirements it rests on; `in_bewijs`: what was put right in it stands in the proof too, for
    who sees it: a proof leaves the house."""

    code: str
    groep: str
    naam: str
    wat: str
    rollen: Mapping[str, str]
    lezing: str = ""
    bron: str = ""
    in_bewijs: bool = False


@dataclass(frozen=True)
class Rechten:
    """The whole file."""

    zicht: Mapping[str, str]
    groepen: tuple[Groep, ...]
    onderdelen: tuple[Onderdeel, ...]

    @property
    def in_bewijs(self) -> frozenset[str]:
        """The parts of which the proof says what was put right."""
        return frozenset(deel.code for deel in self.onderdelen if deel.in_bewijs)

    def van(self, rol: str) -> dict[str, str]:
        """Part -> how much of it this role sees."""
        return {deel.code: deel.rollen[rol] for deel in self.onderdelen if rol in deel.rollen}


def maak(inhoud: Mapping[str, Any]) -> Rechten:
    """The matrix that this content says. A part that does not say what it is, is left out."""
    return Rechten(
        zicht=MappingProxyType(dict(inhoud.get("zicht", {}))),
        groepen=tuple(Groep(**rij) for rij in inhoud.get("groep", ())),
        onderdelen=tuple(_onderdeel(rij) for rij in inhoud.get("onderdeel", ()) if all(map(rij.get, _VERPLICHT))),
    )


def fouten(
    inhoud: Mapping[str, Any],
    rollen: Collection[str],
    delen: Collection[str],
    maten: Collection[str],
    zichten: Collection[str],
) -> Iterator[str]:
    """Everything in this content that does not fit these words, as Dutch sentences."""
    rijen, groepen = inhoud.get("onderdeel", []), {rij["code"] for rij in inhoud.get("groep", [])}
    codes = [str(rij.get("code", "")) for rij in rijen]
    for rol, zicht in inhoud.get("zicht", {}).items():
        yield from _vreemd("zicht", [rol], rollen, "rol")
        yield from _vreemd("zicht", [zicht], zichten, "zicht")
    yield from _vreemd("onderdeel", codes, delen, "onderdeel")
    yield from (f"onderdeel {deel}: staat er niet in." for deel in delen if deel not in codes)
    yield from (f"onderdeel {code}: staat er meer dan een keer in." for code in set(codes) if codes.count(code) > 1)
    for code, rij in zip(codes, rijen, strict=True):
        plek = f"onderdeel {code}"
        yield from (f"{plek}: '{veld}' ontbreekt." for veld in _VERPLICHT if not rij.get(veld))
        yield from (f"{plek}: '{veld}' kennen wij niet." for veld in set(rij) - _VELDEN)
        if type(rij.get("in_bewijs", False)) is not bool:
            yield f"{plek}: 'in_bewijs' is geen ja of nee."
        yield from _vreemd(plek, [rij.get("groep", "")], groepen, "groep")
        yield from _vreemd(plek, rij.get("rollen", {}), rollen, "rol")
        yield from _vreemd(plek, rij.get("rollen", {}).values(), maten, "mate")


def _vreemd(plek: str, codes: Iterable[str], bekend: Collection[str], wat: str) -> Iterator[str]:
    return (f"{plek}: {wat} '{code}' bestaat niet." for code in codes if code not in bekend)


def _onderdeel(rij: Mapping[str, Any]) -> Onderdeel:
    return Onderdeel(
        **{naam: str(rij.get(naam, "")) for naam in (*_VERPLICHT, "lezing", "bron")},
        rollen=MappingProxyType(dict(rij.get("rollen", {}))),
        in_bewijs=rij.get("in_bewijs") is True,
    )


RECHTEN = maak(lees(BESTAND))
