"""What every page shows of the work: the counts beside the navigation, and the banner when something stands still.

Both are lazy: a page that shows neither asks nothing.
"""

from datetime import datetime
from time import monotonic
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from basis import klok
from basis.wereld import binnen
from calamiteiten.models import Melding
from calamiteiten.toegang.kijker import van_wie_kijkt
from communicatie.persvragen.toegang import ROLLEN_PERS_EIGEN, ROLLEN_PERS_LEZEN
from contacten.models import Gebruiker
from contacten.rollen import ROLLEN_MET_DOSSIERS, Deel, die_zien
from escalatie.bewaking.gezondheid import klachten
from escalatie.persvragen.lijst import open_persvragen, te_beantwoorden
from escalatie.protocol.lezen import Protocollen, protocollen

from .tellingen import Telling, alle, samen, tel_op
from .werkvoorraad import eigen_taken, te_laat

BEWAKERS = die_zien(Deel.KLACHTEN)
GELDIG_SECONDEN = 15.0
# The last answer of this process and when it was asked: a poll of every open tab must not ask again.
_laatste: dict[str, Any] = {}


def werk(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `aantallen` (open work by name of page) and `klachten` (what stands still, for the staff)."""
    gebruiker = getattr(request, "user", None)
    return {
        "aantallen": SimpleLazyObject(lambda: aantallen_voor(gebruiker)),
        "klachten": SimpleLazyObject(lambda: klachten_voor(gebruiker)),
    }


def aantallen_voor(gebruiker: Any, nu: datetime | None = None) -> dict[str, int]:
    """The open meldingen that this user may see and the own open tasks in them, how much of his is late, and what he
    must do for the press: one query. `nu` (aware) for a page that read the clock already."""
    if not isinstance(gebruiker, Gebruiker) or not gebruiker.is_rol(*ROLLEN_MET_DOSSIERS, *ROLLEN_PERS_LEZEN):
        return {}
    op = nu or klok.in_een_vraag()
    telling = tel_op(_in_het_menu(gebruiker, *(() if isinstance(op, Now) else (op,)), protocollen=protocollen()))
    return {naam: getallen.get("", 0) for naam, getallen in telling.items()}


@van_wie_kijkt
def _in_het_menu(
    gebruiker: Gebruiker, zicht: QuerySet[Melding], *moment: datetime, protocollen: Protocollen
) -> Telling:
    """The counts that every page shows. Without a moment the clock of the database says what is late."""
    return samen(navigatietellingen(gebruiker, zicht, moment[0] if moment else Now()))


def navigatietellingen(gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime | Now) -> list[Telling]:
    """The counts beside the navigation, for a page that asks other counts too and then has `aantallen` of its own."""
    open_ = zicht.filter(afgerond_op__isnull=True)
    tellingen = [alle("meldingen", open_), alle("werkvoorraad", eigen_taken(gebruiker, zicht))]
    return [*tellingen, *te_laat(gebruiker, zicht, nu), *perstellingen(gebruiker)]


def perstellingen(gebruiker: Gebruiker) -> list[Telling]:
    """The open press questions for the roles that read them, and which of those wait for the gemeente of this user:
    that is work beside its tasks. Nothing for the others."""
    if not gebruiker.is_rol(*ROLLEN_PERS_LEZEN):
        return []
    tellingen = [alle("persvragen", open_persvragen(gebruiker))]
    if gebruiker.is_rol(*ROLLEN_PERS_EIGEN):
        tellingen.append(alle("werkvoorraad", te_beantwoorden(gebruiker)))
    return tellingen


def klachten_voor(gebruiker: Any) -> list[str]:
    """What stands still, for those who must act on it; seven queries per quarter of a minute per process."""
    if not isinstance(gebruiker, Gebruiker) or not gebruiker.is_rol(*BEWAKERS):
        return []
    if monotonic() - _laatste.get("op", -GELDIG_SECONDEN) >= GELDIG_SECONDEN:
        with binnen(None):  # of the machine itself, which no drill has of its own
            onthoud(klachten(klok.nu()), monotonic())
    return list(_laatste["zinnen"])


def onthoud(zinnen: list[str], op: float) -> None:
    """Keep this answer for a quarter of a minute; `op`: the moment it was asked, by the monotonic clock."""
    _laatste.update(op=op, zinnen=zinnen)


def vergeet() -> None:
    """Ask anew at the next page; for tests, and after a repair."""
    _laatste.clear()
