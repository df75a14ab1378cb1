"""Have a long paper made by a worker: it is asked for as a row, a sweep makes it, who asked fetches it, and it expires.

The web asks no broker: the row is the request. What is made stays in the row, which every machine sees and which goes
when its dossier goes (docs/besluiten/0055).
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Least

from basis.navraag import navraag
from basis.pdf import PdfMislukt
from basis.toekomst import onmogelijk
from basis.wereld import Wereld, duur
from calamiteiten.models import Melding, Oefening
from calamiteiten.toegang import mag_zien
from calamiteiten.toegang.onderdelen import mag_lezen
from contacten.models import Gebruiker
from contacten.rollen import Deel
from escalatie.models import Papier

from .soorten import SOORTEN, Vraag

# A worker keeps no page waiting, so it may take this many times as long.
_KEER = 5
# Whoever began and is silent for this long has stopped: a paper never takes so long. What ends its maker each time is
# given up after so long.
_ZWIJGT, _OPGEVEN = timedelta(minutes=10), timedelta(hours=1)
_log = logging.getLogger(__name__)


def vraag_aan(melding: Melding, soort: str, door: Gebruiker, nu: datetime) -> Papier:
    """Ask for this paper; the same one that is being made already when there is one."""
    with transaction.atomic():
        # Two presses of the button at once: the second waits for this row and finds what the first asked.
        Gebruiker.objects.select_for_update(of=("self",)).get(pk=door.pk)
        bezig = Papier.objects.filter(
            zaak=melding, soort=soort, gevraagd_door=door, klaar_op__isnull=True, mislukt_op__isnull=True
        )
        return bezig.first() or Papier.objects.create(
            zaak_id=melding.pk, soort=soort, gevraagd_op=nu, gevraagd_door=door
        )


def maak_wachtende(nu: datetime) -> int:
    """Make the oldest of what was asked for, and clear what expired. Returns how many were made: one or none. A second
    would begin at a moment that has passed already, and the next round comes in seconds."""
    _geef_op(nu)
    papier = _neem(nu)
    gemaakt = int(papier is not None and _maak(papier, nu))
    verloop(nu)
    return gemaakt


def verloop(nu: datetime) -> int:
    """Empty what is past its moment: the row stays and says that it was there. Returns how many."""
    # What a clock that was ahead made lasts no longer than any other.
    voorbij = Q(verloopt_op__lte=nu) | onmogelijk("verloopt_op", nu, _geldig())
    weg = Papier.objects.filter(voorbij, inhoud__isnull=False)
    return weg.update(inhoud=None, verloopt_op=Least("verloopt_op", Value(nu)))


def plek(gebruiker: Gebruiker) -> str:
    """For whom a paper is made: this user's role and gemeente. In another one the same person reads other parts."""
    return f"{gebruiker.rol}:{gebruiker.gemeente_id or ''}"


def gestopte() -> list[Wereld]:
    """The worlds of drills that are over and in which a paper is waited for: who looks back asks for one too."""
    wacht = Papier._base_manager.filter(klaar_op__isnull=True, mislukt_op__isnull=True)
    rijen = Oefening.objects.filter(gestopt_op__isnull=False, pk__in=wacht.values("zaak__oefening"))
    return [wereld for oefening in rijen if (wereld := oefening.wereld)]


def _geldig() -> timedelta:
    return duur(timedelta(hours=settings.PAPIER_GELDIG_UREN))


def _wachtend() -> QuerySet[Papier]:
    return Papier.objects.filter(klaar_op__isnull=True, mislukt_op__isnull=True)


def _stil(nu: datetime) -> Q:
    """Somebody began, and is not at it any more."""
    return Q(begonnen_op__lt=nu - duur(_ZWIJGT)) | onmogelijk("begonnen_op", nu)


def _geef_op(nu: datetime) -> None:
    """What was begun again and again says that it failed: else nobody could ask for it anew."""
    lang = Q(gevraagd_op__lt=nu - duur(_OPGEVEN)) | onmogelijk("gevraagd_op", nu)
    _wachtend().filter(lang, _stil(nu)).update(mislukt_op=nu)


def _neem(nu: datetime) -> Papier | None:
    """Take the oldest that nobody began; then what was begun and stopped, which may stop its next maker too. Two
    workers never take the same."""
    with transaction.atomic():
        vrij = _wachtend().filter(Q(begonnen_op__isnull=True) | _stil(nu))
        vers_eerst = F("begonnen_op").asc(nulls_first=True)
        rijen = vrij.select_for_update(of=("self",), skip_locked=True)
        papier = rijen.order_by(vers_eerst, "gevraagd_op", "pk").first()
        if papier is not None:
            papier.begonnen_op = nu
            papier.save(update_fields=["begonnen_op"])
    return papier


def _maak(papier: Papier, nu: datetime) -> bool:
    """Make it as who asked may read it at this moment. What cannot be made says so, and is not tried again."""
    try:
        with navraag():
            papier.inhoud = _inhoud(papier, nu)
        papier.klaar_op, papier.verloopt_op = nu, nu + _geldig()
        papier.voor = plek(papier.gevraagd_door)
    except (PdfMislukt, LookupError, PermissionError) as fout:
        _log.warning("papier %s mislukte: %s", papier.pk, type(fout).__name__)
        papier.mislukt_op = nu
    except Exception:
        # Whatever it is: it would be the same at the next try, and the next, and who asked would never hear.
        _log.exception("papier %s mislukte", papier.pk)
        papier.mislukt_op = nu
    papier.save(update_fields=["inhoud", "klaar_op", "verloopt_op", "mislukt_op", "voor"])
    return papier.mislukt_op is None


def _inhoud(papier: Papier, nu: datetime) -> bytes:
    melding, wie = Melding.objects.get(pk=papier.zaak_id), papier.gevraagd_door
    vraag = Vraag(melding, wie, nu)
    soort = SOORTEN[papier.soort]
    if not (mag_lezen(wie, Deel.PAPIER) and mag_zien(wie, melding) and soort.mag(vraag)):
        raise PermissionError
    return soort.maak(vraag).teken(wie, nu, _KEER)
