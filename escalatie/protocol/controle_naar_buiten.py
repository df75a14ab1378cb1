"""The two protocol files against each other: what goes outside says so, and the locks can be opened (R125, R156)."""

from collections.abc import Iterator

from communicatie.familie.naar_buiten import FAMILIE, ONDERZOEK
from communicatie.models import Uitingsoort
from communicatie.regels import Communicatieregels
from contacten.rollen import ROLLEN, ROLLEN_MET_DOSSIERS, Rol

from .model import Protocol


def buiten_de_kring(protocol: Protocol) -> Iterator[str]:
    """A mail to a role that opens no dossier leaves the circle, and says so."""
    for regel in protocol.informatieregels:
        buiten = sorted(set(regel.aan) - ROLLEN_MET_DOSSIERS)
        if regel.wijze == "mail" and buiten and not regel.naar_buiten:
            yield f"informatieregels, {regel.code}: {', '.join(buiten)} leest geen dossiers; zet naar_buiten = true."


def sloten(protocol: Protocol, regels: Communicatieregels) -> Iterator[str]:
    """Both locks exist and someone may give leave; what goes outside is of a kind; directing belongs to somebody."""
    for code in (FAMILIE, ONDERZOEK):
        if code not in regels.slot_per_code:
            yield f"sloten: {code!r} ontbreekt."
    for slot in regels.sloten:
        if not slot.vrijgave_door:
            yield f"sloten, {slot.code}: niemand mag vrijgeven."
    yield from _rollen(regels)
    yield from _soorten(protocol, regels)
    yield from _organen(protocol, regels)
    yield from _regie(protocol, regels)


def _rollen(regels: Communicatieregels) -> Iterator[str]:
    genoemd = [(f"sloten, {s.code}", rol) for s in regels.sloten for rol in (*s.vrijgave_door, *s.besluit_van)]
    genoemd += [(f"organen, {o.code}", rol) for o in regels.organen for rol in (*o.door, *filter(None, [o.rol]))]
    yield from (f"{plek}: rol {rol!r} bestaat niet." for plek, rol in genoemd if rol not in ROLLEN)


def _soorten(protocol: Protocol, regels: Communicatieregels) -> Iterator[str]:
    genoemd = [(f"taken, {taak.code}", taak.naar_buiten) for taak in protocol.taken]
    genoemd += [(f"organen, {orgaan.code}", orgaan.naar_buiten) for orgaan in regels.organen]
    for plek, soort in genoemd:
        if soort and soort not in Uitingsoort.values:
            yield f"{plek}, naar_buiten: {soort!r} kan niet. Wel: {', '.join(sorted(Uitingsoort.values))}."


def _organen(protocol: Protocol, regels: Communicatieregels) -> Iterator[str]:
    """A task names a body that exists, goes outside as it does, and only the task of the family opens its lock."""
    families = [orgaan.code for orgaan in regels.organen if orgaan.is_familie and orgaan.rol == Rol.JEUGDIGE_FAMILIE]
    if len(families) != 1:
        yield "organen: precies één orgaan is de familie."
    for taak in protocol.taken:
        orgaan = regels.orgaan_per_code.get(taak.orgaan)
        if taak.orgaan and orgaan is None:
            yield f"taken, {taak.code}: orgaan {taak.orgaan!r} bestaat niet."
        if (taak.vorm == "familie") != (taak.orgaan in families):
            yield f"taken, {taak.code}: vorm familie en het orgaan van de familie horen bij elkaar."
        if orgaan and orgaan.naar_buiten != taak.naar_buiten:
            yield f"taken, {taak.code}: naar_buiten is anders dan bij orgaan {orgaan.code}."


def _regie(protocol: Protocol, regels: Communicatieregels) -> Iterator[str]:
    """In every status, and while an investigation runs, exactly one role directs."""
    for status in protocol.status_per_code:
        if sum(status in rol.bij for rol in regels.regierollen) != 1:
            yield f"regierollen: bij {status} heeft niet precies één rol de regie."
    if sum(rol.bij_onderzoek for rol in regels.regierollen) != 1:
        yield "regierollen: bij een onderzoek heeft niet precies één rol de regie."
    bekend = {status for rol in regels.regierollen for status in (*rol.bij, *rol.voorstel_bij)}
    yield from (
        f"regierollen: status {status!r} bestaat niet." for status in sorted(bekend - set(protocol.status_per_code))
    )
    for overgang in protocol.overgangen:
        rol = regels.regierol_per_code.get(overgang.regie)
        if overgang.regie and (rol is None or overgang.naar not in rol.bij or overgang.motivering != "verplicht"):
            yield (
                f"overgangen, {overgang.code}, regie: noem een regierol die bij {overgang.naar} de regie heeft, en "
                "vraag een reden (motivering)."
            )
