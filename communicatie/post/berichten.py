"""The outbox: plan, send, withdraw. The only place in the product that sends mail.

Planning happens in the transaction of what sets it off, one row per recipient (`aankondigingen.py`). Sending is lease,
send, mark: a row is held for two minutes (`wachtrij.py`), given to the mail server, and marked after its answer
(`afloop.py`). A sender that dies in between leaves a row whose lease runs out, and the next one sends it again with the
same Message-ID (hazard M5: nothing lost, at worst a double that can be recognised). One message has one recipient (M6).
"""

import logging
import signal
import smtplib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address
from django.db import InterfaceError, OperationalError

from basis.adres import is_verzonnen
from basis.tekst import AFZONDERING, afgezonderd, afgezonderd_op_blad
from basis.wereld import duur
from communicatie.models import PERSTEKST, ROUTE, Bericht, BerichtStatus
from communicatie.persvragen.toegang import plek_ziet
from communicatie.sjablonen.brieven import Brief, is_link, maak_brief

from . import actielinks, agenda, envelop, linkkluis, stuiters, terugkomst, verzamelpost
from .aankondigingen import Aankondiging, plan
from .afloop import Oordeel, Telling, markeer, na_fout
from .bestemmingen import Bestemming, bestem
from .mailverbinding import GeenVeiligeLijn, Verbinding
from .opgezocht import Opgezocht, Rijstand, kijk, luister, telt_mee
from .persoonlijk import plan_persoonlijk
from .wachtrij import LEASE, geef_terug, houd_vast, huur, probeer_opnieuw, trek_in, trek_rijen_in, vastgelopen

__all__ = [
    "LEASE",
    "Aankondiging",
    "Telling",
    "huur",
    "link_van",
    "plan",
    "plan_persoonlijk",
    "probeer_opnieuw",
    "trek_in",
    "trek_rijen_in",
    "vastgelopen",
    "verzend",
]

log = logging.getLogger(__name__)
Klok = Callable[[], datetime]
# What was looked up for the message before, and the rows that come after this one.
Verder = tuple[Opgezocht | None, deque[Bericht]]
# What one mail may take of the lease: connecting, the recipient and the mail may each run into the time limit.
TIJD_PER_MAIL = timedelta(seconds=60)
# A first batch; how large the next is, its speed says.
EERSTE_LADING = 8
# However slow the server is: one that cannot wait and one that waited long (`wachtrij.huur`).
VAN_ELK_EEN = 2
_WACHTEN_OP_DE_MAIL = (signal.SIGTERM, signal.SIGINT)


class OnmogelijkAdres(ValueError):
    """This cannot be the address of anybody; trying again is useless."""


def link_van(bericht: Bericht, nu: datetime | None = None, weet: Opgezocht | None = None) -> str:
    """The absolute address this message sends its reader to, from the fixed base and never from a request header. With
    `nu` (aware) who cannot sign in gets a link of his own. `weet`: what was looked up for it already, with others."""
    # Without a zaak the path is all there is: one that is lost is our fault, and is no link to anywhere else.
    pad = actielinks.pad_naar(bericht, nu, weet) if bericht.zaak else linkkluis.haal(bericht.gegevens)
    if not pad:
        raise KeyError(linkkluis.PAD)
    return f"{settings.SITE_URL}{pad}"


def verzend(nu: datetime, limiet: int = 50, duur: timedelta | None = None, klok: Klok | None = None) -> Telling:
    """Send what is due at `nu` (aware): lease a batch of at most `limiet`, and no more than the lease is long enough
    for; send over one connection, mark each when answered.

    With `duur` batch after batch while there is work, until that time has passed on `klok` (without a clock time stands
    still at `nu`, and all that is due goes). A refusal for good (5xx) or an impossible address ends the row as
    `mislukt`, and a sweep makes a telephone task of it; a fault of the server is tried again after 1, 2, 5, 15, 60 …
    minutes until 48 hours after planning, one of ours five times. Whoever ends this process (SIGTERM) waits for the
    mail in hand; the rest of the batch is given back. Returns counts.
    """
    lees = klok or (lambda: nu)
    telling, verbinding = Telling(), get_connection()
    lading = limiet if duur is None else min(limiet, EERSTE_LADING)
    try:
        while rijen := _haal(begin := lees(), lading, telling):
            with luister():
                gedaan = _verzend_lading(rijen, verbinding, lees, telling)
            nadien = lees()
            if duur is None or nadien - nu >= duur:
                break
            lading = _lading(gedaan, nadien - begin, limiet)
    finally:
        verbinding.close()
    return telling


