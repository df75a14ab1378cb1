"""How a melding stands: the rows that conditions, the adviser and the pages ask about, each read once."""

from collections.abc import Iterable
from copy import copy
from functools import cached_property
from typing import Self, TypeVar

from django.conf import settings
from django.db.models import QuerySet

from basis import kalender
from basis.voorbereid import voorbereid
from calamiteiten import dossier
from calamiteiten.models import Betrokkenheid, Evaluatie, Impactanalyse, Inspectierapport, Melding
from contacten.models import Gemeente, met_dader
from contacten.organisaties import werkgebied
from contacten.rollen import Rol
from escalatie.models import Stap, Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Protocol

from .scenario import Advies, Analyse, adviseer
from .triage import Triage, van

R = TypeVar("R", Impactanalyse, Betrokkenheid)


class Stand:
    """A melding with its rows. Make a new one for each question: it does not notice later changes.

    `gemeente`: the one that a question is about; None when it is about the whole melding.
    """

    def __init__(self, melding: Melding) -> None:
        self.melding = melding
        self.gemeente: Gemeente | None = None

    def over(self, gemeente: Gemeente | None) -> Self:
        """The same melding, asked about this gemeente. What was read already is not read again."""
        hier = copy(self)
        hier.gemeente = gemeente
        return hier

    @cached_property
    def protocol(self) -> Protocol:
        """The protocol version this melding is pinned to."""
        return haal_protocol(self.melding.protocol_versie)

    @cached_property
    def triage(self) -> Triage:
        """What the facts say: is it reportable (R31–R40)."""
        return van(self.melding, self.protocol)

    @cached_property
    def analyses(self) -> list[Impactanalyse]:
        """Every analysis that counts, the toegang's first, by gemeente; that of a gemeente which left stays as a row
        and counts no more."""
        betrokken = {gemeente.pk for gemeente in self.gemeenten}
        return [
            rij
            for rij in _van_deze(self.melding, _analyses(self.melding))
            if rij.gemeente_id is None or rij.gemeente_id in betrokken
        ]

    @cached_property
    def analyse_contractmanager(self) -> Impactanalyse | None:
        """The contractmanager's analysis, when there is one."""
        return next((a for a in self.analyses if a.soort == Rol.CONTRACTMANAGER), None)

    @cached_property
    def analyses_toegang(self) -> list[Impactanalyse]:
        """The analyses of the gemeentelijke toegangen."""
        return [a for a in self.analyses if a.soort == Rol.TOEGANG]

    @cached_property
    def betrokkenheden(self) -> list[Betrokkenheid]:
        """The involved gemeenten with their confirmations."""
        return _van_deze(self.melding, _betrokkenheden(self.melding))

    @cached_property
    def gemeenten(self) -> list[Gemeente]:
        """The involved gemeenten."""
        return [b.gemeente for b in self.betrokkenheden]

    @cached_property
    def werkgebied(self) -> list[Gemeente]:
        """Where the aanbieder gave jeugdhulp on the day of the melding (R51)."""
        return werkgebied(self.melding.aanbieder, kalender.lokale_datum(self.melding.ontvangen_op))

    @cached_property
    def eerdere_meldingen(self) -> list[Melding]:
        """Earlier meldingen about this aanbieder (R52)."""
        return dossier.eerdere_meldingen(self.melding.aanbieder, self.melding)

    @cached_property
    def taken(self) -> list[Taak]:
        """Every task, the first due first."""
        return _taken(self.melding)

    @cached_property
    def open_taken(self) -> list[Taak]:
        """The tasks still to do."""
        return [taak for taak in self.taken if taak.status == TaakStatus.OPEN]

    @cached_property
    def advies(self) -> Advies:
        """What the adviser says on the definitive analyses."""
        return adviseer(
            [
                Analyse(a.soort, str(a.gemeente or settings.REGIO.organisatie), a.antwoorden, a.feiten, a.verklaard)
                for a in self.analyses
                if a.is_definitief()
            ],
            self.protocol,
        )

    @cached_property
    def evaluatie(self) -> Evaluatie | None:
        """The evaluation, when there is one."""
        return next(iter(_evaluatie(self.melding)), None)

    @cached_property
    def rapporten(self) -> list[Inspectierapport]:
        """The receipts of the report of the inspection."""
        return _rapporten(self.melding)

    @cached_property
    def is_geraadpleegd(self) -> bool:
        """Whether the regiomanager was consulted after the newest analysis came in (R61, A7)."""
        ingediend = [a.ingediend_op for a in self.analyses if a.ingediend_op]
        rijen = Stap.objects.filter(zaak=self.melding, van__in=self.protocol.raadpleging)
        oordeel = self.protocol.oordeel
        hervat = rijen.filter(naar=oordeel.code if oordeel else "").order_by("-volgnummer").first()
        return hervat is not None and all(moment <= hervat.op for moment in ingediend)


def _van_deze(melding: Melding, rijen: list[R]) -> list[R]:
    """These rows, which know the melding that they were asked for."""
    for rij in rijen:
        rij.melding = melding
    return rijen


def standen(meldingen: Iterable[Melding]) -> dict[int, Stand]:
    """How each of these stands, by key; who is involved is read for all of them at once."""
    alle = {melding.pk: Stand(melding) for melding in meldingen}
    betrokken: dict[int, list[Betrokkenheid]] = {pk: [] for pk in alle}
    rijen = Betrokkenheid.objects.filter(melding__in=list(alle))
    for rij in rijen.select_related("gemeente", *met_dader("bevestigd_door")):
        betrokken[rij.melding_id].append(rij)
    for pk, stand in alle.items():
        stand.betrokkenheden = _van_deze(stand.melding, betrokken[pk])
    return alle


# What every page of a dossier and every round asks about one melding, by its key.


@voorbereid
def _analyses(melding: int) -> QuerySet[Impactanalyse]:
    return Impactanalyse.objects.filter(melding=melding).select_related("gemeente", *met_dader("ingediend_door"))


@voorbereid
def _betrokkenheden(melding: int) -> QuerySet[Betrokkenheid]:
    return Betrokkenheid.objects.filter(melding=melding).select_related("gemeente", *met_dader("bevestigd_door"))


@voorbereid
def _taken(zaak: int) -> QuerySet[Taak]:
    return Taak.objects.filter(zaak=zaak).select_related("gemeente", "termijn", *met_dader("afgerond_door"))


@voorbereid
def _evaluatie(melding: int) -> QuerySet[Evaluatie]:
    return Evaluatie.objects.filter(melding=melding).order_by("pk")[:1]


@voorbereid
def _rapporten(melding: int) -> QuerySet[Inspectierapport]:
    return Inspectierapport.objects.filter(melding=melding).select_related("gemeente")
