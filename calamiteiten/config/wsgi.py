"""The WSGI callable that granian (or gunicorn) serves. It does not start on a protocol that is broken or changed."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamiteiten.config.settings")

application = get_wsgi_application()

from .start import eis_een_heel_protocol, meld_te_veel_rechten  # noqa: E402  after the settings

eis_een_heel_protocol()
meld_te_veel_rechten()
