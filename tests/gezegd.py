"""What every test holds each success against: whoever did something about a zaak reads who was told of it, and what is
next and before when. A test that walks a door proves it for that door, whatever else it asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import BaseStorage

# A page of one zaak. The links for aanbieders and the register as a whole are none.
_ZAAK = re.compile(r"/(?:meldingen|persvragen|paraatheid)/(?:nieuw/$|[A-Z]+-)")
NIETS = "Er is niets veranderd."
_GAAT, _GING = "gaat er bericht naar", "ging er bericht naar"
_VERTELD = (_GAAT, _GING, "Nog te bellen:", "Bericht wacht", "Niemand kreeg hierover bericht.")
_HIERNA = ("Hierna:", "Er loopt nu geen termijn.", "Hier hoeft niets meer te gebeuren.")


def mist(pad: str, zin: str) -> list[str]:
    """What a success on this page does not say."""
    if not _ZAAK.match(pad) or zin == NIETS:
        return []
    wat = {"wie bericht kreeg": _VERTELD, "wat hierna komt": _HIERNA}
    return [naam for naam, woorden in wat.items() if not any(woord in zin for woord in woorden)]


@contextmanager
def toezicht() -> Iterator[None]:
    """Hold every success against that."""
    eigen = BaseStorage.add

    def add(self: BaseStorage, level: int, message: Any, extra_tags: str = "") -> None:
        pad = re.sub(r"^/oefeningen/\d+(?=/)", "", self.request.path)
        if level == SUCCESS and (weg := mist(pad, str(message))):
            raise AssertionError(f"{pad} zegt niet {' en '.join(weg)}: {message}")
        eigen(self, level, message, extra_tags)

    with pytest.MonkeyPatch.context() as even:
        even.setattr(BaseStorage, "add", add)
        yield
