"""Versions that do not change any more: their digests stand in git, beside the files.

A zaak was handled under what a version said. So once a version is in use it is frozen: `bevroren.toml` in its folder
holds the digest of all that it says (as it stands on each zaak) and of each of its files, comments included.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from . import lezen
from .bestand import ProtocolFout, lees_inhoud
from .lezen import BEVROREN, bestanden, digest, mappen, versies

WAT_NU = (
    "Dit bestand is bevroren, want er zijn zaken onder behandeld. Zet het terug zoals het in git staat, en schrijf wat "
    "er anders moet in een nieuw bestand met gebaseerd_op = {versie!r} en een geldt_vanaf."
)
HERSTEL = (
    "Zonder dit bestand is niet na te gaan of een versie veranderd is. Zet bevroren.toml terug zoals het in git staat; "
    "de regels van één versie geeft manage.py toon_protocol --versie <versie> --zegel --skip-checks."
)


@dataclass(frozen=True)
class Zegel:
    """What a frozen version was: the digest of all it says, and per file name the digest of its bytes."""

    digest: str
    bestanden: dict[str, str]


def zegel(versie: str) -> Zegel:
    """The seal of this version as its files are now. Raises ProtocolFout."""
    return Zegel(digest(versie), {pad.name: sha256(pad.read_bytes()).hexdigest() for pad in bestanden(versie)})


def regels(versie: str) -> str:
    """The lines that freeze this version, to put in `bevroren.toml`."""
    nu = zegel(versie)
    delen = "".join(f'"{naam}" = "{waarde}"\n' for naam, waarde in nu.bestanden.items())
    return f'[{versie}]\ndigest = "{nu.digest}"\n\n[{versie}.bestanden]\n{delen}'


def klachten() -> Iterator[str]:
    """Every frozen version that is not what it was, each with what to do, in Dutch."""
    hier = set(versies())
    for map_ in mappen():
        try:
            zegels = _bevroren(map_)
        except ProtocolFout as fout:
            yield f"{fout} {HERSTEL}"
            continue
        yield from _ontbrekend(map_, zegels)
        for versie, was in zegels.items():
            yield from _klachten_van(versie, was, is_hier=versie in hier)


def _ontbrekend(map_: Path, zegels: dict[str, Zegel]) -> Iterator[str]:
    """Our own folder holds versions in use, so its seals are there; a folder of a region may still be trying."""
    if map_ == lezen.MAP and not zegels:
        yield f"{map_ / BEVROREN}: dit bestand ontbreekt of is leeg. {HERSTEL}"


def _klachten_van(versie: str, was: Zegel, *, is_hier: bool) -> Iterator[str]:
    if not is_hier:
        yield f"{versie}.toml ontbreekt. {WAT_NU.format(versie=versie)}"
        return
    try:
        nu = zegel(versie)
    except ProtocolFout as fout:
        yield f"{fout} {WAT_NU.format(versie=versie)}"
        return
    anders = sorted({*was.bestanden.items()} ^ {*nu.bestanden.items()})
    for naam in dict.fromkeys(naam for naam, _ in anders):
        yield f"{naam} is veranderd. {WAT_NU.format(versie=versie)}"
    if not anders and was.digest != nu.digest:
        yield f"{versie} zegt iets anders, want haar basis is veranderd. {WAT_NU.format(versie=versie)}"


def _bevroren(map_: Path) -> dict[str, Zegel]:
    """The seals of this folder. Raises ProtocolFout when the file does not hold seals."""
    pad = map_ / BEVROREN
    return {versie: _lees_zegel(pad, versie, deel) for versie, deel in lees_inhoud(pad).items()} if pad.exists() else {}


def _lees_zegel(pad: Path, versie: str, deel: object) -> Zegel:
    plek = f"{pad.name}, [{versie}]"
    if not isinstance(deel, dict):
        raise ProtocolFout(f"{plek}: hier hoort een tabel met digest en bestanden.")
    if vreemd := sorted(set(deel) - {"digest", "bestanden"}):
        raise ProtocolFout(f"{plek}: de sleutel {vreemd[0]!r} ken ik niet. Wel: bestanden, digest.")
    for sleutel in ("digest", "bestanden"):
        if sleutel not in deel:
            raise ProtocolFout(f"{plek}: de sleutel {sleutel!r} ontbreekt.")
    if not isinstance(deel["digest"], str):
        raise ProtocolFout(f"{plek}, digest: hier hoort tekst, niet {deel['digest']!r}.")
    namen = deel["bestanden"]
    if not isinstance(namen, dict) or not all(isinstance(waarde, str) for waarde in namen.values()):
        raise ProtocolFout(f"{plek}, bestanden: hier hoort per bestand een tekst.")
    return Zegel(deel["digest"], dict(namen))
