"""A virtual environment that the commands of bin/ find ready: the packages of this one, with the mark that says so."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from tests.wetten.bron import WORTEL


def kant_en_klaar(map_: Path) -> dict[str, str]:
    """Lay it in this folder; returns what a command needs to use it (CALAMITEITEN_VENV)."""
    venv = map_ / "venv"
    venv.mkdir()
    for deel in Path(sys.prefix).iterdir():
        if deel.name != ".vergrendeld":
            (venv / deel.name).symlink_to(deel)
    som = hashlib.sha256((WORTEL / "requirements" / "demo.txt").read_bytes()).hexdigest()
    (venv / ".vergrendeld").write_text(f"demo {sys.version_info[:2]} {som}\n", encoding="utf-8")
    return {"CALAMITEITEN_VENV": str(venv)}
