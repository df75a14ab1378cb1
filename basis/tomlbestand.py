"""TOML files of this installation: what one text holds is found out once per process.

A version of the protocol is read by several floors (the names of its roles below, its rules above), and one that
builds on another reads that one too: some hundred times per start, of a dozen files. The file itself is read anew each
time, so that a changed one is never missed; only finding out what the text says (pure Python, the slowest part) is
remembered.
"""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any


def lees(pad: Path) -> dict[str, Any]:
    """What this file holds, as TOML says it. Every reader gets the same dictionary: who wants to change it, copies.

    Raises OSError when there is no such file, and ValueError when it is no UTF-8 or no TOML.
    """
    return _ontleed(pad.read_text(encoding="utf-8-sig"))


@lru_cache(maxsize=64)
def _ontleed(tekst: str) -> dict[str, Any]:
    return tomllib.loads(tekst)
