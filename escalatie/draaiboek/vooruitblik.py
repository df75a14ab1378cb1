"""What a step will set off, read from the protocol before it is taken: terms, tasks, and who is informed."""

from dataclasses import dataclass
from datetime import datetime

from basis.regels import Regel
from basis.taal import opsomming
from contacten.rollen import PER_GEMEENTE
from escalatie.protocol.model import InformatieRegel, OvergangRegel, TaakRegel

from . import leiding
from .opdrachten import keuze_bij
from .stand import Stand
from .termijnen import berekening
from .voorwaarden import ontbreekt


@dataclass(frozen=True)
class Gevolg:
    """One consequence: what, for or by whom, until when (aware) and on which paragraph it rests."""

    wat: str
    wie: str
    bron: str
    tot_op: datetime | None = None


@dataclass(frozen=True)
class Vooruitblik:
    """Everything that a step sets off, in three lists, and whether open tasks lapse with it."""

    status: str
    termijnen: list[Gevolg]
    taken: list[Gevolg]
    berichten: list[Gevolg]
    vervallen: int


def vooruitblik(stand: Stand, regel: OvergangRegel, nu: datetime) -> Vooruitblik:
    """What follows if this step is taken at `nu` (aware)."""
    return Vooruitblik(
        status=stand.protocol.status_per_code[regel.naar].naam,
        termijnen=[
            Gevolg(t.naam, _rol(stand, t.rol), t.bron, berekening(t, nu).eind_op)
            for t in stand.protocol.termijnen
            if regel.code in t.bij and _geldt(t, stand, regel)
        ],
        taken=[_taak(stand, t, regel) for t in stand.protocol.taken if regel.code in t.bij and _geldt(t, stand, regel)],
        berichten=[
            Gevolg(i.zin, _ontvangers(stand, i, regel), i.bron)
            for i in stand.protocol.informatieregels_bij(f"overgang:{regel.code}")
            if i.wijze == "mail" and _geldt(i, stand, regel)
        ],
        vervallen=_vervallen(stand, regel),
    )


def _vervallen(stand: Stand, regel: OvergangRegel) -> int:
    if not regel.sluit_taken:
        return 0
    is_eind = stand.protocol.status_per_code[regel.naar].eind
    blijft = set() if is_eind else {taak.code for taak in stand.protocol.taken if taak.blijft}
    return sum(taak.code not in blijft and taak.code not in regel.voltooit for taak in stand.open_taken)


def _geldt(gevolg: Regel, stand: Stand, regel: OvergangRegel) -> bool:
    als: str = getattr(gevolg, "als", "")
    voor: str = getattr(gevolg, "voor", "")
    if voor and not leiding.deel(voor, stand.gemeenten, stand, stand.protocol.scenario_na(regel)):
        return False
    return not als or not ontbreekt(als, stand, keuze_bij(stand.protocol, regel))


def _taak(stand: Stand, regel: TaakRegel, stap: OvergangRegel) -> Gevolg:
    if regel.per != "gemeente":
        return Gevolg(regel.naam, _rol(stand, regel.rol), regel.bron)
    tussen = " " if regel.rol in PER_GEMEENTE else ", voor "
    scenario = stand.protocol.scenario_na(stap)
    plaatsen = opsomming(str(g) for g in leiding.deel(regel.voor, stand.gemeenten, stand, scenario))
    return Gevolg(regel.naam, f"{_rol(stand, regel.rol)}{tussen}{plaatsen}", regel.bron)


def _ontvangers(stand: Stand, regel: InformatieRegel, stap: OvergangRegel) -> str:
    """The roles; with their gemeenten when only one, or only the others, are meant."""
    wie = opsomming(_rol(stand, rol) for rol in regel.aan)
    if not regel.voor:
        return wie
    scenario = stand.protocol.scenario_na(stap)
    return f"{wie} {opsomming(str(g) for g in leiding.deel(regel.voor, stand.gemeenten, stand, scenario))}"


def _rol(stand: Stand, rol: str) -> str:
    return stand.protocol.rolnamen.get(rol, rol)
