"""After an older back-up was put back: what was destroyed since then is destroyed again, from the certificates that are
known beside the back-ups and in the database that is replaced."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from basis.geweigerd import Geweigerd
from escalatie.models import Vernietigingsakte

from . import akten
from .vernietigen import herhaal

log = logging.getLogger(__name__)


def bekende_akten(mappen: Iterable[Path], is_leeg: Callable[[], bool]) -> list[str]:
    """The signed lines of every certificate that is known: of the lists in these folders, and of the database in use
    unless `is_leeg` says that there is nothing in it."""
    regels = [regel for map_ in mappen for regel in akten.lees_lijst(map_)]
    try:
        regels += [] if is_leeg() else akten.regels()
    except Exception:
        # Of an older version, or a file that is no database any more: that is why somebody restores. The list remains.
        log.warning("the certificates of the present database cannot be read")
    return akten.zonder_dubbele(regels)


def speel_na(regels: Sequence[str], nu: datetime) -> int:
    """Destroy again, in the database in use, what these certificates name and it does not know of; how many stood
    there. Raises Geweigerd for a line that is not of this installation, and a list that does not follow on this
    back-up."""
    bekend = set(Vernietigingsakte.objects.values_list("volgnummer", "zegel"))
    gegevens = sorted((akten.lees_regel(regel) for regel in regels), key=lambda een: int(een["volgnummer"]))
    te_doen = [een for een in gegevens if (een["volgnummer"], een["zegel"]) not in bekend]
    if len({een["volgnummer"] for een in te_doen}) != len(te_doen):
        raise Geweigerd("De lijst met vernietigde dossiers spreekt zichzelf tegen.")
    return sum(herhaal(een, nu) for een in te_doen)
