"""A machine without containers, laid out by the blocks of docs/beheer as they stand: its packages, its settings, its
database with a password for every role; and the commands that the pages name. And a new region on one computer."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import psycopg2
import pyrage
import pytest

from tests.diensten import tijdelijke_map, vrije_poort
from tests.storing.processen import Kind, Postgres, wacht_tot

from .blokken import alle, blokken, het_blok, omgeving
from .samenstelling import WORTEL

pytestmark = [pytest.mark.echte_klok, pytest.mark.alleen_alles]
NIET_MEE = shutil.ignore_patterns(".git", ".venv", ".mypy_cache", ".ruff_cache", ".demo", "node_modules", "staticfiles")


class Machine:
    """One machine: where the pages say /opt, /etc and /archief, there stands a folder of this test."""

    def __init__(self, map_: Path) -> None:
        self.map, self.opt = map_, map_ / "opt"
        shutil.copytree(WORTEL, self.opt, ignore=NIET_MEE)
        self.etc, self.data = self.opt / "instellingen", map_ / "gegevens"
        self.data.mkdir()
        self.server = Postgres(map_)
        self.plekken = {
            "/opt/calamiteiten": str(self.opt),
            "/etc/calamiteiten": str(self.etc),
            "/archief/calamiteiten": str(self.data / "back-ups"),
        }
        (shims := map_ / "shims").mkdir()
        # `sudo -u postgres …` and `docker compose exec database …` are the same program here.
        for naam, weg in (("sudo", 2), ("docker", 3)):
            (shims / naam).write_text(f'#!/bin/sh\nshift {weg}\nexec "$@"\n')
            (shims / naam).chmod(0o755)
        toegang = {"PGHOST": "127.0.0.1", "PGPORT": str(self.server.poort), "PGUSER": "postgres", "PGPASSWORD": "baas"}
        self.omgeving = (
            omgeving(shims, self.server.programmas, Path(sys.executable).parent)
            | toegang
            | {"INSTELLINGEN": str(self.etc)}
        )
        self.omgeving |= {"GEBRUIKER": "root", "CALAMITEITEN_VENV": str(self.opt / ".venv"), "PYTHONPATH": ""}

    def doe(self, bladzijde: str, deel: str, invoer: str = "") -> None:
        """Run the block of a page in which this stands."""
        gedaan = het_blok(bladzijde, deel).draai(self.opt, self.omgeving, self.plekken, invoer)
        assert gedaan.returncode == 0, gedaan.stdout[-2000:] + gedaan.stderr[-3000:]

    def start_postgres(self) -> None:
        """As Debian gives it: a superuser `postgres` and nobody else; then everybody is asked for a password."""
        self.server.start()
        self._sql(self.server.adres(), "CREATE ROLE postgres SUPERUSER LOGIN PASSWORD 'baas'")
        baas = f"postgres://postgres:baas@127.0.0.1:{self.server.poort}/postgres"
        self._sql(baas, "ALTER ROLE calamiteiten RENAME TO van_de_opbouw")
        hba = self.server.data / "pg_hba.conf"
        hba.write_text(hba.read_text().replace("trust", "scram-sha-256"))
        self._sql(baas, "SELECT pg_reload_conf()")

    def zet_instellingen_goed(self) -> None:
        """The files that bin/maak-env made, with the ports and folders of this machine, and a key in the place of the
        example of the page."""
        sleutel = str(pyrage.x25519.Identity.generate().to_public())
        for pad in self.etc.iterdir():
            tekst = re.sub(r"(postgres://[^@]+@[^:/]+)(:\d+)?/", rf"\1:{self.server.poort}/", pad.read_text("utf-8"))
            for daar, hier in {"/var/lib/calamiteiten": self.data, "/opt/calamiteiten": self.opt}.items():
                tekst = tekst.replace(daar, str(hier))
            tekst = re.sub(r"(?m)^(BACKUP_SLEUTELS=).*", rf"\g<1>{sleutel}", tekst)
            pad.write_text(tekst, encoding="utf-8")

    @property
    def wachtwoord(self) -> str:
        """Of the owner, as the settings say."""
        return re.findall(r"postgres://calamiteiten:([^@]+)@", (self.etc / "eigenaar").read_text(encoding="utf-8"))[0]

    def maak_gereed(self) -> None:
        """What calamiteiten-gereedmaken.service does, word for word."""
        eenheid = (self.opt / "deploy/systemd/calamiteiten-gereedmaken.service").read_text(encoding="utf-8")
        stappen = re.findall(r"^ExecStart=\S+ manage\.py (.+)$", eenheid, re.MULTILINE)
        assert len(stappen) == 4
        for stap in stappen:
            opdracht = [self.opt / "bin" / "doe", "--als", "eigenaar", *stap.split()]
            subprocess.run(opdracht, env=self.omgeving, check=True, capture_output=True, timeout=900)

    def _sql(self, adres: str, opdracht: str) -> None:
        contact = psycopg2.connect(adres)
        contact.autocommit = True
        with contact.cursor() as cursor:
            cursor.execute(opdracht)
        contact.close()


def test_een_machine_zonder_containers_doet_wat_de_bladzijden_zeggen() -> None:
    with tijdelijke_map() as map_:
        map_.chmod(0o777)
        machine = Machine(map_)
        try:
            machine.start_postgres()
            machine.doe("installeren.md", "-m venv .venv")
            machine.doe("installeren.md", "mkdir -m 750 instellingen")
            machine.zet_instellingen_goed()
            tweemaal = f"{machine.wachtwoord}\n" * 2
            machine.doe("installeren.md", "createuser", tweemaal)
            machine.maak_gereed()
            gedaan = {"-m venv .venv", "createuser"}
            for blok in blokken():
                if blok.soort.startswith("machine") and not any(deel in blok.tekst for deel in gedaan):
                    machine.omgeving["PGPASSWORD"] = machine.wachtwoord
                    uit = blok.draai(machine.opt, machine.omgeving, machine.plekken, tweemaal)
                    assert uit.returncode in blok.mag_eindigen_met, (blok, uit.stdout[-2000:], uit.stderr[-3000:])
            de_pijp_van_mail(machine)
        finally:
            machine.server.stop()


def de_pijp_van_mail(machine: Machine) -> None:
    """mail.md: the script that a mail server gives each mail to. Done, also when it was about nothing; later when the
    settings are away."""
    script = machine.map / "calamiteiten-stuiter"
    tekst = het_blok("mail.md", "#!/bin/sh").tekst
    for daar, hier in machine.plekken.items():
        tekst = tekst.replace(daar, hier)
    script.write_text(tekst, encoding="utf-8")
    script.chmod(0o755)

    def code() -> int:
        mail = b"From: iemand@elders.example\nSubject: dank\n\nDank u.\n"
        return subprocess.run([script], input=mail, env=machine.omgeving, capture_output=True, check=False).returncode

    assert code() == 0
    (machine.etc / "omgeving").rename(machine.etc / "weg")
    assert code() == os.EX_TEMPFAIL


def test_een_nieuwe_regio_op_een_computer(tmp_path: Path) -> None:
    """nieuwe-regio.md: the command makes its two files and says so, and the installation that follows answers."""
    maak, gezegd, begin = (
        next(blok for blok in alle(WORTEL / "docs" / "nieuwe-regio.md") if deel in blok.tekst)
        for deel in ("manage.py nieuwe_regio", "Gemaakt:", "manage.py begin")
    )
    poort = vrije_poort()
    plekken = {"/srv/elders": f"{tmp_path}/elders", "8153": str(poort)}
    hier = omgeving(Path(sys.executable).parent) | {"STATIC_ROOT": str(tmp_path / "statisch")}
    gemaakt = maak.draai(WORTEL, hier, plekken)
    assert gemaakt.stdout.strip() == gezegd.tekst.replace("/srv/elders", f"{tmp_path}/elders").strip(), gemaakt.stderr
    tekst = begin.tekst
    for daar, ginds in plekken.items():
        tekst = tekst.replace(daar, ginds)
    kind = Kind("regio", ["bash", "-euo", "pipefail", "-c", tekst], hier, tmp_path / "regio.log", WORTEL).start()

    def antwoordt() -> bool:
        assert kind.leeft, kind.woorden()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{poort}/inloggen/", timeout=5) as pagina:
                return "Elders" in pagina.read().decode()
        except OSError:
            return False

    try:
        wacht_tot(antwoordt, 600, "de nieuwe regio antwoordt", tussen=1)
        assert kind.woorden().count("/uitnodiging") == 2
    finally:
        kind.dood()
