"""Who may read a text that is searched: keys on the text, and the keys that a user holds. He reads what has one of his.

A key is a scope and a part, `g12|gesprekken:g12`. The scope is whose dossier it is: of everyone who sees the whole
region or was let in (`*`), or of a gemeente that is involved. The part is one of `contacten/rechten.toml`, whole or of
a seat. The index names parts and never who reads them: a change of that file is no change of the index.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from calamiteiten.toegang import Gebied, gebied_van
from calamiteiten.toegang.onderdelen import Plek
from communicatie.persvragen.toegang import ROLLEN_PERS, ROLLEN_PERS_EIGEN
from contacten.models import Gebruiker
from contacten.rollen import PER_GEMEENTE, Deel, Mate

ALLE = "*"
# What everybody reads who opens the dossier.
FEITEN = "feiten"
SAMEN = "samen"
# The parts of a dossier that are searched. What was written of the family, how a party was told and which personal data
# were given are not among them: nobody needs to find a dossier by those.
GEZOCHT = (Deel.VERSLAGEN, Deel.GESPREKKEN, Deel.TOELICHTINGEN, Deel.EVALUATIE, Deel.INSPECTIE)


def van_gemeente(nummer: int) -> str:
    """The scope of a gemeente."""
    return f"g{nummer}"


# How the part of a seat is named. Two words, and not one in small and in capital letters: SQLite compares without them.
GEMEENTELOOS, VAN_ROL = "gemeenteloos-", "rol-"


def delen_van(deel: Deel, plekken: Iterable[Plek] = (), *, is_samen: bool = False) -> list[str]:
    """The parts on a text: that part as a whole, and that of the seats whose it is (`onderdelen.mag_lezen`)."""
    gevonden = [deel.value, *(f"{deel.value}:{SAMEN}" for _ in range(is_samen))]
    for rol, gemeente in plekken:
        eigen = f"g{gemeente}" if gemeente is not None else f"{GEMEENTELOOS}{rol}" if rol else ""
        # Who is of no gemeente has what is of his role, of whichever gemeente that is.
        gevonden += [f"{deel.value}:{wat}" for wat in (eigen, f"{VAN_ROL}{rol}" if rol else "") if wat]
    return list(dict.fromkeys(gevonden))


def sleutels_op(gebieden: Iterable[str], delen: Iterable[str]) -> str:
    """The keys on a text, as its row keeps them: sorted, each between spaces."""
    alle = list(delen)
    return f" {' '.join(sorted(f'{gebied}|{deel}' for gebied in gebieden for deel in alle))} "


@dataclass(frozen=True)
class Bos:
    """The keys of one user. `sleutels` open what they fit; `ook` open that in the dossiers `in_zaken` only, into which
    he was let by exception. `gemeente`: he sees the dossiers of that one and no press question; `is_regio`: all."""

    sleutels: tuple[str, ...]
    ook: tuple[str, ...] = ()
    in_zaken: tuple[int, ...] = ()
    is_regio: bool = False
    gemeente: int | None = None


def bos_van(gebruiker: Gebruiker, gebied: Gebied | None = None) -> Bos:
    """The keys that this user holds now; `gebied`: what he may see, for who asked it already."""
    if not gebruiker.is_active:
        return Bos(())
    gebied = gebied or gebied_van(gebruiker)
    pers = [f"{van}|{Deel.PERS.value}" for van in _persgebieden(gebruiker.rol, gebruiker.gemeente_id)]
    if gebied.is_regio:
        return Bos((*_dossier(ALLE, gebruiker), *pers), is_regio=bool(pers))
    ook = tuple(_dossier(ALLE, gebruiker)) if gebied.los else ()
    if gebied.gemeente is None:
        return Bos(tuple(pers), ook, gebied.los)
    eigen = (*_dossier(van_gemeente(gebied.gemeente), gebruiker), *pers)
    return Bos(eigen, ook, gebied.los, gemeente=None if pers else gebied.gemeente)


def _persgebieden(rol: str, gemeente: int | None) -> list[str]:
    if rol in ROLLEN_PERS:
        return [ALLE]
    return [van_gemeente(gemeente)] if rol in ROLLEN_PERS_EIGEN and gemeente is not None else []


def _dossier(gebied: str, gebruiker: Gebruiker) -> Iterator[str]:
    yield f"{gebied}|{FEITEN}"
    for deel in GEZOCHT:
        mate = gebruiker.ziet.get(deel)
        if mate is not None:
            yield from (f"{gebied}|{deel.value}{soort}" for soort in _soorten(mate, gebruiker))


def _soorten(mate: Mate, gebruiker: Gebruiker) -> Iterator[str]:
    if mate == Mate.ALLES:
        yield ""
        return
    if mate == Mate.SAMEN:
        yield f":{SAMEN}"
    if gebruiker.rol not in PER_GEMEENTE:
        yield f":{VAN_ROL}{gebruiker.rol}"
        return
    yield f":{GEMEENTELOOS}{gebruiker.rol}"
    if gebruiker.gemeente_id is not None:
        yield f":g{gebruiker.gemeente_id}"
