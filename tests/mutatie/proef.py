"""The trial of changes of the code, as a plugin of pytest: collect once, see once that all is green and which test
passes where, and then a fork of this process per change, that runs only the tests that pass there.

In a fork the change is put in, what earlier tests printed (tests/afdruk.py) is forgotten, and the first test that fails
ends it. A change that no test passes, lives. One that runs far too long counts as found: nobody would not notice.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from . import verander
from .gebieden import GEBIEDEN, Gebied
from .verander import Mutant

OPDRACHT = "MUTATIE_CODE"
GROEN, ROOD = 0, 3
# So many times as long as the tests take by themselves, and a minute: a loop or a lock.
GEDULD = 6


@dataclass
class Vraag:
    """What is asked of a run: the area, how many changes of it (0: all) by which seed, only those named, where the
    answers go, the file that makes it wait, and how many seconds of tests one change may cost."""

    gebied: str
    steekproef: int = 50
    zaad: int = 1
    alleen: tuple[str, ...] = ()
    uit: str = ""
    wacht: str = ""
    grens: int = 60


def pytest_configure(config: Any) -> None:
    """As a plugin (`-p tests.mutatie.proef`): the question is in the environment."""
    config.pluginmanager.register(Proef(Vraag(**json.loads(os.environ[OPDRACHT]))), "mutatie")


def trek(gebied: Gebied, vraag: Vraag) -> list[Mutant]:
    """The changes that are tried: those named, or the sample by the seed."""
    if vraag.alleen:
        alle = [mutant for module in gebied.modules for mutant in verander.plekken(module)]
        return [mutant for mutant in alle if str(mutant) in vraag.alleen]
    return verander.trek(gebied.modules, vraag.steekproef, vraag.zaad)


class Proef:
    """One run over one area."""

    def __init__(self, vraag: Vraag) -> None:
        self.vraag, self.gebied = vraag, GEBIEDEN[vraag.gebied]
        self.gezakt: list[str] = []

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Remember which test failed."""
        if report.failed:
            self.gezakt.append(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: Any) -> bool:
        """Instead of the loop of pytest."""
        if session.testsfailed:
            raise session.Interrupted("collecting failed")
        mutanten = trek(self.gebied, self.vraag)
        spoor, duur = self._zonder_verandering(session)
        if self.gezakt:
            session.testsfailed = len(self.gezakt)
            self._schrijf({"fout": "rood zonder verandering", "tests": self.gezakt})
            return True
        # A fork without a change is green, or nothing that a fork says is worth anything.
        if self._is_rood(session, duur):
            return True
        for mutant in mutanten:
            while self.vraag.wacht and Path(self.vraag.wacht).exists():
                time.sleep(5)
            # A constant is read where it was imported: every test may judge.
            is_overal = verander.is_constante(mutant)
            langs = [i for i in session.items if is_overal or (mutant.module, mutant.regel) in spoor[i.nodeid]]
            items = self._kies(langs, duur)
            begin = time.monotonic()
            door = self._probeer(session, mutant, items, sum(duur[item.nodeid] for item in items)) if items else ""
            seconden = round(time.monotonic() - begin, 1)
            self._schrijf(
                {**asdict(mutant), "naam": str(mutant), "tests": len(items), "door": door, "seconden": seconden}
            )
        self._is_rood(session, duur)  # at the end too: no fork spoiled the ground for the next
        return True

    def _is_rood(self, session: Any, duur: dict[str, float]) -> bool:
        fout = self._probeer(session, None, self._kies(session.items, duur)[:10], 60)
        if fout:
            self._schrijf({"fout": "een fork zonder verandering is rood", "tests": [fout]})
        return bool(fout)

    def _zonder_verandering(self, session: Any) -> tuple[dict[str, set[tuple[str, int]]], dict[str, float]]:
        """Every test as it is: the lines it reaches, and how long it takes."""
        spoor, duur = {}, {}
        gewoon = verander.leg_spoor(self.gebied.modules)
        if not gewoon:
            raise session.Interrupted("no function of this area was found: nothing would be changed")
        for item in session.items:
            verander.geraakt()
            begin = time.monotonic()
            self._draai(session, item)
            spoor[item.nodeid], duur[item.nodeid] = verander.geraakt(), time.monotonic() - begin
        for functie, code in gewoon.items():
            functie.__code__ = code
        return spoor, duur

    @staticmethod
    def _draai(session: Any, item: Any) -> None:
        # As if a test of no module comes next: what belongs to the whole session stays, the database among it.
        item.ihook.pytest_runtest_protocol(item=item, nextitem=session)

    def _kies(self, items: list[Any], duur: dict[str, float]) -> list[Any]:
        """The quickest of each test function first, then the others, until the limit is reached."""
        rij: dict[str, int] = defaultdict(int)
        volgorde: list[tuple[int, int, Any]] = []
        for item in sorted(items, key=lambda item: duur[item.nodeid]):
            functie = item.nodeid.partition("[")[0]
            volgorde.append((rij[functie], len(volgorde), item))
            rij[functie] += 1
        gekozen: list[Any] = []
        samen = 0.0
        for _, _, item in sorted(volgorde, key=lambda deel: deel[:2]):
            samen += duur[item.nodeid]
            if gekozen and samen > self.vraag.grens:
                break
            gekozen.append(item)
        return gekozen

    def _probeer(self, session: Any, mutant: Mutant | None, items: list[Any], seconden: float) -> str:
        """The name of the test that finds it; "" when none does."""
        from django.db import connections

        connections.close_all()
        lees, schrijf = os.pipe()
        kind = os.fork()
        if kind == 0:
            os.close(lees)
            self._in_een_fork(session, mutant, items, schrijf, int(60 + GEDULD * seconden))
        os.close(schrijf)
        with os.fdopen(lees, encoding="utf-8") as antwoord:
            door = antwoord.read()
        _, einde = os.waitpid(kind, 0)
        if os.WIFSIGNALED(einde):
            laat_los()
            return f"te lang of omgevallen ({os.WTERMSIG(einde)})"
        return door or ("" if os.WEXITSTATUS(einde) == GROEN else "omgevallen")

    def _in_een_fork(self, session: Any, mutant: Mutant | None, items: list[Any], schrijf: int, geduld: int) -> None:
        uitslag = ROOD
        try:
            niets = os.open(os.devnull, os.O_RDWR)
            for kanaal in (0, 1, 2):
                os.dup2(niets, kanaal)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(geduld)
            vergeet_afdrukken()
            if mutant:
                verander.zet(mutant)
            uitslag = GROEN
            for item in items:
                self._draai(session, item)
                if self.gezakt:
                    uitslag = ROOD
                    os.write(schrijf, self.gezakt[0].encode())
                    break
        except BaseException:
            os.write(schrijf, f"omgevallen: {traceback.format_exc()[-400:]}".encode())
        finally:
            os._exit(uitslag)

    def _schrijf(self, regel: dict[str, Any]) -> None:
        with Path(self.vraag.uit).open("a", encoding="utf-8") as uit:
            uit.write(json.dumps({"gebied": self.vraag.gebied, **regel}, ensure_ascii=False) + "\n")
        sys.stderr.write(
            f"{'gedood' if regel.get('door') else 'LEEFT '} {regel.get('naam', regel)} {regel.get('seconden', '')}\n"
        )


def vergeet_afdrukken() -> None:
    """What was printed without the change, is no ground for a test with it."""
    from django.contrib.contenttypes.models import ContentType

    from tests import afdruk

    afdruk._gangen.clear()
    # A test with threads empties all tables at its end, in another fork too: what was remembered of them is old.
    afdruk._afdrukken.clear()
    afdruk._vastgelegd.clear()
    ContentType.objects.clear_cache()


def laat_los() -> None:
    """A connection of a fork that was ended may still hold rows: it is ended too."""
    import psycopg2

    with psycopg2.connect(os.environ["DATABASE_URL"]) as contact, contact.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname LIKE 'test\\_%'"
        )
    contact.close()
