"""A mail through a real Postfix with STARTTLS, and what it sends back when the reader does not exist, along both ways
of docs/beheer/mail.md: the Maildir and the pipe."""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.diensten import vrije_poort
from tests.tlslijn import Gezag
from tests.uitrol.blokken import het_blok

from .opstelling import WORTEL, Opstelling
from .processen import Kind, wacht_tot

pytestmark = [pytest.mark.alleen_alles, pytest.mark.eis("R14")]
STUITERS = "stuiters@calamiteiten.regio.example"
STATUS = "SELECT status FROM communicatie_bericht WHERE regel = 'storing' AND aan = %s"
# Who is Postfix here: users and groups of every Debian that own nothing of ours.
EIGENAAR, GROEP, BUITEN = "news", "uucp", "nobody"
WACHTRIJEN = ["active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved"]
MASTER = """
127.0.0.1:{poort} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
flush unix n - n 1000? 0 flush
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass
class Postfix:
    """One Postfix in a folder of its own, on loopback. What it cannot deliver itself, it gives to the next server."""

    map: Path
    gezag: Gezag
    volgende: int
    poort: int
    kind: Kind | None = None

    @property
    def wortel(self) -> Path:
        """Where its programs are: of this machine, or laid beside it by bin/test."""
        naast = Path(shutil.which("postconf") or "/").parent.parent
        return naast if (naast / "usr/lib/postfix/sbin/master").exists() else Path("/")

    def schrijf(self, main: str, master: str) -> None:
        """Its two files, with at the end what the page adds."""
        papieren, programmas = self.gezag.voor("localhost"), self.wortel / "usr/lib/postfix"
        vast = {
            "compatibility_level": "3.6",
            "queue_directory": self.map / "rij",
            "data_directory": self.map / "data",
            "command_directory": self.wortel / "usr/sbin",
            "daemon_directory": programmas / "sbin",
            "shlib_directory": programmas,
            "meta_directory": self.map / "etc",
            "mail_owner": EIGENAAR,
            "setgid_group": GROEP,
            "import_environment": "MAIL_CONFIG LD_LIBRARY_PATH",
            "myhostname": "mail.regio.example",
            "mydestination": "",
            "local_recipient_maps": "",
            "alias_maps": "",
            "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4",
            "mynetworks": "127.0.0.0/8",
            "relayhost": f"[127.0.0.1]:{self.volgende}",
            "disable_dns_lookups": "yes",
            "smtpd_tls_security_level": "encrypt",
            "smtpd_tls_loglevel": "1",
            "smtpd_tls_cert_file": papieren.certificaat,
            "smtpd_tls_key_file": papieren.sleutel,
            "maillog_file": self.map / "mail.log",
            "maillog_file_prefixes": self.map,
        }
        regels = "\n".join(f"{naam} = {waarde}" for naam, waarde in vast.items())
        (self.map / "etc" / "main.cf").write_text(f"{regels}\n{main}", encoding="utf-8")
        (self.map / "etc" / "master.cf").write_text(MASTER.format(poort=self.poort) + master, encoding="utf-8")

    def start(self) -> None:
        """Start it; waits until it takes mail."""
        opdracht: list[str | Path] = [self.wortel / "usr/lib/postfix/sbin/master", "-d", "-c", self.map / "etc"]
        hier = {"PATH": "/usr/bin:/bin", "MAIL_CONFIG": str(self.map / "etc")}
        hier |= {"LD_LIBRARY_PATH": str(self.wortel / "usr/lib/postfix")} if self.wortel != Path("/") else {}
        self.kind = Kind("postfix", opdracht, hier, self.map / "master.log").start()
        wacht_tot(lambda: "daemon started" in self.woorden(), 30, "Postfix draait")

    def stop(self) -> None:
        """Stop it."""
        if self.kind:
            self.kind.stop()

    def woorden(self) -> str:
        """What it says."""
        paden = [self.map / "mail.log", self.map / "master.log"]
        return "\n".join(pad.read_text(encoding="utf-8") for pad in paden if pad.is_file())


@pytest.fixture
def postfix(opstelling: Opstelling, tmp_path: Path) -> Iterator[Postfix]:
    """A Postfix that only root may start."""
    assert os.geteuid() == 0, "Postfix start alleen als root: draai bin/test --alles als root"
    for pad in [tmp_path, *tmp_path.parents[:2]]:
        pad.chmod(0o755)
    for naam in (
        "etc",
        "data",
        "rij",
        "post",
        *(f"rij/{rij}" for rij in (*WACHTRIJEN, "trace", "maildrop", "public", "pid")),
    ):
        (tmp_path / naam).mkdir()
    for naam in ("data", *(f"rij/{rij}" for rij in (*WACHTRIJEN, "trace", "maildrop", "public"))):
        shutil.chown(tmp_path / naam, EIGENAAR)
        (tmp_path / naam).chmod(0o700)
    for naam, rechten in (("maildrop", 0o1730), ("public", 0o2710)):
        shutil.chown(tmp_path / "rij" / naam, EIGENAAR, GROEP)
        (tmp_path / "rij" / naam).chmod(rechten)
    server = Postfix(tmp_path, Gezag(tmp_path, "instantie"), opstelling.mailpoort, vrije_poort())
    try:
        yield server
    finally:
        server.stop()
        print(server.woorden()[-4000:])


def stuur(opstelling: Opstelling, postfix: Postfix) -> tuple[str, str]:
    """Two messages through Postfix: the server behind it knows one reader, and not the other."""
    opstelling.postkantoor()
    opstelling.daad("berichten_erbij", "2")
    goed, weg = (
        rij[0] for rij in opstelling.sql("SELECT aan FROM communicatie_bericht WHERE regel='storing' ORDER BY id")
    )
    opstelling.mailserver_doet(rcpt={weg: "550 5.1.1 onbekend"})
    lijn = {"EMAIL_HOST": "localhost", "EMAIL_PORT": str(postfix.poort), "EMAIL_TLS": "starttls"}
    opstelling.manage("bewaak", mag_falen=True, EMAIL_TLS_CA=str(postfix.gezag.bestand), STUITERADRES=STUITERS, **lijn)
    # Taken by our own server is all that is known yet.
    assert [opstelling.sql(STATUS, aan)[0][0] for aan in (goed, weg)] == ["verzonden", "verzonden"]
    wacht_tot(lambda: any(goed in mail["aan"] for mail in opstelling.post()), 60, "de ene komt aan")
    assert "TLS connection established from" in postfix.woorden()
    return goed, weg


def test_een_stuiter_van_een_echte_postfix_komt_terug_in_de_maildir(opstelling: Opstelling, postfix: Postfix) -> None:
    main = het_blok("mail.md", "virtual_mailbox_domains").tekst
    postfix.schrijf(main.replace("/var/mail/calamiteiten", str(postfix.map / "post")), "")
    shutil.chown(postfix.map / "post", 10001, 10001)
    postfix.start()
    goed, weg = stuur(opstelling, postfix)

    nieuw = postfix.map / "post" / "stuiters" / "new"
    wacht_tot(lambda: nieuw.is_dir() and list(nieuw.iterdir()), 60, "de stuiter ligt in de Maildir")
    gezegd = opstelling.manage("verwerk_stuiters", "--ingesteld", STUITERMAP=str(nieuw.parent)).stdout

    assert "Verwerkt: 1, niet van ons: 0, niet te lezen: 0" in gezegd
    assert [opstelling.sql(STATUS, aan)[0][0] for aan in (goed, weg)] == ["verzonden", "mislukt"]


def test_een_stuiter_van_een_echte_postfix_komt_terug_door_de_pijp(opstelling: Opstelling, postfix: Postfix) -> None:
    """Also when the settings were away at first: Postfix keeps the report and tries again."""
    omgeving = postfix.map / "omgeving"
    script, wie = postfix.map / "calamiteiten-stuiter", pwd.getpwnam(BUITEN)
    plekken = {"/etc/calamiteiten/omgeving": str(omgeving), "/opt/calamiteiten": str(WORTEL)}
    plekken |= {".venv/bin/python": sys.executable, "/usr/local/bin/calamiteiten-stuiter": str(script)}

    def hier(deel: str) -> str:
        tekst = het_blok("mail.md", deel).tekst
        for daar, ginds in plekken.items():
            tekst = tekst.replace(daar, ginds)
        return tekst.replace("user=calamiteiten", f"user={wie.pw_name}")

    script.write_text(hier("#!/bin/sh"), encoding="utf-8")
    script.chmod(0o755)
    transport = f"relay_domains = calamiteiten.regio.example\ntransport_maps = inline:{{ {STUITERS}=stuiters: }}\n"
    postfix.schrijf(transport + "minimal_backoff_time = 1s\nqueue_run_delay = 1s\n", hier("stuiters  unix"))
    postfix.start()
    goed, weg = stuur(opstelling, postfix)

    wacht_tot(lambda: "relay=stuiters" in postfix.woorden(), 60, "de pijp is geprobeerd")
    assert "status=deferred" in postfix.woorden()
    gezet = opstelling.omgeving(CALAMITEITEN_DATA=str(postfix.map), HOME="/nonexistent", PYTHONDONTWRITEBYTECODE="1")
    omgeving.write_text("".join(f"{naam}={shlex.quote(w)}\n" for naam, w in gezet.items()), encoding="utf-8")
    omgeving.chmod(0o644)

    wacht_tot(lambda: opstelling.sql(STATUS, weg)[0][0] == "mislukt", 120, "de pijp gaf het rapport door")
    assert opstelling.sql(STATUS, goed)[0][0] == "verzonden"
    wacht_tot(lambda: "delivered via stuiters service" in postfix.woorden(), 30, "Postfix is klaar met het rapport")


def test_postfix_leest_de_regels_zonder_klacht(postfix: Postfix) -> None:
    postfix.schrijf(het_blok("mail.md", "virtual_mailbox_domains").tekst, het_blok("mail.md", "stuiters  unix").tekst)
    for vraag in (["-n"], ["-M", "stuiters/unix"]):
        gezegd = subprocess.run(
            ["postconf", "-c", postfix.map / "etc", *vraag], capture_output=True, text=True, check=True
        )
        assert "warning" not in gezegd.stderr
        assert "stuiters" in gezegd.stdout
