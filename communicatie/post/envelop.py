"""From whom a mail is, where it comes back to, and what it carries for the machines on its way.

What a mail carries keeps machines from answering it: an answer that nobody typed would come back to us, and ours would
go to them (docs/beheer/mail.md).
"""

from email.utils import parseaddr

from django.conf import settings

from calamiteiten.statussen import PERSVRAAG
from communicatie.models import Bericht

# For Exchange: no answer of a program, no receipt. What did not arrive (NDR) must come back, and so is not in it.
GEEN_ANTWOORD = "DR, RN, NRN, OOF, AutoReply"


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
