"""Who belongs to a zaak (docs/besluiten/0037): whoever did something in it, whose seat has a task in it, or who was
written to about it."""

from django.db.models import Exists, OuterRef, Q

from communicatie.models import Bericht, BerichtStatus
from contacten.models import Gebruiker
from escalatie.models import Stap, Taak, TaakStatus


def deed_iets(gebruiker: Gebruiker) -> Exists:
    """Whether this user recorded something in the zaak."""
    return Exists(Stap.objects.filter(zaak=OuterRef("pk"), door=gebruiker))


def heeft_een_taak(gebruiker: Gebruiker) -> Exists:
    """Whether something waits for the seat of this user, or he did a task."""
    plek = Q(status=TaakStatus.OPEN, rol=gebruiker.rol) | Q(afgerond_door=gebruiker)
    return Exists(Taak.objects.filter(plek, zaak=OuterRef("pk")))


def hoorde_ervan(gebruiker: Gebruiker) -> Exists:
    """Whether this user was written to about the zaak: as the person of the list, or at the address of the account."""
    aan = Q(contactpersoon=gebruiker.contactpersoon_id, contactpersoon__isnull=False)
    if gebruiker.email:
        aan |= Q(aan__iexact=gebruiker.email)
    berichten = Bericht.objects.filter(aan, zaak=OuterRef("pk")).exclude(status=BerichtStatus.INGETROKKEN)
    return Exists(berichten)


KRING = (deed_iets, heeft_een_taak, hoorde_ervan)
