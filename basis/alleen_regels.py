"""Every line that a process of production says is a line of JSON: also what a library prints, a warning of Python, an
error that nobody caught and a line that could not be written. What goes through a logger is one already
(`basis/logboek.py`); the rest is made one here. Why: docs/besluiten/0015-logboek.md.
"""

import atexit
import io
import logging
import logging.config
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TextIO, cast

from django.core.exceptions import ImproperlyConfigured

from . import logboek

_log = logging.getLogger(__name__)


class Uitvoer(logging.StreamHandler[TextIO]):
    """Writes lines: of a part that runs by itself to stdout, and else to stderr, for a command of which the answer may
    be read by another program. Of one that fails it says only who wrote it and where: Python would print its words."""

    # Whether this process runs by itself (`begin`).
    is_dienst = False

    def __init__(self, stream: TextIO | None = None) -> None:
        # The real ones: what is printed comes here as well.
        super().__init__(stream or (sys.__stdout__ if self.is_dienst else sys.__stderr__))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  its name in the standard library
        """Told of an error in writing this line."""
        plek = f"{os.path.basename(record.pathname)}:{record.lineno}"
        zeg_meteen(f"a line of {record.name} ({plek}) could not be written", niveau=logging.ERROR)


class Regels(io.TextIOBase):
    """In the place of stdout or stderr: each whole line that is printed goes to the logger of that name."""

    encoding = "utf-8"

    def __init__(self, naam: str, niveau: int) -> None:
        super().__init__()
        self._log, self._niveau = logging.getLogger(naam), niveau
        # Of each thread its own: two that print at once do not mix their halves.
        self._van = threading.local()

    def write(self, tekst: str) -> int:
        """Keep what is half a line; returns how much was written."""
        *heel, self._van.rest = (getattr(self._van, "rest", "") + tekst).split("\n")
        for regel in filter(str.strip, heel):
            self._log.log(self._niveau, "%s", regel.rstrip("\r"))
        return len(tekst)

    def besluit(self) -> None:
        """Write the half line that is left, when the process ends."""
        if getattr(self._van, "rest", "").strip():
            self.write("\n")


def begin() -> None:
    """From now on this process says lines of JSON only. For a part that runs by itself: what a person types a command
    for, he reads."""
    Uitvoer.is_dienst = True
    logging.config.dictConfig(logboek.instellingen("INFO", is_productie=True))
    uit, fout = Regels("stdout", logging.INFO), Regels("stderr", logging.WARNING)
    sys.stdout, sys.stderr = cast("TextIO", uit), cast("TextIO", fout)
    atexit.register(uit.besluit)
    atexit.register(fout.besluit)
    logging.captureWarnings(True)
    sys.excepthook = _ving_niemand
    threading.excepthook = _ving_niemand_elders
    sys.unraisablehook = _ving_niemand_elders


@contextmanager
def of_het_stopt() -> Iterator[None]:
    """What goes wrong in here ends the process, with one line: who called it would print the words of the error.
    Raises SystemExit."""
    try:
        yield
    except Exception as fout:
        _ving_niemand(type(fout), fout, fout.__traceback__)
        raise SystemExit(1) from None


def zeg_meteen(zin: str, waar: TextIO | None = None, niveau: int = logging.INFO) -> None:
    """One line past every lock and buffer, for who may wait for neither: a signal that came in, a line that failed."""
    kanaal = waar or (sys.__stdout__ if Uitvoer.is_dienst else sys.__stderr__)
    if kanaal is None:
        return
    record = logging.LogRecord(__name__, niveau, "", 0, zin, None, None)
    os.write(kanaal.fileno(), f"{logboek.json_regel().format(record)}\n".encode())


def _ving_niemand(soort: type[BaseException], fout: BaseException | None, plek: TracebackType | None) -> None:
    """Of a setting that does not fit, the sentence, which is ours; of any other error what the log may say of it."""
    if issubclass(soort, SystemExit):
        return  # of a thread that was done; of a process Python never asks
    if isinstance(fout, ImproperlyConfigured):
        _log.critical("%s", fout)
    else:
        _log.critical("nobody caught %s", soort.__qualname__, exc_info=(soort, fout, plek) if fout else None)


def _ving_niemand_elders(wat: Any) -> None:
    """The same of a thread, and of what Python can raise nowhere."""
    _ving_niemand(wat.exc_type, wat.exc_value, wat.exc_traceback)
