"""Versions that do not change any more: their digests stand in git, beside the files.

A zaak was handled under what a version said. So once a version is in use it is frozen: `bevroren.toml` in its folder
holds the digest of all that it says (as it stands on each zaak) and of each of its files, comments included.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from .bestand import ProtocolFout, lees_inhoud
from .lezen import BEVROREN, bestanden, digest, mappen, versies

WAT_NU = (
    "Dit bestand is bevroren, want er zijn zaken onder behandeld. Zet het terug zoals het in git staat, en schrijf wat "
    "er anders moet in een nieuw bestand met gebaseerd_op = {versie!r} en een geldt_vanaf."
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
        for versie, was in _bevroren(map_).items():
            if versie not in hier:
                yield f"{versie}.toml ontbreekt. {WAT_NU.format(versie=versie)}"
                continue
            try:
                nu = zegel(versie)
            except ProtocolFout as fout:
                yield f"{fout} {WAT_NU.format(versie=versie)}"
                continue
            anders = sorted({*was.bestanden.items()} ^ {*nu.bestanden.items()})
            for naam in dict.fromkeys(naam for naam, _ in anders):
                yield f"{naam} is veranderd. {WAT_NU.format(versie=versie)}"
            if not anders and was.digest != nu.digest:
                yield f"{versie} zegt iets anders, want haar basis is veranderd. {WAT_NU.format(versie=versie)}"


def _bevroren(map_: Path) -> dict[str, Zegel]:
    pad = map_ / BEVROREN
    if not pad.exists():
        return {}
    return {versie: Zegel(str(d["digest"]), dict(d["bestanden"])) for versie, d in lees_inhoud(pad).items()}