def _lading(gedaan: int, tijd: timedelta, limiet: int) -> int:
    """How many to take next: as many as go before their lease is over, at the speed of the last batch."""
    if tijd <= timedelta():
        return limiet
    return max(1, min(limiet, int(gedaan * (duur(LEASE - TIJD_PER_MAIL) / tijd))))


def _haal(nu: datetime, limiet: int, telling: Telling) -> list[Bericht]:
    telling.verzameld += verzamelpost.bundel(nu)
    return huur(nu, limiet)


def _verzend_lading(rijen: list[Bericht], verbinding: BaseEmailBackend, klok: Klok, telling: Telling) -> int:
    """Send these one by one while the lease is long enough for another; whatever happens, the rest is given back.
    Returns how many had their turn. While the server thinks about a mail, all stay ours: but that time is not for more
    mails, or one batch takes half an hour and keeps what is urgent waiting."""
    over, eerste, weet = deque(rijen), rijen[0].lease_tot, None
    try:
        while over and (nu := klok()) + duur(TIJD_PER_MAIL) <= (over[0].lease_tot or nu):
            if len(rijen) - len(over) >= VAN_ELK_EEN and nu + duur(TIJD_PER_MAIL) > (eerste or nu):
                break
            bericht = over.popleft()
            if isinstance(verbinding, Verbinding):
                verbinding.zolang = partial(_houd_vast, [bericht, *over], klok)
            with _ongestoord():
                weet = _behandel(bericht, verbinding, nu, telling, (weet, over))
    finally:
        geef_terug(over)
    return len(rijen) - len(over)


def _zoek_op(bericht: Bericht, stand: Rijstand, nu: datetime, verder: Verder) -> Opgezocht:
    """What must be known to send this: what was looked up with others before, when that still holds, or all of it anew.
    Then for as many of the next as twice those that the last answers were good for: the less of them, the more others
    write meanwhile."""
    weet, rest = verder
    if weet is None or not weet.geldt_voor(bericht, nu, stand.beeld):
        aantal = len(rest) if weet is None else 2 * weet.gegaan
        weet = Opgezocht([bericht, *islice(rest, aantal if telt_mee() else 0)], nu)
        if len(weet.rijen) > 1:
            _leg_links_klaar(weet, nu)
    weet.gegaan += 1
    return weet


def _leg_links_klaar(weet: Opgezocht, nu: datetime) -> None:
    """Make the links of all these at once. A message of which something cannot be found out says so itself, in its
    turn (F21)."""
    met_link = [rij for rij in weet.rijen if _krijgt_link(rij, nu, weet)]
    try:
        nummer = actielinks.leg_klaar(met_link, nu, weet) if weet.intussen else None
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        # As when one of them or its reader is erased at this moment: each asks for its own link, and the others go.
        log.info("the links of %s messages are made in their turn", len(met_link))
        weet.links.clear()
        return
    if weet.intussen and nummer:
        weet.intussen.was_van_ons(nummer)


def _houd_vast(rijen: list[Bericht], klok: Klok) -> None:
    """A database that is away now is no reason to hang up on a server that has the mail."""
    with suppress(OperationalError, InterfaceError):
        houd_vast(rijen, klok())


@contextmanager
def _ongestoord() -> Iterator[None]:
    """Let a request to stop wait until the mail in hand is answered and marked: no deploy doubles a mail (F17)."""
    waren = signal.pthread_sigmask(signal.SIG_BLOCK, _WACHTEN_OP_DE_MAIL)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, waren)


def _krijgt_link(bericht: Bericht, nu: datetime, weet: Opgezocht) -> bool:
    try:
        doel = bestem(bericht, nu, weet)
        return doel.is_te_mailen and doel.contact == bericht.contactpersoon and actielinks.krijgt_pad(bericht, weet)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.info("message %s is looked up again in its turn", bericht.pk)
        return False


