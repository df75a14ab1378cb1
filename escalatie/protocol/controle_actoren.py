"""Who takes part, against the roles and the bodies of a version: nobody is without a page, nobody has two (R42)."""

from collections import Counter
from collections.abc import Iterator

from communicatie.regels import Communicatieregels
from contacten.rollen import ROLLEN_BUITEN_PAPIER

from .model import Protocol


def rolbeschrijvingen(protocol: Protocol, regels: Communicatieregels) -> Iterator[str]:
    """Complaints in Dutch. A version that describes nobody has no such pages; one that begins describes everybody."""
    if not protocol.actoren:
        return
    rollen = Counter(rol for actor in protocol.actoren for rol in actor.rollen)
    yield from _elk_een_keer("rol", set(protocol.rolnamen) - ROLLEN_BUITEN_PAPIER, rollen)
    met_rol = {orgaan.code for orgaan in regels.organen if orgaan.rol}
    organen = Counter(code for actor in protocol.actoren for code in actor.organen)
    yield from _elk_een_keer("orgaan", {orgaan.code for orgaan in regels.organen} - met_rol, organen)
    namen = Counter(actor.naam for actor in protocol.actoren)
    yield from (f"actoren: twee heten {naam!r}." for naam, keer in namen.items() if keer > 1)


def _elk_een_keer(soort: str, nodig: set[str], genoemd: Counter[str]) -> Iterator[str]:
    yield from (f"actoren: {soort} {code!r} staat bij geen actor." for code in sorted(nodig - set(genoemd)))
    yield from (f"actoren: {soort} {code!r} hoort hier niet." for code in sorted(set(genoemd) - nodig))
    yield from (f"actoren: {soort} {code!r} staat bij meer dan een actor." for code, n in genoemd.items() if n > 1)
