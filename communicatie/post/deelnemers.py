"""Whom a drill may reach: who signed up, at the address given then, and nobody else (R153).

Asked when a message is planned and again when it is sent, by mail and by SMS alike. The auditor looks a third time,
along another road (`escalatie.bewaking.controle_oefening`). Who takes part without an account is that one person of the
contact list: a colleague who reads the same mailbox did not sign up.
"""

from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet

from basis.wereld import hier, nummer_hier
from calamiteiten.oefening import deelnames
from communicatie.models import Bericht, BerichtStatus
from contacten.bezetting import Zetel, lopend
from contacten.models import Contactpersoon, Gebruiker
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE

DOET_NIET_MEE = "Doet niet mee aan de oefening: er gaat niets weg."


GESTOPT = "De oefening is gestopt. U hoeft niets meer te doen."


def mag_weg(adres: str, contact: Contactpersoon | None = None) -> bool:
    """Whether a message to this address, of this person, may leave: in real work always, in a drill when somebody
    signed up with it: an account, or this very person."""
    nummer = nummer_hier()
    if nummer is None:
        return True
    wie = Q(gebruiker__isnull=False) | Q(contactpersoon=contact.pk if contact else None)
    return bool(adres) and deelnames(nummer).filter(wie, adres__iexact=adres).exists()


def mag_naar(contact: Contactpersoon | None) -> bool:
    """Whether this person may be told in this world; an empty seat is told nothing anyway."""
    return contact is None or mag_weg(contact.email, contact)


def van_wie_meedoet(zetel: Zetel) -> Zetel:
    """The seat as this world fills it: in a drill who of it takes part plays it, also when he is not the first. When
    none of them does, it stays as it is, so that the debrief knows who should have heard."""
    if nummer_hier() is None:
        return zetel
    wie = tuple(contact for contact in zetel.bezetters if mag_naar(contact))
    return replace(zetel, bezetters=wie, piket=tuple(c for c in zetel.piket if c in wie)) if wie else zetel


def is_gestopt() -> bool:
    """Whether this is done in the world of a drill that is over."""
    wereld = hier()
    return wereld is not None and wereld.gestopt_op is not None


def haal_in(contact: Contactpersoon, nu: datetime) -> int:
    """Who signs up while the drill is played hears what he is to do now: of what his seats were to be told, the last
    message per seat and zaak goes out after all, at `nu` (aware, on the clock of the drill). Its page shows everything
    that seat is asked. How many. Inside the world of the drill.

    Also what was to be told to a colleague on his seat who does not take part: he plays that seat now."""
    van_hem = Q(contactpersoon=contact)
    for plek in lopend(nu).filter(contactpersoon=contact):
        gemeente = plek.gemeente_id if plek.rol in PER_GEMEENTE else None
        aanbieder = plek.aanbieder_id if plek.rol in PER_AANBIEDER else None
        van_hem |= Q(rol=plek.rol, gemeente=gemeente, aanbieder=aanbieder)
    gemist = Bericht.objects.filter(
        van_hem, status=BerichtStatus.INGETROKKEN, reden=DOET_NIET_MEE, zaak__afgerond_op__isnull=True
    )
    laatste = {(rij.zaak_id, rij.rol, rij.gemeente_id, rij.aanbieder_id): rij.pk for rij in gemist.order_by("pk")}
    return Bericht.objects.filter(pk__in=laatste.values()).update(
        status=BerichtStatus.GEPLAND, reden="", volgende_poging_op=nu, aan=contact.email, contactpersoon=contact
    )


def met_een_account() -> QuerySet[Gebruiker]:
    """Whose account opens a page of this world: in real work every one, in a drill that of who takes part with it."""
    nummer = nummer_hier()
    if nummer is None:
        return Gebruiker.objects.all()
    return Gebruiker.objects.filter(pk__in=deelnames(nummer).filter(gebruiker__isnull=False).values("gebruiker"))
