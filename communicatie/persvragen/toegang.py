"""Who sees press questions: the three roles of the RSJ that handle them, and nobody else (R3, R120)."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from calamiteiten.kenmerk import in_vorm
from calamiteiten.models import Melding
from communicatie.models import Persvraag
from contacten.models import Gebruiker
from contacten.rollen import Deel, die_zien

ROLLEN_PERS = die_zien(Deel.PERS)


def zichtbare_persvragen(gebruiker: Gebruiker | AnonymousUser) -> QuerySet[Persvraag]:
    """The press questions this user may see now. Seeing one opens no dossier: that is `calamiteiten.toegang`."""
    if not isinstance(gebruiker, Gebruiker) or not gebruiker.is_active or gebruiker.rol not in ROLLEN_PERS:
        return Persvraag.objects.none()
    return Persvraag.objects.all()


def koppelbare_meldingen(gebruiker: Gebruiker) -> QuerySet[Melding]:
    """Which meldingen this user may name as what a press question is about. Who handles the press hears the kenmerk of
    every melding when it is registered (R111), and can name it from then on; that opens no dossier."""
    return Melding.objects.all() if gebruiker.is_active and gebruiker.is_rol(*ROLLEN_PERS) else Melding.objects.none()


def haal_persvraag(gebruiker: Gebruiker | AnonymousUser, kenmerk: str) -> Persvraag:
    """The press question with this kenmerk. Raises Http404 when it is not there or not for this user: one answer."""
    rijen = zichtbare_persvragen(gebruiker).select_related("gemeente", "melding", "vervolg_op", "vastgelegd_door")
    persvraag = rijen.filter(kenmerk=in_vorm(kenmerk)).first()
    if persvraag is None:
        raise Http404
    return persvraag
