"""The read model of the page with papers: which there are for this user, and how those stand that are being made."""

from dataclasses import dataclass
from datetime import timedelta

from basis.kap import Gekapt, kap
from basis.taal import duur, moment
from escalatie.models import Papier

from .maken import plek
from .soorten import SOORTEN, Vraag

LAATSTE = 10


@dataclass(frozen=True)
class Keuze:
    """One paper that this user may have."""

    code: str
    naam: str
    zin: str


@dataclass(frozen=True)
class Stand:
    """How far one is that was asked for: `zin` says it in words; `is_bezig`: something is still to come."""

    nummer: int
    naam: str
    kop: str
    zin: str
    is_bezig: bool
    is_klaar: bool


def keuzes(vraag: Vraag) -> list[Keuze]:
    """The papers of this melding for this user, in the order of the page."""
    return [Keuze(s.code, s.naam(vraag), s.zin) for s in SOORTEN.values() if s.mag(vraag)]


def eigen(vraag: Vraag) -> Gekapt[Stand]:
    """What this user asked for, the newest first, and how many more that were."""
    rijen = Papier.objects.filter(zaak=vraag.melding, gevraagd_door=vraag.gebruiker).defer("inhoud")
    laatste = kap(rijen.order_by("-gevraagd_op", "-pk"), LAATSTE)
    return Gekapt([stand(papier, vraag) for papier in laatste.rijen], laatste.over)


def stand(papier: Papier, vraag: Vraag) -> Stand:
    """How this one stands, in words."""
    naam = SOORTEN[papier.soort].naam(vraag) if papier.soort in SOORTEN else papier.soort
    kop, zin, is_bezig, is_klaar = _in_woorden(papier, vraag)
    return Stand(papier.pk, naam, kop, zin, is_bezig, is_klaar)


def _in_woorden(papier: Papier, vraag: Vraag) -> tuple[str, str, bool, bool]:
    nu = vraag.nu
    sinds = duur(max(nu - papier.gevraagd_op, timedelta(0)))
    if papier.mislukt_op:
        return "niet gelukt", "Het maken lukte niet. Er is niets veranderd. Vraag het opnieuw.", False, False
    if papier.klaar_op and papier.verloopt_op:
        if papier.verloopt_op <= nu:
            return "verlopen", f"Te halen tot {moment(papier.verloopt_op)}. Vraag het opnieuw.", False, False
        if papier.voor != plek(vraag.gebruiker):
            return "niet meer te halen", "U had toen een andere rol of gemeente. Vraag het opnieuw.", False, False
        return "klaar", f"Stand van {moment(papier.klaar_op)}. Te halen tot {moment(papier.verloopt_op)}.", False, True
    if papier.begonnen_op:
        return "wordt gemaakt", f"Gevraagd {sinds} geleden. Dit duurt meestal minder dan een minuut.", True, False
    return "in de rij", f"Gevraagd {sinds} geleden. Het maken begint binnen enkele seconden.", True, False
