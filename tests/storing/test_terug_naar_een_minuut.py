"""The disk of the database is gone; it comes back as it was a minute ago, from the archive of every change, and nothing
is mailed until somebody looked (docs/besluiten/0050). With PostgreSQL's own programs always, with pgBackRest at full
size."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.diensten import als_nobody, tijdelijke_map

from .opstelling import WORTEL, Opstelling
from .processen import Postgres, wacht_tot

WACHT = "SELECT count(*) FROM communicatie_bericht WHERE status IN ('gepland', 'bezig')"
MELDINGEN = "SELECT count(*) FROM calamiteiten_melding"
GEARCHIVEERD = "SELECT count(*) FROM pg_stat_archiver WHERE last_archived_wal >= %s"


@dataclass
class Archief:
    """A PostgreSQL whose every change goes to an archive, and how it comes back from there: with its own programs."""

    map: Path
    server: Postgres

    @property
    def opdracht(self) -> str:
        """What PostgreSQL runs for each piece of its log."""
        return f"cp %p {self.archief}/%f"

    @property
    def archief(self) -> Path:
        return self.map / "archief"

    def draai(self, *opdracht: str | Path) -> None:
        """Run a program as the user of the database."""
        gedaan = subprocess.run([*als_nobody(), *opdracht], cwd="/", capture_output=True, text=True, check=False)
        assert gedaan.returncode == 0, f"{opdracht}\n{gedaan.stdout}\n{gedaan.stderr}"

    def richt_in(self) -> None:
        """Before the server starts."""
        self.draai("mkdir", self.archief)

    def maak_basis(self) -> None:
        """The back-up that the archive goes on from."""
        self.draai(
            self.server.programmas / "pg_basebackup", "-d", self.server.adres(), "-D", self.map / "basis", "-c", "fast"
        )

    def zet_terug(self, omgeving: dict[str, str]) -> None:
        """Put all back as late as the archive goes, read-only until `na_herstel`, as bin/herstel-tot does."""
        self.draai("cp", "-a", self.map / "basis", self.server.data)
        self.draai("touch", self.server.data / "recovery.signal")
        regels = f"restore_command = 'cp {self.archief}/%f %p'\ndefault_transaction_read_only = on\n"
        with (self.server.data / "postgresql.auto.conf").open("a", encoding="utf-8") as bestand:
            bestand.write(regels)


class Pgbackrest(Archief):
    """The same with pgBackRest, encrypted, and with the commands of bin/."""

    @property
    def opdracht(self) -> str:
        return f"pgbackrest --config={self.map}/pgbackrest.conf --stanza=calamiteiten archive-push %p"

    def richt_in(self) -> None:
        for naam in ("archief", "spoel", "verslag"):
            self.draai("mkdir", self.map / naam)
        (self.map / "pgbackrest.conf").write_text(
            f"[global]\nrepo1-path={self.archief}\nrepo1-cipher-type=aes-256-cbc\nrepo1-cipher-pass={'proef' * 8}\n"
            f"repo1-retention-full=2\nlog-path={self.map}/verslag\nspool-path={self.map}/spoel\nlock-path={self.map}\n"
            f"start-fast=y\n[calamiteiten]\npg1-path={self.server.data}\npg1-port={self.server.poort}\n"
            f"pg1-socket-path={self.map}\npg1-user=calamiteiten\n"
        )

    def maak_basis(self) -> None:
        zelf = ("pgbackrest", f"--config={self.map}/pgbackrest.conf", "--stanza=calamiteiten")
        self.draai(*zelf, "stanza-create")
        self.draai(*zelf, "--type=full", "backup")
        self.draai(*zelf, "check")

    def zet_terug(self, omgeving: dict[str, str]) -> None:
        self.draai("mkdir", "-m", "700", self.server.data)
        gezegd = self.bin("herstel-tot", omgeving, "laatste")
        assert "Start PostgreSQL" in gezegd

    def bin(self, naam: str, omgeving: dict[str, str], *woorden: str) -> str:
        """Run one of bin/ as an administrator does."""
        eigen = {
            "PGBACKREST_CONFIG": f"{self.map}/pgbackrest.conf",
            "DATABASE_GEBRUIKER": "nobody",
            "PYTHON": shutil.which("python") or "python",
            "PROEFHERSTEL_MAP": str(self.map),
            "PROEFHERSTEL_TOEGANG": "trust",
            "PROEFHERSTEL_DATABASE": "verlies",
        }
        gedaan = subprocess.run(
            [WORTEL / "bin" / naam, *woorden], env=omgeving | eigen, capture_output=True, text=True, check=False
        )
        assert gedaan.returncode == 0, f"{gedaan.stdout}\n{gedaan.stderr}"
        return gedaan.stdout


@contextmanager
def machine(opstelling: Opstelling, soort: type[Archief]) -> Iterator[tuple[Opstelling, Archief]]:
    """The same installation on a machine of its own, with an archive."""
    with tijdelijke_map() as map_:
        map_.chmod(0o777)
        server = Postgres(map_)
        archief = soort(map_, server)
        archief.richt_in()
        server.kind.opdracht = [
            *server.kind.opdracht,
            *("-c", "archive_mode=on", "-c", "archive_timeout=60", "-c", f"archive_command={archief.opdracht}"),
        ]
        server.start()
        hier = replace(opstelling, postgres=server, werkmap=map_, kinderen=[], databank="postgres")
        try:
            hier.sql("CREATE DATABASE verlies")
            hier.databank = "verlies"
            _neem_over(opstelling, hier)
            yield hier, archief
        finally:
            hier.sluit()
            server.stop()


def _neem_over(van: Opstelling, naar: Opstelling) -> None:
    """The region and its people, as they stand in the database of the test."""
    programmas = van.postgres.programmas
    dump = subprocess.run(
        [programmas / "pg_dump", "-Fc", van.postgres.adres(van.databank)], capture_output=True, check=True
    )
    subprocess.run([programmas / "pg_restore", "-d", naar.postgres.adres(naar.databank)], input=dump.stdout, check=True)


def _schijf_weg(archief: Archief) -> None:
    archief.server.dood()
    shutil.rmtree(archief.server.data)


@pytest.mark.parametrize(
    "soort", [pytest.param(Archief, marks=pytest.mark.altijd), pytest.param(Pgbackrest, marks=pytest.mark.alleen_alles)]
)
@pytest.mark.eis("R79")
def test_na_een_schijf_die_weg_is_ontbreekt_hoogstens_een_minuut(opstelling: Opstelling, soort: type[Archief]) -> None:
    with machine(opstelling, soort) as (hier, archief):
        archief.maak_basis()
        hier.daad("meldingen", "fase_1", "1")
        hier.daad("berichten_erbij", "5")
        hier.manage(
            "bewaak", mag_falen=True
        )  # no mail server: all waits; its heartbeat says how far this database came
        segment = hier.sql("SELECT pg_walfile_name(pg_switch_wal())")[0][
            0
        ]  # after a minute PostgreSQL does this itself
        wacht_tot(lambda: hier.tel(GEARCHIVEERD, segment), 60, "het archief is bij")
        meldingen, wachtend = hier.tel(MELDINGEN), hier.tel(WACHT)
        hier.daad("meldingen", "ontvangen", "1")  # within the minute: this may be lost
        if isinstance(archief, Pgbackrest):
            gezegd = archief.bin("proefherstel", hier.omgeving() | {"PATH": os.environ["PATH"]})
            assert "Proef gelukt" in gezegd
            assert hier.tel("SELECT count(*) FROM escalatie_hartslag WHERE component = 'proefherstel'") == 1
            assert not list(archief.map.glob("proefherstel-*"))

        _schijf_weg(archief)
        archief.zet_terug(hier.omgeving())
        archief.server.start()
        wacht_tot(lambda: not hier.sql("SELECT pg_is_in_recovery()")[0][0], 60, "de database is terug")

        assert meldingen <= hier.tel(MELDINGEN) <= meldingen + 1
        hier.postkantoor()
        hier.manage("bewaak", mag_falen=True)
        assert hier.post() == []  # read-only: who starts the application too early, mails nothing
        gezegd = hier.manage("na_herstel").stdout
        assert "De controle vindt niets dat gemist is." in gezegd
        hier.manage("bewaak", mag_falen=True)
        assert hier.post() == []
        dubbel = f"{WACHT} AND mogelijk_dubbel"
        assert hier.tel(dubbel) >= wachtend > 0
        assert hier.manage("na_herstel", mag_falen=True).returncode == 1  # once

        assert hier.daad("geef_post_vrij") == 1
        hier.manage("bewaak", mag_falen=True)
        assert len({mail["id"] for mail in hier.post()}) == len(hier.post()) > 0
        assert hier.controleer() == []
