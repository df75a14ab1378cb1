"""The files of the data folder that go along: everything but the database, the broker, the logs and what can be made
again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from calamiteiten.bestanden.opslag import MAP, QUARANTAINE

from .archief import Leesbaar

# The caught mails of the demo and the memory of beat are no record; back-ups do not hold back-ups.
NIET_MEE = {"broker", "logboek", "beat", "postvak", "back-ups", ".calamiteiten-demo"}
TIJDELIJK = (".herstel-", ".oud-", ".opname-")


def mee() -> Iterator[tuple[str, Path]]:
    """Name (relative, with slashes) and path of each file that goes along, in the order of their names."""
    wortel: Path = settings.DATA
    for map_, mappen, namen in os.walk(wortel):
        hier = Path(map_)
        mappen[:] = sorted(naam for naam in mappen if not _blijft_thuis(wortel, hier / naam))
        for naam in sorted(namen):
            pad = hier / naam
            if pad.is_file() and not pad.is_symlink() and not _blijft_thuis(wortel, pad):
                yield pad.relative_to(wortel).as_posix(), pad


def _blijft_thuis(wortel: Path, pad: Path) -> bool:
    """Whether this file or folder does not go along."""
    delen = pad.relative_to(wortel).parts
    eerste = delen[0]
    # What is infected is opened by nobody, here or after a restore; its row says what it was.
    if eerste == MAP and QUARANTAINE in delen:
        return True
    is_database = ".sqlite3" in eerste
    is_doel = pad.resolve() == Path(settings.BACKUP_MAP).resolve()
    return eerste in NIET_MEE or eerste.startswith(TIJDELIJK) or is_database or is_doel


@dataclass
class Klaarzetting:
    """Files read from a back-up, set ready beside their places; `wissel` puts them there, `terug` undoes that."""

    stempel: str
    _gewisseld: list[tuple[Path, Path | None]] = field(default_factory=list)

    @property
    def _map(self) -> Path:
        return Path(settings.DATA) / f".herstel-{self.stempel}"

    @property
    def _oud(self) -> Path:
        return Path(settings.DATA) / f".oud-{self.stempel}"

    def neem(self, naam: str, inhoud: Leesbaar) -> None:
        """Set one file ready."""
        pad = self._map / naam
        pad.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as doel:
            shutil.copyfileobj(inhoud, doel)

    def wissel(self) -> None:
        """Put every file in its place; what stood there goes to `.oud-…`. Raises OSError; then call `terug`."""
        for pad in sorted(p for p in self._map.rglob("*") if p.is_file()):
            naam = pad.relative_to(self._map)
            plaats, oud = Path(settings.DATA) / naam, None
            if plaats.exists():
                oud = self._oud / naam
                oud.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                plaats.replace(oud)
            self._gewisseld.append((plaats, oud))
            plaats.parent.mkdir(parents=True, exist_ok=True)
            pad.replace(plaats)

    def terug(self) -> None:
        """Put everything back as it was before `wissel`."""
        for plaats, oud in reversed(self._gewisseld):
            with suppress(FileNotFoundError):
                plaats.unlink()
            if oud:
                oud.replace(plaats)
        self._gewisseld.clear()

    def ruim_op(self) -> None:
        """Remove what was set ready and not used."""
        shutil.rmtree(self._map, ignore_errors=True)
