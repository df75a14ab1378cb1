"""Messages without a melding: about the contact list or an account, each to one person with a link of his own."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings

from basis.wereld import hier
from communicatie.models import Bericht, BerichtStatus
from contacten.models import Contactpersoon

from . import linkkluis
from .linkkluis import PAD

# The key of a receiver whose address is that of the contact at the moment of sending.
VOLGT_CONTACT = "contact:"
# The key of `gegevens` with the numbers of what one mail tells.
OVER = "over"


class OefeningMailtNiet(RuntimeError):
    """A fault of ours: in a drill a mail was asked that is about no zaak."""


def plan_persoonlijk(
    *,
    aan: Contactpersoon | None,
    email: str,
    sjabloon: str,
    pad: str,
    aanleiding: str,
    regel: str,
    nu: datetime,
    termijn: str = "",
    opsomming: Sequence[str] = (),
    over: Sequence[int] = (),
) -> Bericht:
    """Plan one mail to one address, with a link to `pad` (a path of this site) and to nothing else.

    `aanleiding` and `regel` name the occasion ("uitnodiging:12"); the same occasion plans nothing twice, a repeat by a
    person needs a name of its own. `termijn` is a phrase such as "vóór 24 november 2026"; `opsomming`: lines of the
    watch, never a fact of a case or a kenmerk. `over`: the numbers of what this one mail tells, for who plans it. The
    path may hold a token: it leaves the row with the mail, and the contact must not have lapsed by then. `email` equal
    to that of `aan` follows the contact when its address changes. Call inside the transaction of the occasion. Returns
    the row, new or found. Raises OefeningMailtNiet in a drill: what is about no zaak has no world, and would go out as
    real (R153).
    """
    if hier():
        raise OefeningMailtNiet(regel)
    gegevens = {PAD: linkkluis.berg(pad), "termijn": termijn, "opsomming": list(opsomming), OVER: list(over)}
    volgt = aan is not None and aan.email.casefold() == email.casefold()
    rij, _ = Bericht.objects.get_or_create(
        aanleiding=aanleiding,
        regel=regel,
        ontvanger=f"{VOLGT_CONTACT}{aan.pk}" if aan and volgt else sleutel_van(email),
        defaults={
            "contactpersoon": aan,
            "sjabloon": sjabloon,
            "gegevens": {naam: waarde for naam, waarde in gegevens.items() if waarde},
            "status": BerichtStatus.GEPLAND,
            "gepland_op": nu,
            "volgende_poging_op": nu,
            "aan": email,
            "message_id": f"<{uuid4()}@{settings.MAIL_DOMEIN}>",
        },
    )
    return rij


def zonder_pad(gegevens: dict[str, Any]) -> dict[str, Any]:
    """What may stay in the row once the mail is out: everything but the link."""
    return {naam: waarde for naam, waarde in gegevens.items() if naam != PAD}


def sleutel_van(email: str) -> str:
    """The key of a receiver who is known by this address alone: not the address itself."""
    return f"adres:{hashlib.sha256(email.casefold().encode()).hexdigest()}"
