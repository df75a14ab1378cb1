"""Every row of one dossier, each kind read once: what the page, the timeline and a printout are made of."""

from collections.abc import Callable, Collection
from functools import cached_property
from typing import TypeVar

from django.db.models import Prefetch, QuerySet

from basis.voorbereid import voorbereid
from calamiteiten.models import Evaluatie, Inspectiefeit, Inspectierapport, Melding, Persoonsgegevens, Samenhang
from communicatie.familie.betrokkenen import met_stand
from communicatie.familie.verloop import Feit, verloop
from communicatie.models import Bericht, Communicatieadvies, Informering
from contacten.models import met_dader
from escalatie.draaiboek.stand import Stand
from escalatie.draaiboek.verloop import gevuurde_wekkers
from escalatie.models import Genodigde, Overleg, Overlegantwoord, OverlegStatus, Stap, Termijn, Wekker

EVALUATIE = "evaluatie"
R = TypeVar("R")


class Dossierrijen(Stand):
    """A melding with all that happened around it. Make a new one for each question. `er_is`: which kinds of rows there
    are, by their names in `vooraf`; without it each kind is asked for."""

    def __init__(self, melding: Melding, er_is: Collection[str] | None = None) -> None:
        super().__init__(melding)
        self.er_is = er_is

    def als_er_is(self, soort: str, vraag: Callable[[Melding], list[R]]) -> list[R]:
        """What this asks, when there can be any."""
        return vraag(self.melding) if self._zijn_er(soort) else []

    @cached_property
    def stappen(self) -> list[Stap]:
        """Every sealed record, the first first: the steps, and what was corrected between them."""
        return _stappen(self.melding)

    @cached_property
    def overgangen(self) -> list[Stap]:
        """The steps that moved the status, the first first."""
        return [stap for stap in self.stappen if stap.van != stap.naar]

    @cached_property
    def termijnen(self) -> list[Termijn]:
        """Every term, the first to end first."""
        return _termijnen(self.melding)

    @cached_property
    def lopende_termijnen(self) -> list[Termijn]:
        """The terms that have not ended; one that has passed still runs."""
        return [termijn for termijn in self.termijnen if termijn.geeindigd_op is None]

    @cached_property
    def gevuurde_wekkers(self) -> list[Wekker]:
        """The alarms that rang."""
        return self.als_er_is("wekker", gevuurde_wekkers)

    @cached_property
    def berichten(self) -> list[Bericht]:
        """Every message, the newest first."""
        return _berichten(self.melding)

    @cached_property
    def overleggen(self) -> list[Overleg]:
        """Every meeting, held, planned or called off, the first first, with who is invited and what they answered."""
        return self.als_er_is("overleg", lambda zaak: _overleggen(zaak, antwoorden=self._zijn_er("antwoord")))

    @cached_property
    def geplande_overleggen(self) -> list[Overleg]:
        """The meetings that are still to be held, the first first; without who is invited."""
        return self.als_er_is("gepland", _geplande_overleggen)

    @cached_property
    def informeringen(self) -> list[Informering]:
        """The parties, and who was told what when; whom the facts name no more only when he was told."""
        return _informeringen(self.melding)

    @cached_property
    def betrokkenen(self) -> list[Informering]:
        """The list of those directly involved, each with whether this person knows, in the order in which they came on
        it: among the parties, which are read once."""
        op_de_lijst = (rij for rij in self.informeringen if getattr(rij, "staat_erop", False))
        return sorted(op_de_lijst, key=lambda rij: rij.pk)

    @cached_property
    def adviezen(self) -> list[Communicatieadvies]:
        """The versions of the communication advice, the newest first."""
        return _adviezen(self.melding)

    @cached_property
    def verloop(self) -> list[Feit]:
        """Who was told by a person, what went outside, who directs: the oldest first."""
        return verloop(self.melding)

    @cached_property
    def verstrekkingen(self) -> list[Persoonsgegevens]:
        """The records of personal data given outside this application (R45)."""
        return self.als_er_is("verstrekking", _verstrekkingen)

    @cached_property
    def inspectiefeiten(self) -> list[Inspectiefeit]:
        """What is known of the track of the inspection, the first first."""
        return self.als_er_is("inspectie", _inspectiefeiten)

    @cached_property
    def samenhangen(self) -> list[Samenhang]:
        """The links to other meldingen of one event, those that were undone too."""
        return self.als_er_is("samenhang", _samenhangen)

    @cached_property
    def evaluatie(self) -> Evaluatie | None:
        """As `Stand` says; not looked for while no task ever asked for one."""
        vormen = self.protocol.taak_per_code
        is_gevraagd = any(t.code in vormen and vormen[t.code].vorm == EVALUATIE for t in self.taken)
        return super().evaluatie if is_gevraagd and self._zijn_er("evaluatie") else None

    @cached_property
    def rapporten(self) -> list[Inspectierapport]:
        """As `Stand` says."""
        return super().rapporten if self._zijn_er("rapport") else []

    @cached_property
    def is_geraadpleegd(self) -> bool:
        """As `Stand` says, from the steps that were read already."""
        ingediend = [a.ingediend_op for a in self.analyses if a.ingediend_op]
        hervat = [stap.op for stap in self.overgangen if self.protocol.is_hervat(stap.van, stap.naar)]
        return bool(hervat) and all(moment <= hervat[-1] for moment in ingediend)

    def _zijn_er(self, soort: str) -> bool:
        return self.er_is is None or soort in self.er_is


