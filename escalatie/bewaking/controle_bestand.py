"""The auditor asks whether the bytes of every file lie on the disk: a row without them says that something was kept
that is not there (docs/besluiten/0038)."""

from collections.abc import Iterator
from datetime import datetime

from calamiteiten.bestanden import opslag
from calamiteiten.models import Bestand, Bestandstand

NUMMER = 22
ZIN = "Van een bestand in een dossier is de inhoud niet meer op de schijf"
# Who misses more than this hears enough: then it is the disk.
MEESTE = 500


def zonder_bytes(nu: datetime) -> Iterator[str]:
    """(22) Of every file that was not taken back and is not infected (then it lies apart) the bytes are on the disk.
    One query and one listing of the folder, however many there are; whether the bytes are still the same, is asked when
    somebody fetches them."""
    rijen = Bestand.objects.filter(ingetrokken_op__isnull=True).exclude(stand=Bestandstand.BESMET)
    # The rows first: what is added after that is not asked, and what goes meanwhile is no row any more below.
    paren = list(rijen.order_by("pk").values_list("pk", "sleutel"))
    er_is = opslag.op_schijf() if paren else frozenset()
    weg = [pk for pk, sleutel in paren if sleutel.hex not in er_is]
    yield from rijen.filter(pk__in=weg[:MEESTE]).values_list("zaak__kenmerk", flat=True)
