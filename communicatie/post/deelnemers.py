"""Whom a drill may reach: who signed up, at the address given then, and nobody else (R153).

Asked when a message is planned and again when it is sent, by mail and by SMS alike. The auditor looks a third time,
along another road (`escalatie.bewaking.controle_oefening`).
"""

from basis.wereld import nummer_hier
from calamiteiten.oefening import deelnames
from contacten.models import Contactpersoon

DOET_NIET_MEE = "Doet niet mee aan de oefening: er gaat niets weg."


def mag_weg(adres: str) -> bool:
    """Whether a message to this address may leave: in real work always, in a drill when somebody signed up with it."""
    nummer = nummer_hier()
    if nummer is None:
        return True
    return bool(adres) and deelnames(nummer).filter(adres__iexact=adres).exists()


def mag_naar(contact: Contactpersoon | None) -> bool:
    """Whether this person may be told in this world; an empty seat is told nothing anyway."""
    return contact is None or mag_weg(contact.email)
