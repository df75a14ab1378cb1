"""Which parts somebody reads: the one question to the matrix (`contacten/rechten.toml`), whatever the page or file.

Whether the dossier itself opens is asked at its door (`haal_melding`); this opens none. Who asks for a whole page asks
`rol_vereist(*die_zien(...))`, which is the same file.
"""

from collections.abc import Iterable

from contacten.models import Gebruiker
from contacten.rollen import PER_GEMEENTE, Deel, Mate

# A seat: the role ("" for whichever), and the key of its gemeente where it is of one.
Plek = tuple[str, int | None]


def mag_lezen(gebruiker: Gebruiker, deel: Deel, van: Iterable[Plek] = (), *, is_samen: bool = False) -> bool:
    """Whether this user reads this part. `van`: the seats that it is of; `is_samen`: the parties judge together, or
    did. Who is not active reads nothing."""
    mate = gebruiker.ziet.get(deel)
    if mate is None or mate == Mate.ALLES:
        return mate is not None
    return (mate == Mate.SAMEN and is_samen) or any(_is_van(gebruiker, plek) for plek in van)


def _is_van(gebruiker: Gebruiker, plek: Plek) -> bool:
    """Who is of a gemeente: what is of that one, by whichever of its roles it was done. Else: what is of the role."""
    rol, gemeente = plek
    if gemeente is not None and gebruiker.rol in PER_GEMEENTE:
        return gebruiker.gemeente_id == gemeente
    return bool(rol) and gebruiker.rol == rol
