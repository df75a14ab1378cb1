"""A stream through age: what is written comes out encrypted, what is read comes out decrypted. Memory stays small.

pyrage pulls from a file and pushes into one; a pipe and a thread turn that into something to write to and read from.
"""

from __future__ import annotations

import os
import tarfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO

import pyrage

from basis.geweigerd import Geweigerd

ANDERE_SLEUTEL = "Deze sleutel past niet op deze back-up."
GEEN_BACK_UP = "Dit bestand is geen back-up, of het begin ervan is beschadigd."
BESCHADIGD = "De back-up is beschadigd of niet compleet."


class _Draad(threading.Thread):
    """Does its work on its own end of the pipe, closes that end, and remembers what went wrong."""

    def __init__(self, werk: Callable[[BinaryIO], None], einde: BinaryIO) -> None:
        super().__init__(daemon=True)
        self._werk, self._einde = werk, einde
        self.fout: Exception | None = None

    def run(self) -> None:
        try:
            try:
                self._werk(self._einde)
            finally:
                self._einde.close()
        except Exception as fout:  # the reader or writer raises it again
            self.fout = fout


@contextmanager
def versleutel(doel: BinaryIO, ontvangers: Sequence[pyrage.x25519.Recipient]) -> Iterator[BinaryIO]:
    """Yield a file to write to; `doel` gets it encrypted for all recipients, complete when the context ends.

    Raises Geweigerd when writing fails (a full disk).
    """
    lezen, schrijven = os.pipe()
    draad = _Draad(lambda einde: pyrage.encrypt_io(einde, doel, list(ontvangers)), os.fdopen(lezen, "rb"))
    draad.start()
    invoer = os.fdopen(schrijven, "wb")
    try:
        yield invoer
        invoer.close()
    except BrokenPipeError as fout:
        draad.join()
        raise Geweigerd(f"De back-up kon niet worden geschreven: {draad.fout}.") from fout
    finally:
        with suppress(OSError):
            invoer.close()
        draad.join()
    if draad.fout:
        raise Geweigerd(f"De back-up kon niet worden geschreven: {draad.fout}.") from draad.fout


@contextmanager
def ontsleutel(bron: BinaryIO, sleutels: Sequence[pyrage.x25519.Identity]) -> Iterator[BinaryIO]:
    """Yield a file to read the contents from. Every piece is authenticated before it comes out.

    Raises Geweigerd when the key does not fit, or the file is damaged or cut off; the last shows only at the end, so
    nothing read may be used before the context has ended.
    """
    lezen, schrijven = os.pipe()
    draad = _Draad(lambda einde: pyrage.decrypt_io(bron, einde, list(sleutels)), os.fdopen(schrijven, "wb"))
    draad.start()
    uitvoer = os.fdopen(lezen, "rb")
    try:
        yield uitvoer
        while uitvoer.read(1 << 20):
            pass
    except (tarfile.TarError, EOFError, ValueError) as fout:
        uitvoer.close()
        draad.join()
        raise Geweigerd(_zin(draad.fout)) from fout
    finally:
        uitvoer.close()
        draad.join()
    if draad.fout:
        raise Geweigerd(_zin(draad.fout)) from draad.fout


def _zin(fout: Exception | None) -> str:
    """The sentence for what age says."""
    if isinstance(fout, pyrage.DecryptError):
        return ANDERE_SLEUTEL if "matching keys" in str(fout) else GEEN_BACK_UP
    return BESCHADIGD


def aantal_ontvangers(bron: BinaryIO) -> int:
    """For how many keys the file was encrypted, by its header. Raises Geweigerd when that is no header of age."""
    kop = bron.read(64 * 1024).split(b"\n--- ", 1)
    if len(kop) != 2 or not kop[0].startswith(b"age-encryption.org/v1\n"):
        raise Geweigerd(GEEN_BACK_UP)
    return kop[0].count(b"\n-> X25519 ")
