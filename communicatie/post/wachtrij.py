"""The queue of the outbox: what is due, who holds it, how it is let go, withdrawn and tried again. It sends nothing.

Holding is a lease of two minutes in the row itself. On PostgreSQL rows that another sender holds are passed over; on
SQLite one writer at a time does the same.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from basis.geweigerd import Geweigerd
from basis.toekomst import aan_de_beurt
from basis.wereld import duur
from calamiteiten.models import Melding
from communicatie.familie.naar_buiten import WACHT_REDEN, is_op_slot
from communicatie.models import NOG_TE_VERZENDEN, Bericht, BerichtStatus
from contacten.models import Gebruiker
from contacten.rollen import Rol

from . import quarantaine
from .opgezocht import kanaal_van_nu, nummer_van_nu

LEASE = timedelta(minutes=2)
# After so many minutes a message is tried again, the last of them each time from then on.
WACHTTIJDEN = (1, 2, 5, 15, 60)
LANGSTE_WACHT = timedelta(minutes=max(WACHTTIJDEN))


def huur(nu: datetime, limiet: int) -> list[Bericht]:
    """Take at most `limiet` rows that are due and hold them until `nu` + two minutes, in the order in which they are to
    be sent: one that is urgent or new, one that is old, and so on. Nothing while the outbox is in quarantine."""
    if quarantaine.is_in_quarantaine():
        return []
    vrij = te_nemen(nu)
    trek_alsnog_in(Bericht.objects.filter(vrij, status=BerichtStatus.BEZIG), mogelijk_dubbel=True)
    zeg = kanaal_van_nu()
    with transaction.atomic():
        rijen = _om_en_om(vrij, limiet)
        for rij in rijen:
            rij.mogelijk_dubbel = rij.mogelijk_dubbel or rij.status == BerichtStatus.BEZIG
            rij.status, rij.lease_tot, rij.pogingen = BerichtStatus.BEZIG, nu + duur(LEASE), rij.pogingen + 1
        Bericht.objects.filter(pk__in=[rij.pk for rij in rijen]).update(
            mogelijk_dubbel=Case(When(status=BerichtStatus.BEZIG, then=Value(True)), default=F("mogelijk_dubbel")),
            status=BerichtStatus.BEZIG,
            lease_tot=nu + duur(LEASE),
            pogingen=F("pogingen") + 1,
        )
        if rijen and zeg:
            nummer_van_nu(zeg)
    return rijen


def te_nemen(nu: datetime) -> Q:
    """Which rows a sender may take at `nu` (aware): due, or of a sender that died. A wait or a lease that is longer
    than any can be was written by a clock that was wrong, and is over."""
    return Q(aan_de_beurt("volgende_poging_op", nu, LANGSTE_WACHT), status=BerichtStatus.GEPLAND) | Q(
        aan_de_beurt("lease_tot", nu, duur(LEASE)), status=BerichtStatus.BEZIG
    )


def houd_vast(rijen: Collection[Bericht], nu: datetime) -> None:
    """Hold these rows for two minutes more, as far as this sender still holds them: the server is slow, and no other
    sender may think that this one died."""
    tot = nu + duur(LEASE)
    vast = [(rij.pk, rij.lease_tot) for rij in rijen]
    eigen = Bericht.objects.filter(status=BerichtStatus.BEZIG, lease_tot__in={oud for _, oud in vast})
    eigen.filter(pk__in=[pk for pk, _ in vast]).update(lease_tot=tot)
    for rij in rijen:
        rij.lease_tot = tot


def geef_terug(rijen: Iterable[Bericht]) -> int:
    """Let go of rows that this sender holds and did not try: the next sender takes them at once. How many.

    A database that is away is no fault: their lease runs out by itself.
    """
    vast = {(rij.pk, rij.lease_tot) for rij in rijen}
    with suppress(OperationalError, InterfaceError):
        eigen = Bericht.objects.filter(
            pk__in=[pk for pk, _ in vast], lease_tot__in=[tot for _, tot in vast], status=BerichtStatus.BEZIG
        )
        trek_alsnog_in(eigen.all())
        return eigen.update(status=BerichtStatus.GEPLAND, lease_tot=None, pogingen=F("pogingen") - 1)
    return 0


def trek_in(melding: Melding, reden: str, behalve: Collection[str] = ()) -> int:
    """Withdraw what has not been sent yet for this melding, apart from the rules in `behalve`; returns how many rows.

    `reden` is shown in the dossier. A row that a sender holds right now is marked, and withdrawn when that fails.
    """
    return trek_rijen_in(Bericht.objects.filter(zaak=melding).exclude(regel__in=behalve), reden)


def trek_rijen_in(rijen: "QuerySet[Bericht]", reden: str) -> int:
    """Withdraw what has not been sent yet of these messages, as `trek_in` does; returns how many rows.

    One statement, so that no row slips from one state to the other in between. A line of a mail with many lines is
    marked, and falls out before that mail is made.
    """
    los = [*NOG_TE_VERZENDEN, BerichtStatus.WACHT, BerichtStatus.VASTGELOPEN]
    in_post = rijen.filter(status=BerichtStatus.VERZAMELD, verzameld_in__status__in=NOG_TE_VERZENDEN)
    gemerkt = in_post.update(intrekken_om=reden)
    trek_alsnog_in(rijen.filter(status=BerichtStatus.VERZAMELD, verzameld_in__status=BerichtStatus.GEPLAND))
    return gemerkt + rijen.filter(status__in=los).update(
        intrekken_om=reden,
        status=Case(When(status=BerichtStatus.BEZIG, then="status"), default=Value(BerichtStatus.INGETROKKEN)),
        reden=Case(When(status=BerichtStatus.BEZIG, then="reden"), default=Value(reden)),
        volgende_poging_op=Case(When(status=BerichtStatus.BEZIG, then="volgende_poging_op"), default=None),
    )


def trek_alsnog_in(rijen: "QuerySet[Bericht]", **ook: Any) -> int:
    """End the rows among these that were withdrawn while a sender held them; returns how many."""
    return rijen.exclude(intrekken_om="").update(
        status=BerichtStatus.INGETROKKEN, reden=F("intrekken_om"), lease_tot=None, volgende_poging_op=None, **ook
    )


def vastgelopen() -> "QuerySet[Bericht]":
    """The rows that a beheerder must look at, the oldest first; of one mail with many lines that mail alone."""
    rijen = Bericht.objects.filter(status=BerichtStatus.VASTGELOPEN).exclude(
        verzameld_in__status=BerichtStatus.VASTGELOPEN
    )
    return rijen.select_related("zaak__als_melding", "gemeente").order_by("gepland_op", "pk")


def probeer_opnieuw(pk: int, door: Gebruiker, nu: datetime) -> Bericht:
    """Release a row that was parked: the sender tries it again at `nu` (aware), and parks it after five tries more.

    What leaves the circle of a dossier whose lock is on by now waits for that lock. Raises Geweigerd for anyone but a
    beheerder, and when the row is not parked (any more).
    """
    if not door.is_rol(Rol.BEHEERDER):
        raise Geweigerd("Alleen een beheerder kan een vastgelopen bericht opnieuw proberen.")
    with transaction.atomic():
        rij = vastgelopen().select_for_update(of=("self",)).filter(pk=pk).first()
        if rij is None:
            raise Geweigerd("Dit bericht is niet (meer) vastgelopen. Ververs de pagina.")
        moet_wachten = is_op_slot(rij)
        rij.status = BerichtStatus.WACHT if moet_wachten else BerichtStatus.GEPLAND
        rij.reden, rij.volgende_poging_op = (WACHT_REDEN, None) if moet_wachten else ("", nu)
        rij.fouten, rij.verzameld_in = 0, None
        rij.save(update_fields=["status", "reden", "volgende_poging_op", "fouten", "verzameld_in"])
        Bericht.objects.filter(verzameld_in=rij, status=BerichtStatus.VASTGELOPEN).update(
            status=BerichtStatus.VERZAMELD, reden=""
        )
    return rij


def _om_en_om(vrij: Q, limiet: int) -> list[Bericht]:
    """These rows, each time one that cannot wait and then one of the longest due: old arrears never hold up a new
    alarm, and what is new never buries what is old (F29)."""
    rijen = (
        Bericht.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("zaak__als_melding", "gemeente", "aanbieder", "contactpersoon")
        .filter(vrij, status__in=NOG_TE_VERZENDEN, intrekken_om="")
    )
    oud = list(rijen.order_by("volgende_poging_op", "pk")[:limiet])
    if len(oud) < limiet:
        # All that is due is in hand: only the order is to be chosen.
        haast = sorted(oud, key=lambda rij: (not rij.is_dringend, -rij.gepland_op.timestamp(), rij.pk))
    else:
        deel = (limiet + 1) // 2
        dringend = list(rijen.filter(is_dringend=True).order_by("volgende_poging_op", "pk")[:deel])
        haast = [*dringend, *rijen.order_by("-gepland_op", "pk")[:deel]]
    gekozen: dict[int, Bericht] = {}
    for paar in zip_longest(haast, oud):
        gekozen |= {rij.pk: rij for rij in paar if rij and rij.pk not in gekozen}
    return list(gekozen.values())[:limiet]
