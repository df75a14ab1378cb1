"""What is proposed as the same event, to who may hear of it: a link to who may open it, else only whom to call."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from basis.telefoon import telefoon_uri
from calamiteiten.gelijkenis import Gebeurtenis, Gelijkenis, lijkt_op, van_melding
from calamiteiten.toegang import zichtbaar_voor
from contacten.bezetting import zetels
from contacten.models import Contactpersoon, Gebruiker
from contacten.rollen import Rol
from escalatie.draaiboek.bevoegdheid import OPVOLGERS
from escalatie.draaiboek.stand import Stand


@dataclass(frozen=True)
class Voorstel:
    """What looks like the same event. `gezien`: what this user may open; `is_meer`: there is something that this user
    may not open, of which nothing is said but whom to call (`bellen`: the contact, its number and address)."""

    gezien: list[Gelijkenis]
    is_meer: bool
    bellen: list[tuple[Contactpersoon, str, str]]

    def __bool__(self) -> bool:
        return bool(self.gezien) or self.is_meer


def voorstel(gebeurtenis: Gebeurtenis | None, gebruiker: Gebruiker, nu: datetime) -> Voorstel | None:
    """What this user hears while registering this event; None when nothing looks like it, or too little is known."""
    return voor_gebruiker(lijkt_op(gebeurtenis), gebruiker, nu) if gebeurtenis else None


def voorstel_bij(stand: Stand, behalve: Iterable[int], gebruiker: Gebruiker, nu: datetime) -> Voorstel | None:
    """What looks like the event of this melding, for who decides about doubles, while it is open; else None.
    `behalve`: what hangs together with it already."""
    melding = stand.melding
    if not melding.is_open() or not gebruiker.is_rol(*OPVOLGERS):
        return None
    return voor_gebruiker(lijkt_op(van_melding(melding, stand.gemeenten), {melding.pk, *behalve}), gebruiker, nu)


def voor_gebruiker(gelijkenissen: list[Gelijkenis], gebruiker: Gebruiker, nu: datetime) -> Voorstel | None:
    """What this user may hear of these; None when there are none."""
    if not gelijkenissen:
        return None
    nummers = [gelijkenis.melding.pk for gelijkenis in gelijkenissen]
    mag = set(zichtbaar_voor(gebruiker).filter(pk__in=nummers).values_list("pk", flat=True))
    is_meer = not mag.issuperset(nummers)
    return Voorstel([g for g in gelijkenissen if g.melding.pk in mag], is_meer, bellen(nu) if is_meer else [])


def bellen(nu: datetime) -> list[tuple[Contactpersoon, str, str]]:
    """Whom to call about what a user may not open: the contact, its number and address."""
    mensen = (contact for zetel in zetels(Rol.CONTRACTMANAGER, nu) for contact in zetel.bezetters)
    return [(wie, wie.nummer, telefoon_uri(wie.nummer)) for wie in mensen if wie.nummer]
