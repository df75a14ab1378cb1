"""The roles: one row of facts each (docs/ontwerp.md). Who fills a role is asked of `bezetting`.

A new role is one row here and its name in a protocol file (`rolnamen.py`); nothing in the database lists the roles.
A code that no line of code calls by its name needs no place in `Rol`: the row is enough.
"""

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.core.exceptions import ValidationError


class Rol(StrEnum):
    """Names in code for the roles of the two papers. What holds of them stands in `TABEL`."""

    AANBIEDER = "aanbieder"
    TOEGANG = "toegang"
    CONTRACTMANAGER = "contractmanager"
    REGIOMANAGER = "regiomanager"
    COMMUNICATIEADVISEUR = "communicatieadviseur"
    COMMUNICATIE_GEMEENTE = "communicatie_gemeente"
    MANAGER_GEMEENTE = "manager_gemeente"
    BELEIDSMEDEWERKER_JEUGD = "beleidsmedewerker_jeugd"
    WETHOUDER = "wethouder"
    BURGEMEESTER = "burgemeester"
    AMBTENAAR_OOV = "ambtenaar_oov"
    VOORZITTER_BESTUUR = "voorzitter_bestuur"
    ESCALATIETEAM = "escalatieteam"
    MEDEWERKERS_REGIO = "medewerkers_regio"
    DIRECTEUR_AANBIEDER = "directeur_aanbieder"
    JEUGDIGE_FAMILIE = "jeugdige_familie"
    INSPECTIE = "inspectie"
    POLITIE_OM = "politie_om"
    JEUGDTEAMS = "jeugdteams"
    BEHEERDER = "beheerder"


class Bereik(StrEnum):
    """For what a role stands. BUITEN: outside the organisations of the list, so the app never writes to it."""

    GEMEENTE = "gemeente"
    REGIO = "regio"
    AANBIEDER = "aanbieder"
    BUITEN = "buiten"


class Zicht(StrEnum):
    """Which dossiers a role sees of itself. Who sees those of its gemeente can be let into others by exception too."""

    NIETS = "niets"
    TOEGELATEN = "toegelaten"
    GEMEENTE = "gemeente"
    REGIO = "regio"


class Deel(StrEnum):
    """What a role sees and keeps: parts of a dossier that it may open, pages, and records of the region (OPVOLGING)."""

    ANALYSES = "analyses"
    ANALYSES_SAMENVATTING = "analyses_samenvatting"
    VERSTREKKINGEN = "verstrekkingen"
    BERICHTEN = "berichten"
    EVALUATIE = "evaluatie"
    PERSVRAGEN = "persvragen"
    ALLE_GEMEENTEN = "alle_gemeenten"
    DASHBOARD = "dashboard"
    PERS = "pers"
    PERS_EIGEN = "pers_eigen"
    BEWIJS = "bewijs"
    OPVOLGING = "opvolging"
    KLACHTEN = "klachten"
    BEWAKING = "bewaking"
    BEWAREN = "bewaren"
    UITVOER = "uitvoer"
    OEFENING = "oefening"
    OEFENLEIDING = "oefenleiding"
    PARAATHEID = "paraatheid"
    PARAATHEID_EIGEN = "paraatheid_eigen"


@dataclass(frozen=True)
class Rolfeiten:
    """One role. `heeft_plek`: it has a seat in the contact list that should be filled. `ieder`: everyone in that seat
    is written to, not only the first (Bijlage 1 has two people for Staphorst). `begint`: an installation begins with
    one, whom no second person could approve yet."""

    code: str
    bereik: Bereik
    heeft_plek: bool = True
    ieder: bool = False
    mag_inloggen: bool = False
    zicht: Zicht = Zicht.NIETS
    ziet: frozenset[Deel] = frozenset()
    begint: bool = False


