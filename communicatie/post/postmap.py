"""A folder with returned mail: a Maildir, or a folder of .eml files. What is handled moves aside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from . import stuiters

VERWERKT, ONBEKEND = "verwerkt", "onbekend"


@dataclass
class Postronde:
    """What one round over a folder did."""

    verwerkt: int = 0
    onbekend: int = 0


def verwerk_map(pad: Path, nu: datetime) -> Postronde:
    """Handle every mail in this folder and move it to `verwerkt/` or `onbekend/`. Raises OSError when that fails.

    A round that is broken off is finished by the next: a report that was handled already changes nothing.
    """
    ronde = Postronde()
    for bestand in sorted(_bestanden(pad)):
        is_van_ons = stuiters.verwerk(bestand.read_bytes(), nu) is not None
        ronde.verwerkt += is_van_ons
        ronde.onbekend += not is_van_ons
        _leg_opzij(bestand, pad / (VERWERKT if is_van_ons else ONBEKEND))
    return ronde


def _bestanden(pad: Path) -> Iterator[Path]:
    if (pad / "new").is_dir():
        yield from (bestand for map_ in ("new", "cur") for bestand in (pad / map_).glob("*") if bestand.is_file())
    else:
        yield from pad.glob("*.eml")


def _leg_opzij(bestand: Path, doel: Path) -> None:
    """Move the file; one with the same name that was there before keeps its place."""
    doel.mkdir(exist_ok=True)
    naam, nummer = doel / bestand.name, 1
    while naam.exists():
        naam, nummer = doel / f"{bestand.stem}-{nummer}{bestand.suffix}", nummer + 1
    bestand.rename(naam)