# The questions, each by the key of the melding.


@voorbereid
def _stappen(zaak: int) -> QuerySet[Stap]:
    return Stap.objects.filter(zaak=zaak).select_related(*met_dader("door")).order_by("volgnummer")


@voorbereid
def _termijnen(zaak: int) -> QuerySet[Termijn]:
    return Termijn.objects.filter(zaak=zaak)


@voorbereid
def _berichten(zaak: int) -> QuerySet[Bericht]:
    return Bericht.objects.filter(zaak=zaak).select_related("gemeente", "contactpersoon", "aanbieder")


@voorbereid
def _overleggen(zaak: int, *, antwoorden: bool) -> QuerySet[Overleg]:
    wie = Genodigde.objects.select_related("gemeente")
    gegeven = (
        Overlegantwoord.objects.select_related("door", "door_contact") if antwoorden else Overlegantwoord.objects.none()
    )
    erbij = (Prefetch("genodigden", wie), Prefetch("genodigden__antwoorden", gegeven))
    return Overleg.objects.filter(zaak=zaak).select_related("taak", *met_dader()).prefetch_related(*erbij)


@voorbereid
def _geplande_overleggen(zaak: int) -> QuerySet[Overleg]:
    return Overleg.objects.filter(zaak=zaak, status=OverlegStatus.GEPLAND).order_by("gepland_op", "pk")


@voorbereid
def _informeringen(melding: int) -> QuerySet[Informering]:
    rijen = Informering.objects.filter(melding=melding)
    rijen = rijen.exclude(vervallen_op__isnull=False, geinformeerd_op__isnull=True)
    erbij = ("gemeente", "herroeping__door", "herroeping__door_contact", "vervallen_door")
    return met_stand(rijen).select_related(*erbij)


@voorbereid
def _adviezen(melding: int) -> QuerySet[Communicatieadvies]:
    return Communicatieadvies.objects.filter(melding=melding).select_related("vastgesteld_door")


@voorbereid
def _verstrekkingen(melding: int) -> QuerySet[Persoonsgegevens]:
    return Persoonsgegevens.objects.filter(melding=melding).select_related("ingetrokken_door", *met_dader())


_inspectiefeiten = voorbereid(Inspectiefeit.van)
_samenhangen = voorbereid(Samenhang.van)
