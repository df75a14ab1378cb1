"""When the facts of a melding change, what rests on them is weighed again: a duty comes or ends (R28, R29, R40).

Which duties those are is in the protocol file: the tasks with `volgt_feiten`, each with the condition (`als`) on which
it rests. While the triage itself is still to do, that is the duty: then only those that come with a new melding count.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from calamiteiten.models import Melding
from contacten.models import Gebruiker, Gemeente
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


# A duty that the facts give: its code, and the key of its gemeente for one that each gemeente has.
Plicht = tuple[str, int | None]


def geldend(stand: Stand) -> frozenset[Plicht]:
    """The duties that the facts give now."""
    hier = ((regel, taken.plekken(regel, stand.gemeenten, stand)) for regel in _regels(stand))
    return frozenset(
        (regel.code, gemeente.pk if gemeente else None)
        for regel, plekken in hier
        for gemeente in plekken
        if gemeente or not ontbreekt(regel.als, stand)
    )


def herweeg(melding: Melding, voorheen: Collection[Plicht], door: Gebruiker, nu: datetime) -> None:
    """Give the duties that the changed facts bring, and end those that they take away.

    `voorheen`: `geldend` before the change; what was weighed then is not asked again. Call inside the transaction that
    holds the melding, after the facts were changed.
    """
    stand = Stand(melding)
    if not melding.is_open():
        return
    hier, regels = geldend(stand), _regels(stand)
    for regel, gemeente in ((een, waar) for een in regels for waar in _gemeenten(stand, een)):
        if (regel.code, gemeente.pk if gemeente else None) not in hier:
            _beeindig(stand.over(gemeente), regel, door, nu)
    overleggen.ruim_op(melding, GEWIJZIGD, door, nu)
    _geef(stand, hier - frozenset(voorheen), door, nu)


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


def _gemeenten(stand: Stand, regel: TaakRegel) -> Sequence[Gemeente | None]:
    """Where this duty can be."""
    return stand.gemeenten if regel.per == "gemeente" else [None]


def _waarom(stand: Stand, regel: TaakRegel) -> str:
    """What the facts say now of this duty: that it need not be any more, or else what the triage says."""
    is_triage = regel.vorm == TRIAGE or regel.termijn
    return f"{GEWIJZIGD} {stand.triage.waarom if is_triage else ontbreekt(regel.als, stand)}".strip()


def _beeindig(stand: Stand, regel: TaakRegel, door: Gebruiker, nu: datetime) -> None:
    """End this duty, of the gemeente that `stand` is about; its term with the last of it."""
    is_gedaan = regel.vorm == TRIAGE
    alle = Taak.objects.filter(zaak=stand.melding, code=regel.code, status=TaakStatus.OPEN)
    open_ = alle.filter(gemeente=stand.gemeente)
    verslag = _waarom(stand, regel)
    if is_gedaan:
        open_.update(status=TaakStatus.AFGEROND, afgerond_op=nu, afgerond_door=door, verslag=verslag)
    else:
        open_.update(status=TaakStatus.VERVALLEN, afgerond_op=nu, verslag=verslag)
    if alle.exists():
        return
    lopend = Termijn.objects.select_for_update().filter(termijnen.LOPEND, zaak=stand.melding)
    for termijn in lopend.filter(code=regel.termijn):
        termijnen.eindig(termijn, nu, reden=f"taak:{regel.code}", is_gehaald=is_gedaan)


def _geef(stand: Stand, plichten: frozenset[Plicht], door: Gebruiker, nu: datetime) -> None:
    melding, laatste = stand.melding, stappen.laatste(stand.melding)
    if laatste is None or not plichten:
        return
    waar = {code: {plek for naam, plek in plichten if naam == code} for code, _ in plichten}
    regels = [regel for regel in _regels(stand) if regel.code in waar]
    snel = versnelling(melding, stand.protocol)
    lopend = {
        regel.termijn: termijnen.begin(snel.termijn(stand.protocol.termijn_per_code[regel.termijn]), laatste, nu)
        for regel in regels
        if regel.termijn
    }
    nieuw: list[Taak] = []
    for regel in regels:
        hier = [gemeente for gemeente in stand.gemeenten if gemeente.pk in waar[regel.code]]
        for taak in taken.voor_gemeenten(melding, [regel], hier, nu, termijn=lopend):
            taak.gegevens = {"reden": _waarom(stand.over(taak.gemeente), regel), GEWOGEN_DOOR: door.naam}
            taak.save(update_fields=["gegevens"])
            nieuw.append(taak)
    # Also to who made the change: a duty that follows from a correction is seldom what one had in mind.
    informatie.meld_taken(melding, nieuw, sleutel=f"feiten:{melding.pk}:{melding.versie}", nu=nu)
