"""The data folder of the demo: what stands where in it, who may use it, and how it is emptied."""

from __future__ import annotations

import fcntl
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

KENMERK = ".calamiteiten-demo"
ANDERE_MAP = "een andere map:\n    CALAMITEITEN_DATA=~/demo bin/demo"
# What the demo lays down at its first start, and some to work in (MB).
RUIMTE = 100


class DemoStartNiet(Exception):
    """The demo cannot start; the message tells the user why and what helps."""


class Datamap:
    """One folder with database, broker, mails and logs; used by one demo at a time."""

    def __init__(self, pad: Path) -> None:
        self.pad = pad
        self._slot: IO[str] | None = None

    @property
    def database(self) -> Path:
        """The SQLite file, as the settings name it."""
        return self.pad / "calamiteiten.sqlite3"

    @property
    def statisch(self) -> Path:
        """The folder with the collected static files, as the setting STATIC_ROOT names it."""
        return self.pad / "statisch"

    @property
    def protocol(self) -> Path:
        """The folder with drafts to try, as the setting PROTOCOL_MAPPEN names it."""
        return self.pad / "protocol"

    def open(self, *, opnieuw: bool) -> None:
        """Make the folder and take it for this process; empty it first when ``opnieuw``.

        Raises DemoStartNiet when another demo uses it, when it holds files that no demo made, when this user may not
        write there, or when the disk is full.
        """
        with self.bruikbaar():
            self._open(opnieuw)
            vrij = shutil.disk_usage(self.pad).free // 1_000_000
        if vrij < RUIMTE:
            raise DemoStartNiet(
                f"Op de schijf met de map {self.pad} is te weinig ruimte: {vrij} MB, en de demo vraagt {RUIMTE} MB. "
                f"Maak ruimte, of kies {ANDERE_MAP}"
            )

    @contextmanager
    def bruikbaar(self) -> Iterator[None]:
        """Whatever cannot be written in this block is a DemoStartNiet."""
        try:
            yield
        except OSError as fout:
            raise DemoStartNiet(
                f"De map {self.pad} is niet te gebruiken ({fout.strerror}). Kies {ANDERE_MAP}"
            ) from fout

    def _open(self, opnieuw: bool) -> None:
        if self.pad.is_dir() and any(self.pad.iterdir()) and not (self.pad / KENMERK).exists():
            raise DemoStartNiet(f"De map {self.pad} bevat bestanden die niet van de demo zijn. Kies een andere map.")
        self.pad.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._neem_slot()
        if opnieuw:
            self._leeg()
        for naam in ("broker", "broker/control", "postvak", "logboek", "beat"):
            (self.pad / naam).mkdir(exist_ok=True)

    def leg_voorstel_klaar(self, uit: Path) -> None:
        """Put the invented drafts of this folder where a trial finds them; one that is there already stays as it is."""
        voorstellen = self.protocol / "voorstellen"
        voorstellen.mkdir(parents=True, exist_ok=True)
        for bestand in sorted(uit.glob("*.toml")):
            if not (voorstellen / bestand.name).exists():
                shutil.copy(bestand, voorstellen)

    def sluit(self) -> None:
        """Give the folder back, so that another process may take it."""
        if self._slot:
            self._slot.close()

    def _neem_slot(self) -> None:
        self._slot = (self.pad / KENMERK).open("a", encoding="utf-8")
        try:
            fcntl.flock(self._slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fout:
            self._slot.close()
            raise DemoStartNiet(f"Er draait al een demo met de gegevens in {self.pad}. Stop die eerst.") from fout

    def _leeg(self) -> None:
        for deel in self.pad.iterdir():
            if deel.is_dir() and not deel.is_symlink():
                shutil.rmtree(deel)
            elif deel.name != KENMERK:
                deel.unlink()

    def sleutel(self) -> str:
        """Return the secret of this folder, made once, so that a session survives a restart."""
        pad = self.pad / "sleutel"
        if not pad.exists():
            pad.touch(mode=0o600)
            pad.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        return pad.read_text(encoding="utf-8")

    def is_gezaaid(self) -> bool:
        """Tell whether the seeding was completed before; a half-seeded database is removed, so that it starts again."""
        klaar = (self.pad / "gezaaid").exists()
        if not klaar and self._heeft_gemeenten():
            for deel in self.pad.glob(f"{self.database.name}*"):
                deel.unlink()
        return klaar and self._heeft_gemeenten()

    def onthoud_gezaaid(self) -> None:
        """Note that the seeding is complete."""
        (self.pad / "gezaaid").touch()

    def is_gereed(self, stand: str) -> bool:
        """Tell whether tables and static files were made for this state of the program (`stand.py`)."""
        merk = self.pad / "gereed"
        return self.statisch.is_dir() and merk.is_file() and merk.read_text(encoding="utf-8") == stand

    def onthoud_gereed(self, stand: str) -> None:
        """Note for which state of the program they were made."""
        (self.pad / "gereed").write_text(stand, encoding="utf-8")

    def _heeft_gemeenten(self) -> bool:
        if not self.database.exists():
            return False
        try:
            with sqlite3.connect(self.database) as verbinding:
                return verbinding.execute("SELECT 1 FROM contacten_gemeente LIMIT 1").fetchone() is not None
        except sqlite3.OperationalError:
            return False
