"""The folder in which the processes of one web server count together (basis/metrieken.py)."""

import os
import tempfile
from pathlib import Path

# More than all that one process counts.
_RUIMTE = 1 << 18


def maak() -> Path | None:
    """A folder of our parent, with room in it for what this process counts. None when it cannot be made, or is there
    and not our own: then each process counts for itself."""
    map_ = Path(tempfile.gettempdir()) / f"calamiteiten-metrieken-{os.getuid()}-{os.getppid()}"
    try:
        map_.mkdir(mode=0o700, exist_ok=True)
        if map_.is_symlink() or map_.stat().st_uid != os.getuid():
            return None
        return map_ if _is_er_ruimte(map_) else None
    except OSError:
        return None


def _is_er_ruimte(map_: Path) -> bool:
    """Take the room now. The library makes a file of holes and writes in it by address: on a disk that is full by then,
    that ends the process and not the counting."""
    bestand = map_ / f"histogram_{os.getpid()}.db"
    try:
        with bestand.open("ab") as open_:
            os.posix_fallocate(open_.fileno(), 0, _RUIMTE)
    except OSError:
        bestand.unlink(missing_ok=True)
        return False
    return True
