"""The lines to PostgreSQL and Redis really with TLS: who signed the certificate and whom it is for both count."""

import importlib.util
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from kombu.exceptions import OperationalError

from basis.geweigerd import Geweigerd
from calamiteiten.config import settings as settings_
from calamiteiten.config.start import eis_tls_van_redis
from escalatie.back_up import postgres as back_up
from tests.diensten import tijdelijke_map
from tests.tlslijn import Gezag, ervoor

from .opstelling import Opstelling
from .processen import Kind, Postgres, Redis, wacht_tot

HIER, ELDERS = "127.0.0.1", "database.example"


@dataclass(frozen=True)
class Lijn:
    """Who signs here, another who does not, and a folder that PostgreSQL may read."""

    map: Path
    gezag: Gezag
    vreemd: Gezag


@pytest.fixture(scope="module")
def lijn() -> Iterator[Lijn]:
    with tijdelijke_map() as map_:
        map_.chmod(0o755)
        yield Lijn(map_, Gezag(map_, "eigen"), Gezag(map_, "vreemd"))


def instellingen(monkeypatch: pytest.MonkeyPatch, **omgeving: str) -> dict[str, Any]:
    """What the settings make of this environment."""
    for naam, waarde in omgeving.items():
        monkeypatch.setenv(naam, waarde)
    plek = importlib.util.spec_from_file_location("calamiteiten.config.settings_met_tls", str(settings_.__file__))
    assert plek
    assert plek.loader
    gelezen = importlib.util.module_from_spec(plek)
    plek.loader.exec_module(gelezen)
    return vars(gelezen)


