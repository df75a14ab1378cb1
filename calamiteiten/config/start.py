"""What web server, worker and beat ask before they do anything: is the protocol whole and unchanged?"""

import logging

from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection

from calamiteiten.databaserollen import te_veel

log = logging.getLogger(__name__)


def eis_een_heel_protocol() -> None:
    """Raises ImproperlyConfigured with every complaint of the protocol checks, in Dutch.

    Only manage.py runs the system checks by itself; a process that was merely restarted would never see them.
    """
    fouten = [str(fout) for fout in run_checks(tags=["protocol"]) if fout.is_serious()]
    if fouten:
        raise ImproperlyConfigured("De applicatie start niet. " + " ".join(fouten))


def meld_te_veel_rechten() -> None:
    """Say in the log of a production process that it runs as the owner of the database or as a superuser: then the last
    line (docs/besluiten/0010) is no line. It starts all the same: terms must go on."""
    if not settings.PRODUCTIE:
        return
    try:
        for zin in te_veel(connection):
            log.warning("%s Zie docs/beheer/database.md.", zin)
    except Error as fout:
        log.warning("the role in the database was not looked at: %s", type(fout).__name__)
    finally:
        connection.close()
