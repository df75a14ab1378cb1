"""The outbox: plan, send, withdraw. The only place in the product that sends mail.

Planning happens in the transaction of what sets it off, one row per recipient (`aankondigingen.py`). Sending is lease,
send, mark: a row is held for two minutes, given to the mail server, and marked after its answer. A sender that dies in
between leaves a row whose lease runs out, and the next one sends it again with the same Message-ID (hazard M5: nothing
lost, at worst a double that can be recognised). One message has one recipient (M6).
"""

import smtplib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.template import TemplateDoesNotExist

from calamiteiten.models import Melding

from . import stuiters, terugkomst
from .aankondigingen import Aankondiging, plan
from .bestemmingen import Bestemming, bestem
from .models import NOG_TE_VERZENDEN, Bericht, BerichtStatus
from .persoonlijk import plan_persoonlijk, zonder_pad
from .sjablonen import Brief, maak_brief

__all__ = [
    "Aankondiging",
    "Telling",
    "huur",
    "link_van",
    "plan",
    "plan_persoonlijk",
    "trek_in",
    "trek_rijen_in",
    "verzend",
]

LEASE = timedelta(minutes=2)
WACHTTIJDEN = (1, 2, 5, 15, 60)
OPGEVEN_NA = timedelta(hours=48)


def trek_in(melding: Melding, reden: str, behalve: Collection[str] = ()) -> int:
    """Withdraw what has not been sent yet for this melding, apart from the rules in `behalve`; returns how many rows.

    `reden` is shown in the dossier. A row that a sender holds right now is marked, and withdrawn when that fails. One
    statement, so that no row slips from one state to the other in between.
    """
    return trek_rijen_in(Bericht.objects.filter(melding=melding).exclude(regel__in=behalve), reden)


def trek_rijen_in(rijen: "QuerySet[Bericht]", reden: str) -> int:
    """Withdraw what has not been sent yet of these messages, as `trek_in` does; returns how many rows."""
    return rijen.filter(status__in=[*NOG_TE_VERZENDEN, BerichtStatus.WACHT]).update(
        intrekken_om=reden,
        status=Case(When(status=BerichtStatus.BEZIG, then="status"), default=Value(BerichtStatus.INGETROKKEN)),
        reden=Case(When(status=BerichtStatus.BEZIG, then="reden"), default=Value(reden)),
        volgende_poging_op=Case(When(status=BerichtStatus.BEZIG, then="volgende_poging_op"), default=None),
    )


def huur(nu: datetime, limiet: int) -> list[Bericht]:
    """Take at most `limiet` rows that are due, the longest due first, and hold them until `nu` + two minutes.

    On PostgreSQL rows that another sender holds are passed over; on SQLite one writer at a time does the same.
    """
    vrij = Q(status=BerichtStatus.GEPLAND, volgende_poging_op__lte=nu) | Q(
        status=BerichtStatus.BEZIG, lease_tot__lte=nu
    )
    _trek_alsnog_in(Bericht.objects.filter(vrij, status=BerichtStatus.BEZIG), mogelijk_dubbel=True)
    with transaction.atomic():
        rijen = list(
            Bericht.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("melding", "persvraag", "gemeente", "aanbieder", "contactpersoon")
            .filter(vrij, status__in=NOG_TE_VERZENDEN, intrekken_om="")
            .order_by("volgende_poging_op")[:limiet]
        )
        for rij in rijen:
            rij.mogelijk_dubbel = rij.mogelijk_dubbel or rij.status == BerichtStatus.BEZIG
            rij.status, rij.lease_tot, rij.pogingen = BerichtStatus.BEZIG, nu + LEASE, rij.pogingen + 1
        Bericht.objects.bulk_update(rijen, ["status", "lease_tot", "pogingen", "mogelijk_dubbel"])
    return rijen


def link_van(bericht: Bericht) -> str:
    """The absolute address this message sends its reader to, from the fixed base and never from a request header."""
    over = bericht.melding or bericht.persvraag
    return f"{settings.SITE_URL}{over.get_absolute_url() if over else bericht.gegevens['pad']}"


@dataclass
class Telling:
    """What one round of sending did."""

    verzonden: int = 0
    uitgesteld: int = 0
    mislukt: int = 0
    ingetrokken: int = 0


def verzend(nu: datetime, limiet: int = 50) -> Telling:
    """Send what is due: lease a batch, send each over one connection, mark each after the server's answer.

    A refusal for good (5xx) or an impossible address ends the row as `mislukt`, and a sweep makes a telephone task of
    it; any other fault is tried again after 1, 2, 5, 15, 60 … minutes until 48 hours after planning. Returns counts.
    """
    telling = Telling()
    verbinding = get_connection()
    for bericht in huur(nu, limiet):
        _behandel(bericht, verbinding, nu, telling)
    verbinding.close()
    return telling


