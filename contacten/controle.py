"""System checks: the table of roles fits, every role has a name, and the file with rights says what we know."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.core.checks import CheckMessage, Error, register

from basis.tomlbestand import lees

from . import rechten
from .rollen import TABEL, Bereik, Deel, Mate, Rolfeiten, Zicht, alle
from .rolnamen import alle_namen

LANGSTE_CODE = 30  # what a column that holds a role takes


def fouten(rijen: Collection[Rolfeiten], rolnamen: Mapping[str, str]) -> list[str]:
    """Everything in the table that does not fit, as Dutch sentences."""
    return [f"rol {rij.code}: {zin}" for rij in rijen for zin in _fouten(rij, rolnamen)]


def _fouten(rij: Rolfeiten, rolnamen: Mapping[str, str]) -> Iterator[str]:
    if not rolnamen.get(rij.code, "").strip():
        yield "heeft geen naam. Schrijf die in een protocolbestand, onder [rolnaam]."
    if len(rij.code) > LANGSTE_CODE or not rij.code.isidentifier():
        yield f"de code is geen naam van ten hoogste {LANGSTE_CODE} tekens."
    if not rij.mag_inloggen and (rij.ziet or rij.zicht != Zicht.NIETS):
        yield "ziet iets, maar mag niet inloggen."
    if rij.zicht == Zicht.GEMEENTE and rij.bereik != Bereik.GEMEENTE:
        yield "ziet de dossiers van een gemeente, maar hoort niet bij een gemeente."
    if rij.bereik == Bereik.BUITEN and (rij.heeft_plek or rij.mag_inloggen):
        yield "staat buiten de lijst, maar heeft een plek of een account."
    if rij.bereik == Bereik.AANBIEDER and rij.mag_inloggen:
        yield "hoort bij een aanbieder; een account hoort bij de regio of een gemeente."


@register("rollen")
def controleer_rollen(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with a role of which the facts contradict each other, or that no version names: whatever day it
    is, so that what starts today also starts tomorrow."""
    genoemd = {rij.code: max(alle_namen(rij.code), default="") for rij in alle()}
    return [Error(f"contacten/rollen.py, {zin}", id="rollen.E001") for zin in fouten(alle(), genoemd)]


@register("rechten")
def controleer_rechten(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with a file of rights that names a role, a part or a measure that there is not, or that leaves a
    part out. What it does not say nobody sees, so a slip shuts a page and never opens one."""
    zinnen = rechten.fouten(lees(rechten.BESTAND), TABEL, list(Deel), list(Mate), list(Zicht))
    return [Error(f"{rechten.BESTAND.name}, {zin}", id="rechten.E001") for zin in zinnen]
