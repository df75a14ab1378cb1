"""The line to Redis: a password that counts on a real server, and TLS that looks at whose certificate it is."""

import signal
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

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
        for ander, mag in ((adres, True), (adres.replace(":w8woord@", ""), False), (adres.replace("w8", "x"), False)):
            # Celery's own connection would try a refused password again and again.
            with Redis.from_url(ander) as contact:
                if mag:
                    assert contact.ping()
                else:
                    with pytest.raises(AuthenticationError):
                        contact.ping()


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
