"""What a step will set off, read from the protocol before it is taken: terms, tasks, and who is informed."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from basis.regels import Regel
from basis.taal import opsomming
from communicatie.sjablonen.gebruik import zin_van
from contacten.models import Gemeente
from contacten.rollen import PER_GEMEENTE
from escalatie.models import Taak
from escalatie.protocol.model import InformatieRegel, OvergangRegel, TaakRegel

from . import leiding, sluiting, uitkomst
from .opdrachten import keuze_bij
from .stand import Stand
from .termijnen import berekening
from .voorwaarden import ontbreekt


@dataclass(frozen=True)
class Gevolg:
    """One consequence: what, for or by whom, until when (aware), on which paragraph it rests, and where it is."""

    wat: str
    wie: str
    bron: str
    tot_op: datetime | None = None
    url: str = ""


@dataclass(frozen=True)
class Vooruitblik:
    """Everything that a step sets off, in three lists, and every open task that lapses with it."""

    status: str
    termijnen: list[Gevolg]
    taken: list[Gevolg]
    berichten: list[Gevolg]
    vervallen: list[Gevolg]


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
        ]
        + _uitkomst(stand, regel),
        vervallen=[_vervallen(stand, taak) for taak in sluiting.vervallend(stand, regel)],
    )


def _uitkomst(stand: Stand, regel: OvergangRegel) -> list[Gevolg]:
    """That who was asked for a decision hears it too, whoever else the step is for."""
    if not stand.protocol.is_besluit(regel.code):
        return []
    sjabloon = uitkomst.GESLOTEN if regel.naar in stand.protocol.gesloten else uitkomst.UITKOMST
    return [Gevolg(zin_van(sjabloon), "", "")]


def _vervallen(stand: Stand, taak: Taak) -> Gevolg:
    regel = stand.protocol.taak_per_code.get(taak.code)
    url = reverse("taak", args=[stand.melding.kenmerk, taak.pk])
    return Gevolg(sluiting.naam(taak), _rol(stand, taak.rol), regel.bron if regel else "", taak.uiterlijk_op, url)


def _geldt(gevolg: Regel, stand: Stand, regel: OvergangRegel) -> bool:
    als: str = getattr(gevolg, "als", "")
    voor: str = getattr(gevolg, "voor", "")
    if voor and not leiding.deel(voor, stand.gemeenten, stand, stand.protocol.scenario_na(regel)):
        return False
    return not als or not ontbreekt(als, stand, keuze_bij(stand.protocol, regel))


def _taak(stand: Stand, regel: TaakRegel, stap: OvergangRegel) -> Gevolg:
    if regel.per != "gemeente":
        return Gevolg(regel.naam, _rol(stand, regel.rol), regel.bron)
    if stap.vraagt_gemeenten and len(stand.gemeenten) > 1:
        return Gevolg(regel.naam, f"{_rol(stand, regel.rol)}, in elke gemeente die u kiest", regel.bron)
    tussen = " " if regel.rol in PER_GEMEENTE else ", voor "
    scenario = stand.protocol.scenario_na(stap)
    hier = [g for g in leiding.deel(regel.voor, stand.gemeenten, stand, scenario) if _geldt_in(g, regel, stand)]
    plaatsen = opsomming(str(g) for g in hier)
    return Gevolg(regel.naam, f"{_rol(stand, regel.rol)}{tussen}{plaatsen}", regel.bron)


def _geldt_in(gemeente: Gemeente, regel: TaakRegel, stand: Stand) -> bool:
    return not regel.als or not ontbreekt(regel.als, stand.over(gemeente))


def _ontvangers(stand: Stand, regel: InformatieRegel, stap: OvergangRegel) -> str:
    """The roles; with their gemeenten when only one, or only the others, are meant."""
    wie = opsomming(_rol(stand, rol) for rol in regel.aan)
    if not regel.voor:
        return wie
    scenario = stand.protocol.scenario_na(stap)
    return f"{wie} {opsomming(str(g) for g in leiding.deel(regel.voor, stand.gemeenten, stand, scenario))}"


def _rol(stand: Stand, rol: str) -> str:
    return stand.protocol.rolnamen.get(rol, rol)
