"""What one user has to do now: own tasks, own terms, people to phone; and for the beheerder the empty seats (R57).

Only meldingen that this user may see count; that is asked of `toegang`, the rest is role and gemeente, in SQL.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Min, Q, QuerySet
from django.urls import reverse

from basis.regels import Regel
from basis.resttijd import Resttijd, resttijd
from calamiteiten.models import Melding
from communicatie.post.ontvangst import gevraagd_aan
from contacten.bijhouden.werk import Werk as Lijstwerk
from contacten.bijhouden.werk import werk_voor_beheerder
from contacten.models import Gebruiker
from contacten.rollen import PER_GEMEENTE, Rol
from escalatie.draaiboek.informatie import BELTAAK
from escalatie.draaiboek.signalen import heeft_signaal
from escalatie.models import Taak, TaakStatus, Termijn
from escalatie.protocol.bereik import doorlopend
from escalatie.protocol.lezen import haal_protocol

MEESTE_TAKEN = 100
MEESTE_TERMIJNEN = 25
_VELDEN = (
    "pk",
    "code",
    "titel",
    "eigenaar",
    "uiterlijk_op",
    "gemeente__naam",
    "zaak__kenmerk",
    "zaak__onderwerp",
    "zaak__protocol_versie",
)


@dataclass(frozen=True)
class Werk:
    """One thing to do: what, in which dossier, before when, and why (the sentence and paragraph of the protocol)."""

    titel: str
    url: str
    kenmerk: str
    onderwerp: str
    gemeente: str
    termijn: Resttijd | None
    waarom: str
    bron: str

    @property
    def is_te_laat(self) -> bool:
        """Whether the moment has passed."""
        return self.termijn is not None and self.termijn.toestand == "te_laat"


@dataclass(frozen=True)
class Werkvoorraad:
    """The page of one user. `doorlopend`: duties that go on as long as the melding does. `is_meer`: more tasks exist
    than the page shows. `lijst` only for the beheerder."""

    taken: list[Werk]
    bellen: list[Werk]
    termijnen: list[Werk]
    is_meer: bool
    doorlopend: list[Werk] = field(default_factory=list)
    bevestigen: tuple[Werk, ...] = ()
    lijst: tuple[Lijstwerk, ...] = ()

    @property
    def aantal_te_laat(self) -> int:
        """How many of the things shown have passed their moment."""
        return sum(werk.is_te_laat for werk in [*self.taken, *self.bellen])


def eigen(gebruiker: Gebruiker) -> Q:
    """Which tasks are this user's own: `bevoegdheid.is_eigen_taak` as a condition of a query."""
    if not gebruiker.is_active or not gebruiker.rol:
        return Q(pk__in=[])
    if gebruiker.rol not in PER_GEMEENTE:
        return Q(rol=gebruiker.rol)
    return Q(rol=gebruiker.rol) & (Q(gemeente__isnull=True) | Q(gemeente=gebruiker.gemeente_id))


def eigen_taken(gebruiker: Gebruiker, zicht: QuerySet[Melding]) -> QuerySet[Taak]:
    """What this user has to do in the open meldingen of `zicht` (what toegang lets this user see).

    A duty that goes on as long as the melding does is no work that waits: it is not counted here.
    """
    return _open_taken(gebruiker, zicht).exclude(code__in=doorlopend())


def _open_taken(gebruiker: Gebruiker, zicht: QuerySet[Melding]) -> QuerySet[Taak]:
    return Taak.objects.filter(eigen(gebruiker), status=TaakStatus.OPEN, zaak__in=open_van(zicht))


def open_van(zicht: QuerySet[Melding]) -> QuerySet[Melding, Any]:
    """The keys of the open meldingen of `zicht`, for use in another query."""
    return zicht.filter(afgerond_op__isnull=True).order_by().values("pk")


def maak_werkvoorraad(gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime) -> Werkvoorraad:
    """The page for this user at `nu` (aware): of a melding with a signal first, then late, then due soonest.

    Three queries; for the beheerder those of the contact list.
    """
    if gebruiker.is_rol(Rol.BEHEERDER):
        return Werkvoorraad([], [], [], is_meer=False, lijst=tuple(werk_voor_beheerder(nu)))
    rijen = lees_taken(_open_taken(gebruiker, zicht), MEESTE_TAKEN + 1)
    getoond = rijen[:MEESTE_TAKEN]
    apart = {BELTAAK, *doorlopend()}
    return Werkvoorraad(
        taken=[werk(rij, nu) for rij in getoond if rij["code"] not in apart],
        doorlopend=[werk(rij, nu) for rij in getoond if rij["code"] in doorlopend()],
        bellen=[werk(rij, nu) for rij in getoond if rij["code"] == BELTAAK],
        termijnen=_termijnen(gebruiker, zicht, nu),
        is_meer=len(rijen) > MEESTE_TAKEN,
        bevestigen=tuple(_te_bevestigen(gebruiker, zicht, nu)),
    )


