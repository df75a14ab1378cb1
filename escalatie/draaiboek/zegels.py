"""Seals: each step of a zaak carries a fingerprint of itself and of the step before it.

Who changes, inserts or removes a step afterwards, even past the rules of the database, breaks the chain at that very
place (hazard M14). Who rewrites a whole chain is found by the seal of the day, which leaves the house in a daily mail.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from basis.kalender import ZONE
from calamiteiten.werelden import Zaken, van
from escalatie.bewaren.akten import koppen_op
from escalatie.models import Stap

# What of a step is sealed: all of it.
VELDEN = (
    "zaak_id",
    "volgnummer",
    "code",
    "van",
    "naar",
    "door_id",
    "door_contact_id",
    "rol",
    "op",
    "motivering",
    "afwijkingen",
    "gegevens",
    "protocol_versie",
)
_LETTERS = str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst")


@dataclass(frozen=True)
class Breuk:
    """A step whose seal is not that of its contents: of which zaak, and its number there."""

    kenmerk: str
    volgnummer: int


def bereken(stap: Mapping[str, Any], vorige: str) -> str:
    """The seal of a step (its fields by name) that follows the step with seal `vorige` ("" for the first): 64 hex
    digits. The same before it is stored and after it is read back."""
    inhoud = {naam: stap[naam] for naam in VELDEN} | {"op": stap["op"].astimezone(UTC).isoformat(), "vorige": vorige}
    # There and back: what a database returns as text or list must give the same seal as the value it was made of.
    plat = json.loads(json.dumps(inhoud, cls=DjangoJSONEncoder))
    return hashlib.sha256(json.dumps(plat, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def breuken(zaken: Zaken = None) -> Iterator[Breuk]:
    """Every step of these zaken whose seal does not fit, without a look-back window."""
    zaak, vorige = 0, ""
    rijen = van(zaken, Stap.objects.order_by("zaak_id", "volgnummer")).values(*VELDEN, "zegel", "zaak__kenmerk")
    for rij in rijen.iterator(chunk_size=2000):
        vorige = vorige if rij["zaak_id"] == zaak else ""
        if bereken(rij, vorige) != rij["zegel"]:
            yield Breuk(rij["zaak__kenmerk"], rij["volgnummer"])
        zaak, vorige = rij["zaak_id"], rij["zegel"]


def gebroken(nu: datetime, zaken: Zaken) -> Iterator[str]:
    """Audit: kenmerken of those of these zaken of which the chain is broken."""
    return (breuk.kenmerk for breuk in breuken(zaken))


def dagzegel(dag: date) -> str:
    """One seal over all zaken as they stood at the end of this local day: sha256 over the last seal of each.

    Can be asked again at any later moment: another answer than the mail of that day says that history was rewritten.
    """
    tot = datetime.combine(dag, time.max, tzinfo=ZONE)
    # Of what was destroyed since, its certificate says what the last seal of that day was.
    laatste = koppen_op(dag) | dict(
        Stap.objects.filter(op__lte=tot).order_by("volgnummer").values_list("zaak_id", "zegel")
    )
    regels = "\n".join(f"{zaak} {zegel}" for zaak, zegel in sorted(laatste.items()))
    return hashlib.sha256(regels.encode()).hexdigest()


def leesbaar(zegel: str) -> str:
    """The first half of a seal for people: eight groups of four letters, without digits that look like a number of
    somebody."""
    letters = zegel[:32].translate(_LETTERS)
    return " ".join(letters[i : i + 4] for i in range(0, len(letters), 4))