def _behandel(
    bericht: Bericht, verbinding: BaseEmailBackend, nu: datetime, telling: Telling, verder: Verder
) -> Opgezocht | None:
    """Send this one, when it is still ours and was not withdrawn. Returns what was looked up, for the next."""
    weet = verder[0]
    try:
        stand = kijk(bericht)
        if not stand.is_van_ons:
            return weet  # another sender has it, or it was let go of: what becomes of it is not ours to say
        weet = _zoek_op(bericht, stand, nu, verder)
        bestemming, opmerking = _bezorg(bericht, verbinding, nu, weet, stand.ingetrokken_om)
    except (OperationalError, InterfaceError):
        raise  # the database is away: nothing can be marked, and the lease runs out by itself
    except Exception as fout:  # whatever goes wrong, this row gets an outcome and the next one its turn
        _verwerk_fout(bericht, fout, nu, telling)
        verbinding.close()
        return weet
    if bestemming.is_te_mailen:
        telling.verzonden += 1
        nummer = markeer(bericht, BerichtStatus.VERZONDEN, reden=opmerking, verzonden_op=nu)
        if nummer and weet.intussen:
            weet.intussen.was_van_ons(nummer)
        return weet
    telling.ingetrokken += bestemming.status == BerichtStatus.INGETROKKEN
    telling.uitgesteld += bestemming.status == BerichtStatus.WACHT
    telling.mislukt += bestemming.status not in {BerichtStatus.INGETROKKEN, BerichtStatus.WACHT}
    markeer(bericht, bestemming.status, reden=bestemming.reden)
    return weet


def _bezorg(
    bericht: Bericht, verbinding: BaseEmailBackend, nu: datetime, weet: Opgezocht, ingetrokken_om: str
) -> tuple[Bestemming, str]:
    """Ask again where it goes and hand it to the mail server when it goes by mail; with what to note in the row."""
    if ingetrokken_om:
        return Bestemming(BerichtStatus.INGETROKKEN, bericht.contactpersoon, bericht.aan, ingetrokken_om), ""
    is_post = verzamelpost.is_verzamelpost(bericht)
    regels = verzamelpost.regels_van(bericht, nu) if is_post else []
    bestemming = verzamelpost.bestem_post(bericht, regels) if is_post else bestem(bericht, nu, weet)
    bericht.contactpersoon, bericht.aan = bestemming.contact, bestemming.adres or bericht.aan
    if not bestemming.is_te_mailen:
        return bestemming, ""
    link = link_van(bericht, nu, weet) if _mag_openen(bericht, weet) else ""
    brief = maak_brief(bericht, link, regels, weet.woorden)
    mail = _mail(bericht, brief)
    # A calendar is shared with colleagues; a link for one person is not.
    if deel := agenda.maak_deel(bericht, "" if is_link(link) else link):
        mail.attach_alternative(*deel)
    _open(verbinding)
    verbinding.send_messages([mail])
    return bestemming, brief.opmerking


def _mag_openen(bericht: Bericht, weet: Opgezocht) -> bool:
    """Whether its reader can open what it is about. A mail with a way to reach the region goes to people without an
    account too: who signs in for a gemeente that the question is of gets the address, who leads its communication
    without an account a link of his own."""
    if not {PERSTEKST, ROUTE} & set(bericht.gegevens) or bericht.zaak_id is None:
        return True
    if actielinks.krijgt_link(bericht, weet):
        return True
    return plek_ziet(bericht.zaak_id, bericht.rol, bericht.gemeente_id) and actielinks.heeft_account(bericht, weet)


def _open(verbinding: BaseEmailBackend) -> None:
    """Connect when there is no connection. A server that falls silent here took no mail: nothing is doubtful."""
    try:
        verbinding.open()
    except smtplib.SMTPServerDisconnected as fout:
        raise ConnectionError from fout


class _Mail(EmailMultiAlternatives):
    """A mail whose parts are kept apart by a word of its own: of one that Python makes up, it reads the whole mail
    again to see that it does not stand there, which was a tenth of the work."""

    def message(self, *args: Any, **kwargs: Any) -> Any:
        """As Django makes it."""
        mail = super().message(*args, **kwargs)
        for nummer, deel in enumerate(deel for deel in mail.walk() if deel.is_multipart()):
            deel.set_boundary(f"=_{nummer}_{uuid4().hex}")
        return mail


