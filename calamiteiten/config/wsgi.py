"""The WSGI callable that granian (or gunicorn) serves. It does not start on a protocol that is broken or changed."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamiteiten.config.settings")

application = get_wsgi_application()


def _eis_een_heel_protocol() -> None:
    # Only manage.py runs the system checks by itself; a web server that was merely restarted would never see them.
    from django.core.checks import run_checks  # noqa: PLC0415  after the settings
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    fouten = [str(fout) for fout in run_checks(tags=["protocol"]) if fout.is_serious()]
    if fouten:
        raise ImproperlyConfigured("De applicatie start niet. " + " ".join(fouten))


_eis_een_heel_protocol()
