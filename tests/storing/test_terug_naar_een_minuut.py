"""The disk of the database is gone; it comes back as it was a minute ago, from the archive of every change, and nothing
is mailed until somebody looked (docs/besluiten/0050). With PostgreSQL's own programs always, with pgBackRest at full
size."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest
import yaml

from tests.diensten import als_nobody, tijdelijke_map
from tests.uitrol.blokken import MAP, alle, cron, het_blok

from .opstelling import WORTEL, Opstelling
from .processen import Postgres, wacht_tot

WACHTWOORD = "van-de-eigenaar-7"
WACHT = "SELECT count(*) FROM communicatie_bericht WHERE status IN ('gepland', 'bezig')"
MELDINGEN = "SELECT count(*) FROM calamiteiten_melding"
TEKENS = "SELECT component FROM escalatie_hartslag WHERE component LIKE 'archief%%' ORDER BY op"
GEARCHIVEERD = "SELECT count(*) FROM pg_stat_archiver WHERE last_archived_wal >= %s"


@dataclass
class Archief:
    """A PostgreSQL whose every change goes to an archive, and how it comes back from there: with its own programs."""

    map: Path
    server: Postgres
    # What the database hears of its archive, and whether it is put back to a moment instead of as late as can be.
    tekens: ClassVar[tuple[str, ...]] = ()
    tot_een_moment: ClassVar[bool] = False

    @property
    def instellingen(self) -> dict[str, str]:
        """What stands in postgresql.conf; the command is what PostgreSQL runs for each piece of its log."""
        return {"archive_mode": "on", "archive_timeout": "60", "archive_command": f"cp %p {self.archief}/%f"}

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

    def geef_rechten(self, opstelling: Opstelling) -> None:
        """What the owner needs to open the database again: here he is a superuser."""

    def maak_basis(self) -> None:
        """The back-up that the archive goes on from."""
        self.draai(
            self.server.programmas / "pg_basebackup", "-d", self.server.adres(), "-D", self.map / "basis", "-c", "fast"
        )

    def probeer(self, omgeving: dict[str, str]) -> None:
        """The trial of each month; this one has none."""

    def zet_terug(self, omgeving: dict[str, str], moment: str) -> None:
        """Put all back as late as the archive goes, read-only until `na_herstel`, as bin/herstel-tot does."""
        self.draai("cp", "-a", self.map / "basis", self.server.data)
        self.draai("touch", self.server.data / "recovery.signal")
        regels = f"restore_command = 'cp {self.archief}/%f %p'\ndefault_transaction_read_only = on\n"
        with (self.server.data / "postgresql.auto.conf").open("a", encoding="utf-8") as bestand:
            bestand.write(regels)


class Pgbackrest(Archief):
    """The same with pgBackRest, encrypted: the files and commands of docs/beheer/back-up.md, and those of bin/."""

    tekens: ClassVar[tuple[str, ...]] = ("archiefbasis",)

    @property
    def hier(self) -> list[str]:
        """What is at its usual place where the pages are followed: the configuration, and the socket of PostgreSQL."""
        plek = [f"PGHOST={self.map}", f"PGPORT={self.server.poort}", "ARCHIEF_DATABASE=verlies"]
        return [*plek, f"PGBACKREST_CONFIG={self.map}/pgbackrest.conf", "PGBACKREST_PG1_USER=calamiteiten"]

    def _hier(self, tekst: str) -> str:
        """What the page says, with the places of this machine."""
        plekken = {
            "/archief/pgbackrest": str(self.archief),
            "/var/lib/postgresql/17/main": str(self.server.data),
            "cipher-pass=…": f"cipher-pass={'proef' * 8}",
            "/opt/calamiteiten/deploy": f"env {' '.join(self.hier)} {WORTEL}/deploy",
            "pgbackrest --stanza": f"pgbackrest --config={self.map}/pgbackrest.conf --stanza",
            "psql calamiteiten": f"psql -h 127.0.0.1 -p {self.server.poort} -U calamiteiten verlies",
        }
        for daar, hier in plekken.items():
            tekst = tekst.replace(daar, hier)
        return tekst

    @property
    def instellingen(self) -> dict[str, str]:
        regels = het_blok("back-up.md", "archive_timeout").tekst.splitlines()
        return {naam: self._hier(waarde.strip("'")) for naam, _, waarde in (regel.partition(" = ") for regel in regels)}

    def richt_in(self) -> None:
        for naam in ("archief", "spoel", "verslag"):
            self.draai("mkdir", self.map / naam)
        eigen = f"[global]\nlog-path={self.map}/verslag\nspool-path={self.map}/spoel\nlock-path={self.map}\n"
        waar = f"pg1-port={self.server.poort}\npg1-socket-path={self.map}\npg1-user=calamiteiten\n"
        tekst = self._hier(het_blok("back-up.md", "[global]").tekst).replace("[global]\n", eigen)
        (self.map / "pgbackrest.conf").write_text(tekst + waar)

    def geef_rechten(self, opstelling: Opstelling) -> None:
        """And the copy of the trial asks for his password."""
        self.draai("bash", "-euc", self._hier(het_blok("back-up.md", "GRANT ALTER SYSTEM").tekst))
        opstelling.sql(f"ALTER ROLE calamiteiten PASSWORD '{WACHTWOORD}'")

    def maak_basis(self) -> None:
        nacht, *eerst = (blok for blok in reversed(alle(MAP / "back-up.md")) if "archiefbasis" in blok.tekst)
        self.draai("bash", "-euc", self._hier(eerst[0].tekst))
        for wie, opdracht in cron(nacht.tekst):
            assert wie == "postgres"
            self.draai("bash", "-euc", self._hier(opdracht))

    def zet_terug(self, omgeving: dict[str, str], moment: str) -> None:
        self.draai("mkdir", "-m", "700", self.server.data)
        gezegd = self.bin("herstel-tot", omgeving, "laatste")
        assert "Start PostgreSQL" in gezegd

    def probeer(self, omgeving: dict[str, str]) -> None:
        """As the timer does."""
        assert "Proef gelukt" in self.bin("archiefproef", omgeving)

    def bin(self, naam: str, omgeving: dict[str, str], *woorden: str) -> str:
        """Run one of bin/ as an administrator does."""
        eigen = {
            "PGBACKREST_CONFIG": f"{self.map}/pgbackrest.conf",
            "DATABASE_GEBRUIKER": "nobody",
            "PYTHON": shutil.which("python") or "python",
            "ARCHIEFPROEF_MAP": str(self.map),
            "ARCHIEFPROEF_GEBRUIKER": f"calamiteiten:{WACHTWOORD}",
            "ARCHIEFPROEF_DATABASE": "verlies",
        }
        gedaan = subprocess.run(
            [WORTEL / "bin" / naam, *woorden], env=omgeving | eigen, capture_output=True, text=True, check=False
        )
        assert gedaan.returncode == 0, f"{gedaan.stdout}\n{gedaan.stderr}"
        return gedaan.stdout


class MetContainers(Pgbackrest):
    """The same by deploy/compose-archief.yml: its environment, the command of its services, and the block of the page
    for a disk that is gone, to a moment before somebody broke something."""

    tekens: ClassVar[tuple[str, ...]] = ("archiefbasis_mislukt", "archiefbasis", "archiefproef")
    tot_een_moment = True

    def __init__(self, map_: Path, server: Postgres) -> None:
        super().__init__(map_, server)
        self.compose = yaml.safe_load((WORTEL / "deploy" / "compose-archief.yml").read_text(encoding="utf-8"))

    @property
    def env(self) -> dict[str, str]:
        """What Compose gives both services; the socket, the port and the lock are of this machine."""
        gezet = {naam: str(w) for naam, w in self.compose["services"]["archief"]["environment"].items()}
        assert gezet == self.compose["services"]["database"]["environment"]
        gezet["PGBACKREST_REPO1_CIPHER_PASS"] = "proef" * 8
        gezet |= {"PGBACKREST_REPO1_PATH": str(self.archief), "PGBACKREST_PG1_PATH": str(self.server.data)}
        return gezet | {
            "PGBACKREST_PG1_PORT": str(self.server.poort),
            "PGBACKREST_PG1_SOCKET_PATH": str(self.map),
            "PGBACKREST_LOCK_PATH": str(self.map),
            "PGBACKREST_SPOOL_PATH": str(self.map),
            "PGBACKREST_CONFIG": str(self.map / "leeg.conf"),
            "PGHOST": str(self.map),
            "PGPORT": str(self.server.poort),
            "ARCHIEF_DATABASE": "verlies",
            "ARCHIEFPROEF_MAP": str(self.map),
            # The image has the script on its PATH.
            "PATH": f"{WORTEL / 'deploy' / 'database'}:{os.environ['PATH']}",
        }

    @property
    def instellingen(self) -> dict[str, str]:
        _, *woorden = self.compose["services"]["database"]["command"]
        return dict(woord.split("=", 1) for woord in woorden if woord != "-c")

    def richt_in(self) -> None:
        self.draai("mkdir", self.archief)
        self.draai("touch", self.map / "leeg.conf")
        self.server.kind.omgeving = self.env

    def geef_rechten(self, opstelling: Opstelling) -> None:
        """Here the owner is the superuser."""

    def maak_basis(self) -> None:
        """What the service does until it sleeps. First where the archive cannot be written: it says so. Then a back-up,
        and the trial of it."""
        gezegd = self.een_ronde(PGBACKREST_REPO1_PATH="/nergens")
        assert "archief: zie hierboven" in gezegd
        assert "hoorde niet" not in gezegd
        gezegd = self.een_ronde()
        assert "zie hierboven" not in gezegd, gezegd

    def probeer(self, omgeving: dict[str, str]) -> None:
        """As the service does: where there is no room it says so; after one that seems to come yet it tries, and once
        more within the month it does nothing."""
        gezegd = self.in_de_dienst("archiefproef 0 || echo mislukt", ARCHIEFPROEF_MAP="/nergens")
        assert "mislukt" in gezegd
        vraag, wie = "psql -U calamiteiten -d verlies -qtAc", "component = 'archiefproef'"
        straks = f"{vraag} \"UPDATE escalatie_hartslag SET op = now() + interval '2 days' WHERE {wie}\""
        is_nu = f'{vraag} "SELECT op <= now() FROM escalatie_hartslag WHERE {wie}"'
        assert self.in_de_dienst(f"{straks} && archiefproef 30 && archiefproef 30 && {is_nu}").strip() == "t"

    def een_ronde(self, **anders: str) -> str:
        """One turn of the loop of the service; what it complained of."""
        _, _, opdracht = self.compose["services"]["archief"]["command"]
        return self.in_de_dienst(re.sub(r"sleep \d+", "exit 0", opdracht.replace("$$", "$")), **anders)

    def zet_terug(self, omgeving: dict[str, str], moment: str) -> None:
        self.draai("mkdir", "-m", "700", self.server.data)
        woorden = het_blok("back-up.md", "pgbackrest --delta restore").woorden
        (tot,) = re.findall(r"`(--type=time --target=[^`]+)`", (MAP / "back-up.md").read_text(encoding="utf-8"))
        tot = re.sub(r"'.+?'", f"'{moment}'", tot)
        opdracht = woorden[woorden.index("-c") + 1].replace("--delta restore", f"--delta restore {tot}")
        self.in_de_dienst(opdracht.replace("/var/lib/postgresql/data", str(self.server.data)))

    def in_de_dienst(self, opdracht: str, **anders: str) -> str:
        """Run this as the service `archief` does; returns what it complained of."""
        woorden, omgeving = [*als_nobody(), "sh", "-c", opdracht], self.env | anders
        gedaan = subprocess.run(woorden, cwd="/", env=omgeving, capture_output=True, text=True, check=False)
        assert gedaan.returncode == 0, f"{gedaan.stdout}\n{gedaan.stderr}"
        return gedaan.stdout + gedaan.stderr


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
            *(deel for naam, waarde in archief.instellingen.items() for deel in ("-c", f"{naam}={waarde}")),
        ]
        server.start()
        hier = replace(opstelling, postgres=server, werkmap=map_, kinderen=[], databank="postgres")
        try:
            hier.sql("CREATE DATABASE verlies")
            hier.databank = "verlies"
            _neem_over(opstelling, hier)
            archief.geef_rechten(hier)
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


def _is_bij(hier: Opstelling) -> None:
    """Wait until all of now is in the archive; after a minute PostgreSQL would do this itself."""
    segment = hier.sql("SELECT pg_walfile_name(pg_switch_wal())")[0][0]
    wacht_tot(lambda: hier.tel(GEARCHIVEERD, segment), 60, "het archief is bij")


def _schijf_weg(archief: Archief) -> None:
    archief.server.dood()
    shutil.rmtree(archief.server.data)


@pytest.mark.parametrize(
    "soort",
    [
        pytest.param(Archief, marks=pytest.mark.altijd),
        *(pytest.param(soort, marks=pytest.mark.alleen_alles) for soort in (Pgbackrest, MetContainers)),
    ],
)
@pytest.mark.eis("R79")
def test_na_een_schijf_die_weg_is_ontbreekt_hoogstens_een_minuut(opstelling: Opstelling, soort: type[Archief]) -> None:
    with machine(opstelling, soort) as (hier, archief):
        archief.maak_basis()
        assert tuple(naam for (naam,) in hier.sql(TEKENS)) == archief.tekens
        hier.daad("meldingen", "fase_1", "1")
        hier.daad("berichten_erbij", "5")
        # No mail server: all waits. Its heartbeat says how far this database came.
        hier.manage("bewaak", mag_falen=True)
        _is_bij(hier)
        meldingen, wachtend, moment = hier.tel(MELDINGEN), hier.tel(WACHT), hier.sql("SELECT now()::text")[0][0]
        hier.daad("meldingen", "ontvangen", "1")  # within the minute: this may be lost
        if archief.tot_een_moment:
            _is_bij(hier)  # it is in the archive, and yet it must not come back
        archief.probeer(hier.omgeving() | {"PATH": os.environ["PATH"]})
        if archief.tekens:
            assert hier.sql(TEKENS)[-1][0] == "archiefproef", "het laatste woord is dat het lukte"
        assert not [*archief.map.glob("archiefproef-*"), *archief.map.glob("kopie")]

        _schijf_weg(archief)
        archief.zet_terug(hier.omgeving(), moment)
        archief.server.start()
        wacht_tot(lambda: not hier.sql("SELECT pg_is_in_recovery()")[0][0], 60, "de database is terug")

        assert meldingen <= hier.tel(MELDINGEN) <= meldingen + (0 if archief.tot_een_moment else 1)
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
