"""Sending texts: lease, send, mark, as for mail, in rows and with a sender of their own.

A sender that dies leaves a row whose lease runs out; the next one sends it again with the same reference. A service in
trouble ends the round, so that it costs one wait and no more; its texts are tried again until six hours have passed.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q

from basis.telefoon import mobiel_internationaal
from basis.toekomst import aan_de_beurt
from basis.wereld import duur, merk
from communicatie.familie.naar_buiten import WACHT_REDEN
from communicatie.models import Bericht, BerichtStatus, Sms, SmsStatus

from . import kanaal, quarantaine
from .berichten import link_van
from .bestemmingen import bestem

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
WACHTTIJDEN = (1, 1, 2, 5, 15)
LANGSTE_WACHT = timedelta(minutes=max(WACHTTIJDEN))
# Later than this a text wakes nobody for anything: mail and telephone have gone on meanwhile.
OPGEVEN_NA = timedelta(hours=6)
# How soon it is asked again whether the lock that holds a message back is off (R125).
KIJK_NAAR_SLOT = timedelta(minutes=5)
# What one round may take, of real time: it may share its worker with the mail.
TIJD_PER_RONDE = timedelta(seconds=10)
# So often a text is tried when its answer does not come: its reader has it by then, and mail and telephone go on.
MAX_ONGEZIEN = 3
ONGEZIEN = "De sms-dienst bevestigt de ontvangst niet. De sms is mogelijk toch aangekomen."
GEEN_NUMMER = "Dit contact heeft geen mobiel nummer meer."
_OPEN = (SmsStatus.GEPLAND, SmsStatus.BEZIG)
# The mail of this message has ended without a reader: whoever takes the seat by then gets a row of his own.
_ZONDER_LEZER = (BerichtStatus.INGETROKKEN, BerichtStatus.GEEN_ONTVANGER)


@dataclass
class Telling:
    """What a round did."""

    verzonden: int = 0
    uitgesteld: int = 0
    mislukt: int = 0
    ingetrokken: int = 0


def verzend(nu: datetime, limiet: int = 20, klok: Callable[[], datetime] | None = None) -> Telling:
    """Send the texts that are due at `nu` (aware), in turn the newest and the longest due; `klok` says when the round
    has taken long enough. Nothing while no channel is set up, or the outbox is in quarantine."""
    telling, weg, lees = Telling(), kanaal.ingesteld(), klok or (lambda: nu)
    if weg is None or quarantaine.is_in_quarantaine():
        return telling
    for beurt in range(limiet):
        if lees() - nu >= duur(TIJD_PER_RONDE):
            break
        sms = _huur(lees(), nieuwste=beurt % 2 == 0)
        if sms is None or not _behandel(sms, weg, lees(), telling):
            break
    return telling


def te_lang_wachtend(nu: datetime, speling: timedelta) -> list[str]:
    """The kenmerken of the texts that should have been tried at `nu` (aware) and were not; none while no channel is set
    up."""
    if kanaal.ingesteld() is None or quarantaine.is_in_quarantaine():
        return []
    klaar = Q(status=SmsStatus.GEPLAND, volgende_poging_op__lt=nu - speling) | Q(
        status=SmsStatus.BEZIG, lease_tot__lt=nu - speling
    )
    return [kenmerk or "" for kenmerk in Sms.objects.filter(klaar).values_list("bericht__zaak__kenmerk", flat=True)]


def _huur(nu: datetime, *, nieuwste: bool = False) -> Sms | None:
    """Take one row that is due and hold it for two minutes: the longest due, or what was planned last, so that no
    arrears hold up a new alarm."""
    vrij = Q(aan_de_beurt("volgende_poging_op", nu, LANGSTE_WACHT), status=SmsStatus.GEPLAND) | Q(
        aan_de_beurt("lease_tot", nu, duur(LEASE)), status=SmsStatus.BEZIG
    )
    with transaction.atomic():
        rijen = Sms.objects.select_for_update(skip_locked=True, of=("self",)).filter(vrij, status__in=_OPEN)
        sms = rijen.order_by(*(("-gepland_op", "-pk") if nieuwste else ("volgende_poging_op", "pk"))).first()
        if sms is None:
            return None
        sms.status, sms.lease_tot, sms.pogingen = SmsStatus.BEZIG, nu + duur(LEASE), sms.pogingen + 1
        sms.save(update_fields=["status", "lease_tot", "pogingen"])
    return sms


def _behandel(sms: Sms, weg: kanaal.Kanaal, nu: datetime, telling: Telling) -> bool:
    """Send this one and mark it; False when the service itself is in trouble."""
    try:
        status, reden = _bezorg(sms, weg, nu)
    except (OperationalError, InterfaceError):
        raise  # the database is away: nothing can be marked, and the lease runs out by itself
    except kanaal.KanaalFout as fout:
        if fout.is_ongezien and sms.pogingen >= MAX_ONGEZIEN:
            _na_fout(sms, ONGEZIEN, nu, telling, is_definitief=True)
            return False
        return _na_fout(sms, str(fout), nu, telling, is_definitief=fout.is_definitief)
    except Exception as fout:
        log.exception("text %s cannot be made", sms.pk)
        _na_fout(sms, f"Versturen lukte niet ({type(fout).__name__}).", nu, telling, is_definitief=False)
        return True  # a fault of ours, in this row alone
    telling.verzonden += status == SmsStatus.VERZONDEN
    telling.ingetrokken += status == SmsStatus.INGETROKKEN
    telling.uitgesteld += status == SmsStatus.GEPLAND
    volgende = nu + KIJK_NAAR_SLOT if status == SmsStatus.GEPLAND else None
    _markeer(
        sms, status, reden, verzonden_op=nu if status == SmsStatus.VERZONDEN else None, volgende_poging_op=volgende
    )
    return True


def _bezorg(sms: Sms, weg: kanaal.Kanaal, nu: datetime) -> tuple[SmsStatus, str]:
    """Ask again who this is for, as the mail does, and hand the text over. What waits behind a lock waits here too."""
    rijen = Bericht.objects.select_related("zaak__als_melding", "gemeente", "aanbieder", "contactpersoon")
    bericht = rijen.get(pk=sms.bericht_id)
    if bericht.status == BerichtStatus.INGETROKKEN or bericht.intrekken_om:
        return SmsStatus.INGETROKKEN, bericht.intrekken_om or bericht.reden
    if bericht.bevestigd_op or bericht.vraag_vervallen_op:
        return SmsStatus.INGETROKKEN, "Dit hoeft niet meer: er is al geantwoord."
    doel = bestem(bericht, nu)
    if BerichtStatus.WACHT in {bericht.status, doel.status}:
        is_te_laat = nu - sms.gepland_op > OPGEVEN_NA
        return SmsStatus.INGETROKKEN if is_te_laat else SmsStatus.GEPLAND, WACHT_REDEN
    if doel.status in _ZONDER_LEZER or doel.contact is None:
        return SmsStatus.INGETROKKEN, doel.reden
    bericht.contactpersoon, sms.naar = doel.contact, mobiel_internationaal(doel.contact.mobiel)
    if not sms.naar:
        return SmsStatus.INGETROKKEN, GEEN_NUMMER
    kenmerk = bericht.zaak.kenmerk if bericht.zaak else settings.REGIO.naam
    weg.verstuur(sms.naar, merk(f"{kenmerk} {link_van(bericht, nu)}"), str(sms.sleutel))
    return SmsStatus.VERZONDEN, ""


def _na_fout(sms: Sms, reden: str, nu: datetime, telling: Telling, *, is_definitief: bool) -> bool:
    """Put it off, or give up; True when the next text may have its turn."""
    if is_definitief or nu - sms.gepland_op > OPGEVEN_NA:
        telling.mislukt += 1
        _markeer(sms, SmsStatus.MISLUKT, reden)
        return is_definitief
    telling.uitgesteld += 1
    wachten = WACHTTIJDEN[min(sms.pogingen, len(WACHTTIJDEN)) - 1]
    _markeer(sms, SmsStatus.GEPLAND, reden, volgende_poging_op=nu + timedelta(minutes=wachten))
    return False


def _markeer(
    sms: Sms,
    status: SmsStatus,
    reden: str,
    *,
    verzonden_op: datetime | None = None,
    volgende_poging_op: datetime | None = None,
) -> None:
    """Write the outcome, but only while this sender still holds the row."""
    rij = Sms.objects.filter(pk=sms.pk, status=SmsStatus.BEZIG, lease_tot=sms.lease_tot)
    rij.update(
        status=status,
        reden=reden[:300],
        naar=sms.naar,
        lease_tot=None,
        verzonden_op=verzonden_op,
        volgende_poging_op=volgende_poging_op or F("volgende_poging_op"),
    )
