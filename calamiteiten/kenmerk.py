"""The kenmerk: the only name of a zaak that may leave the building. How one is given out, and how people write it."""

import re

from django.db import models

from basis.tekst import plat

from .models import KenmerkTeller
from .statussen import MELDING, PERSVRAAG

BEGIN = {MELDING: "CAL", PERSVRAAG: "PV"}
# What stands around a kenmerk in a sentence, a subject or a note.
RAND = " #.,;:!?*_~=/\\|()[]{}<>'\"`´‘’‚‛“”„‟«»‹›…·•"
_VORM = re.compile(
    rf"(?P<begin>{'|'.join(BEGIN.values()).lower()})[- ]?(?P<jaar>[0-9]{{4}})[- ](?P<nummer>[0-9]{{1,6}})"
)


def volgende(soort: str, jaar: int) -> str:
    """The next kenmerk of a kind of zaak in a year, e.g. CAL-2026-0034 or PV-2026-0007.

    Call inside a transaction: the counter row is locked until it ends, so that two registrations never share a number.
    """
    KenmerkTeller.objects.get_or_create(zaaksoort=soort, jaar=jaar)
    teller = KenmerkTeller.objects.select_for_update().get(zaaksoort=soort, jaar=jaar)
    KenmerkTeller.objects.filter(pk=teller.pk).update(laatste=models.F("laatste") + 1)
    return schrijf(BEGIN[soort], jaar, teller.laatste + 1)


def schrijf(begin: str, jaar: int, nummer: int) -> str:
    """The one spelling of a kenmerk: CAL, 2026, 34 gives CAL-2026-0034."""
    return f"{begin}-{jaar}-{nummer:04d}"


def in_vorm(tekst: str) -> str:
    """The kenmerk that these words are, in its one spelling; empty when they are something else.

    "cal-2026-5", "#CAL–2026–0005." and "CAL 2026 0005" are all CAL-2026-0005: people copy it out of mails, documents
    and speech. Every form, address and search asks here.
    """
    kaal = re.sub(r" *- *", "-", " ".join(plat(tekst).split())).strip(RAND)
    gevonden = _VORM.fullmatch(kaal)
    if gevonden is None:
        return ""
    return schrijf(gevonden["begin"].upper(), int(gevonden["jaar"]), int(gevonden["nummer"]))
