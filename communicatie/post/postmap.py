"""A folder with returned mail: a Maildir, or a folder of .eml files. What is handled moves aside, and goes after a
while."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from . import stuiters

VERWERKT, ONBEKEND = "verwerkt", "onbekend"
log = logging.getLogger(__name__)


@dataclass
class Postronde:
    """What one round over a folder did; `onleesbaar`: left where it is, for the one who looks after this machine."""

    verwerkt: int = 0
    onbekend: int = 0
    onleesbaar: int = 0
    opgeruimd: int = 0


def lees_ingestelde_map(nu: datetime) -> Postronde | None:
    """A round over STUITERMAP at `nu` (aware); None when there is none. Raises OSError when it is no folder."""
    return verwerk_map(Path(settings.STUITERMAP), nu) if settings.STUITERMAP else None


def verwerk_map(pad: Path, nu: datetime) -> Postronde:
    """Handle every mail in this folder and move it to `verwerkt/` or `onbekend/`. Raises OSError when it is no folder.

    A round that is broken off is finished by the next: a report that was handled already changes nothing. A file that
    another round took meanwhile is passed over, and one that cannot be read or moved does not hold up the rest.
    """
    if not pad.is_dir():
        raise NotADirectoryError(f"{pad} is geen map.")
    ronde = Postronde()
    for bestand in sorted(_bestanden(pad)):
        try:
            _verwerk_bestand(bestand, pad, ronde, nu)
        except FileNotFoundError:
            continue
        except OSError:
            log.exception("Een mail in de map met teruggekomen mail is niet te lezen of te verplaatsen")
            ronde.onleesbaar += 1
    ronde.opgeruimd = _ruim_op(pad, nu)
    return ronde


def _verwerk_bestand(bestand: Path, pad: Path, ronde: Postronde, nu: datetime) -> None:
    is_van_ons = stuiters.verwerk(bestand.read_bytes(), nu) is not None
    _leg_opzij(bestand, pad / (VERWERKT if is_van_ons else ONBEKEND))
    ronde.verwerkt += is_van_ons
    ronde.onbekend += not is_van_ons


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


def _ruim_op(pad: Path, nu: datetime) -> int:
    """Remove what was laid aside and came in longer ago than STUITER_BEWAREN_DAGEN: it holds addresses. How many."""
    grens, weg = (nu - timedelta(days=settings.STUITER_BEWAREN_DAGEN)).timestamp(), 0
    for bestand in (een for map_ in (VERWERKT, ONBEKEND) for een in (pad / map_).glob("*")):
        with suppress(OSError):
            if bestand.stat().st_mtime < grens:
                bestand.unlink()
                weg += 1
    return weg
