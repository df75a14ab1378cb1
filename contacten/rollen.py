"""The roles: one row of facts each (docs/ontwerp.md). Who fills a role is asked of `bezetting`, what it sees stands in
`rechten.toml`.

A new role is one row here, its rights there, and its name in a protocol file (`rolnamen.py`); nothing in the database
lists the roles.
A code that no line of code calls by its name needs no place in `Rol`: the row is enough.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from django.core.exceptions import ValidationError

from .rechten import RECHTEN


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
    PRIVACYFUNCTIONARIS = "privacyfunctionaris"


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
    """The parts of `rechten.toml`: of a dossier, pages, and what leaves the house. The file says what each is."""

    ANALYSES = "analyses"
    TOELICHTINGEN = "toelichtingen"
    ANALYSES_SAMENVATTING = "analyses_samenvatting"
    EERDERE_MELDINGEN = "eerdere_meldingen"
    VERSLAGEN = "verslagen"
    GESPREKKEN = "gesprekken"
    INFORMERINGEN = "informeringen"
    FAMILIE = "familie"
    VERSTREKKINGEN = "verstrekkingen"
    BERICHTEN = "berichten"
    EVALUATIE = "evaluatie"
    INSPECTIE = "inspectie"
    BESTANDEN = "bestanden"
    INZAGE = "inzage"
    OPVOLGING = "opvolging"
    DASHBOARD = "dashboard"
    AANBIEDERS = "aanbieders"
    TERUGKOPPELINGEN = "terugkoppelingen"
    PERS = "pers"
    PARAATHEID = "paraatheid"
    PROEFDRAAIEN = "proefdraaien"
    OEFENLEIDING = "oefenleiding"
    OEFENING = "oefening"
    CONTACTWEGEN = "contactwegen"
    GEMEENTEN = "gemeenten"
    KLACHTEN = "klachten"
    BEWAKING = "bewaking"
    BEWAREN = "bewaren"
    VERNIETIGEN = "vernietigen"
    INZAGEVERZOEK = "inzageverzoek"
    BEWAKING_KENMERKEN = "bewaking_kenmerken"
    BEWIJS = "bewijs"
    LEERVERSLAG = "leerverslag"
    PAPIER = "papier"
    RAPPORTAGES = "rapportages"
    JAARRAPPORT = "jaarrapport"
    UITVOER = "uitvoer"
    LIJSTUITVOER = "lijstuitvoer"


class Mate(StrEnum):
    """How much of a part a role sees. SAMEN: of others only from the moment that the parties judge together."""

    ALLES = "alles"
    SAMEN = "samen"
    EIGEN = "eigen"


@dataclass(frozen=True)
class Rolfeiten:
    """One role. `heeft_plek`: it has a seat in the contact list that should be filled. `ieder`: everyone in that seat
    is written to, not only the first (Bijlage 1 has two people for Staphorst). `begint`: an installation begins with
    one, whom no second person could approve yet. `op_papier`: it takes part in the protocol; else only the app knows
    it."""

    code: str
    bereik: Bereik
    heeft_plek: bool = True
    ieder: bool = False
    mag_inloggen: bool = False
    zicht: Zicht = Zicht.NIETS
    ziet: Mapping[Deel, Mate] = field(default_factory=dict)
    begint: bool = False
    op_papier: bool = True


_RIJEN = (
    Rolfeiten(
        Rol.TOEGANG,
        Bereik.GEMEENTE,
        ieder=True,
        mag_inloggen=True,
    ),
    Rolfeiten(Rol.COMMUNICATIE_GEMEENTE, Bereik.GEMEENTE, mag_inloggen=True),
    Rolfeiten(
        Rol.MANAGER_GEMEENTE,
        Bereik.GEMEENTE,
        mag_inloggen=True,
    ),
    Rolfeiten(Rol.BELEIDSMEDEWERKER_JEUGD, Bereik.GEMEENTE, ieder=True, mag_inloggen=True),
    Rolfeiten(Rol.WETHOUDER, Bereik.GEMEENTE),
    Rolfeiten(Rol.BURGEMEESTER, Bereik.GEMEENTE),
    Rolfeiten(Rol.AMBTENAAR_OOV, Bereik.GEMEENTE),
    Rolfeiten(Rol.JEUGDTEAMS, Bereik.GEMEENTE),
    Rolfeiten(Rol.CONTRACTMANAGER, Bereik.REGIO, ieder=True, mag_inloggen=True),
    Rolfeiten(
        Rol.REGIOMANAGER,
        Bereik.REGIO,
        mag_inloggen=True,
        begint=True,
    ),
    Rolfeiten(
        Rol.COMMUNICATIEADVISEUR,
        Bereik.REGIO,
        mag_inloggen=True,
    ),
    Rolfeiten(Rol.VOORZITTER_BESTUUR, Bereik.REGIO),
    Rolfeiten(Rol.ESCALATIETEAM, Bereik.REGIO, ieder=True),
    Rolfeiten(Rol.MEDEWERKERS_REGIO, Bereik.REGIO, ieder=True),
    Rolfeiten(Rol.BEHEERDER, Bereik.REGIO, mag_inloggen=True, begint=True, op_papier=False),
    # Watches who looks and what is kept (docs/besluiten/0046). No seat: nobody writes to it about a zaak.
    Rolfeiten(Rol.PRIVACYFUNCTIONARIS, Bereik.REGIO, heeft_plek=False, mag_inloggen=True, op_papier=False),
    Rolfeiten(Rol.AANBIEDER, Bereik.AANBIEDER, heeft_plek=False),
    Rolfeiten(Rol.DIRECTEUR_AANBIEDER, Bereik.AANBIEDER),
    Rolfeiten(Rol.JEUGDIGE_FAMILIE, Bereik.BUITEN, heeft_plek=False),
    Rolfeiten(Rol.INSPECTIE, Bereik.BUITEN, heeft_plek=False),
    Rolfeiten(Rol.POLITIE_OM, Bereik.BUITEN, heeft_plek=False),
)


def _met_rechten(rij: Rolfeiten) -> Rolfeiten:
    """What this role sees is said by the file; a word in it that we do not know opens nothing."""
    ziet = {Deel(deel): Mate(mate) for deel, mate in RECHTEN.van(rij.code).items() if deel in _DELEN and mate in _MATEN}
    zicht = RECHTEN.zicht.get(rij.code, "")
    return replace(rij, zicht=Zicht(zicht) if zicht in _ZICHTEN else Zicht.NIETS, ziet=MappingProxyType(ziet))


_DELEN, _MATEN, _ZICHTEN = frozenset(Deel), frozenset(Mate), frozenset(Zicht)
# Code -> facts. The order of the rows is the order on the pages.
TABEL = MappingProxyType({str(rij.code): _met_rechten(rij) for rij in _RIJEN})


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
# Nobody gives these alone: what opens dossiers, and what says who opened them.
ROLLEN_VAN_TWEE = Rolgroep(lambda rij: rij.zicht != Zicht.NIETS or Deel.INZAGE in rij.ziet)
ROLLEN_BUITEN_PAPIER = Rolgroep(lambda rij: not rij.op_papier)


def met_zicht(*zicht: Zicht) -> Rolgroep:
    """The roles that see dossiers in one of these ways."""
    return Rolgroep(lambda rij: rij.zicht in zicht)


def die_zien(deel: Deel, mate: Mate = Mate.ALLES) -> Rolgroep:
    """The roles that see this much of this part or page."""
    return Rolgroep(lambda rij: rij.ziet.get(deel) == mate)


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
