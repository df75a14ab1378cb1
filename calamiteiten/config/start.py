"""What web server, worker and beat ask before they do anything: is the protocol whole and unchanged?"""

from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured


def eis_een_heel_protocol() -> None:
    """Raises ImproperlyConfigured with every complaint of the protocol checks, in Dutch.

    Only manage.py runs the system checks by itself; a process that was merely restarted would never see them.
    """
    fouten = [str(fout) for fout in run_checks(tags=["protocol"]) if fout.is_serious()]
    if fouten:
        raise ImproperlyConfigured("De applicatie start niet. " + " ".join(fouten))
