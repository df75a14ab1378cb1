"""The auditor asks whether the bytes of every file lie on the disk: a row without them says that something was kept
that is not there (docs/besluiten/0038)."""

from collections.abc import Iterator
from datetime import datetime

from calamiteiten.bestanden import opslag
from calamiteiten.models import Bestand, Bestandstand
from calamiteiten.werelden import Zaken, van

NUMMER = 22
ZIN = "Van een bestand in een dossier is de inhoud niet meer op de schijf"
# Who misses more than this hears enough: then it is the disk.
MEESTE = 500


def zonder_bytes(nu: datetime, zaken: Zaken) -> Iterator[str]:
    """(22) Of every file of these zaken that was not taken back and is not infected (then it lies apart) the bytes are
    on the disk; no file is opened. Whether the bytes are still the same, is asked when somebody fetches them."""
    rijen = van(zaken, Bestand.objects.filter(ingetrokken_op__isnull=True)).exclude(stand=Bestandstand.BESMET)
    paren = rijen.order_by("pk").values_list("pk", "sleutel")
    weg = [pk for pk, sleutel in paren.iterator() if not opslag.ligt_er(sleutel)]
    # Asked once more: what went meanwhile is no row any more.
    yield from rijen.filter(pk__in=weg[:MEESTE]).values_list("zaak__kenmerk", flat=True)
