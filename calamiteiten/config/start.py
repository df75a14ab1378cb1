"""What web server, worker and beat ask before they do anything: is the protocol whole and unchanged?"""

import logging
import re
import socket
import ssl
import sys
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection

from calamiteiten.databaserollen import te_veel, te_weinig

log = logging.getLogger(__name__)
# What the watch, the workers, the back-up and an administrator need of the database (docs/beheer/opschalen.md).
VOOR_ANDEREN = 20
# What OpenSSL calls an answer that is no TLS.
_GEEN_TLS = frozenset({"WRONG_VERSION_NUMBER", "UNEXPECTED_EOF_WHILE_READING", "HTTP_REQUEST", "UNKNOWN_PROTOCOL"})
# How granian is told how many may work at once, and what holds when it is not told.
_PROCESSEN, _DRADEN = "--workers", "--blocking-threads"
# What PostgreSQL says to who is not there, has no password, or another.
_MAG_NIET = re.compile(r'role "\w+" (does not exist|is not permitted to log in)|password authentication failed')
_GEEF_WACHTWOORD = "Draai databaserollen als eigenaar, met in DATABASE_APP_WACHTWOORD het wachtwoord uit DATABASE_URL."


def eis_een_heel_protocol() -> None:
    """Raises ImproperlyConfigured with every complaint of the protocol checks, in Dutch.

    Only manage.py runs the system checks by itself; a process that was merely restarted would never see them.
    """
    fouten = [str(fout) for fout in run_checks(tags=["protocol"]) if fout.is_serious()]
    if fouten:
        raise ImproperlyConfigured("De applicatie start niet. " + " ".join(fouten))


def eis_tls_van_redis(url: str, seconden: float = 5.0) -> None:
    """Raises ImproperlyConfigured, in Dutch, when the settings say that Redis speaks TLS and it does not: it would wait
    for a line of text, and we for its certificate, for ever. One that cannot be reached is waited for elsewhere, and a
    certificate that does not fit is named there."""
    plek = urlsplit(url)
    if plek.scheme != "rediss":
        return
    naam, poort = plek.hostname or "", plek.port or 6379
    try:
        lijn = socket.create_connection((naam, poort), seconden)
    except OSError:
        return
    with lijn:
        if not _spreekt_tls(lijn, naam):
            raise ImproperlyConfigured(
                f"De applicatie start niet. REDIS_URL begint met rediss://, maar {naam}:{poort} antwoordt niets met "
                "TLS. Zet TLS aan bij Redis, of laat REDIS_URL met redis:// beginnen."
            )


def eis_wachtwoord_van_redis(url: str, gezag: str = "", seconden: float = 5.0) -> None:
    """Raises ImproperlyConfigured, in Dutch and without the password, when Redis does not take the one of `url`, wants
    one and got none, or lets anybody in without: a worker would try for ever, or work for whoever writes there.
    `gezag`: the file of who signed its certificate. What cannot be reached is waited for elsewhere."""
    plek = urlsplit(url)
    adres = f"{plek.hostname}:{plek.port or 6379}"
    zonder = plek._replace(netloc=adres).geturl()
    if _laat_binnen(url, gezag, seconden) is False:
        wat = "neemt dat niet aan" if plek.password else "vraagt er een"
    elif plek.password and _laat_binnen(zonder, gezag, seconden):
        wat = "heeft geen wachtwoord"
    else:
        return
    raise ImproperlyConfigured(
        f"De applicatie start niet. In REDIS_URL staat {'een' if plek.password else 'geen'} wachtwoord, maar Redis op "
        f"{adres} {wat}. Zet in REDIS_URL en bij Redis (requirepass) hetzelfde."
    )


def _laat_binnen(url: str, gezag: str, seconden: float) -> bool | None:
    """Whether Redis answers to who comes like this; None when it does not answer at all."""
    from redis import Redis  # noqa: PLC0415 (a website never talks to Redis)
    from redis.exceptions import AuthenticationError, RedisError  # noqa: PLC0415

    tls = {"ssl_ca_certs": gezag} if gezag and url.startswith("rediss") else {}
    try:
        with Redis.from_url(url, socket_timeout=seconden, socket_connect_timeout=seconden, **tls) as contact:
            return bool(contact.ping())
    except AuthenticationError:
        return False
    except (RedisError, OSError):
        return None


def _spreekt_tls(lijn: socket.socket, naam: str) -> bool:
    """Whether what is at the other end answers in TLS. A certificate that is not trusted is an answer too: the line of
    the work itself asks whom it is, with the file of who signed it."""
    try:
        with ssl.create_default_context().wrap_socket(lijn, server_hostname=naam):
            return True
    except TimeoutError:
        return False
    except ssl.SSLError as fout:
        return fout.reason not in _GEEN_TLS
    except OSError:
        return True  # it went away meanwhile: that is no answer


def meld_te_veel_rechten() -> None:
    """Say in the log of a production process that it runs as the owner of the database or as a superuser: then the last
    line (docs/besluiten/0010) is no line. It starts all the same: terms must go on."""
    _meld(lambda: te_veel(connection), "database.md")


def meld_te_weinig_verbindingen() -> None:
    """Say in the log of a website that it may want more connections than it gets, or may take those of the watch."""
    _meld(lambda: te_weinig(connection, tegelijk(sys.argv), VOOR_ANDEREN), "opschalen.md")


def tegelijk(woorden: Sequence[str]) -> int:
    """How many visitors this web server serves at once, as its command line says: processes times threads."""
    return _getal(woorden, _PROCESSEN) * _getal(woorden, _DRADEN)


def _getal(woorden: Sequence[str], vlag: str) -> int:
    for plek, woord in enumerate(woorden):
        naam, _, waarde = woord.partition("=")
        waarde = waarde or next(iter(woorden[plek + 1 :]), "")
        if naam == vlag and waarde.isdecimal():
            return int(waarde)
    return 1


def _meld(vraag: Callable[[], list[str]], bladzijde: str) -> None:
    if not settings.PRODUCTIE:
        return
    try:
        for zin in vraag():
            log.warning("%s Zie docs/beheer/%s.", zin, bladzijde)
    except Error as fout:
        if _MAG_NIET.search(str(fout)):
            rol = settings.DATABASES["default"]["USER"]
            log.error("%s kan niet inloggen bij de database. %s Zie docs/beheer/database.md.", rol, _GEEF_WACHTWOORD)
            return
        log.warning("the role in the database was not looked at: %s", type(fout).__name__)
    finally:
        connection.close()
