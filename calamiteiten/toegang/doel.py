"""Why somebody looks who stands outside a zaak: asked once, kept for that zaak until the end of the day
(docs/besluiten/0037).

Only who sees all of them by role is asked: whoever else sees a zaak was let in by a door, and so belongs to it.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any, TypeGuard, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Exists, Q, QuerySet

from basis.kalender import lokaal
from calamiteiten.models import Zaak
from contacten.models import Gebruiker
from contacten.rollen import Rolgroep, Zicht, met_zicht

from . import inzage

IN_SESSIE = "doelen"
LEZEND = frozenset({"GET", "HEAD"})
_ZIEN_DE_HELE_REGIO = met_zicht(Zicht.REGIO)
Kringvraag = Callable[[Gebruiker], Exists]
Z = TypeVar("Z", bound=Zaak)
_kring: list[Kringvraag] = []


class VraagDoel(Exception):
    """Who asks for this zaak stands outside it, and did not say why today."""

    def __init__(self, kenmerk: str) -> None:
        super().__init__(kenmerk)
        self.kenmerk = kenmerk


def hoort_erbij(*vragen: Kringvraag) -> None:
    """Say what makes that somebody belongs to a zaak: a subquery on the key of the zaak. For the floors above, that
    have the steps, tasks and messages."""
    _kring.extend(vragen)


def met_kring(rijen: QuerySet[Z], gebruiker: Gebruiker) -> QuerySet[Z]:
    """The same rows, each with `in_kring`: whether this user belongs to it. In the query that finds the row, so that
    asking costs none; for who is asked when he does not (`is_te_vragen`)."""
    hoort = Q(pk__in=[])
    for vraag in _kring:
        hoort |= Q(vraag(gebruiker))
    return rijen.annotate(in_kring=hoort)


def eis(zaak: Any) -> None:
    """Raises VraagDoel when the question must be asked first; `zaak` comes from `met_kring`, or is of somebody of whom
    nothing has to be asked."""
    if not getattr(zaak, "in_kring", True):
        raise VraagDoel(zaak.kenmerk)


def zonder_vraag(rijen: QuerySet[Z], gebruiker: Gebruiker | AnonymousUser, kenmerken: Collection[str]) -> QuerySet[Z]:
    """Of these rows those with these kenmerken of which this user need not say why he looks: he belongs to them, or
    said so today. For what is shown of a zaak outside its own pages, where the question cannot be asked."""
    te_vragen = {kenmerk for kenmerk in kenmerken if is_te_vragen(gebruiker, kenmerk)}
    hier = rijen.filter(kenmerk__in=kenmerken)
    if not te_vragen or not isinstance(gebruiker, Gebruiker):
        return hier
    return met_kring(hier, gebruiker).filter(~Q(kenmerk__in=te_vragen) | Q(in_kring=True))


def onthoud(sessie: SessionBase, kenmerk: str, doel: str, nu: datetime) -> None:
    """Keep why this person looks at this zaak, for the rest of the day and the session."""
    vandaag = lokaal(nu).date().isoformat()
    oude = {wat: waarde for wat, waarde in sessie.get(IN_SESSIE, {}).items() if waarde[0] == vandaag}
    sessie[IN_SESSIE] = {**oude, kenmerk: [vandaag, doel]}


def genoemd(sessie: SessionBase, kenmerk: str, dag: date) -> str:
    """What this person said today of this zaak; empty when he was not asked."""
    gezegd: list[str] = sessie.get(IN_SESSIE, {}).get(kenmerk, ["", ""])
    return gezegd[1] if gezegd[0] == dag.isoformat() else ""


def is_te_vragen(
    gebruiker: Gebruiker | AnonymousUser, kenmerk: str, zien_alle: Rolgroep = _ZIEN_DE_HELE_REGIO
) -> TypeGuard[Gebruiker]:
    """Whether an answer is needed when this user stands outside. Of a form that is sent too: refused, it shows the
    dossier as a page does. In a drill nobody looks around. `zien_alle`: who sees all of this kind by role."""
    spoor = inzage.hier()
    if not isinstance(gebruiker, Gebruiker) or not settings.DOEL_VRAGEN or spoor is None or spoor.wereld is not None:
        return False
    if gebruiker.rol not in zien_alle:
        return False
    return not genoemd(spoor.request.session, kenmerk, spoor.vandaag)
