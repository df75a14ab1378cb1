"""What a recipient does with a message: open the dossier (read), and say that it was received (confirmed).

Accepted by the mail server is not read, and read is not confirmed. A message belongs to the one whose contact it was
sent to, and to everyone who signs in for the same seat: the role, and the gemeente when the role has one (R101).
"""

from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from calamiteiten.models import Melding
from calamiteiten.statussen import MELDING
from calamiteiten.toegang import Gebied
from calamiteiten.toegang.kijker import van_wie_kijkt
from communicatie.models import AANGENOMEN, AGENDA, VRAAGT_TELEFOON, Bericht
from contacten.models import Gebruiker
from contacten.rollen import PER_GEMEENTE

# The request to confirm stands until somebody answered, or it lapsed. A message that came back may be confirmed too:
# whoever fills the seat and opened the dossier knows all the same.
ONBEANTWOORD = Q(bevestigen_voor_op__isnull=False, bevestigd_op__isnull=True, vraag_vervallen_op__isnull=True)
_GEVRAAGD = ONBEANTWOORD & Q(status__in=[*AANGENOMEN, *VRAAGT_TELEFOON])


def van(gebruiker: Gebruiker) -> Q:
    """Which messages are for this user: sent to the contact of this account, or to the seat it signs in for."""
    eigen = Q(contactpersoon=gebruiker.contactpersoon_id) if gebruiker.contactpersoon_id else Q(pk__in=[])
    if not gebruiker.rol:
        return eigen
    plek = Q(gemeente=gebruiker.gemeente_id) if gebruiker.rol in PER_GEMEENTE else Q(gemeente__isnull=True)
    return eigen | (Q(rol=gebruiker.rol) & plek)


def markeer_gelezen(melding: Melding, gebruiker: Gebruiker, nu: datetime) -> int:
    """Record that this user opened the dossier of a message that was sent; the first time counts. One query
    when there is none.

    `nu` is aware. Returns how many messages this was the first reading of.
    """
    # Nearly always there is none, and then nothing is held: who goes through a dossier reads them on its first page.
    ongelezen = _ongelezen(gebruiker, melding.pk, gebied=Gebied())
    if not ongelezen:
        return 0
    rijen = Bericht.objects.filter(pk__in=ongelezen, status__in=AANGENOMEN, gelezen_op__isnull=True)
    return rijen.update(gelezen_op=nu, gelezen_door=gebruiker)


@van_wie_kijkt
def _ongelezen(gebruiker: Gebruiker, _: QuerySet[Melding], zaak: int) -> QuerySet[Bericht, int]:
    return ongelezen_door(gebruiker, zaak).order_by().values_list("pk", flat=True)


def ongelezen_door(gebruiker: Gebruiker, zaak: int) -> QuerySet[Bericht]:
    """The messages about this zaak that arrived for this user, and that nobody read for him."""
    return Bericht.objects.filter(van(gebruiker), zaak=zaak, status__in=AANGENOMEN, gelezen_op__isnull=True)


def te_bevestigen(melding: Melding, gebruiker: Gebruiker) -> list[Bericht]:
    """The messages of this melding that wait for a confirmation by this user, the first to answer first."""
    return _te_bevestigen(gebruiker, melding.pk, gebied=Gebied())


@van_wie_kijkt
def _te_bevestigen(gebruiker: Gebruiker, _: QuerySet[Melding], zaak: int) -> QuerySet[Bericht]:
    return gevraagd_aan(gebruiker).filter(zaak=zaak).order_by("bevestigen_voor_op", "pk")


def gevraagd() -> QuerySet[Bericht]:
    """Every message about a melding that reached somebody, or should have, and waits for a confirmation. An invitation
    is not confirmed: it is answered, with whether one comes."""
    return Bericht.objects.filter(_GEVRAAGD, zaak__zaaksoort=MELDING).exclude(gegevens__has_key=AGENDA)


def gevraagd_aan(gebruiker: Gebruiker) -> QuerySet[Bericht]:
    """Those that wait for this user, of whatever melding: ask `toegang` which he may see."""
    return gevraagd().filter(van(gebruiker))


def bevestig(melding: Melding, gebruiker: Gebruiker, nu: datetime) -> int:
    """Record that this user received what this melding told his seat; returns how many messages that answers.

    One answer counts for the whole seat. A second time changes nothing and returns 0. `nu` is aware.
    """
    return (
        gevraagd_aan(gebruiker)
        .filter(zaak=melding)
        .update(
            bevestigd_op=nu,
            bevestigd_door=gebruiker,
            gelezen_op=Coalesce(F("gelezen_op"), nu),
            gelezen_door=Coalesce(F("gelezen_door"), gebruiker.pk),
        )
    )


def laat_vraag_vervallen(berichten: QuerySet[Bericht], nu: datetime) -> int:
    """Ask nobody any more to confirm these messages; what was confirmed stays. Returns how many. `nu` is aware."""
    return berichten.filter(ONBEANTWOORD).update(vraag_vervallen_op=nu)
