"""Try again what got stuck: an alarm that failed five times rings anew when a beheerder says so (F21)."""

from datetime import datetime

from django.db.models import QuerySet

from basis.geweigerd import Geweigerd
from communicatie.post import berichten
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.draaiboek.termijnen import MAX_POGINGEN
from escalatie.models import Wekker


def vastgelopen() -> QuerySet[Wekker]:
    """The alarms that were tried five times in vain."""
    return Wekker.objects.filter(gevuurd_op__isnull=True, vervallen_op__isnull=True, pogingen__gte=MAX_POGINGEN)


def probeer_opnieuw(soort: str, pk: int, door: Gebruiker, nu: datetime) -> None:
    """Give this row ("bericht" or "wekker") its tries back; the next round takes it. Raises Geweigerd for another role,
    and when the row is stuck no more."""
    if soort == "bericht":
        berichten.probeer_opnieuw(pk, door, nu)
        return
    if not door.is_rol(Rol.BEHEERDER):
        raise Geweigerd("Alleen een beheerder kan een vastgelopen waarschuwing opnieuw proberen.")
    if not vastgelopen().filter(pk=pk).update(pogingen=0, fout=""):
        raise Geweigerd("Deze waarschuwing is niet (meer) vastgelopen. Ververs de pagina.")
