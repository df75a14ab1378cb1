"""Which parts of a dossier a role reads, once it may open it (the access matrix). Who opens it: toegang.py."""

from calamiteiten.models import Impactanalyse
from calamiteiten.statussen import Status
from contacten.models import Gebruiker
from contacten.rollen import Rol

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
# Before the parties sit together, a toegang reads its own analysis only: each looks with its own eyes first (R46).
VOOR_HET_SAMEN_BEOORDELEN = frozenset({Status.ONTVANGEN, Status.IMPACTANALYSE})


def mag_lezen(gebruiker: Gebruiker, onderdeel: str) -> bool:
    """Whether this user's role reads this part of a dossier that it may open."""
    return gebruiker.is_active and onderdeel in INZAGE.get(gebruiker.rol, frozenset())


def mag_analyse_lezen(gebruiker: Gebruiker, analyse: Impactanalyse, status: str) -> bool:
    """Whether this user reads the answers of this analysis while the melding has this status."""
    if not mag_lezen(gebruiker, ANALYSES):
        return False
    is_eigen = analyse.gemeente_id is not None and analyse.gemeente_id == gebruiker.gemeente_id
    return is_eigen or gebruiker.rol != Rol.TOEGANG or status not in VOOR_HET_SAMEN_BEOORDELEN
