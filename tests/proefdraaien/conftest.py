"""Drafts for a test: files in the folder of the drafts, which nothing else reads."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from escalatie.protocol import lezen

KOP = '[protocol]\nversie = "{versie}"\ngebaseerd_op = "ijsselland-2019-02-13"\n'
Stel = Callable[..., str]


@pytest.fixture
def stel_voor(tmp_path: Path, settings: Any) -> Iterator[Stel]:
    """Write a draft that differs in this from the adopted version. Returns what it is called."""

    def _stel_voor(tekst: str = "", versie: str = "voorstel-2027", kop: str = KOP) -> str:
        map_ = tmp_path / lezen.VOORSTELLEN
        map_.mkdir(exist_ok=True)
        (map_ / f"{versie}.toml").write_text(kop.format(versie=versie) + tekst, encoding="utf-8")
        settings.PROTOCOL_MAPPEN = [str(tmp_path)]
        lezen.vergeet()
        return versie

    yield _stel_voor
    settings.PROTOCOL_MAPPEN = []
    lezen.vergeet()
