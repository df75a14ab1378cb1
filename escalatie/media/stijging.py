"""A rise in the media proposes to look again at a melding: a decision for the contractmanager, and a mail (R119, A14).

What a rise is stands in the rules of communication. One rise is one question, however long it lasts and whatever the
answer was; after a day without a rise, the next one asks again.
"""

from datetime import date, datetime, time

from django.db import transaction

from basis import achterstand
from basis.kalender import ZONE, lokale_datum
from basis.toekomst import tot_nu
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding
from communicatie.media.trend import begin_van_stijging
from communicatie.models import Mediasignaal
from escalatie.draaiboek import informatie, taken
from escalatie.models import Taak
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol

TAAK = "media_stijging"
AANLEIDING = "media:stijging"


def bewaak(nu: datetime) -> int:
    """Ask about every open melding of which the attention rises at `nu` (aware); returns how many were asked about."""
    vandaag = _begin_van(lokale_datum(nu))
    rijen = Mediasignaal.objects.filter(melding__isnull=False, is_niet_relevant=False, verschenen_op__gte=vandaag)
    open_ = rijen.filter(verschenen_op__lte=nu).exclude(melding__afgerond_op__isnull=False).order_by("melding")
    nummers = open_.values_list("melding", flat=True).distinct()
    werk = [nummer for nummer in nummers if nummer]
    return achterstand.elk_apart(werk, lambda nummer: _vraag(nummer, nu), "no question about media in", is_hardop=True)


def _vraag(nummer: int, nu: datetime) -> bool:
    """Look at one melding, which is locked as the door does it. False when there is no rise, or it was asked before."""
    with transaction.atomic():
        melding = vergrendeld(Melding.objects.all()).get(pk=nummer)
        begin = begin_van_stijging(melding, haal_communicatieregels(melding.protocol_versie), nu)
        protocol = haal_protocol(melding.protocol_versie)
        regel = protocol.taak_per_code.get(TAAK)
        if begin is None or regel is None or not melding.is_open() or _is_gevraagd(melding, begin, nu):
            return False
        nieuw = taken.voor_gemeenten(melding, [regel], [], nu)
        sleutel = f"media:{melding.pk}:{begin.isoformat()}"
        gehoord = informatie.kondig_aan(melding, protocol, aanleiding=AANLEIDING, sleutel=sleutel, nu=nu)
        informatie.meld_taken(melding, nieuw, sleutel=sleutel, nu=nu, gehoord=gehoord)
    return True


def _is_gevraagd(melding: Melding, begin: date, nu: datetime) -> bool:
    return Taak.objects.filter(tot_nu("gemaakt_op", _begin_van(begin), nu), zaak=melding, code=TAAK).exists()


def _begin_van(dag: date) -> datetime:
    return datetime.combine(dag, time.min, tzinfo=ZONE)
