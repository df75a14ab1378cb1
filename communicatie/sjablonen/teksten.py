"""The wording of a mail as the beheerder laid it down: versions by code, each with who, when and why.

The rows are kept by the code of the mail and are no part of the files: an update of the files changes the standard and
leaves the words of the region alone. A part that a new file adds takes the standard text.
"""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from basis.geweigerd import Geweigerd
from basis.voorbereid import voorbereid
from communicatie.models import Sjabloontekst
from contacten.models import Gebruiker, Gemeente
from contacten.rollen import Rol

from .bestanden import ONDERWERP
from .delen import DELEN, Woorden, bezwaren, delen_van, standaard

log = logging.getLogger(__name__)
ONBRUIKBAAR = "De eigen tekst van deze mail is niet te gebruiken. De standaardtekst is verstuurd."


@dataclass(frozen=True)
class Stand:
    """The wording that counts: `woorden` None is the standard; `opmerking` says why an own wording does not count."""

    woorden: Woorden | None
    opmerking: str = ""


Rij = Sjabloontekst | None


@dataclass(frozen=True)
class Verschil:
    """One part that a version changed."""

    label: str
    oud: str
    nieuw: str


@dataclass(frozen=True)
class Versie:
    """One version for the history: the row, and what differs from the one before."""

    rij: Sjabloontekst
    verschillen: tuple[Verschil, ...]


def laatste(code: str) -> Rij:
    """The newest version of this mail; None when its wording was never changed."""
    return next(iter(_nieuwste(code)), None)


@voorbereid
def _nieuwste(code: str) -> QuerySet[Sjabloontekst]:
    return Sjabloontekst.objects.filter(code=code).order_by("-versie")[:1]


def woorden_van(rij: Rij) -> Woorden | None:
    """The own wording of this row, its missing parts in the standard; None when it is the standard.

    Raises TypeError or AttributeError for a row that no form wrote.
    """
    if rij is None or rij.is_standaard:
        return None
    basis = standaard(rij.code)
    return Woorden(rij.onderwerp, {naam: rij.delen.get(naam, tekst).strip() for naam, tekst in basis.delen.items()})


def alle_laatste() -> dict[str, Sjabloontekst]:
    """The newest version of every mail that was ever worded, by code."""
    return {rij.code: rij for rij in Sjabloontekst.objects.order_by("versie")}


def bruikbaar(code: str, teksten: Collection[str] = (), nieuwste: Callable[[str], Rij] = laatste) -> Stand:
    """The wording to send now. `teksten`: the agreed texts that this very mail holds; `nieuwste` gives the newest
    version of a mail."""
    return beoordeel(code, nieuwste(code), teksten)


def beoordeel(code: str, rij: Rij, teksten: Collection[str] = ()) -> Stand:
    """Whether this row can be sent. Never raises for what stands in it: a wording that went wrong may cost its own
    words, not the mail."""
    try:
        eigen = woorden_van(rij)
        fouten = bezwaren(code, eigen, teksten) if eigen else {}
    except Exception:
        log.exception("wording of %s cannot be read", code)
        return Stand(None, ONBRUIKBAAR)
    if fouten:
        log.warning("wording of %s cannot be used: %s", code, sorted(fouten))
        return Stand(None, ONBRUIKBAAR)
    return Stand(eigen)


def controleer(code: str, woorden: Woorden, teksten: Collection[str] = ()) -> dict[str, list[str]]:
    """What stands in the way of saving this wording: part -> sentences. A subject names no gemeente (R44)."""
    fouten = bezwaren(code, woorden, teksten)
    onderwerp = woorden.onderwerp.casefold()
    if naam := next((n for n in Gemeente.objects.values_list("naam", flat=True) if n.casefold() in onderwerp), None):
        fouten.setdefault(ONDERWERP, []).append(f"Noem geen gemeente in het onderwerp: hier staat {naam}.")
    return fouten


