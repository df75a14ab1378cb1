"""The links about one zaak, fit to show to who keeps the overview: whose, since when, how it stands."""

from dataclasses import dataclass
from datetime import datetime

from basis.taal import moment
from calamiteiten.models import Zaak
from communicatie.models import Actielink
from communicatie.post import actielinks
from communicatie.post.woorden import zetelnaam


@dataclass(frozen=True)
class Linkregel:
    """One link: who has it, for which seat, and how it stands. `mag_intrekken`: it still opens something."""

    link: Actielink
    naam: str
    plek: str
    stand: str
    mag_intrekken: bool
    is_nieuwste: bool


def linkregels(zaak: Zaak, nu: datetime) -> list[Linkregel]:
    """The links about this zaak at `nu` (aware), the newest first. Of one person on one seat only the newest can be
    sent again."""
    regels: list[Linkregel] = []
    gehad: set[tuple[int, str, int | None]] = set()
    for link in actielinks.van_zaak(zaak):
        bericht = link.bericht
        wie = (link.contactpersoon_id, bericht.rol, bericht.gemeente_id)
        loopt = link.ingetrokken_op is None and link.verloopt_op > nu
        plek = zetelnaam(bericht, zaak.protocol_versie)
        regels.append(
            Linkregel(link, link.contactpersoon.weergavenaam, plek, _stand(link, nu), loopt, wie not in gehad)
        )
        gehad.add(wie)
    return regels


def _stand(link: Actielink, nu: datetime) -> str:
    if link.ingetrokken_op:
        wie = f" door {link.ingetrokken_door.naam}" if link.ingetrokken_door else ""
        return f"ingetrokken op {moment(link.ingetrokken_op)}{wie}"
    if link.verloopt_op <= nu:
        return f"verlopen op {moment(link.verloopt_op)}"
    gebruikt = f"bevestigd op {moment(link.gebruikt_op)}, " if link.gebruikt_op else ""
    return f"{gebruikt}werkt tot {moment(link.verloopt_op)}"
