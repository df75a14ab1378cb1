"""One event, two meldingen: the one is closed as a double of the other, which goes on with everyone who was involved.

Both dossiers say so, and the history of both stays. A double is of a melding that goes on by itself: never of itself,
of one that is a double too, or of one whose reader may not see it.
"""

from datetime import datetime

from basis.geweigerd import Geweigerd
from basis.taal import opsomming
from calamiteiten.grendels import vergrendeld
from calamiteiten.kenmerk import in_vorm
from calamiteiten.models import Melding
from calamiteiten.toegang import zichtbaar_voor
from contacten.models import Gebruiker, Gemeente

from . import betrokkenen

ONBEKEND = "Er is geen andere melding met dit kenmerk die u kunt openen. Controleer het kenmerk."


def zoek(melding: Melding, kenmerk: str, door: Gebruiker) -> Melding:
    """The melding of which this one is a double, held until the transaction ends. Raises Geweigerd when it is none that
    this user sees, itself, a double too, in use by somebody at this moment, or closed while a gemeente of this one is
    not in it."""
    if not (vorm := in_vorm(kenmerk)):
        raise Geweigerd(ONBEKEND)
    if vorm == melding.kenmerk:
        raise Geweigerd("Een melding kan geen dubbel van zichzelf zijn.")
    gezien = zichtbaar_voor(door).filter(kenmerk=vorm).values_list("pk", flat=True).first()
    if gezien is None:
        raise Geweigerd(ONBEKEND)
    # Who waits here for a colleague that closes the other one as a double of this, waits for ever.
    ander = vergrendeld(Melding.objects.filter(pk=gezien), sla_over=True).first()
    if ander is None:
        raise Geweigerd(f"Een collega werkt op dit moment in {vorm}. Probeer het zo nog een keer.")
    if ander.dubbel_van_id:
        eerste = Melding.objects.get(pk=ander.dubbel_van_id)
        raise Geweigerd(f"{vorm} is zelf een dubbel van {eerste.kenmerk}. Noem die melding.")
    if melding.dubbelen.exists():
        dubbelen = opsomming(melding.dubbelen.values_list("kenmerk", flat=True))
        raise Geweigerd(f"Deze melding heeft zelf een dubbel: {dubbelen}. Beoordeel die eerst opnieuw.")
    nieuw = opsomming(map(str, _nog_niet_betrokken(melding, ander)))
    if nieuw and not ander.is_open():
        raise Geweigerd(f"{vorm} is gesloten en {nieuw} is daar niet betrokken. Open die melding eerst weer.")
    return ander


def neem_over(melding: Melding, door: Gebruiker, nu: datetime) -> None:
    """Whoever was involved here is involved in the melding that goes on: it gets what the others there have. Call in
    the transaction that closed this one as a double."""
    if melding.dubbel_van:
        betrokkenen.neem_op(melding.dubbel_van, _nog_niet_betrokken(melding, melding.dubbel_van), door, nu)


def _nog_niet_betrokken(melding: Melding, ander: Melding) -> list[Gemeente]:
    daar = ander.betrokkenheden.values("gemeente")
    return [rij.gemeente for rij in melding.betrokkenheden.exclude(gemeente__in=daar).select_related("gemeente")]
