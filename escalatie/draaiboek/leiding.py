"""Who leads when the file gives the lead to one gemeente and more are involved: exactly one, ever the same (R70, A20).

The file says by which words it is found; who has been told that it leads, goes on leading for as long as it takes part.
"""

from collections.abc import Callable, Iterable

from contacten.models import Gemeente
from escalatie.models import Stap, TaakStatus

from .stand import Stand

LEIDER, ANDEREN = "leider", "anderen"
# A word in the file (`leiding`) -> the keys of the gemeenten that it means.
WEGEN: dict[str, Callable[[Stand], set[int | None]]] = {
    "werkgebied": lambda stand: {gemeente.pk for gemeente in stand.werkgebied},
    "verblijf": lambda stand: {stand.melding.gemeente_verblijf_id},
    "woonplaats": lambda stand: {stand.melding.gemeente_woonplaats_id},
}


def leider(stand: Stand, scenario: str = "") -> Gemeente | None:
    """The gemeente that leads in this scenario (the present one); None when the file gives no gemeente the lead, or
    none is involved."""
    regel = stand.protocol.scenario_per_code.get(scenario or stand.melding.scenario)
    if regel is None or not regel.leiding or not stand.gemeenten:
        return None
    if not scenario and (gezegd := _aangewezen(stand)):
        return gezegd
    over = sorted(stand.gemeenten, key=str)
    for woord in regel.leiding:
        deel = WEGEN[woord](stand)
        over = [gemeente for gemeente in over if gemeente.pk in deel] or over
    return over[0]


def deel(voor: str, gemeenten: Iterable[Gemeente], stand: Stand, scenario: str = "") -> list[Gemeente]:
    """Those of these gemeenten that a rule with this `voor` means."""
    if not voor:
        return list(gemeenten)
    leidt = leider(stand, scenario)
    return [gemeente for gemeente in gemeenten if leidt and (gemeente == leidt) == (voor == LEIDER)]


def _aangewezen(stand: Stand) -> Gemeente | None:
    """Who was told by the last choice that it leads, and still takes part."""
    codes = {regel.code for regel in stand.protocol.taken if regel.voor == LEIDER}
    keuzes = {regel.code for regel in stand.protocol.overgangen if stand.protocol.scenario_na(regel)}
    laatste = Stap.objects.filter(zaak=stand.melding, code__in=keuzes).order_by("-volgnummer").first()
    gezegd = [t.gemeente for t in stand.taken if t.code in codes and laatste and t.stap_id == laatste.pk and t.gemeente]
    lopend = [t.gemeente for t in stand.taken if t.code in codes and t.status != TaakStatus.VERVALLEN]
    return next((g for g in gezegd if g in stand.gemeenten and g in lopend), None)
