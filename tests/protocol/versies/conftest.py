"""A region adopts a version while old meldingen run: files in a folder of their own, and the migrate step."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from escalatie.protocol import lezen, slot

from .bestanden import KOP

Neem = Callable[..., str]


@pytest.fixture
def neem_aan(tmp_path: Path, settings: Any, db: None) -> Iterator[Neem]:
    """Write a version, start with it (check), and let the owner migrate. Returns the name of the version.

    The lock in the database goes back with the transaction of the test; that on the models with the folder.
    """

    def _neem_aan(tekst: str, versie: str = "proef-2026", vanaf: str = "2026-11-24") -> str:
        kop = KOP.format(versie=versie).replace("2026-11-24", vanaf)
        (tmp_path / f"{versie}.toml").write_text(kop + tekst, encoding="utf-8")
        settings.PROTOCOL_MAPPEN = [str(tmp_path)]
        lezen.vergeet()
        slot.leg_aan()
        call_command("check", fail_level="WARNING")
        call_command("migrate", verbosity=0)
        call_command("check", databases=["default"], fail_level="WARNING")
        return versie

    yield _neem_aan
    settings.PROTOCOL_MAPPEN = []
    lezen.vergeet()
    slot.leg_aan()
