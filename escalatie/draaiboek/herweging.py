"""When the facts of a melding change, what rests on them is weighed again: a duty comes or ends (R28, R29, R40).

Which duties those are is in the protocol file: the tasks with `volgt_feiten`, each with the condition (`als`) on which
it rests. While the triage itself is still to do, that is the duty: then only those that come with a new melding count.
"""

from collections.abc import Collection
from datetime import datetime

from calamiteiten.models import Melding
from contacten.models import Gebruiker
from escalatie.models import Taak, TaakStatus, Termijn
from escalatie.protocol.model import TaakRegel

from . import informatie, overleggen, stappen, taken, termijnen
from .stand import Stand
from .triage import Uitkomst
from .versnelling import versnelling
from .voorwaarden import ontbreekt

# The form of a duty that asks for the facts themselves: done as soon as they have the answer.
TRIAGE = "triage"
# Where the row of such a duty keeps by whose change it came.
GEWOGEN_DOOR = "gewogen_door"
GEWIJZIGD = "De gegevens zijn gewijzigd."
NOG_VAST_TE_STELLEN = "Nog vast te stellen of dit meldingswaardig is."
NIET_MEER = "Volgens de gegevens is deze melding niet meldingswaardig."


def geldend(stand: Stand) -> frozenset[str]:
    """The duties that the facts give now, by code."""
    return frozenset(r.code for r in _regels(stand) if not ontbreekt(r.als, stand))


def herweeg(melding: Melding, voorheen: Collection[str], door: Gebruiker, nu: datetime) -> None:
    """Give the duties that the changed facts bring, and end those that they take away.

    `voorheen`: `geldend` before the change; what was weighed then is not asked again. Call inside the transaction that
    holds the melding, after the facts were changed.
    """
    stand = Stand(melding)
    if not melding.is_open():
        return
    hier, regels = geldend(stand), _regels(stand)
    for regel in regels:
        if regel.code not in hier:
            _beeindig(stand, regel, door, nu)
    overleggen.ruim_op(melding, GEWIJZIGD, door, nu)
    _geef(stand, [regel for regel in regels if regel.code in hier and regel.code not in voorheen], door, nu)


def let_op(stand: Stand) -> str:
    """What the dossier says of the triage once it is past it; empty when there is nothing to say."""
    if stand.melding.status == stand.protocol.begin.naar or not stand.melding.is_open():
        return ""
    if stand.triage.uitkomst is Uitkomst.ONBEKEND:
        return f"{NOG_VAST_TE_STELLEN} {stand.triage.waarom}"
    return f"{NIET_MEER} {stand.triage.waarom}" if stand.triage.is_uitgesloten else ""


def _regels(stand: Stand) -> list[TaakRegel]:
    """The duties that follow the facts where the melding stands now."""
    begin = stand.protocol.begin
    is_begin = stand.melding.status == begin.naar
    return [r for r in stand.protocol.taken if r.volgt_feiten and (not is_begin or begin.code in r.bij)]


def _waarom(stand: Stand, regel: TaakRegel) -> str:
    """What the facts say now of this duty: that it need not be any more, or else what the triage says."""
    is_triage = regel.vorm == TRIAGE or regel.termijn
    return f"{GEWIJZIGD} {stand.triage.waarom if is_triage else ontbreekt(regel.als, stand)}".strip()


def _beeindig(stand: Stand, regel: TaakRegel, door: Gebruiker, nu: datetime) -> None:
    is_gedaan = regel.vorm == TRIAGE
    open_ = Taak.objects.filter(zaak=stand.melding, code=regel.code, status=TaakStatus.OPEN)
    verslag = _waarom(stand, regel)
    if is_gedaan:
        open_.update(status=TaakStatus.AFGEROND, afgerond_op=nu, afgerond_door=door, verslag=verslag)
    else:
        open_.update(status=TaakStatus.VERVALLEN, afgerond_op=nu, verslag=verslag)
    lopend = Termijn.objects.select_for_update().filter(termijnen.LOPEND, zaak=stand.melding)
    for termijn in lopend.filter(code=regel.termijn):
        termijnen.eindig(termijn, nu, reden=f"taak:{regel.code}", is_gehaald=is_gedaan)


def _geef(stand: Stand, regels: list[TaakRegel], door: Gebruiker, nu: datetime) -> None:
    melding, laatste = stand.melding, stappen.laatste(stand.melding)
    if laatste is None or not regels:
        return
    snel = versnelling(melding, stand.protocol)
    lopend = {
        regel.termijn: termijnen.begin(snel.termijn(stand.protocol.termijn_per_code[regel.termijn]), laatste, nu)
        for regel in regels
        if regel.termijn
    }
    nieuw = taken.voor_gemeenten(melding, regels, stand.gemeenten, nu, termijn=lopend)
    per_code = {regel.code: regel for regel in regels}
    for taak in nieuw:
        taak.gegevens = {"reden": _waarom(stand, per_code[taak.code]), GEWOGEN_DOOR: door.naam}
        taak.save(update_fields=["gegevens"])
    # Also to who made the change: a duty that follows from a correction is seldom what one had in mind.
    informatie.meld_taken(melding, nieuw, sleutel=f"feiten:{melding.pk}:{melding.versie}", nu=nu)
