"""Who asked for a link, with the old one or with his address: here is looked whose that is, and whether a mail goes
out.

The page wrote down what was asked and nothing else (`contacten/bijhouden/linkposten.py`), as for a forgotten password.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from basis import achterstand
from basis.wereld import binnen
from calamiteiten.oefening import speelt
from communicatie.post import actielinks, meldlinks
from contacten.bijhouden import linkposten
from escalatie.meldingen.actielink import handelen
from escalatie.meldingen.melden import melden
from escalatie.oefenen import uitnodigen

# The kind of the link with which was asked -> the verb that looks and mails.
STUURT: dict[str, Callable[[UUID, str, datetime], int]] = {
    meldlinks.ZOUT: melden.stuur_gevraagde,
    actielinks.ZOUT: handelen.stuur_gevraagde,
    uitnodigen.ZOUT_VRAAG: uitnodigen.stuur_gevraagde,
}


def stuur(nu: datetime, limiet: int = 100) -> int:
    """Answer what was asked by `nu` (aware), most of it the oldest, some the newest; returns of how many. One that
    fails keeps no other waiting, and is raised after the last."""
    nummers = achterstand.volgorde(linkposten.wachtende(), "op", achterstand.MEESTE)
    return achterstand.elk_apart(nummers, lambda nummer: _stuur(nummer, nu), "no link", limiet, is_hardop=True)


def _stuur(nummer: int, nu: datetime) -> bool:
    vraag = linkposten.neem(nummer)
    if vraag is None:
        return False
    oefening = speelt(vraag.wereld) if vraag.wereld is not None else None
    if oefening is None and vraag.wereld is not None:  # a drill that is no more
        return True
    wereld = oefening.wereld if oefening else None
    with binnen(wereld):
        STUURT[vraag.zout](vraag.sleutel, vraag.adres, wereld.tijd(nu) if wereld else nu)
    return True
