"""The auditor asks whether the bytes of every file lie on the disk: a row without them says that something was kept
that is not there (docs/besluiten/0038). And whether none waits for the scanner longer than anybody would think."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from basis.wereld import duur
from calamiteiten.bestanden import opslag, scanner
from calamiteiten.models import Bestand, Bestandstand
from calamiteiten.werelden import Zaken, van

NUMMER = 22
ZIN = "Van een bestand in een dossier is de inhoud niet meer op de schijf"
WACHT_NUMMER = 25
WACHT_ZIN = "Een bestand wacht al een half uur of langer op de virusscanner, en niemand kan het openen"
# A round of the scanner is half a minute, and takes twenty files; what is too hard for it comes again each round.
HOOGSTENS = timedelta(minutes=30)
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


def zonder_oordeel(nu: datetime) -> Iterator[str]:
    """(25) No file waits for a verdict for so long: the scanner is away, or has nothing to say of this one, and then a
    person is to look. One that was taken back is not missed."""
    if scanner.is_er():
        wacht = Bestand.objects.filter(stand=Bestandstand.WACHT, gekeurd_op__isnull=True, ingetrokken_op__isnull=True)
        laat = wacht.filter(vastgelegd_op__lte=nu - duur(HOOGSTENS)).order_by("zaak__kenmerk")
        yield from laat.values_list("zaak__kenmerk", flat=True).distinct()