@pytest.mark.altijd
@pytest.mark.django_db
def test_de_database_wordt_alleen_vertrouwd_met_een_certificaat_dat_klopt(
    lijn: Lijn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The web, the worker and the programs of the back-up go the same way."""
    with tijdelijke_map() as map_:
        server = Postgres(map_)
        papieren = lijn.gezag.voor(HIER)
        server.met_tls(papieren.certificaat, papieren.sleutel)
        server.start()
        try:
            goed = _verbinding(monkeypatch, server, lijn.gezag.bestand)
            with goed.cursor() as cursor:
                cursor.execute("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                assert cursor.fetchone() in {(True, "TLSv1.2"), (True, "TLSv1.3")}
            _dump(monkeypatch, goed, server)
            fout = _verbinding(monkeypatch, server, lijn.vreemd.bestand)
            with pytest.raises(DatabaseError, match="certificate verify failed"):
                fout.ensure_connection()
            with pytest.raises(Geweigerd, match="certificate verify failed"):
                _dump(monkeypatch, fout, server)
            with pytest.raises(Geweigerd, match="certificate verify failed"), back_up._onderhoud():
                pass
            # The same server under another name is another server.
            naam = _verbinding(monkeypatch, server, lijn.gezag.bestand, adres="localhost")
            with pytest.raises(DatabaseError, match="does not match host name"):
                naam.ensure_connection()
            # Nor is a line without TLS taken when one was asked for.
            server.stop()
            server.zonder_tls()
            server.start()
            with pytest.raises(DatabaseError, match="does not support SSL"):
                _verbinding(monkeypatch, server, lijn.gezag.bestand).ensure_connection()
            goed.close()
        finally:
            server.stop()


def _verbinding(
    monkeypatch: pytest.MonkeyPatch, server: Postgres, gezag: Path, adres: str = HIER
) -> BaseDatabaseWrapper:
    url = server.adres().replace(HIER, adres)
    gemaakt = instellingen(monkeypatch, DATABASE_URL=url, DATABASE_TLS="verify-full", DATABASE_TLS_CA=str(gezag))
    verbinding: Any = ConnectionHandler(gemaakt["DATABASES"])["default"]
    return verbinding


def _dump(monkeypatch: pytest.MonkeyPatch, verbinding: BaseDatabaseWrapper, server: Postgres) -> None:
    """Have pg_dump read the (empty) database, as a back-up does."""
    monkeypatch.setattr(back_up, "connection", verbinding)
    opdracht = [str(server.programmas / "pg_dump"), "--schema-only"]
    with back_up._programma(opdracht, stdout=subprocess.DEVNULL):
        pass


@pytest.mark.altijd
def test_redis_wordt_alleen_vertrouwd_met_een_certificaat_dat_klopt(
    lijn: Lijn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tijdelijke_map() as map_:
        redis = Redis(map_)
        redis.start()
        try:
            gevallen = (
                (HIER, lijn.gezag, lijn.gezag, True),
                (HIER, lijn.vreemd, lijn.gezag, False),
                (ELDERS, lijn.gezag, lijn.gezag, False),
            )
            for naam, tekent, vertrouwt, mag in gevallen:
                with ervoor(redis.poort, tekent.voor(naam)) as poort:
                    app = _celery(monkeypatch, poort, vertrouwt.bestand)
                    if mag:
                        _zeg_iets(app)
                        continue
                    with pytest.raises(OperationalError, match=r"(?i)certificate"):
                        _zeg_iets(app)
        finally:
            redis.stop()


def _celery(monkeypatch: pytest.MonkeyPatch, poort: int, gezag: Path) -> Celery:
    """A Celery of these settings, as that of worker and beat."""
    gemaakt = instellingen(monkeypatch, REDIS_URL=f"rediss://{HIER}:{poort}/0", REDIS_TLS_CA=str(gezag))
    app = Celery("proef", set_as_current=False)
    app.conf.update(broker_url=gemaakt["CELERY_BROKER_URL"], broker_use_ssl=gemaakt["CELERY_BROKER_USE_SSL"])
    return app


def _zeg_iets(app: Celery) -> None:
    with app.connection_for_write() as verbinding:
        verbinding.ensure_connection(max_retries=1, interval_start=0, timeout=5)
        with verbinding.SimpleQueue("proef") as rij:
            rij.put({"ja": True})
            assert rij.get(timeout=5).payload == {"ja": True}


@pytest.mark.altijd
def test_een_worker_bij_een_redis_zonder_tls_start_niet_en_zegt_waarom(opstelling: Opstelling) -> None:
    """It waited for ever: Redis for a line of text, the worker for a certificate. A Redis that is not there yet, and
    one with a certificate of whoever, are waited for and named elsewhere."""
    zonder = MetTls(**vars(opstelling), extra={"REDIS_URL": f"rediss://:x@{HIER}:{opstelling.redis.poort}/0"})
    worker = zonder.worker(naam="zonder-tls")
    proces = worker.proces
    assert proces
    wacht_tot(lambda: proces.poll() is not None, 60, "de worker geeft het op")
    assert "antwoordt niets met TLS" in worker.woorden()
    assert "Traceback" not in worker.woorden()


def test_of_redis_tls_spreekt_wordt_gevraagd_en_meer_niet(lijn: Lijn) -> None:
    with socket.create_server((HIER, 0)) as stil:
        with pytest.raises(ImproperlyConfigured, match="antwoordt niets met TLS"):
            eis_tls_van_redis(f"rediss://{HIER}:{stil.getsockname()[1]}/0", seconden=0.3)
        eis_tls_van_redis(f"redis://{HIER}:{stil.getsockname()[1]}/0", seconden=0.3)
        poort = stil.getsockname()[1]
    eis_tls_van_redis(f"rediss://{HIER}:{poort}/0", seconden=0.3)
    with ervoor(poort, lijn.vreemd.voor(HIER)) as voor:
        eis_tls_van_redis(f"rediss://{HIER}:{voor}/0")


@pytest.mark.alleen_alles
def test_worker_en_beat_werken_langs_een_versleutelde_lijn_en_niet_langs_een_valse(
    opstelling: Opstelling, lijn: Lijn
) -> None:
    """The real processes: the mail goes out, and with a certificate of another nothing does."""
    opstelling.postkantoor()
    opstelling.daad("berichten_erbij", "5")
    for tekent, mag in ((lijn.vreemd, False), (lijn.gezag, True)):
        with ervoor(opstelling.redis.poort, tekent.voor(HIER)) as poort:
            lijnen = {"REDIS_URL": f"rediss://{HIER}:{poort}/0", "REDIS_TLS_CA": str(lijn.gezag.bestand)}
            hier = MetTls(**vars(opstelling), extra=lijnen)
            worker, beat = hier.worker(naam=f"worker{mag}"), hier.beat(f"beat{mag}")
            if mag:
                opstelling.wacht_tot_leeg(60)
            else:
                wacht_tot(partial(_noemt_certificaat, worker), 60, "de worker zegt wat er is")
                assert not opstelling.is_leeg
            for kind in (worker, beat):
                kind.dood()
    # Besides these five the watch had things to say; nothing came twice.
    post = [bericht["id"] for bericht in opstelling.post()]
    assert len(post) == len(set(post)) >= 5


def _noemt_certificaat(kind: Kind) -> bool:
    return "certificate" in kind.woorden().lower()


@dataclass
class MetTls(Opstelling):
    """The same installation, of which every process gets this environment too."""

    extra: dict[str, str] = field(default_factory=dict)

    def omgeving(self, **anders: str) -> dict[str, str]:
        return super().omgeving(**self.extra, **anders)
