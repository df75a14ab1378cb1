"""No names on paper: who did something is called by the role, also where the name stands within a text.

A paper is given on, and whoever gets it has no need of the names of officials. What looks like a number or an address
of a person is left out as well.
"""

import re
from collections.abc import Callable, Mapping

from basis.tekst import vind_persoonsgegevens
from contacten.models import VIA_LINK, Contactpersoon, Gebruiker
from contacten.rolnamen import rolnaam

IEMAND = "een contactpersoon"
WEG = "[persoonsgegeven weggelaten]"
# How a task says at which number somebody is to be reached: without the number that says nothing.
_VIA = " via "
NAMENS = " namens "


def zonder_namen(versie: str) -> Callable[[str], str]:
    """What takes the names of everybody with an account or in the list out of a text, and numbers and addresses of
    persons. Roles are called as this version does. Two queries."""
    namen = _namen(versie)
    # A name of one word can be a word; within a text only what is two words or more is a name for certain.
    lang = sorted((naam for naam in namen if " " in naam), key=len, reverse=True)
    patroon = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, lang))})(?!\w)") if lang else None

    def doe(tekst: str) -> str:
        for naam, rol in ((deel, namen.get(deel.removesuffix(VIA_LINK))) for deel in tekst.split(NAMENS)):
            tekst = tekst.replace(naam, rol) if rol else tekst
        tekst = tekst.replace(VIA_LINK, "")
        tekst = patroon.sub(lambda gevonden: namen[gevonden.group()], tekst) if patroon else tekst
        for vondst in reversed(vind_persoonsgegevens(tekst)):
            voor, na = tekst[: vondst.van], tekst[vondst.tot :]
            tekst = voor.removesuffix(_VIA) if voor.endswith(_VIA) and not na else f"{voor}{WEG}{na}"
        return tekst

    return doe


def _namen(versie: str) -> Mapping[str, str]:
    """Name -> role in words, of everybody with an account or in the contact list."""
    namen: dict[str, str] = {}
    for contact in Contactpersoon.objects.all():
        namen |= {naam: contact.functie or IEMAND for naam in (contact.naam, contact.weergavenaam) if naam}
    for wie in Gebruiker.objects.select_related("gemeente"):
        rol = rolnaam(wie.rol, versie) if wie.rol else "een medewerker"
        namen[wie.naam] = f"{rol} {wie.gemeente}" if wie.gemeente else rol
    return namen
