"""The line to Redis: a password that counts on a real server, and TLS that looks at whose certificate it is."""

import signal
import socket
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from kombu import Connection
from redis import Redis
from redis.exceptions import AuthenticationError

from calamiteiten.config.start import eis_wachtwoord_van_redis
from tests import diensten

from .test_instellingen import PRODUCTIE, start


def test_redis_laat_zonder_wachtwoord_niemand_binnen(tmp_path: Path) -> None:
    """As docker-compose.yml starts it, and as Celery comes in."""
    opdracht = [str(diensten.redis_programma()), "--bind", "127.0.0.1", "--save", "", "--requirepass", "w8woord"]
    with diensten._server(
        "Redis",
        lambda poort: [*opdracht, "--port", str(poort)],
        lambda poort: f"redis://:w8woord@127.0.0.1:{poort}/0",
        diensten.antwoordt_redis,
        signal.SIGTERM,
        tmp_path / "redis.log",
    ) as adres:
        geen, mis = adres.replace(":w8woord@", ""), adres.replace("w8", "x8")
        mag_niet = {geen: "geen wachtwoord, maar Redis op .* vraagt er een", mis: "neemt dat niet aan"}
        for ander, mag in ((adres, True), (geen, False), (mis, False)):
            # Celery's own connection would try a refused password again and again: the start looks before it.
            with Redis.from_url(ander) as contact:
                if mag:
                    assert contact.ping()
                    eis_wachtwoord_van_redis(ander)
                    _door_de_broker(ander)
                else:
                    with pytest.raises(AuthenticationError):
                        contact.ping()
                    with pytest.raises(ImproperlyConfigured, match=mag_niet[ander]) as weigering:
                        eis_wachtwoord_van_redis(ander)
                    assert "8woord" not in str(weigering.value)
        with Redis.from_url(adres) as contact:
            contact.config_set("requirepass", "")
        with pytest.raises(ImproperlyConfigured, match="heeft geen wachtwoord"):
            eis_wachtwoord_van_redis(adres)
        eis_wachtwoord_van_redis(adres.replace(":w8woord@", ""))
    # What is not there, or is silent, is no answer about a password.
    eis_wachtwoord_van_redis(adres)
    with socket.create_server(("127.0.0.1", 0)) as stil:
        eis_wachtwoord_van_redis(f"redis://:x@127.0.0.1:{stil.getsockname()[1]}/0", seconden=0.2)


def _door_de_broker(adres: str) -> None:
    """What one process says through Celery's broker, another hears."""
    with Connection(adres) as lijn, lijn.SimpleQueue("proef") as rij:
        rij.put({"a": 1})
        assert rij.get(timeout=5).payload == {"a": 1}


def test_tls_vraagt_een_certificaat_dat_klopt() -> None:
    uitslag = start(
        **PRODUCTIE
        | {
            "REDIS_URL": "rediss://:x@redis.example:6379/0",
            "REDIS_TLS_CA": "/ca/redis.pem",
            "DATABASE_TLS": "verify-full",
            "DATABASE_TLS_CA": "/ca/database.pem",
        },
        code="from django.conf import settings as s; from escalatie.back_up.postgres import _toegang as t; o = t();"
        "print(s.CELERY_BROKER_USE_SSL, s.DATABASES['default']['OPTIONS']['sslmode'], "
        "o['PGSSLMODE'], o['PGSSLROOTCERT'])",
    )

    assert "CERT_REQUIRED" in uitslag.stdout, uitslag.stderr
    assert "/ca/redis.pem" in uitslag.stdout
    assert uitslag.stdout.split()[-3:] == ["verify-full", "verify-full", "/ca/database.pem"]
