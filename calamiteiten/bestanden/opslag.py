"""The files on disk: below the data folder, so that the back-up holds them, with names that say nothing.

The order is that nothing is lost and nothing half is shown: write `NAAM.deel` and fsync it; commit the row; only then
hang the same bytes at `NAAM`. Who dies in between leaves a `.deel`: with a row it is found and hung (`lees`, `veeg`),
without one it is thrown away after an hour. The `.deel` stays for that hour also when all went well: a back-up that
read the list of names before, and opens the files after, then finds what its rows speak of.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from basis.geweigerd import Geweigerd
from basis.wereld import nummer_hier

MAP, DEEL, QUARANTAINE = "bestanden", ".deel", "quarantaine"
BEWAAR_DEEL = timedelta(hours=1)
VOL = "Het bestand kon nu niet worden bewaard. Probeer het later nog eens. Uw tekst staat hieronder nog."


def zet_klaar(inhoud: bytes) -> UUID:
    """Write these bytes under a new name, on disk for certain, and not yet to be found. Raises Geweigerd when the disk
    cannot (full)."""
    sleutel = uuid4()
    try:
        map_ = _map()
        with os.fdopen(os.open(_deel(sleutel), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as doel:
            doel.write(inhoud)
            doel.flush()
            os.fsync(doel.fileno())
        _fsync_map(map_)
    except OSError as fout:
        gooi_weg(sleutel)
        raise Geweigerd(VOL) from fout
    return sleutel


def maak_vast(sleutel: UUID) -> None:
    """Give what was set ready its place. Twice is once; call it after the row was committed."""
    with suppress(FileExistsError, FileNotFoundError):
        os.link(_deel(sleutel), _plaats(sleutel))
    _fsync_map(_map())


def gooi_weg(sleutel: UUID) -> None:
    """Remove what was set ready and has no row."""
    with suppress(OSError):
        _deel(sleutel).unlink()


def lees(sleutel: UUID) -> bytes | None:
    """The bytes, also of what was set ready and not yet given its place; None when there is nothing or it stands in
    quarantine."""
    for pad in (_plaats(sleutel), _deel(sleutel)):
        with suppress(OSError):
            return pad.read_bytes()
    return None


def zet_apart(sleutel: UUID) -> None:
    """Put an infected file where `lees` does not look."""
    map_ = _map() / QUARANTAINE
    map_.mkdir(exist_ok=True, mode=0o700)
    bron = _plaats(sleutel) if _plaats(sleutel).exists() else _deel(sleutel)
    with suppress(FileNotFoundError):
        bron.replace(map_ / sleutel.hex)
    gooi_weg(sleutel)
    _fsync_map(map_)


def veeg(nu: datetime, is_bekend: Callable[[UUID], bool]) -> int:
    """Finish or remove every `.deel` older than an hour at `nu` (aware); returns how many had no row. A file that has
    its place is never removed here: it had a row once, and after the restore of an older back-up it may again."""
    wezen = 0
    for pad in _map().glob(f"*{DEEL}"):
        if datetime.fromtimestamp(pad.stat().st_mtime, nu.tzinfo) > nu - BEWAAR_DEEL:
            continue
        try:
            sleutel = UUID(hex=pad.stem)
        except ValueError:  # not of ours; it stops no round
            continue
        if is_bekend(sleutel):
            maak_vast(sleutel)
        else:
            wezen += 1
        gooi_weg(sleutel)
    return wezen


def _map() -> Path:
    map_ = _hier()
    map_.mkdir(parents=True, exist_ok=True, mode=0o700)
    return map_


def _hier() -> Path:
    """The folder of the world in which it is asked: what is swept in one world is never of another."""
    nummer = nummer_hier()
    return Path(settings.DATA) / MAP / (f"oefening-{nummer}" if nummer else "")


def _plaats(sleutel: UUID) -> Path:
    return _hier() / sleutel.hex


def _deel(sleutel: UUID) -> Path:
    return _hier() / f"{sleutel.hex}{DEEL}"


def _fsync_map(map_: Path) -> None:
    nummer = os.open(map_, os.O_RDONLY)
    try:
        os.fsync(nummer)
    finally:
        os.close(nummer)