def _te_bevestigen(gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime) -> Iterator[Werk]:
    """The dossiers in which this user is asked to confirm a message, the first to answer first."""
    velden = ("zaak__kenmerk", "zaak__onderwerp")
    rijen = gevraagd_aan(gebruiker).filter(zaak__in=open_van(zicht)).values(*velden)
    rijen = rijen.annotate(voor_op=Min("bevestigen_voor_op"), signaal=heeft_signaal("zaak"))
    for rij in rijen.order_by("-signaal", "voor_op")[:MEESTE_TERMIJNEN]:
        yield Werk(
            titel="Lees en bevestig dat u dit weet",
            url=f"{reverse('melding', args=[rij['zaak__kenmerk']])}#ontvangst",
            kenmerk=rij["zaak__kenmerk"],
            onderwerp=rij["zaak__onderwerp"],
            gemeente="",
            termijn=resttijd(rij["voor_op"], nu),
            waarom="",
            bron="",
        )


def lees_taken(taken: QuerySet[Taak], limiet: int) -> list[dict[str, Any]]:
    """The first `limiet` of these tasks as plain rows: those of a melding with a signal in front, then the one due
    first, those without a moment last."""
    op_volgorde = taken.order_by(heeft_signaal("zaak").desc(), F("uiterlijk_op").asc(nulls_last=True), "pk")
    return list(op_volgorde.values(*_VELDEN)[:limiet])


def werk(rij: dict[str, Any], nu: datetime) -> Werk:
    """A row of `lees_taken` as a thing to do."""
    regel = haal_protocol(rij["zaak__protocol_versie"]).taak_per_code.get(rij["code"])
    waarom, bron = _waarom(rij["code"], regel)
    gemeente = rij["gemeente__naam"] or ""
    return Werk(
        titel=rij["titel"],
        url=reverse("taak", args=[rij["zaak__kenmerk"], rij["pk"]]),
        kenmerk=rij["zaak__kenmerk"],
        onderwerp=rij["zaak__onderwerp"],
        gemeente=gemeente if gemeente not in rij["titel"] else "",
        termijn=resttijd(rij["uiterlijk_op"], nu) if rij["uiterlijk_op"] else None,
        waarom=f"{waarom} Eigenaar: {rij['eigenaar']}." if rij["eigenaar"] else waarom,
        bron=bron,
    )


def _waarom(code: str, regel: Regel | None) -> tuple[str, str]:
    if regel:
        return regel.zin, regel.bron
    if code == BELTAAK:
        return (
            "De mail kwam hier niet aan, of niemand bevestigde het bericht. Bel, en leg vast wie u sprak.",
            "Bijlage 1",
        )
    return "Deze actie is met de betrokken partijen afgesproken.", "Deel II, 2.3 Fase 1"


def _termijnen(gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime) -> list[Werk]:
    rijen = (
        Termijn.objects.filter(rol=gebruiker.rol, geeindigd_op__isnull=True, zaak__in=open_van(zicht))
        .order_by(heeft_signaal("zaak").desc(), "vervalt_op", "pk")
        .values("code", "start_op", "vervalt_op", "zaak__kenmerk", "zaak__onderwerp", "zaak__protocol_versie")[
            :MEESTE_TERMIJNEN
        ]
    )
    return [_termijn({**rij}, nu) for rij in rijen]


def _termijn(rij: dict[str, Any], nu: datetime) -> Werk:
    regel = haal_protocol(rij["zaak__protocol_versie"]).termijn_per_code.get(rij["code"])
    kenmerk = rij["zaak__kenmerk"]
    return Werk(
        titel=regel.naam if regel else rij["code"],
        url=reverse("melding", args=[kenmerk]),
        kenmerk=kenmerk,
        onderwerp=rij["zaak__onderwerp"],
        gemeente="",
        termijn=resttijd(rij["vervalt_op"], nu, rij["start_op"]),
        waarom=regel.zin if regel else "",
        bron=regel.bron if regel else "",
    )
