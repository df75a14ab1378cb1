"""Who fills a seat at this moment: the one answer to "who do we inform" (R101, R103, A10-A12).

A seat is a role, for one gemeente, one aanbieder or the whole region. Absence moves it to the next in order by itself.
Outside office hours, and for what is urgent at any hour, it begins with who is on call (`oproep.py`).
Nobody present is an answer too: an empty seat, which the caller must make visible.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from basis.voorbereid import blijft, voorbereid
from contacten.models import Aanbieder, Bezetting, Contactpersoon, Gemeente
from contacten.models.organisaties import GAAT_DOOR
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE, REGIONAAL, ROLLEN_IEDER, ROLLEN_IN_LIJST, feiten
from contacten.rolnamen import rolnaam

from . import oproep

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

# Role, primary key of the gemeente, primary key of the aanbieder.
Sleutel = tuple[str, int | None, int | None]


@dataclass(frozen=True)
class Zetel:
    """A seat and the contacts that fill it now, first in order first. Only contacts that are present.

    `piket`: those of them who are on call, and stand first. `is_spoed`: asked for something urgent, which goes to one
    after the other.
    """

    rol: str
    gemeente: Gemeente | None
    aanbieder: Aanbieder | None
    bezetters: tuple[Contactpersoon, ...]
    piket: tuple[Contactpersoon, ...] = ()
    is_spoed: bool = False

    @property
    def is_leeg(self) -> bool:
        """Whether nobody can be reached in this seat."""
        return not self.bezetters

    @property
    def eerste(self) -> Contactpersoon | None:
        """The first contact who is present; None when the seat is empty."""
        return self.bezetters[0] if self.bezetters else None

    @property
    def ontvangers(self) -> tuple[Contactpersoon, ...]:
        """Who gets a message for this seat: everyone for a team role (R100: Staphorst has two), else the first.

        A first whose mail came back is passed over for the next in order who can be mailed. What is urgent goes to who
        is on call: the others have their turn when that one is silent.
        """
        if self.is_spoed and self.piket:
            return self.piket[:1]
        if self.rol in ROLLEN_IEDER:
            return self.bezetters
        is_dood = self.eerste is not None and self.eerste.is_onbereikbaar
        anderen = [contact for contact in self.bezetters if contact.heeft_werkend_adres] if is_dood else []
        return tuple(anderen[:1]) or self.bezetters[:1]

    @property
    def met_mail(self) -> tuple[Contactpersoon, ...]:
        """The receivers who can be mailed."""
        return tuple(contact for contact in self.ontvangers if contact.heeft_werkend_adres)

    @property
    def is_alleen_telefonisch(self) -> bool:
        """Whether someone is in this seat, but no receiver has an e-mail address that works."""
        return bool(self.bezetters) and not self.met_mail

    @property
    def naam(self) -> str:
        """The seat in words, for example "gemeentelijke toegang Deventer"."""
        return self.heet()

    def heet(self, versie: str = "") -> str:
        """The seat as this version of the protocol calls it: for what is about a zaak."""
        plaats = self.gemeente or self.aanbieder
        return f"{rolnaam(self.rol, versie)} {plaats}" if plaats else rolnaam(self.rol, versie)


def lokale_dag(nu: datetime) -> date:
    """Return the calendar day in the region at `nu` (aware): seats change at local midnight."""
    return nu.astimezone(AMSTERDAM).date()


def lopend(nu: datetime) -> QuerySet[Bezetting]:
    """Return the seatings that run at `nu` (aware), in order: begun, not ended, not lapsed; the absent too."""
    return _lopend(lokale_dag(nu), nu)


def _lopend(dag: date, nu: datetime) -> QuerySet[Bezetting]:
    is_begonnen = Q(van_datum__lte=dag) & (Q(tot_datum__isnull=True) | Q(tot_datum__gte=dag))
    is_vervallen = Q(contactpersoon__vervallen_op__isnull=False, contactpersoon__vervallen_op__lte=nu)
    rijen = Bezetting.objects.filter(is_begonnen).exclude(is_vervallen)
    return rijen.select_related("contactpersoon").order_by("volgorde", "pk")


def aanwezig(nu: datetime) -> QuerySet[Bezetting]:
    """Return the seatings that count at `nu` (aware), in order: those that run, without the absent."""
    return _aanwezig(lokale_dag(nu), nu)


def _aanwezig(dag: date, nu: datetime) -> QuerySet[Bezetting]:
    is_afwezig = Q(afwezig_van_datum__isnull=False, afwezig_van_datum__lte=dag) & (
        Q(afwezig_tot_datum__isnull=True) | Q(afwezig_tot_datum__gte=dag)
    )
    return _lopend(dag, nu).exclude(is_afwezig)


def bezet(
    rol: str,
    nu: datetime,
    *,
    gemeente: Gemeente | None = None,
    aanbieder: Aanbieder | None = None,
    is_spoed: bool = False,
) -> Zetel:
    """Return the one seat of this role at `nu` (aware).

    Raises ValueError when the role has a seat per gemeente or per aanbieder and that one is not given.
    """
    plaats = [gemeente] if gemeente else []
    return zetels(rol, nu, gemeenten=plaats, aanbieder=aanbieder, is_enkel=True, is_spoed=is_spoed)[0]


def zetels(
    rol: str,
    nu: datetime,
    *,
    gemeenten: Iterable[Gemeente] = (),
    aanbieder: Aanbieder | None = None,
    is_enkel: bool = False,
    is_spoed: bool = False,
) -> list[Zetel]:
    """Return the seats of this role at `nu` (aware): one per gemeente for a local role, else exactly one; one query,
    two when who is on call comes first.

    No gemeenten for a local role gives an empty list; `is_enkel` says that exactly one seat is asked; `is_spoed`: for
    something urgent.
    Raises ValueError when that one is not named, or when a role of an aanbieder comes without aanbieder.
    """
    feiten(rol)  # an unknown role has no seat: ValueError
    plaatsen = _plaatsen(rol, list(gemeenten), aanbieder)
    if is_enkel and not plaatsen:
        raise ValueError(f"De rol {rol} heeft een zetel per gemeente; noem de gemeente.")
    if not plaatsen:
        return []
    bezetters = _bezetters(_rijen(rol, nu, plaatsen))
    wie = {}
    if rol not in PER_AANBIEDER and oproep.telt(nu, is_spoed=is_spoed):
        wie = oproep.per_plaats(rol, nu, [gemeente for gemeente, _ in plaatsen if gemeente])
    return [
        _met_piket(_zetel(rol, gemeente, bedrijf, bezetters), wie.get(gemeente.pk if gemeente else None, ()), is_spoed)
        for gemeente, bedrijf in plaatsen
    ]


def zetels_van(
    rollen: Sequence[str],
    nu: datetime,
    *,
    gemeenten: Iterable[Gemeente],
    aanbieder: Aanbieder,
    is_spoed: bool = False,
) -> list[Zetel]:
    """Return the seats of these roles at `nu` (aware), as `zetels` does for one, in the order of the roles; one query,
    and one more for each role when who is on call comes first."""
    waar = list(gemeenten)
    plaatsen = [(rol, *plaats) for rol in rollen for plaats in _plaatsen(rol, waar, aanbieder)]
    # A key that the question does not need would not stand in its SQL.
    bij = any(rol in PER_AANBIEDER for rol in rollen)
    hier = [plek.pk for plek in waar] if any(rol in PER_GEMEENTE for rol in rollen) else []
    plekken = [*([aanbieder.pk] if bij else []), *hier]
    bezetters = _bezetters(_van_rollen(lokale_dag(nu), nu, *plekken, rollen=tuple(map(str, rollen)), bij=bij))
    wie = {}
    if oproep.telt(nu, is_spoed=is_spoed):
        wie = {rol: oproep.per_plaats(rol, nu, waar) for rol in rollen if rol not in PER_AANBIEDER}
    return [
        _met_piket(
            _zetel(rol, gemeente, bedrijf, bezetters),
            wie.get(rol, {}).get(gemeente.pk if gemeente else None, ()),
            is_spoed,
        )
        for rol, gemeente, bedrijf in plaatsen
    ]


def alle_zetels(nu: datetime) -> dict[Sleutel, Zetel]:
    """Return every seat that should be filled at `nu` (aware), empty ones too, in three queries; for the overview."""
    bezetters = _bezetters(aanwezig(nu))
    lokaal, regionaal, bij_aanbieder = (
        [rol for rol in ROLLEN_IN_LIJST if rol in groep] for groep in (PER_GEMEENTE, REGIONAAL, PER_AANBIEDER)
    )
    plaatsen: list[tuple[str, Gemeente | None, Aanbieder | None]]
    plaatsen = [(rol, None, None) for rol in regionaal]
    plaatsen += [(rol, gemeente, None) for gemeente in Gemeente.objects.filter(GAAT_DOOR) for rol in lokaal]
    plaatsen += [(rol, None, aanbieder) for aanbieder in Aanbieder.objects.all() for rol in bij_aanbieder]
    alle = [_zetel(*plaats, bezetters) for plaats in plaatsen]
    return {sleutel(zetel.rol, zetel.gemeente, zetel.aanbieder): zetel for zetel in alle}


def sleutel(rol: str, gemeente: Gemeente | None = None, aanbieder: Aanbieder | None = None) -> Sleutel:
    """Return the key of a seat in `alle_zetels`."""
    return (str(rol), gemeente.pk if gemeente else None, aanbieder.pk if aanbieder else None)


def _plaatsen(
    rol: str, gemeenten: list[Gemeente], aanbieder: Aanbieder | None
) -> Sequence[tuple[Gemeente | None, Aanbieder | None]]:
    if rol in PER_GEMEENTE:
        return [(gemeente, None) for gemeente in gemeenten]
    if rol in PER_AANBIEDER:
        if aanbieder is None:
            raise ValueError(f"De rol {rol} heeft een zetel per aanbieder; noem de aanbieder.")
        return [(None, aanbieder)]
    return [(None, None)]


def _rijen(rol: str, nu: datetime, plaatsen: Sequence[tuple[Gemeente | None, Aanbieder | None]]) -> list[Bezetting]:
    dag = lokale_dag(nu)
    if rol in PER_GEMEENTE:
        return _van_rol(dag, nu, str(rol), *(gemeente.pk for gemeente, _ in plaatsen if gemeente), waar="gemeente")
    return _van_rol(
        dag, nu, str(rol), *(bij.pk for _, bij in plaatsen if bij), waar="aanbieder" if rol in PER_AANBIEDER else ""
    )


@blijft
@voorbereid
def _van_rol(dag: date, nu: datetime, rol: str, *plaatsen: int, waar: str) -> QuerySet[Bezetting]:
    """The seatings of a role that count, at these places: each mail and each page asks it."""
    rijen = _aanwezig(dag, nu).filter(rol=rol)
    return rijen.filter(**{f"{waar}__in": plaatsen}) if waar else rijen


@blijft
@voorbereid
def _van_rollen(dag: date, nu: datetime, *plekken: int, rollen: tuple[str, ...], bij: bool) -> QuerySet[Bezetting]:
    """The seatings that count of these roles, at these gemeenten, before them (`bij`) an aanbieder: each dossier asks
    it."""
    aanbieder, gemeenten = plekken[: int(bij)], plekken[int(bij) :]
    hier = Q(rol__in=[rol for rol in rollen if rol in REGIONAAL])
    if aanbieder:
        hier |= Q(rol__in=[rol for rol in rollen if rol in PER_AANBIEDER], aanbieder__in=aanbieder)
    if gemeenten:
        hier |= Q(rol__in=[rol for rol in rollen if rol in PER_GEMEENTE], gemeente__in=gemeenten)
    return _aanwezig(dag, nu).filter(hier)


def _bezetters(rijen: Iterable[Bezetting]) -> dict[Sleutel, tuple[Contactpersoon, ...]]:
    """Group by seat; a contact with two overlapping rows counts once, and only the place that the role uses counts."""
    gevonden: dict[Sleutel, dict[int, Contactpersoon]] = defaultdict(dict)
    for rij in rijen:
        gemeente = rij.gemeente_id if rij.rol in PER_GEMEENTE else None
        aanbieder = rij.aanbieder_id if rij.rol in PER_AANBIEDER else None
        gevonden[(rij.rol, gemeente, aanbieder)].setdefault(rij.contactpersoon_id, rij.contactpersoon)
    return {zetel: tuple(contacten.values()) for zetel, contacten in gevonden.items()}


def _met_piket(zetel: Zetel, piket: tuple[Contactpersoon, ...], is_spoed: bool) -> Zetel:
    """The seat with who is on call before the others, each once."""
    rest = tuple(contact for contact in zetel.bezetters if contact not in piket)
    return replace(zetel, bezetters=(*piket, *rest), piket=piket, is_spoed=is_spoed)


def _zetel(
    rol: str,
    gemeente: Gemeente | None,
    aanbieder: Aanbieder | None,
    bezetters: dict[Sleutel, tuple[Contactpersoon, ...]],
) -> Zetel:
    return Zetel(rol, gemeente, aanbieder, bezetters.get(sleutel(rol, gemeente, aanbieder), ()))
