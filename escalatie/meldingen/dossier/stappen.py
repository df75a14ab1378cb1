"""The step bar of a dossier: the route of this melding, what is behind it, where it stands and what still comes."""

from datetime import datetime

from basis.momenten import Halte
from basis.resttijd import resttijd
from basis.taal import kort_moment, opsomming
from escalatie.models import Stap

from .rijen import Dossierrijen

# The first step of the bar is the melding itself.
EERSTE = "Melding"


def stappen(rijen: Dossierrijen, nu: datetime) -> list[Halte]:
    """The steps of this melding at `nu` (aware). Before a scenario is chosen the road beyond it has no names yet."""
    protocol, status = rijen.protocol, rijen.melding.status
    if not protocol.scenarios:
        return _zonder_scenario(rijen, nu)
    begin = protocol.weg_na(protocol.begin.naar)
    hier = protocol.status_per_code[status]
    rest: list[Halte] = []
    if hier.eind and not rijen.melding.scenario:
        return [_klaar(begin[0], rijen), Halte(hier.naam, _sinds(status, rijen), "nu")]
    if rijen.melding.scenario:
        route = begin + _vervolg(rijen)
    else:
        route = begin
        letters = opsomming(protocol.scenario_per_code).replace(" en ", " of ")
        rest = [Halte("Scenario", letters, "straks"), Halte("Afgerond", "", "straks")]
    plek = _plek(route, rijen)
    gedaan = [_klaar(code, rijen) for code in route[:plek]]
    straks = [Halte(_naam(code, rijen), "", "straks") for code in route[plek + 1 :]]
    return [*gedaan, _nu(rijen, nu), *straks, *rest]


def _zonder_scenario(rijen: Dossierrijen, nu: datetime) -> list[Halte]:
    """The road of a version in which nobody chooses: as it usually goes, or straight to an end beside it. A status
    beside the road, such as one with unrest, stands in the place of the same step."""
    protocol, status = rijen.protocol, rijen.melding.status
    route = protocol.weg_na(protocol.begin.naar)
    hier = protocol.status_per_code[status]
    if hier.eind and status not in route:
        return [_klaar(route[0], rijen), Halte(hier.naam, _sinds(status, rijen), "nu")]
    plek = _plek(route, rijen)
    straks = [Halte(_naam(code, rijen), "", "straks") for code in route[plek + 1 :]]
    return [*(_klaar(code, rijen) for code in route[:plek]), _nu(rijen, nu), *straks]


def _vervolg(rijen: Dossierrijen) -> tuple[str, ...]:
    """The road since the choice as it was walked, and from here on as the protocol says it usually goes on."""
    oordeel = rijen.protocol.oordeel
    sinds = [stap.naar for stap in rijen.overgangen if stap.van != stap.naar]
    laatste = max((i for i, code in enumerate(sinds) if oordeel and code == oordeel.code), default=-1)
    gelopen = sinds[laatste + 1 : -1] if sinds else []
    return (*gelopen, *rijen.protocol.weg_na(rijen.melding.status))


def _plek(route: tuple[str, ...], rijen: Dossierrijen) -> int:
    """Where the melding stands on its road; a status beside the road stands at the place of the same step."""
    status = rijen.melding.status
    if status in route:
        return route.index(status)
    statussen = rijen.protocol.status_per_code
    zelfde = [i for i, code in enumerate(route) if statussen[code].stap == statussen[status].stap]
    return zelfde[-1] if zelfde else len(route) - 1


def _klaar(code: str, rijen: Dossierrijen) -> Halte:
    return Halte(_naam(code, rijen), _sinds(code, rijen), "klaar")


def _nu(rijen: Dossierrijen, nu: datetime) -> Halte:
    status = rijen.melding.status
    termijn = next(iter(rijen.lopende_termijnen), None)
    is_eind = rijen.protocol.status_per_code[status].eind
    sub = resttijd(termijn.vervalt_op, nu).tekst if termijn else _sinds(status, rijen)
    return Halte(_naam(status, rijen), sub, "klaar" if is_eind else "nu")


def _naam(code: str, rijen: Dossierrijen) -> str:
    return EERSTE if code == rijen.protocol.begin.naar else rijen.protocol.status_per_code[code].naam


def _sinds(code: str, rijen: Dossierrijen) -> str:
    laatste: Stap | None = next((stap for stap in reversed(rijen.overgangen) if code == stap.naar != stap.van), None)
    return kort_moment(laatste.op) if laatste else ""