def _behandel(bericht: Bericht, verbinding: BaseEmailBackend, nu: datetime, telling: Telling) -> None:
    try:
        bestemming, opmerking = _bezorg(bericht, verbinding, nu)
    except Exception as fout:  # whatever goes wrong, this row gets an outcome and the next one its turn
        _verwerk_fout(bericht, fout, nu, telling)
        verbinding.close()
        return
    if bestemming.is_te_mailen:
        telling.verzonden += 1
        _markeer(bericht, BerichtStatus.VERZONDEN, reden=opmerking, verzonden_op=nu)
        return
    telling.ingetrokken += bestemming.status == BerichtStatus.INGETROKKEN
    telling.mislukt += bestemming.status != BerichtStatus.INGETROKKEN
    _markeer(bericht, bestemming.status, reden=bestemming.reden)


def _bezorg(bericht: Bericht, verbinding: BaseEmailBackend, nu: datetime) -> tuple[Bestemming, str]:
    """Ask again where it goes and hand it to the mail server when it goes by mail; with what to note in the row."""
    bestemming = bestem(bericht, nu)
    bericht.contactpersoon, bericht.aan = bestemming.contact, bestemming.adres or bericht.aan
    if not bestemming.is_te_mailen:
        return bestemming, ""
    brief = maak_brief(bericht, link_van(bericht))
    verbinding.send_messages([_mail(bericht, brief)])
    return bestemming, brief.opmerking


def _mail(bericht: Bericht, brief: Brief) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=brief.onderwerp,
        body=brief.tekst,
        to=[bericht.aan],
        headers={"Message-ID": bericht.message_id, "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(brief.opmaak, "text/html")
    return mail


def _verwerk_fout(bericht: Bericht, fout: Exception, nu: datetime, telling: Telling) -> None:
    if _is_definitief(fout) or nu - bericht.gepland_op > OPGEVEN_NA:
        telling.mislukt += 1
        _markeer(bericht, BerichtStatus.MISLUKT, reden=_korte_fout(fout))
        if code := _code_van_adres(fout):
            stuiters.leg_vast(bericht, terugkomst.soort_van(code), code, nu)
        return
    telling.uitgesteld += 1
    minuten = WACHTTIJDEN[min(bericht.pogingen, len(WACHTTIJDEN)) - 1]
    bericht.mogelijk_dubbel = bericht.mogelijk_dubbel or isinstance(fout, smtplib.SMTPServerDisconnected)
    volgende = nu + timedelta(minutes=minuten)
    _markeer(bericht, BerichtStatus.GEPLAND, reden=_korte_fout(fout), volgende_poging_op=volgende)


def _markeer(
    bericht: Bericht,
    status: BerichtStatus,
    *,
    reden: str = "",
    verzonden_op: datetime | None = None,
    volgende_poging_op: datetime | None = None,
) -> None:
    """Write the outcome, but only while this sender still holds the row. Withdrawn meanwhile and not sent: no retry."""
    rij = Bericht.objects.filter(pk=bericht.pk, status=BerichtStatus.BEZIG, lease_tot=bericht.lease_tot)
    if status != BerichtStatus.VERZONDEN and _trek_alsnog_in(rij):
        return
    rij.update(
        status=status,
        reden=reden[:300],
        lease_tot=None,
        verzonden_op=verzonden_op,
        volgende_poging_op=volgende_poging_op,
        contactpersoon=bericht.contactpersoon,
        aan=bericht.aan,
        mogelijk_dubbel=bericht.mogelijk_dubbel,
        gegevens=bericht.gegevens if status in NOG_TE_VERZENDEN else zonder_pad(bericht.gegevens),
    )


def _trek_alsnog_in(rijen: "QuerySet[Bericht]", **ook: Any) -> int:
    """End the rows among these that were withdrawn while a sender held them; returns how many."""
    return rijen.exclude(intrekken_om="").update(
        status=BerichtStatus.INGETROKKEN, reden=F("intrekken_om"), lease_tot=None, volgende_poging_op=None, **ook
    )


def _korte_fout(fout: Exception) -> str:
    """The server's answer for people; the address and the text of the mail stay out."""
    if isinstance(fout, smtplib.SMTPRecipientsRefused):
        code, _ = next(iter(fout.recipients.values()), (0, b""))
        return f"De mailserver weigert dit adres ({code})."
    if isinstance(fout, smtplib.SMTPResponseException):
        return f"De mailserver antwoordt {fout.smtp_code}."
    return f"Versturen lukte niet ({type(fout).__name__})."


def _code_van_adres(fout: Exception) -> str:
    """The code with which the server refuses this address for good ("5.1.1" or "550"); empty for any other fault."""
    if not isinstance(fout, smtplib.SMTPRecipientsRefused):
        return ""
    code, tekst = next(iter(fout.recipients.values()), (0, b""))
    return terugkomst.code_in(f"{code} {tekst.decode('utf-8', 'replace')}") if code >= 500 else ""


def _is_definitief(fout: Exception) -> bool:
    """Whether trying again is useless: this address or this mail is refused. A refused sender, a failed sign-in or a
    server that is down says nothing about the recipient and is tried again."""
    if isinstance(fout, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in fout.recipients.values())
    if isinstance(fout, smtplib.SMTPDataError):
        return fout.smtp_code >= 500
    return isinstance(fout, BadHeaderError | ValueError | UnicodeError | TemplateDoesNotExist)
