"""Who plays in a drill, and which pages are played (R153, R175)."""

from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import Resolver404, resolve

from contacten.models import Gebruiker
from contacten.rollen import Deel, die_zien

from .models import Deelname, Oefening

# Who makes a drill ready, begins and ends it, and reads its debrief.
LEIDERS = die_zien(Deel.OEFENLEIDING)
# The rooms that are played, by the module of their view; all else is real (tests/wetten/test_werelden.py).
GESPEELD = (
    "escalatie.werk.",
    "escalatie.meldingen.",
    "escalatie.persvragen.",
    "escalatie.media.",
    "escalatie.onrust.",
)
# Among those: what would make something outside every zaak.
NIET_GESPEELD = ("escalatie.meldingen.melden.",)


def wordt_gespeeld(view: Callable[..., HttpResponse]) -> bool:
    """Whether this page is one of the procedure, and so has a life in a drill."""
    kamer = getattr(view, "__module__", "")
    return kamer.startswith(GESPEELD) and not kamer.startswith(NIET_GESPEELD)


def speelt(nummer: int) -> Oefening | None:
    """The drill with this number when it has begun; None for another."""
    return Oefening.objects.filter(pk=nummer, begonnen_op__isnull=False).first()


def is_van_een_link(pad: str) -> bool:
    """Whether the page at this path is behind a link in a mail, which opens it for who is signed in nowhere."""
    try:
        return getattr(resolve(pad).func, "login_required", True) is False
    except Resolver404:
        return False


def deelnames(oefening: int) -> QuerySet[Deelname]:
    """Who takes part in this drill now: signed up and not signed off, with an account that has not ended or by
    links."""
    rijen = Deelname.objects.filter(oefening=oefening, afgemeld_op__isnull=True)
    return rijen.filter(Q(gebruiker__is_active=True) | Q(contactpersoon__isnull=False))


def doet_mee(oefening: Oefening, gebruiker: Gebruiker) -> bool:
    """Whether this user signed up, and did not sign off."""
    return deelnames(oefening.pk).filter(gebruiker=gebruiker).exists()


def leidt(gebruiker: Gebruiker) -> bool:
    """Whether this user leads drills."""
    return gebruiker.is_rol(*LEIDERS)


def mag_erin(oefening: Oefening, gebruiker: Gebruiker) -> bool:
    """Whether this user may go into the world of this drill: who signed up for it, and who leads it."""
    return leidt(gebruiker) or doet_mee(oefening, gebruiker)
