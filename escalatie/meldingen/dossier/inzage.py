"""Which parts of a dossier a role reads, once it may open it (its row in `rollen.py`). Who opens it: toegang.py."""

from calamiteiten.models import Impactanalyse
from calamiteiten.toegang import ZIEN_EIGEN_GEMEENTE
from contacten.models import Gebruiker
from contacten.rollen import Deel
from escalatie.protocol.lezen import haal_protocol


def mag_lezen(gebruiker: Gebruiker, onderdeel: Deel) -> bool:
    """Whether this user's role reads this part of a dossier that it may open."""
    return onderdeel in gebruiker.ziet


def mag_analyse_lezen(gebruiker: Gebruiker, analyse: Impactanalyse, status: str) -> bool:
    """Whether this user reads the answers of this analysis while the melding has this status."""
    if not mag_lezen(gebruiker, Deel.ANALYSES):
        return False
    is_eigen = analyse.gemeente_id is not None and analyse.gemeente_id == gebruiker.gemeente_id
    # Before the parties sit together, a toegang reads its own analysis only: each looks with its own eyes first (R46).
    return is_eigen or gebruiker.rol not in ZIEN_EIGEN_GEMEENTE or not _is_voor_het_oordeel(analyse, status)


def _is_voor_het_oordeel(analyse: Impactanalyse, status: str) -> bool:
    protocol = haal_protocol(analyse.melding.protocol_versie)
    hier, oordeel = protocol.status_per_code.get(status), protocol.oordeel
    return hier is not None and oordeel is not None and not hier.eind and hier.stap < oordeel.stap
