"""Who asked for a link with his address: here is looked whose that address is, and whether a mail goes there.

The page wrote down what was asked and nothing else (`contacten/bijhouden/linkposten.py`), as for a forgotten password.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from basis import achterstand
from communicatie.post import meldlinks
from contacten.bijhouden import linkposten
from escalatie.meldingen.melden import melden
from escalatie.oefenen import uitnodigen

# The kind of the link with which was asked -> the verb that looks and mails.
STUURT: dict[str, Callable[[UUID, str, datetime], int]] = {
    meldlinks.ZOUT: melden.stuur_gevraagde,
    uitnodigen.ZOUT_VRAAG: uitnodigen.stuur_gevraagde,
}


def stuur(nu: datetime, limiet: int = 100) -> int:
    """Answer what was asked by `nu` (aware), most of it the oldest, some the newest; returns of how many. One that
    fails keeps no other waiting, and is raised after the last."""
    nummers = achterstand.volgorde(linkposten.wachtende(), "op", achterstand.MEESTE)
    return achterstand.elk_apart(nummers, lambda nummer: _stuur(nummer, nu), "no link", limiet, is_hardop=True)


def _stuur(nummer: int, nu: datetime) -> bool:
    gevraagd = linkposten.neem(nummer)
    if gevraagd is None:
        return False
    zout, sleutel, adres = gevraagd
    STUURT[zout](sleutel, adres, nu)
    return True
