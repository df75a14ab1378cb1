"""Which parts of a dossier a role reads, once it may open it (the access matrix). Who opens it: toegang.py."""

from calamiteiten.models import Impactanalyse
from contacten.models import Gebruiker
from contacten.rollen import Rol

from .protocol.lezen import haal_protocol

ANALYSES = "analyses"
ANALYSES_SAMENVATTING = "analyses_samenvatting"
VERSTREKKINGEN = "verstrekkingen"
BERICHTEN = "berichten"
EVALUATIE = "evaluatie"
PERSVRAGEN = "persvragen"
ALLE_GEMEENTEN = "alle_gemeenten"

INZAGE: dict[str, frozenset[str]] = {
    Rol.CONTRACTMANAGER: frozenset({ANALYSES, VERSTREKKINGEN, BERICHTEN, EVALUATIE, PERSVRAGEN, ALLE_GEMEENTEN}),
    Rol.REGIOMANAGER: frozenset({ANALYSES, VERSTREKKINGEN, BERICHTEN, EVALUATIE, PERSVRAGEN, ALLE_GEMEENTEN}),
    Rol.TOEGANG: frozenset({ANALYSES, BERICHTEN, EVALUATIE}),
    Rol.MANAGER_GEMEENTE: frozenset({ANALYSES, BERICHTEN, EVALUATIE}),
    Rol.COMMUNICATIEADVISEUR: frozenset({ANALYSES_SAMENVATTING, BERICHTEN, PERSVRAGEN, ALLE_GEMEENTEN}),
}


def mag_lezen(gebruiker: Gebruiker, onderdeel: str) -> bool:
    """Whether this user's role reads this part of a dossier that it may open."""
    return gebruiker.is_active and onderdeel in INZAGE.get(gebruiker.rol, frozenset())


def mag_analyse_lezen(gebruiker: Gebruiker, analyse: Impactanalyse, status: str) -> bool:
    """Whether this user reads the answers of this analysis while the melding has this status."""
    if not mag_lezen(gebruiker, ANALYSES):
        return False
    is_eigen = analyse.gemeente_id is not None and analyse.gemeente_id == gebruiker.gemeente_id
    # Before the parties sit together, a toegang reads its own analysis only: each looks with its own eyes first (R46).
    return is_eigen or gebruiker.rol != Rol.TOEGANG or not _is_voor_het_oordeel(analyse, status)


def _is_voor_het_oordeel(analyse: Impactanalyse, status: str) -> bool:
    protocol = haal_protocol(analyse.melding.protocol_versie)
    hier, oordeel = protocol.status_per_code.get(status), protocol.oordeel
    return hier is not None and oordeel is not None and not hier.eind and hier.stap < oordeel.stap
