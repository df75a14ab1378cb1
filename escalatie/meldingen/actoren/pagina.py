"""Read model of one actor in a running melding: the status, the open and done tasks, and what the rules say here."""

from dataclasses import dataclass
from datetime import datetime

from calamiteiten.models import Melding
from communicatie.regels import Orgaan
from escalatie.draaiboek.stand import Stand
from escalatie.models import Taak, TaakStatus
from escalatie.protocol.actoren.blad import Stapdeel, organen_van, stapdeel
from escalatie.protocol.lezen import haal_communicatieregels
from escalatie.protocol.model import Actor, StatusRegel


@dataclass(frozen=True)
class Actorpagina:
    """`hier`: what the rules say for this status; `open_`: what waits for this actor, the first due first, with what is
    late before; `te_laat`: how many of those are."""

    actor: Actor
    status: StatusRegel
    organen: tuple[Orgaan, ...]
    hier: Stapdeel
    open_: list[tuple[Taak, bool]]
    gedaan: list[Taak]

    @property
    def te_laat(self) -> int:
        """How many of the open tasks should have been done."""
        return sum(is_te_laat for _, is_te_laat in self.open_)


def actorpagina(melding: Melding, code: str, nu: datetime) -> Actorpagina | None:
    """The page at `nu` (aware), under the version of this melding; None when that version does not know the actor."""
    stand = Stand(melding)
    protocol = stand.protocol
    actor = protocol.actor_per_code.get(code)
    if actor is None:
        return None
    status, regels = protocol.status_per_code[melding.status], haal_communicatieregels(melding.protocol_versie)
    eigen = [taak for taak in stand.taken if taak.rol in actor.rollen]
    wachtend = [taak for taak in eigen if taak.status == TaakStatus.OPEN]
    return Actorpagina(
        actor=actor,
        status=status,
        organen=organen_van(regels, actor),
        hier=stapdeel(protocol, regels, actor, status),
        open_=[(taak, taak.uiterlijk_op is not None and taak.uiterlijk_op < nu) for taak in wachtend],
        gedaan=[taak for taak in eigen if taak.status == TaakStatus.AFGEROND],
    )


def actoren(melding: Melding) -> list[tuple[Actor, int]]:
    """Everybody who takes part in this melding, each with how many tasks wait for it."""
    stand = Stand(melding)
    wachtend = [taak.rol for taak in stand.taken if taak.status == TaakStatus.OPEN]
    return [(actor, sum(rol in actor.rollen for rol in wachtend)) for actor in stand.protocol.actoren]