_TEAM = frozenset({Deel.ANALYSES, Deel.BERICHTEN, Deel.EVALUATIE})
_PERS = frozenset({Deel.PERS, Deel.PERSVRAGEN, Deel.BERICHTEN, Deel.ALLE_GEMEENTEN})
# The gemeente leads (R104): it sees the questions of the press about itself, and opens no dossier by that.
_PERS_EIGEN = frozenset({Deel.PERS_EIGEN})
# What must be arranged beforehand, of its own gemeente (R173-R177).
_PARAATHEID_EIGEN = frozenset({Deel.PARAATHEID_EIGEN})
_REGIO = (
    _TEAM
    | _PERS
    | {
        Deel.VERSTREKKINGEN,
        Deel.DASHBOARD,
        Deel.BEWIJS,
        Deel.OPVOLGING,
        Deel.KLACHTEN,
        Deel.UITVOER,
        Deel.PARAATHEID,
        Deel.OEFENLEIDING,
    }
)
_BEHEER = frozenset({Deel.KLACHTEN, Deel.BEWAKING, Deel.BEWAREN, Deel.UITVOER, Deel.OEFENING})

_RIJEN = (
    Rolfeiten(
        Rol.TOEGANG,
        Bereik.GEMEENTE,
        ieder=True,
        mag_inloggen=True,
        zicht=Zicht.GEMEENTE,
        ziet=_TEAM | _PARAATHEID_EIGEN,
    ),
    Rolfeiten(Rol.COMMUNICATIE_GEMEENTE, Bereik.GEMEENTE, mag_inloggen=True, ziet=_PERS_EIGEN),
    Rolfeiten(
        Rol.MANAGER_GEMEENTE,
        Bereik.GEMEENTE,
        mag_inloggen=True,
        zicht=Zicht.TOEGELATEN,
        ziet=_TEAM | _PERS_EIGEN | _PARAATHEID_EIGEN,
    ),
    Rolfeiten(Rol.BELEIDSMEDEWERKER_JEUGD, Bereik.GEMEENTE, ieder=True, mag_inloggen=True, ziet=_PERS_EIGEN),
    Rolfeiten(Rol.WETHOUDER, Bereik.GEMEENTE),
    Rolfeiten(Rol.BURGEMEESTER, Bereik.GEMEENTE),
    Rolfeiten(Rol.AMBTENAAR_OOV, Bereik.GEMEENTE),
    Rolfeiten(Rol.JEUGDTEAMS, Bereik.GEMEENTE),
    Rolfeiten(Rol.CONTRACTMANAGER, Bereik.REGIO, ieder=True, mag_inloggen=True, zicht=Zicht.REGIO, ziet=_REGIO),
    Rolfeiten(
        Rol.REGIOMANAGER,
        Bereik.REGIO,
        mag_inloggen=True,
        zicht=Zicht.REGIO,
        ziet=_REGIO | {Deel.BEWAKING, Deel.BEWAREN, Deel.OEFENING},
        begint=True,
    ),
    Rolfeiten(
        Rol.COMMUNICATIEADVISEUR,
        Bereik.REGIO,
        mag_inloggen=True,
        zicht=Zicht.TOEGELATEN,
        ziet=_PERS | {Deel.ANALYSES_SAMENVATTING},
    ),
    Rolfeiten(Rol.VOORZITTER_BESTUUR, Bereik.REGIO),
    Rolfeiten(Rol.ESCALATIETEAM, Bereik.REGIO, ieder=True),
    Rolfeiten(Rol.MEDEWERKERS_REGIO, Bereik.REGIO, ieder=True),
    Rolfeiten(Rol.BEHEERDER, Bereik.REGIO, mag_inloggen=True, ziet=_BEHEER, begint=True),
    Rolfeiten(Rol.AANBIEDER, Bereik.AANBIEDER, heeft_plek=False),
    Rolfeiten(Rol.DIRECTEUR_AANBIEDER, Bereik.AANBIEDER),
    Rolfeiten(Rol.JEUGDIGE_FAMILIE, Bereik.BUITEN, heeft_plek=False),
    Rolfeiten(Rol.INSPECTIE, Bereik.BUITEN, heeft_plek=False),
    Rolfeiten(Rol.POLITIE_OM, Bereik.BUITEN, heeft_plek=False),
)
# Code -> facts. The order of the rows is the order on the pages.
TABEL = MappingProxyType({str(rij.code): rij for rij in _RIJEN})


