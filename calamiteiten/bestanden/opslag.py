"""The files on disk: below the data folder, so that the back-up holds them, with names that say nothing.

The order is that nothing is lost and nothing half is shown: write `NAAM.deel` and fsync it; commit the row; only then
hang the same bytes at `NAAM`. Who dies in between leaves a `.deel`: with a row it is found and hung (`lees`, `veeg`),
without one it is thrown away after an hour. The `.deel` stays for that hour also when all went well: a back-up that
read the list of names before, and opens the files after, then finds what its rows speak of.

Destroying goes the other way round (docs/besluiten/0040): first `NAAM.weg` is written beside the bytes, then the rows
go and are committed, only then the bytes. Who dies in between leaves a `.weg`, and the sweep takes the bytes of which
there is no row. It stays for a day, so that bytes which the restore of an older back-up lays back go again too.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from basis.geweigerd import Geweigerd
from basis.wereld import nummer_hier

MAP, DEEL, WEG, QUARANTAINE, OEFENING = "bestanden", ".deel", ".weg", "quarantaine", "oefening-"
BEWAAR_DEEL, BEWAAR_WEG = timedelta(hours=1), timedelta(days=1)
VOL = "Het bestand kon nu niet worden bewaard. Probeer het later nog eens. Uw tekst staat hieronder nog."
NIET_WEG = "De bestanden op de schijf kunnen nu niet weg. Er is niets vernietigd. Probeer het later nog eens."


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
    _hang(sleutel, _map())


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


def ligt_er(sleutel: UUID) -> bool:
    """Whether `lees` would find these bytes; none are when the folder cannot be read. No file is opened."""
    return any(os.path.exists(pad) for pad in (_plaats(sleutel), _deel(sleutel)))


def zet_op_weg(sleutel: UUID, oefening: int | None) -> Callable[[], None]:
    """Write down beside these bytes, of real work (None) or of this drill, that they go: before the rows do. Returns
    what removes them, to call when the rows are gone for certain: removed before, they would be lost when the
    transaction fails; removed after and never written down, a machine that stops in between would keep them for ever.
    Raises Geweigerd when the disk cannot."""
    map_ = _map_van(oefening)
    try:
        map_.mkdir(parents=True, exist_ok=True, mode=0o700)
        (map_ / f"{sleutel.hex}{WEG}").touch(mode=0o600)
        _fsync_map(map_)
    except OSError as fout:
        raise Geweigerd(NIET_WEG) from fout
    return partial(_wis, sleutel, map_)


def veeg(nu: datetime, is_bekend: Callable[[UUID], bool]) -> int:
    """Finish or remove every `.deel` older than an hour at `nu` (aware), and the bytes that a `.weg` names and that
    have no row; of real work and of every drill. Returns how many `.deel` had no row. What has its place and was not
    destroyed is never removed here: it had a row once, and after the restore of an older back-up it may again."""
    boven = _map()
    wezen = 0
    for map_ in (boven, *boven.glob(f"{OEFENING}*")):
        wezen += _veeg_delen(map_, nu, is_bekend)
        _veeg_weg(map_, nu, is_bekend)
        if map_ != boven:
            _ruim_leeg_op(map_)
    return wezen


def _veeg_delen(map_: Path, nu: datetime, is_bekend: Callable[[UUID], bool]) -> int:
    wezen = 0
    for pad in _ouder_dan(map_, DEEL, nu - BEWAAR_DEEL):
        try:
            sleutel = UUID(hex=pad.stem)
        except ValueError:  # not of ours; it stops no round
            continue
        if is_bekend(sleutel):
            _hang(sleutel, map_)
        else:
            wezen += 1
        with suppress(OSError):
            pad.unlink()
    return wezen


def _veeg_weg(map_: Path, nu: datetime, is_bekend: Callable[[UUID], bool]) -> None:
    """Remove the bytes at once, in case they are there (again); the `.weg` after its day. One of which the rows stand
    is of a transaction that failed, or did not end yet."""
    for pad in _ouder_dan(map_, WEG, nu):
        sleutel = UUID(hex=pad.stem)
        if not is_bekend(sleutel):
            _wis(sleutel, map_)
    for pad in _ouder_dan(map_, WEG, nu - BEWAAR_WEG):
        with suppress(OSError):
            pad.unlink()


def _ouder_dan(map_: Path, soort: str, moment: datetime) -> list[Path]:
    """The files of this kind that were written at or before this moment."""
    gevonden = []
    for pad in map_.glob(f"*{soort}"):
        with suppress(FileNotFoundError):
            if datetime.fromtimestamp(pad.stat().st_mtime, moment.tzinfo) <= moment:
                gevonden.append(pad)
    return gevonden


def _hang(sleutel: UUID, map_: Path) -> None:
    with suppress(FileExistsError, FileNotFoundError):
        os.link(map_ / f"{sleutel.hex}{DEEL}", map_ / sleutel.hex)
    _fsync_map(map_)


def _wis(sleutel: UUID, map_: Path) -> None:
    """Remove these bytes, wherever in this folder they lie."""
    for naam in (sleutel.hex, f"{sleutel.hex}{DEEL}", f"{QUARANTAINE}/{sleutel.hex}"):
        (map_ / naam).unlink(missing_ok=True)
    _fsync_map(map_)


def _ruim_leeg_op(map_: Path) -> None:
    """Remove the folder of a drill in which nothing lies any more."""
    for leeg in (map_ / QUARANTAINE, map_):
        with suppress(OSError):
            leeg.rmdir()


def _map() -> Path:
    map_ = _hier()
    map_.mkdir(parents=True, exist_ok=True, mode=0o700)
    return map_


def _hier() -> Path:
    """The folder of the world in which it is asked: what is swept in one world is never of another."""
    return _map_van(nummer_hier())


def _map_van(oefening: int | None) -> Path:
    return Path(settings.DATA) / MAP / (f"{OEFENING}{oefening}" if oefening else "")


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
