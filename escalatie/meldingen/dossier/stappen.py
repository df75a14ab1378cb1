"""The step bar of a dossier: the route of this melding, what is behind it, where it stands and what still comes."""

from dataclasses import dataclass
from datetime import datetime

from basis.resttijd import resttijd
from basis.taal import kort_moment
from calamiteiten.statussen import Scenario, Status
from escalatie.models import Overgang

from .rijen import Dossierrijen

BEGIN = (Status.ONTVANGEN, Status.IMPACTANALYSE, Status.BEOORDELING)
VERVOLG: dict[str, tuple[str, ...]] = {
    Scenario.A: (Status.SCENARIO_A, Status.MONITORING, Status.AFGEROND),
    Scenario.B: (Status.SCENARIO_B, Status.MONITORING, Status.AFGEROND),
    Scenario.C: (Status.SCENARIO_C, Status.MONITORING, Status.AFGEROND),
    Scenario.D: (Status.SCENARIO_D, Status.FASE_1, Status.FASE_2, Status.AFGEROND),
}
D_LOKAAL = (Status.SCENARIO_D, Status.MONITORING, Status.AFGEROND)
NAMEN = {Status.ONTVANGEN.value: "Melding"}


@dataclass(frozen=True)
class Stap:
    """One step: its name, a date or the time left, and klaar | nu | straks."""

    naam: str
    sub: str
    toestand: str


def stappen(rijen: Dossierrijen, nu: datetime) -> list[Stap]:
    """The steps of this melding at `nu` (aware). Before a scenario is chosen the road beyond it has no names yet."""
    status = rijen.melding.status
    if status == Status.NIET_MELDINGSWAARDIG:
        return [_klaar(Status.ONTVANGEN, rijen), Stap("Niet meldingswaardig", _sinds(status, rijen), "nu")]
    if not rijen.melding.scenario:
        route: tuple[str, ...] = BEGIN
        rest = [Stap("Scenario", "a, b, c of d", "straks"), Stap("Afgerond", "", "straks")]
    else:
        route, rest = BEGIN + _vervolg(rijen), []
    hier = route.index(Status.BEOORDELING if status == Status.TWIJFEL else Status(status))
    gedaan = [_klaar(code, rijen) for code in route[:hier]]
    straks = [Stap(_naam(code, rijen), "", "straks") for code in route[hier + 1 :]]
    return [*gedaan, _nu(rijen, nu), *straks, *rest]


def _vervolg(rijen: Dossierrijen) -> tuple[str, ...]:
    """What comes after the choice; scenario d went locally when the last step out of it led to monitoring."""
    uit_d = [stap.naar for stap in rijen.overgangen if stap.van == Status.SCENARIO_D]
    is_lokaal = rijen.melding.scenario == Scenario.D and uit_d[-1:] == [Status.MONITORING]
    is_verder = rijen.melding.status != Status.SCENARIO_D
    return D_LOKAAL if is_lokaal and is_verder else VERVOLG[rijen.melding.scenario]


def _klaar(code: str, rijen: Dossierrijen) -> Stap:
    return Stap(_naam(code, rijen), _sinds(code, rijen), "klaar")


def _nu(rijen: Dossierrijen, nu: datetime) -> Stap:
    status = rijen.melding.status
    termijn = next(iter(rijen.lopende_termijnen), None)
    is_eind = rijen.protocol.status_per_code[status].eind
    sub = resttijd(termijn.vervalt_op, nu).tekst if termijn else _sinds(status, rijen)
    return Stap(_naam(status, rijen), sub, "klaar" if is_eind else "nu")


def _naam(code: str, rijen: Dossierrijen) -> str:
    return NAMEN.get(code) or rijen.protocol.status_per_code[code].naam


def _sinds(code: str, rijen: Dossierrijen) -> str:
    laatste: Overgang | None = next((stap for stap in reversed(rijen.overgangen) if stap.naar == code), None)
    return kort_moment(laatste.op) if laatste else ""