def _mail(bericht: Bericht, brief: Brief) -> EmailMultiAlternatives:
    try:
        sanitize_address(bericht.aan, "utf-8")
        if settings.ALLEEN_VERZONNEN_ADRESSEN and not is_verzonnen(bericht.aan):
            raise ValueError("outside production nothing goes to an address that can be somebody's")
        if envelop.is_eigen_postbus(bericht.aan):
            raise ValueError("a mail to ourselves would go round")
    except (ValueError, UnicodeError) as fout:
        raise OnmogelijkAdres from fout
    mail = _Mail(
        subject=brief.onderwerp,
        body=afgezonderd(brief.tekst),
        from_email=envelop.stuiteradres(bericht),
        to=[bericht.aan],
        headers=envelop.koppen(bericht),
    )
    mail.attach_alternative(afgezonderd_op_blad(brief.opmaak, AFZONDERING), "text/html")
    return mail


def _verwerk_fout(bericht: Bericht, fout: Exception, nu: datetime, telling: Telling) -> None:
    oordeel = _beoordeel(fout)
    status = na_fout(bericht, oordeel, nu)
    telling.mislukt += status == BerichtStatus.MISLUKT
    telling.vastgelopen += status == BerichtStatus.VASTGELOPEN
    telling.uitgesteld += status == BerichtStatus.GEPLAND
    telling.afzender_geweigerd += oordeel.is_afzender
    if status == BerichtStatus.MISLUKT and (code := _code_van_adres(fout)):
        stuiters.leg_vast(bericht, terugkomst.soort_van(code), code, nu)


def _beoordeel(fout: Exception) -> Oordeel:
    """Whose fault it is and what it means for the next try. A refused sender, a failed sign-in or a server that is down
    says nothing about the recipient; a file that cannot be read is no fault of the server."""
    return Oordeel(
        reden=_korte_fout(fout),
        is_definitief=_is_definitief(fout),
        is_onze_fout=not isinstance(fout, OSError) or fout.filename is not None,
        is_ongezien=isinstance(fout, smtplib.SMTPServerDisconnected),
        is_afzender=_weigert_ons(fout),
    )


def _weigert_ons(fout: Exception) -> bool:
    """Whether the server takes nothing from us: our sender, our sign-in or our way of connecting is refused, however
    late it says so."""
    if isinstance(fout, (smtplib.SMTPSenderRefused, smtplib.SMTPAuthenticationError)):
        return fout.smtp_code >= 500
    if antwoord := _weigering(fout):
        return terugkomst.weigert_ons(antwoord)
    return isinstance(fout, (smtplib.SMTPNotSupportedError, GeenVeiligeLijn))


def _is_definitief(fout: Exception) -> bool:
    """Whether trying again is useless: this address or this mail is refused."""
    return isinstance(fout, OnmogelijkAdres) or (bool(_weigering(fout)) and not _weigert_ons(fout))


def _weigering(fout: Exception) -> str:
    """With which words the server refuses this address or this mail for good; empty for any other fault."""
    code: int
    tekst: bytes | str
    if isinstance(fout, smtplib.SMTPRecipientsRefused):
        code, tekst = next(iter(fout.recipients.values()), (0, b""))
    elif isinstance(fout, smtplib.SMTPDataError):
        code, tekst = fout.smtp_code, fout.smtp_error
    else:
        return ""
    woorden = tekst.decode("utf-8", "replace") if isinstance(tekst, bytes) else tekst
    return f"{code} {woorden}" if code >= 500 else ""


def _korte_fout(fout: Exception) -> str:
    """The server's answer for people; the address and the text of the mail stay out."""
    if isinstance(fout, smtplib.SMTPRecipientsRefused):
        code, _ = next(iter(fout.recipients.values()), (0, b""))
        return f"De mailserver {'neemt van ons niets aan' if _weigert_ons(fout) else 'weigert dit adres'} ({code})."
    if isinstance(fout, GeenVeiligeLijn):
        return str(fout)
    if isinstance(fout, smtplib.SMTPResponseException):
        return f"De mailserver antwoordt {fout.smtp_code}."
    return f"Versturen lukte niet ({type(fout).__name__})."


def _code_van_adres(fout: Exception) -> str:
    """The code with which the server refuses this address for good ("5.1.1" or "550"); empty for any other fault."""
    return terugkomst.code_in(_weigering(fout)) if isinstance(fout, smtplib.SMTPRecipientsRefused) else ""
