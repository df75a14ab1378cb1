"""The line to the mail server, and what every mail carries for the machines on its way.

The line is guarded (STARTTLS, or TLS from the first byte) or there is none: a server with a certificate that does not
fit, or that offers no STARTTLS, gets no mail and no password. What a mail carries keeps machines from answering it: an
answer that nobody typed would come back to us, and ours would go to them (docs/beheer/mail.md).
"""

import smtplib
import ssl
from email.utils import parseaddr
from functools import cached_property

from django.conf import settings

from calamiteiten.statussen import PERSVRAAG
from communicatie.models import Bericht

from . import mailverbinding

# For Exchange: no answer of a program, no receipt. What did not arrive (NDR) must come back, and so is not in it.
GEEN_ANTWOORD = "DR, RN, NRN, OOF, AutoReply"
ZONDER_TLS = "De mailserver biedt geen STARTTLS aan."
ZONDER_INLOGGEN = "De mailserver biedt geen inloggen aan. Klopt de poort, en hoort er een gebruikersnaam bij?"


class GeenVeiligeLijn(ConnectionError):
    """The line to the mail server cannot be guarded as the settings ask; nothing was sent over it."""


class Verbinding(mailverbinding.Verbinding):
    """The patient connection by SMTP; EMAIL_TLS_CA is the file of who signed the certificate of the server."""

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        """Checks the certificate and its name, and speaks TLS 1.2 or newer."""
        return ssl.create_default_context(cafile=settings.EMAIL_TLS_CA or None)

    def open(self) -> bool | None:
        """Connect, when there is no connection. Raises GeenVeiligeLijn, or what Django's does."""
        try:
            return super().open()
        except smtplib.SMTPNotSupportedError as fout:
            raise GeenVeiligeLijn(ZONDER_TLS if "STARTTLS" in str(fout) else ZONDER_INLOGGEN) from fout
        except ssl.SSLCertVerificationError as fout:
            raise GeenVeiligeLijn(f"Het certificaat van de mailserver klopt niet ({fout.verify_message}).") from fout
        except ssl.SSLError as fout:
            raise GeenVeiligeLijn(f"De mailserver spreekt geen TLS zoals ingesteld ({fout.reason}).") from fout


def afzender(bericht: Bericht) -> str:
    """Who it is from, for its reader: a question of the press does not say that there is a calamity."""
    van: str = settings.AFZENDER_PERS if _is_pers(bericht) else settings.DEFAULT_FROM_EMAIL
    return van


def stuiteradres(bericht: Bericht) -> str:
    """Where it comes back to: the sender on the envelope."""
    return settings.STUITERADRES or afzender(bericht)


def koppen(bericht: Bericht) -> dict[str, str]:
    """The headers of this mail beside the usual ones."""
    lijst = "persvragen" if _is_pers(bericht) else "berichten"
    return {
        "From": afzender(bericht),
        "Message-ID": bericht.message_id,
        "List-Id": f"<{lijst}.{settings.MAIL_DOMEIN}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": GEEN_ANTWOORD,
    }


def is_eigen_postbus(adres: str) -> bool:
    """Whether this is a mailbox that we send from or get returned mail in: a mail to it would be one to ourselves."""
    eigen = (settings.DEFAULT_FROM_EMAIL, settings.AFZENDER_PERS, settings.STUITERADRES)
    return adres.casefold() in {parseaddr(ander)[1].casefold() for ander in eigen if ander}


def _is_pers(bericht: Bericht) -> bool:
    return bericht.zaak is not None and bericht.zaak.zaaksoort == PERSVRAAG
