"""Which parts of a dossier a role reads, once it may open it (its row in `rollen.py`). Who opens it: toegang.py."""

from calamiteiten.models import Impactanalyse
from calamiteiten.statussen import Status
from calamiteiten.toegang import ZIEN_EIGEN_GEMEENTE
from contacten.models import Gebruiker
from contacten.rollen import Deel

# Before the parties sit together, a toegang reads its own analysis only: each looks with its own eyes first (R46).
VOOR_HET_SAMEN_BEOORDELEN = frozenset({Status.ONTVANGEN, Status.IMPACTANALYSE})


def mag_lezen(gebruiker: Gebruiker, onderdeel: Deel) -> bool:
    """Whether this user's role reads this part of a dossier that it may open."""
    return onderdeel in gebruiker.ziet


def mag_analyse_lezen(gebruiker: Gebruiker, analyse: Impactanalyse, status: str) -> bool:
    """Whether this user reads the answers of this analysis while the melding has this status."""
    if not mag_lezen(gebruiker, Deel.ANALYSES):
        return False
    is_eigen = analyse.gemeente_id is not None and analyse.gemeente_id == gebruiker.gemeente_id
    return is_eigen or gebruiker.rol not in ZIEN_EIGEN_GEMEENTE or status not in VOOR_HET_SAMEN_BEOORDELEN
