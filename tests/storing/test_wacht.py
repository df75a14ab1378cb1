"""F4 and F28: a part of the machine is dead, or the sweep itself throws. Somebody hears of it by a path that does not
use what is broken. Each layer of the dead man's switch is killed once."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.bouw import WACHTWOORD

from .browsertje import Bezoeker
from .opstelling import Opstelling
from .processen import wacht_tot

ONDERDELEN = {"BEWAAKTE_ONDERDELEN": "bewaking,verzending,worker,beat,controle"}
TOKEN = "token-van-de-monitor"
OUDER = "UPDATE escalatie_hartslag SET op = now() - interval '2 hours' WHERE component = %s"
WEL_EENS = "INSERT INTO escalatie_hartslag (component, op, bijzonderheid) VALUES (%s, now(), '') ON CONFLICT DO NOTHING"
AF = "SELECT count(*) FROM escalatie_wekker WHERE gevuurd_op IS NOT NULL"


def zet_wakkers(opstelling: Opstelling) -> None:
    """Every part beat just now; the accounts that are told have an address."""
    for onderdeel in ONDERDELEN["BEWAAKTE_ONDERDELEN"].split(","):
        opstelling.sql(WEL_EENS, onderdeel)
    opstelling.daad("adressen")


def alarmen(opstelling: Opstelling) -> list[str]:
    """To whom an alarm went, as the mail server saw it."""
    return sorted(mail["aan"][0] for mail in opstelling.post() if "bewaking vraagt" in mail["onderwerp"])


def gezond(adres: str) -> tuple[int, list[str]]:
    """Code and reasons, for the monitor."""
    verzoek = urllib.request.Request(f"{adres}/gezond", headers={"Authorization": f"Bearer {TOKEN}"})  # noqa: S310
    try:
        antwoord = urllib.request.urlopen(verzoek, timeout=15)  # noqa: S310  our own loopback address
    except urllib.error.HTTPError as fout:
        antwoord = fout
    with antwoord:
        return antwoord.status, json.loads(antwoord.read())["redenen"]


@pytest.fixture
def monitor() -> Iterator[tuple[str, list[str]]]:
    """A monitor elsewhere: its address, and the signs of life that it heard."""
    gehoord: list[str] = []

    class Luisteraar(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            gehoord.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing on the terminal."""

    server = HTTPServer(("127.0.0.1", 0), Luisteraar)
    draad = Thread(target=server.serve_forever, daemon=True)
    draad.start()
    yield f"http://127.0.0.1:{server.server_port}/leeft", gehoord
    server.shutdown()
    server.server_close()
    draad.join()


@pytest.mark.eis("R79")
def test_de_worker_sterft_en_beat_leeft_en_omgekeerd(opstelling: Opstelling) -> None:
    """F4: the watchdog rings, sends and alarms by itself, and says which of the two is gone."""
    opstelling.postkantoor()
    zet_wakkers(opstelling)
    opstelling.daad("meldingen", "fase_1", "2")
    opstelling.sql("DELETE FROM escalatie_hartslag WHERE component IN ('beat', 'verzending')")
    worker, beat = opstelling.worker(), opstelling.beat()
    slag = "SELECT count(*) FROM escalatie_hartslag WHERE component = %s"
    wacht_tot(lambda: opstelling.tel(slag, "beat"), 60, "beat klopt zelf")
    wacht_tot(lambda: opstelling.tel(slag, "verzending"), 60, "de worker verstuurt")

    worker.dood()
    for onderdeel in ("worker", "verzending", "bewaking", "controle"):
        opstelling.sql(OUDER, onderdeel)
    nu_aan_de_beurt = "UPDATE escalatie_wekker SET gaat_op = now() - id * interval '1 ms' WHERE vervallen_op IS NULL"
    opstelling.sql(nu_aan_de_beurt)
    voor, rijp = opstelling.tel(AF), "gevuurd_op IS NULL AND vervallen_op IS NULL"
    gedaan = opstelling.manage("bewaak", mag_falen=True, **ONDERDELEN)

    assert gedaan.returncode == 1, gedaan.stderr
    assert "worker_staat_stil" in gedaan.stderr
    assert "beat_staat_stil" not in gedaan.stderr, "beat leeft en klopt"
    assert opstelling.tel(AF) > voor
    assert opstelling.tel(f"SELECT count(*) FROM escalatie_wekker WHERE {rijp}") == 0
    assert alarmen(opstelling) == ["beheerder@rsj.example", "regiomanager@rsj.example"]

    beat.dood()
    opstelling.worker(naam="worker2")
    opstelling.sql(OUDER, "beat")
    opstelling.sql("UPDATE escalatie_hartslag SET op = now() WHERE component = 'worker'")
    gedaan = opstelling.manage("bewaak", mag_falen=True, **ONDERDELEN)

    assert gedaan.returncode == 1
    assert "beat_staat_stil" in gedaan.stderr
    assert "worker_staat_stil" not in gedaan.stderr
    assert len(alarmen(opstelling)) == 4, "een nieuwe storing is een nieuw alarm"
    opstelling.manage("bewaak", mag_falen=True, **ONDERDELEN)
    assert len(alarmen(opstelling)) == 4, "en hetzelfde wordt zes uur lang niet herhaald"
    assert opstelling.controleer() == []


