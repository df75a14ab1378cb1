"""Which impactanalyses somebody reads in a dossier, and whose a record is (the rest of it: `toegang/onderdelen.py`)."""

from collections.abc import Iterable

from calamiteiten.models import Impactanalyse, Melding
from calamiteiten.toegang.onderdelen import Plek, mag_lezen
from contacten.models import Gebruiker
from contacten.rollen import Deel
from escalatie.models import Overleg, Taak
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Protocol

# What stands in the record of a task of this form is a part of its own.
_DELEN = {"evaluatie": Deel.EVALUATIE, "overleg": Deel.GESPREKKEN, "inspectierapport": Deel.INSPECTIE}


def mag_analyse_lezen(gebruiker: Gebruiker, analyse: Impactanalyse, status: str) -> bool:
    """Whether this user reads the answers of this analysis while the melding has this status (R46)."""
    return _mag(gebruiker, Deel.ANALYSES, analyse, status)


def mag_toelichting_lezen(gebruiker: Gebruiker, analyse: Impactanalyse, status: str) -> bool:
    """Whether this user reads also what was written with those answers."""
    return _mag(gebruiker, Deel.TOELICHTINGEN, analyse, status)


def is_samen(protocol: Protocol, status: str) -> bool:
    """Whether the parties judge together in this status, or did. Before that each looks with its own eyes (R46)."""
    hier, oordeel = protocol.status_per_code.get(status), protocol.oordeel
    return hier is None or oordeel is None or hier.eind or hier.stap >= oordeel.stap


def deel_van(vorm: str) -> Deel:
    """Which part of a dossier the record of a task of this form is."""
    return _DELEN.get(vorm, Deel.VERSLAGEN)


def plekken_van_taak(taak: Taak) -> tuple[Plek, ...]:
    """Of whom the record of this task is: of the gemeente that it is about, else of the role that does it."""
    return ((taak.rol, taak.gemeente_id),)


def plekken_van_overleg(overleg: Overleg, protocol: Protocol) -> tuple[Plek, ...]:
    """Who sat at this table: who was invited; of a meeting that nobody planned, who the protocol invites to it; and
    whose task it was. The rows of who is invited are there already, or asked for once."""
    taak = overleg.taak
    genodigd = [(g.rol, g.gemeente_id) for g in overleg.genodigden.all() if g.vervallen_op is None]
    regel = protocol.taak_per_code.get(taak.code) if taak else None
    volgens: Iterable[str] = regel.genodigden if regel and not genodigd else ()
    eigen = plekken_van_taak(taak) if taak else ()
    return (*genodigd, *((rol, taak.gemeente_id if taak else None) for rol in volgens), *eigen)


def plekken_van_familie(melding: Melding) -> tuple[Plek, ...]:
    """Of whom it is what was written of the family: of the gemeenten that the facts name. One that was added has its
    own reason to take part."""
    return tuple(("", pk) for pk in (melding.gemeente_verblijf_id, melding.gemeente_woonplaats_id) if pk)


def plekken_van_partij(melding: Melding, gemeente: int | None, *, is_familie: bool) -> tuple[Deel, tuple[Plek, ...]]:
    """Which part it is how a party was told, and of whom."""
    if is_familie:
        return Deel.FAMILIE, plekken_van_familie(melding)
    return Deel.INFORMERINGEN, (("", gemeente),)


def mag_partij_lezen(gebruiker: Gebruiker, melding: Melding, gemeente: int | None, *, is_familie: bool) -> bool:
    """Whether this user reads how a party was told. What is of the whole region, everybody in the dossier reads."""
    if gemeente is None and not is_familie:
        return True
    return mag_lezen(gebruiker, *plekken_van_partij(melding, gemeente, is_familie=is_familie))


def _mag(gebruiker: Gebruiker, deel: Deel, analyse: Impactanalyse, status: str) -> bool:
    protocol = haal_protocol(analyse.melding.protocol_versie)
    return mag_lezen(gebruiker, deel, [("", analyse.gemeente_id)], is_samen=is_samen(protocol, status))
