"""Why somebody looks who stands outside a zaak: asked once, kept for that zaak until the end of the day
(docs/besluiten/0037).

Only who sees the whole region by role is asked: whoever else sees a dossier was let in by a door, and so belongs to it.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import BooleanField, Exists, Q, QuerySet, Value

from basis.kalender import lokaal
from calamiteiten.models import Melding
from contacten.models import Gebruiker
from contacten.rollen import Zicht, met_zicht

from . import inzage

IN_SESSIE = "doelen"
LEZEND = frozenset({"GET", "HEAD"})
_ZIEN_DE_HELE_REGIO = met_zicht(Zicht.REGIO)
Kringvraag = Callable[[Gebruiker], Exists]
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


def met_kring(rijen: QuerySet[Melding], gebruiker: Gebruiker | AnonymousUser, kenmerk: str) -> QuerySet[Melding]:
    """The same rows, each with `in_kring`: whether nothing has to be asked of who reads `kenmerk` now. In the query
    that finds the row, so that asking costs none."""
    if not isinstance(gebruiker, Gebruiker) or not _is_te_vragen(gebruiker, kenmerk):
        return rijen.annotate(in_kring=Value(True, output_field=BooleanField()))
    hoort = Q(pk__in=[])
    for vraag in _kring:
        hoort |= Q(vraag(gebruiker))
    return rijen.annotate(in_kring=hoort)


def eis(melding: Melding) -> None:
    """Raises VraagDoel when the question must be asked first; `melding` comes from `met_kring`."""
    if not melding.in_kring:
        raise VraagDoel(melding.kenmerk)


def onthoud(sessie: SessionBase, kenmerk: str, doel: str, nu: datetime) -> None:
    """Keep why this person looks at this zaak, for the rest of the day and the session."""
    vandaag = lokaal(nu).date().isoformat()
    oude = {wat: waarde for wat, waarde in sessie.get(IN_SESSIE, {}).items() if waarde[0] == vandaag}
    sessie[IN_SESSIE] = {**oude, kenmerk: [vandaag, doel]}


def genoemd(sessie: SessionBase, kenmerk: str, dag: date) -> str:
    """What this person said today of this zaak; empty when he was not asked."""
    gezegd: list[str] = sessie.get(IN_SESSIE, {}).get(kenmerk, ["", ""])
    return gezegd[1] if gezegd[0] == dag.isoformat() else ""


def _is_te_vragen(gebruiker: Gebruiker, kenmerk: str) -> bool:
    """Whether an answer is needed when this user stands outside. A form that is sent is never kept waiting for it:
    its text would be lost, and who records something belongs to the zaak by that. In a drill nobody looks around."""
    spoor = inzage.hier()
    if not settings.DOEL_VRAGEN or spoor is None or spoor.wereld is not None:
        return False
    if spoor.request.method not in LEZEND or gebruiker.rol not in _ZIEN_DE_HELE_REGIO:
        return False
    return not genoemd(spoor.request.session, kenmerk, spoor.vandaag)
