"""A drill that was played becomes an entry of the register: the day, and who took part, by function (R175)."""

from datetime import datetime

from basis.kalender import lokale_datum
from calamiteiten.models import Deelname, Oefening, Paraatheid
from contacten.bezetting import lopend
from contacten.models import Gebruiker
from contacten.rollen import PER_GEMEENTE
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import deur
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.paraatheid.register.opdrachten import HERZIE, LEG_VAST, Inhoud, Vastlegging
from escalatie.paraatheid.register.stand import actie_van, geldende_feiten
from escalatie.protocol.lezen import haal_protocol

# The form of an action of which every time stands in the register.
VORM = "oefening"
LANGSTE = 300


def schrijf_in(oefening: Oefening, door: Gebruiker, nu: datetime) -> bool:
    """Record it at every gemeente that took part, the one of the story first; False when none of them has that action.
    Inside the transaction that ended the drill, and outside its world: the register is real. `nu`: real time."""
    gedaan = False
    for zaak in _acties(oefening, nu):
        inhoud = Inhoud(
            op_datum=lokale_datum(nu),
            wie=deelnemers_in_woorden(oefening, zaak.protocol_versie)[:LANGSTE],
            partner=actie_van(zaak).partner,
            tekst=f"Oefening in de app: {oefening.naam}. De nabespreking staat bij de oefening.",
        )
        nieuwste = max((feit.pk for feit in geldende_feiten(zaak)), default=0)
        stap = haal_protocol(zaak.protocol_versie).paraatheid.stap_per_code[LEG_VAST]
        code = LEG_VAST if zaak.status in stap.van else HERZIE
        deur.voer_uit(Opdracht(zaak.pk, code, door.pk, zaak.status, gegevens=Vastlegging(inhoud, nieuwste)), nu)
        gedaan = True
    return gedaan


def deelnemers_in_woorden(oefening: Oefening, versie: str) -> str:
    """Who took part, by function and place, never by name."""
    rijen = Deelname.objects.filter(oefening=oefening).select_related("gebruiker__gemeente")
    return ", ".join(sorted({functie_van(rij, versie) for rij in rijen}))


def functie_van(rij: Deelname, versie: str) -> str:
    """For whom this one takes part: the role of the account, or the seats of who came by a link."""
    if rij.gebruiker is None:
        return rij.plekken
    return f"{rolnaam(rij.gebruiker.rol, versie)} {rij.gebruiker.gemeente or ''}".strip()


def _acties(oefening: Oefening, nu: datetime) -> list[Paraatheid]:
    rijen = Deelname.objects.filter(oefening=oefening)
    plekken = lopend(nu).filter(contactpersoon__in=rijen.values("contactpersoon"), rol__in=[*PER_GEMEENTE])
    gemeenten = {
        oefening.gemeente_id,
        *rijen.filter(gebruiker__gemeente__isnull=False).values_list("gebruiker__gemeente", flat=True),
        *plekken.filter(gemeente__isnull=False).values_list("gemeente", flat=True),
    }
    zaken = Paraatheid.objects.filter(gemeente__in=gemeenten, afgerond_op__isnull=True).order_by("pk")
    return [zaak for zaak in zaken if actie_van(zaak).vorm == VORM]
