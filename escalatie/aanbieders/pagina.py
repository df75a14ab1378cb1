"""The read models of the aanbieders: the list, and all that is known of one as plain facts (A15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from basis.kalender import lokale_datum
from basis.kap import kap
from basis.taal import datum
from calamiteiten.meldtijden import Meldtijd, meldtijden, per_gemeente
from calamiteiten.models import Betrokkenheid, Inspectiefeit, Inspectiesoort, Melding, Signaal
from calamiteiten.statussen import Beeld
from calamiteiten.toegang import inzage, zichtbaar_voor
from communicatie.models import Persvraag
from contacten.models import Aanbieder, Gebruiker, Werkgebied, met_dader
from escalatie.draaiboek import beschrijving, inspectie
from escalatie.leren.punten import Punt, punten_van, rijen
from escalatie.paraatheid.register.overzicht import Regel, regels_van
from escalatie.protocol.lezen import haal_protocol

MEESTE = 50


@dataclass(frozen=True)
class Meldingregel:
    """One melding: what, where it stands, and when each party was told, counted and not judged."""

    kenmerk: str
    url: str
    onderwerp: str
    op: str
    status: Beeld
    meldtijden: list[Meldtijd]
    melder: str


@dataclass(frozen=True)
class Bevindingregel:
    """What the inspection found about the aanbieder or another party, and at which melding."""

    op: str
    partij: str
    oordeel: str
    tekst: str
    kenmerk: str
    url: str


@dataclass(frozen=True)
class Aanbiederpagina:
    """All that is known of one aanbieder; each `_over`: how many more there are than the page shows."""

    aanbieder: Aanbieder
    werkgebied: list[tuple[str, str, bool]]
    meldingen: list[Meldingregel]
    meldingen_over: int
    signalen: list[Signaal]
    signalen_over: int
    persvragen: list[Persvraag]
    persvragen_over: int
    punten: list[Punt]
    punten_over: int
    bevindingen: list[Bevindingregel]
    bevindingen_over: int
    paraatheid: list[Regel]


def aanbieders(zicht: QuerySet[Melding]) -> list[tuple[Aanbieder, int, int]]:
    """Every aanbieder with how many meldingen and how many signals that count; one query."""
    meldingen = zicht.filter(aanbieder=OuterRef("pk")).order_by().values("aanbieder").annotate(n=Count("pk"))
    signalen = Signaal.objects.filter(aanbieder=OuterRef("pk"), beeindigd_op__isnull=True)
    geteld = signalen.order_by().values("aanbieder").annotate(n=Count("pk"))
    lijst = Aanbieder.objects.annotate(
        meldingen=Coalesce(Subquery(meldingen.values("n")), 0), signalen=Coalesce(Subquery(geteld.values("n")), 0)
    )
    return [(een, een.meldingen, een.signalen) for een in lijst]


def aanbiederpagina(aanbieder: Aanbieder, gebruiker: Gebruiker, nu: datetime) -> Aanbiederpagina:
    """The page of this aanbieder for this user at `nu` (aware). A constant number of queries."""
    inzage.gelezen(f"aanbieder {aanbieder.pk}")
    zicht = zichtbaar_voor(gebruiker).filter(aanbieder=aanbieder)
    betrokken = Prefetch("betrokkenheden", Betrokkenheid.objects.select_related("gemeente"))
    meldingen = kap(zicht.order_by("-ontvangen_op", "-pk").prefetch_related(betrokken), MEESTE)
    signalen = kap(Signaal.objects.filter(aanbieder=aanbieder).select_related("beeindigd_door", *met_dader()), MEESTE)
    pers = Persvraag.objects.filter(Q(aanbieder=aanbieder) | Q(melding__aanbieder=aanbieder))
    persvragen = kap(pers.order_by("-ontvangen_op", "-pk"), MEESTE)
    punten = kap(rijen(zicht), MEESTE)
    bevindingen = kap(_bevindingen(zicht), MEESTE)
    return Aanbiederpagina(
        aanbieder=aanbieder,
        werkgebied=_werkgebied(aanbieder, nu),
        meldingen=_meldingen(meldingen.rijen),
        meldingen_over=meldingen.over,
        signalen=list(signalen.rijen),
        signalen_over=signalen.over,
        persvragen=list(persvragen.rijen),
        persvragen_over=persvragen.over,
        punten=punten_van(punten.rijen, gebruiker, nu),
        punten_over=punten.over,
        bevindingen=[_bevinding(feit) for feit in bevindingen.rijen],
        bevindingen_over=bevindingen.over,
        paraatheid=regels_van(aanbieder, gebruiker, nu),
    )


def _werkgebied(aanbieder: Aanbieder, nu: datetime) -> list[tuple[str, str, bool]]:
    """Gemeente, since when until when, and whether it still holds; what holds comes first."""
    vandaag = lokale_datum(nu)
    rijen_ = Werkgebied.objects.filter(aanbieder=aanbieder).select_related("gemeente").order_by("-van_datum", "pk")
    regels = [(str(rij.gemeente), _van_tot(rij), rij.tot_datum is None or rij.tot_datum >= vandaag) for rij in rijen_]
    return sorted(regels, key=lambda regel: (not regel[2], regel[0]))


def _van_tot(rij: Werkgebied) -> str:
    van = f"sinds {datum(rij.van_datum)}"
    return f"{van}, tot en met {datum(rij.tot_datum)}" if rij.tot_datum else van


def _meldingen(meldingen: Iterable[Melding]) -> list[Meldingregel]:
    return [
        Meldingregel(
            kenmerk=melding.kenmerk,
            url=melding.get_absolute_url(),
            onderwerp=melding.onderwerp,
            op=datum(lokale_datum(melding.ontvangen_op)),
            status=melding.statusbeeld,
            meldtijden=meldtijden(melding, per_gemeente(melding.betrokkenheden.all()), melding.protocol_versie),
            melder=beschrijving.melder(melding, haal_protocol(melding.protocol_versie)),
        )
        for melding in meldingen
    ]


def _bevindingen(zicht: QuerySet[Melding]) -> QuerySet[Inspectiefeit]:
    feiten = Inspectiefeit.objects.filter(
        melding__in=zicht.order_by().values("pk"), soort=Inspectiesoort.BEVINDING, ingetrokken_op__isnull=True
    )
    return feiten.select_related("melding").order_by("-op_datum", "-pk")


def _bevinding(feit: Inspectiefeit) -> Bevindingregel:
    protocol = haal_protocol(feit.melding.protocol_versie)
    oordeel = dict(inspectie.opties(feit.soort, protocol)).get(feit.keuze, feit.keuze)
    zaak = feit.melding
    return Bevindingregel(datum(feit.op_datum), feit.partij, oordeel, feit.tekst, zaak.kenmerk, zaak.get_absolute_url())