def leg_vast(
    code: str, woorden: Woorden, reden: str, gezien: int, door: Gebruiker, nu: datetime, teksten: Collection[str] = ()
) -> Sjabloontekst:
    """Lay down a new wording; it counts from the next mail. `gezien`: the version that the user saw, 0 for none.

    Raises Geweigerd for another role, a wording that cannot be used, no change, or someone who was first.
    """
    if fouten := controleer(code, woorden, teksten):
        raise Geweigerd(next(iter(fouten.values()))[0])
    if woorden == (_nu(code) or standaard(code)):
        raise Geweigerd("U heeft niets veranderd aan de tekst.")
    return _leg_versie(code, reden, gezien, door, nu, onderwerp=woorden.onderwerp, delen=woorden.delen)


def zet_terug(code: str, reden: str, gezien: int, door: Gebruiker, nu: datetime) -> Sjabloontekst:
    """Go back to the standard; the own wording stays in the history. Raises Geweigerd as `leg_vast` does."""
    rij = laatste(code)
    if rij is None or rij.is_standaard:
        raise Geweigerd("Deze mail heeft de standaardtekst al.")
    return _leg_versie(code, reden, gezien, door, nu, is_standaard=True)


def geschiedenis(code: str) -> list[Versie]:
    """Every version, the newest first, each beside the one before it; the first beside the standard of today."""
    rijen = list(Sjabloontekst.objects.filter(code=code).select_related("vastgelegd_door").order_by("versie"))
    teksten = [_per_veld(code, None), *(_per_veld(code, rij) for rij in rijen)]
    stappen = zip(rijen, teksten, teksten[1:], strict=False)
    return [Versie(rij, _verschillen(code, oud, nieuw)) for rij, oud, nieuw in stappen][::-1]


def verschillen(code: str, nieuw: Woorden) -> tuple[Verschil, ...]:
    """What this wording changes in the one that counts now."""
    return _verschillen(code, _per_veld(code, laatste(code)), nieuw.per_veld())


def _nu(code: str) -> Woorden | None:
    try:
        return woorden_van(laatste(code))
    except (AttributeError, TypeError):
        return None


def _leg_versie(code: str, reden: str, gezien: int, door: Gebruiker, nu: datetime, **inhoud: object) -> Sjabloontekst:
    """Write the next version; the constraint on (code, version) lets only one of two users through."""
    if not door.is_rol(Rol.BEHEERDER):
        raise Geweigerd("De teksten van mails zijn aan de beheerder.")
    if not reden.strip():
        raise Geweigerd("Schrijf op waarom u de tekst verandert.")
    if (huidig := laatste(code)) and huidig.versie != gezien:
        raise Geweigerd(f"{huidig.vastgelegd_door.naam} was u voor en veranderde deze tekst. Bekijk die eerst.")
    try:
        with transaction.atomic():
            return Sjabloontekst.objects.create(
                code=code, versie=gezien + 1, reden=reden.strip(), vastgelegd_op=nu, vastgelegd_door=door, **inhoud
            )
    except IntegrityError as fout:
        raise Geweigerd("Iemand was u voor en veranderde deze tekst. Bekijk die eerst.") from fout


def _per_veld(code: str, rij: Rij) -> dict[str, str]:
    try:
        woorden = woorden_van(rij) or standaard(code)
    except (AttributeError, TypeError):
        return {}
    return woorden.per_veld()


def _verschillen(code: str, oud: dict[str, str], nieuw: dict[str, str]) -> tuple[Verschil, ...]:
    labels = {deel.naam: deel.label for deel in (*DELEN.values(), *delen_van(code))}
    namen = dict.fromkeys([*oud, *nieuw])
    paren = [(naam, oud.get(naam, ""), nieuw.get(naam, "")) for naam in namen]
    return tuple(Verschil(labels.get(naam, naam), was, wordt) for naam, was, wordt in paren if was != wordt)