class Rolgroep(Set[str]):
    """The codes of the roles of which something holds, in the order of the table.

    Asked of the table at each use and copied nowhere, so that a group cannot lag behind a row.
    """

    def __init__(self, geldt: Callable[[Rolfeiten], bool]) -> None:
        """`geldt` says of the facts of a role whether it belongs here."""
        self._geldt = geldt

    def __contains__(self, rol: object) -> bool:
        """Whether the role with this code belongs here; an unknown code belongs nowhere."""
        rij = TABEL.get(rol) if isinstance(rol, str) else None
        return rij is not None and self._geldt(rij)

    def __iter__(self) -> Iterator[str]:
        """The codes, in the order of the table."""
        return (code for code, rij in TABEL.items() if self._geldt(rij))

    def __len__(self) -> int:
        """How many roles belong here."""
        return sum(1 for _ in self)

    @classmethod
    def _from_iterable(cls, it: Iterable[str]) -> frozenset[str]:  # type: ignore[override]
        """What union and difference of two groups give."""
        return frozenset(it)


ROLLEN = Rolgroep(lambda rij: True)
PER_GEMEENTE = Rolgroep(lambda rij: rij.bereik == Bereik.GEMEENTE)
PER_AANBIEDER = Rolgroep(lambda rij: rij.bereik == Bereik.AANBIEDER)
REGIONAAL = Rolgroep(lambda rij: rij.bereik == Bereik.REGIO)
EXTERN = Rolgroep(lambda rij: rij.bereik == Bereik.BUITEN)
ROLLEN_IN_LIJST = Rolgroep(lambda rij: rij.heeft_plek)
ROLLEN_IEDER = Rolgroep(lambda rij: rij.ieder)
ROLLEN_MET_ACCOUNT = Rolgroep(lambda rij: rij.mag_inloggen)
ROLLEN_MET_GEMEENTE = Rolgroep(lambda rij: rij.mag_inloggen and rij.bereik == Bereik.GEMEENTE)
# The gemeente leads (R104): who of it reads dossiers records what it did itself.
ROLLEN_GEMEENTE_LEIDT = Rolgroep(lambda rij: rij.bereik == Bereik.GEMEENTE and rij.zicht != Zicht.NIETS)
ROLLEN_VAN_HET_BEGIN = Rolgroep(lambda rij: rij.begint)
ROLLEN_MET_DOSSIERS = Rolgroep(lambda rij: rij.zicht != Zicht.NIETS)


def met_zicht(*zicht: Zicht) -> Rolgroep:
    """The roles that see dossiers in one of these ways."""
    return Rolgroep(lambda rij: rij.zicht in zicht)


def die_zien(deel: Deel) -> Rolgroep:
    """The roles that see this part or page."""
    return Rolgroep(lambda rij: deel in rij.ziet)


def alle() -> tuple[Rolfeiten, ...]:
    """Every row."""
    return tuple(TABEL.values())


def feiten(rol: str) -> Rolfeiten:
    """The facts of this role. Raises ValueError when there is no such role."""
    if rol not in TABEL:
        raise ValueError(f"De rol '{rol}' bestaat niet.")
    return TABEL[rol]


def eis_rol(rol: str) -> None:
    """Validator of every field that holds a role: refuse a code without a row. Raises ValidationError."""
    if rol not in ROLLEN:
        raise ValidationError(f"De rol '{rol}' bestaat niet.")
