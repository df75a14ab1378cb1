"""In which state the program is, as one word: only when it changed, a start makes tables and static files anew."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

MAPPEN = ("basis", "calamiteiten", "communicatie", "contacten", "escalatie", "static", "requirements")
SOORTEN = {".py", ".toml", ".txt"}
OMGEVING = ("REGIO", "PROTOCOL_MAPPEN")


def stand(wortel: Path, omgeving: Mapping[str, str] = os.environ) -> str:
    """A print of every file that decides what the tables and the static files are, of the Python that reads them, and
    of the region. By size and date of change: reading them all costs more than it saves."""
    som = hashlib.sha256(sys.version.encode())
    for naam in OMGEVING:
        som.update(f"{naam}={omgeving.get(naam, '')}\n".encode())
    eigen = [Path(map_) for map_ in omgeving.get("PROTOCOL_MAPPEN", "").split(",") if map_]
    for map_ in [*(wortel / naam for naam in MAPPEN), *eigen]:
        for regel in sorted(_bestanden(map_)):
            som.update(regel.encode())
    return som.hexdigest()


def _bestanden(map_: Path) -> Iterator[str]:
    """One line for each file below this folder."""
    for pad, submappen, namen in os.walk(map_):
        submappen[:] = [naam for naam in submappen if naam != "__pycache__"]
        for naam in namen:
            if map_.name == "static" or Path(naam).suffix in SOORTEN:
                staat = os.stat(os.path.join(pad, naam))
                yield f"{pad}/{naam} {staat.st_size} {staat.st_mtime_ns}\n"
