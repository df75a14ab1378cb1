"""What somebody without an account reads behind the link in a mail: what it is about, before when, and what to do.

No fact of the case: the kenmerk, what the protocol says of this message and of the duties of this seat, and whom to
phone.
"""

from dataclasses import dataclass
from datetime import datetime

from communicatie.models import Actielink
from communicatie.post.woorden import zetelnaam
from escalatie.draaiboek import opvolging, overleggen
from escalatie.models import Overleg, Taak, TaakStatus
from escalatie.persvragen.informatie import antwoordroute
from escalatie.protocol.lezen import haal_protocol

ANDERS = "U kreeg een bericht over deze melding."


@dataclass(frozen=True)
class Plicht:
    """A duty of this seat: what, and before when (aware; None: no term)."""

    naam: str
    uiterlijk_op: datetime | None


@dataclass(frozen=True)
class Actiepagina:
    """Everything on the page. `bevestigen_voor_op`: None when nobody waits for an answer any more. `overleg`: what this
    invites to, while it is planned; `komt`: what was answered (None: nothing yet)."""

    kenmerk: str
    wie: str
    zinnen: list[str]
    bevestigd_op: datetime | None
    bevestigen_voor_op: datetime | None
    plichten: list[Plicht]
    route: str
    overleg: Overleg | None = None
    komt: bool | None = None


def actiepagina(link: Actielink, nu: datetime) -> Actiepagina:
    """The page of this link at `nu` (aware)."""
    bericht = link.bericht
    protocol = haal_protocol(bericht.zaak.protocol_versie if bericht.zaak else "")
    per_code = {regel.code: regel.zin for regel in protocol.informatieregels}
    # One click answers for all that this seat was told, so all of it is said.
    codes = [bericht.regel, *opvolging.gevraagd_aan_plek(link).values_list("regel", flat=True)]
    taken = Taak.objects.filter(zaak=bericht.zaak_id, rol=bericht.rol, status=TaakStatus.OPEN)
    eigen = taken.filter(gemeente=bericht.gemeente_id, code__in=protocol.taak_per_code)
    genodigde = overleggen.uitnodiging_van(link)
    gezegd = overleggen.geldend(genodigde, genodigde.overleg) if genodigde else None
    return Actiepagina(
        kenmerk=bericht.zaak.kenmerk if bericht.zaak else "",
        wie=zetelnaam(bericht, protocol.versie),
        zinnen=list(dict.fromkeys(per_code.get(code, ANDERS) for code in codes)),
        bevestigd_op=bericht.bevestigd_op,
        bevestigen_voor_op=None if bericht.vraag_vervallen_op else bericht.bevestigen_voor_op,
        plichten=[Plicht(protocol.taak_per_code[taak.code].naam, taak.uiterlijk_op) for taak in eigen],
        route=antwoordroute(nu),
        overleg=genodigde.overleg if genodigde else None,
        komt=gezegd.komt if gezegd else None,
    )