def test_de_ronde_zelf_is_stuk(opstelling: Opstelling) -> None:
    """F28: the table of the sweep is gone. No heartbeat, 503 with the reason, a banner, an alarm, exit code 1; and mail
    goes on."""
    opstelling.postkantoor()
    zet_wakkers(opstelling)
    opstelling.daad("meldingen", "fase_1", "1")
    adres = opstelling.web(MONITOR_TOKEN=TOKEN)
    assert gezond(adres) == (200, [])

    opstelling.sql("ALTER TABLE escalatie_wekker RENAME TO weg")
    opstelling.sql(OUDER, "bewaking")
    eerst = opstelling.sql("SELECT op FROM escalatie_hartslag WHERE component = 'bewaking'")
    gedaan = opstelling.manage("bewaak", mag_falen=True)

    assert gedaan.returncode == 1
    assert "ronde_mislukt" in gedaan.stderr
    assert "bewaking_staat_stil" in gedaan.stderr
    assert opstelling.sql("SELECT op FROM escalatie_hartslag WHERE component = 'bewaking'") == eerst
    # An answer is kept for some seconds.
    wacht_tot(lambda: {"bewaking_staat_stil", "niet_te_meten"} <= set(gezond(adres)[1]), 15, "de monitor hoort het")
    assert gezond(adres)[0] == 503
    assert Bezoeker(adres).haal("/readyz")[0] == 200, "and visitors are still let in"
    assert len(alarmen(opstelling)) == 2
    assert len(opstelling.post()) > 2, "de andere berichten gingen ook uit"
    bezoeker = Bezoeker(adres)
    bezoeker.meld_aan("regiomanager", WACHTWOORD)
    assert "De bewaking van termijnen staat stil." in bezoeker.haal("/contacten/")[1]

    opstelling.sql("ALTER TABLE weg RENAME TO escalatie_wekker")
    assert opstelling.manage("bewaak").returncode == 0
    wacht_tot(lambda: gezond(adres) == (200, []), 15, "de monitor hoort dat het over is")
    assert opstelling.controleer() == []


def test_elke_laag_van_de_dodemansknop_een_keer_weg(opstelling: Opstelling, monitor: tuple[str, list[str]]) -> None:
    """The sign of life only when all is well; without the watchdog the audit alarms, without mail the exit code."""
    adres, gehoord = monitor
    stand: dict[str, Any] = {**ONDERDELEN, "HARTSLAG_URL": adres}
    opstelling.postkantoor()
    zet_wakkers(opstelling)
    assert opstelling.manage("bewaak", **stand).returncode == 0
    assert len(gehoord) == 1

    # The watchdog is dead: the task of the audit says so.
    opstelling.sql("UPDATE escalatie_hartslag SET op = now() - interval '1 hour' WHERE component = 'bewaker'")
    waak = "from basis import klok; from escalatie.bewaking import ronde; print(list(ronde.waak(klok.nu).fouten))"
    gezegd = opstelling.manage("shell", "-c", waak, **{**stand, "BEWAAKTE_ONDERDELEN": "bewaking,bewaker"})
    assert "['bewaker_staat_stil']" in gezegd.stdout
    assert len(gehoord) == 1, "een stil onderdeel geeft geen levensteken"

    # The mail server is dead: the exit code remains, and the alarm waits in the outbox.
    opstelling.sluit()
    opstelling.sql(OUDER, "worker")
    gedaan = opstelling.manage("bewaak", mag_falen=True, **stand)
    assert gedaan.returncode == 1
    assert "worker_staat_stil" in gedaan.stderr
    wachtend = "SELECT count(*) FROM communicatie_bericht WHERE sjabloon = 'alarm' AND status = 'gepland'"
    assert opstelling.tel(wachtend) >= 2
    assert len(gehoord) == 1

    # A forged row: the auditor finds it, and the sign of life stays away.
    opstelling.sql("UPDATE escalatie_hartslag SET op = now()")
    kenmerk = opstelling.daad("meldingen", "fase_1", "1")[0]
    opstelling.sql(
        "SET session_replication_role = replica; UPDATE escalatie_stap SET motivering = 'x' WHERE volgnummer = 2"
    )
    gedaan = opstelling.manage("bewaak", mag_falen=True, **stand)
    assert gedaan.returncode == 1
    assert "bevinding:6" in gedaan.stderr
    assert kenmerk in gedaan.stderr
    assert len(gehoord) == 1

    # The database is dead: nothing can be written, and that too is an exit code.
    opstelling.postgres.dood()
    gedaan = opstelling.manage("bewaak", mag_falen=True, **stand)
    assert gedaan.returncode == 1
    assert "De database antwoordt niet" in gedaan.stderr
