"""The WSGI callable that granian (or gunicorn) serves. It does not start on a protocol that is broken or changed."""

import os
from contextlib import nullcontext

from django.core.wsgi import get_wsgi_application

from basis import alleen_regels

from . import metriekmap

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamiteiten.config.settings")
# Before the library is loaded, which decides by this how it counts (basis/metrieken.py).
if (_map := metriekmap.maak()) is not None:
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_map))

_productie = os.environ.get("CALAMITEITEN_MODUS") == "productie"
if _productie:
    alleen_regels.begin()
with alleen_regels.of_het_stopt() if _productie else nullcontext():
    application = get_wsgi_application()

    from .start import (
        eis_een_heel_protocol,
        meld_te_veel_rechten,
        meld_te_weinig_verbindingen,
    )

    eis_een_heel_protocol()
    meld_te_veel_rechten()
    meld_te_weinig_verbindingen()
