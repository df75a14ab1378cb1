"""The read models of the pages on which the region learns: improvements, lessons, and what went back to a meeting."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from basis.kalender import lokale_datum
from basis.kap import Gekapt, kap
from basis.taal import datum
from calamiteiten.models import Evaluatie, Inspectiefeit, Inspectiesoort, Melding
from calamiteiten.toegang import zichtbaar_voor
from calamiteiten.toegang.onderdelen import mag_lezen
from contacten.models import Gebruiker
from contacten.rollen import Deel
from escalatie.draaiboek.verbeterpunten import antwoord
from escalatie.models import Taak, TaakStatus, Verbeterpunt
from escalatie.protocol.lezen import haal_protocol, versies
from escalatie.protocol.model import EvaluatieVraag

from .punten import STANDEN, Punt, met_stand, punten_van, rijen

MEESTE_PUNTEN, MEESTE_LESSEN, MEESTE_TERUGKOPPELINGEN = 200, 50, 100
# In the record of such a task stands what went back to a meeting, and what its members may read.
TERUGKOPPELING, TEKST = "terugkoppeling", "tekst"


@dataclass(frozen=True)
class Puntenlijst:
    """The improvements that this user may see; `stand`: which of them ("" for all); `over`: how many are left out."""

    punten: list[Punt]
    over: int
    stand: str

    @property
    def standen(self) -> list[tuple[str, str]]:
        """What can be chosen."""
        return list(STANDEN.items())


def puntenlijst(gebruiker: Gebruiker, stand: str, nu: datetime) -> Puntenlijst:
    """The page of all improvements at `nu` (aware). A constant number of queries."""
    gekozen = stand if stand in STANDEN else ""
    gevonden = kap(met_stand(rijen(zichtbaar_voor(gebruiker)), gekozen, nu), MEESTE_PUNTEN)
    return Puntenlijst(punten_van(gevonden.rijen, gebruiker, nu), gevonden.over, gekozen)


@dataclass(frozen=True)
class Les:
    """One lesson: what was learned, of what, and where that can be read."""

    tekst: str
    waarvan: str
    kenmerk: str
    url: str


@dataclass(frozen=True)
class Lesgroep:
    """The lessons of one origin; `over`: how many more were found."""

    naam: str
    lessen: list[Les]
    over: int


def lessen(gebruiker: Gebruiker, zoek: str) -> list[Lesgroep]:
    """What can be learned, within what this user may see; `zoek`: a part of the text ("" for all). Constant number of
    queries."""
    zicht = zichtbaar_voor(gebruiker).order_by().values("pk")
    bronnen = {Deel.EVALUATIE: _uit_evaluaties, None: _uit_punten, Deel.INSPECTIE: _uit_bevindingen}
    return [bron(zicht, zoek) for deel, bron in bronnen.items() if deel is None or mag_lezen(gebruiker, deel)]


def _uit_punten(zicht: QuerySet[Melding, Any], zoek: str) -> Lesgroep:
    gevonden = Verbeterpunt.objects.filter(taak__zaak__in=zicht).exclude(les="")
    gevonden = gevonden.exclude(taak__status=TaakStatus.VERVALLEN).filter(
        Q(les__icontains=zoek) | Q(taak__titel__icontains=zoek)
    )
    deel = kap(gevonden.select_related("taak__zaak"), MEESTE_LESSEN)
    taken = [(punt.les, punt.taak) for punt in deel.rijen]
    regels = [Les(les, taak.titel, taak.zaak.kenmerk, taak.get_absolute_url()) for les, taak in taken]
    return Lesgroep("Uit verbeterpunten", regels, deel.over)


def _uit_evaluaties(zicht: QuerySet[Melding, Any], zoek: str) -> Lesgroep:
    codes = sorted({vraag.code for versie in versies() for vraag in _open_vragen(versie)})
    raakt = reduce(or_, (Q(**{f"antwoorden__{code}__icontains": zoek}) for code in codes), Q(pk__in=[]))
    gevonden = Evaluatie.objects.filter(raakt, melding__in=zicht).select_related("melding").order_by("-vastgesteld_op")
    deel = kap(gevonden, MEESTE_LESSEN)
    return Lesgroep("Uit evaluaties", [les for rij in deel.rijen for les in _lessen_van(rij)], deel.over)


def _open_vragen(versie: str) -> Iterator[EvaluatieVraag]:
    """The questions of the evaluation that are answered in words: those ask what was learned."""
    return (vraag for vraag in haal_protocol(versie).evaluatievragen if not vraag.antwoorden)


def _lessen_van(evaluatie: Evaluatie) -> Iterator[Les]:
    melding = evaluatie.melding
    for vraag in _open_vragen(melding.protocol_versie):
        if tekst := antwoord(vraag, evaluatie.antwoorden):
            yield Les(
                tekst, vraag.zin, melding.kenmerk, f"{reverse('melding_analyses', args=[melding.kenmerk])}#evaluatie"
            )


def _uit_bevindingen(zicht: QuerySet[Melding, Any], zoek: str) -> Lesgroep:
    gevonden = Inspectiefeit.objects.filter(
        Q(tekst__icontains=zoek) | Q(partij__icontains=zoek),
        melding__in=zicht,
        soort=Inspectiesoort.BEVINDING,
        ingetrokken_op__isnull=True,
    )
    deel = kap(gevonden.select_related("melding").order_by("-op_datum", "-pk"), MEESTE_LESSEN)
    regels = [
        Les(feit.tekst, f"{feit.partij}, {datum(feit.op_datum)}", feit.melding.kenmerk, feit.melding.get_absolute_url())
        for feit in deel.rijen
    ]
    return Lesgroep("Uit bevindingen van de inspectie", regels, deel.over)


@dataclass(frozen=True)
class Terugkoppelregel:
    """What one meeting read: which, on which day, and the text for its members. `kenmerk` and `url` only for who may
    open the dossier."""

    forum: str
    dag: date | None
    tekst: str
    kenmerk: str
    url: str


def terugkoppelingen(gebruiker: Gebruiker) -> Gekapt[Terugkoppelregel]:
    """Each text that was written for the members of a meeting, the newest first (R97). Members read it also of a
    melding that is not theirs: it says no more than what was written for them. A constant number of queries."""
    codes = {t.code for v in versies() for t in haal_protocol(v).taken if t.vorm == TERUGKOPPELING}
    taken = Taak.objects.filter(code__in=codes, status=TaakStatus.AFGEROND, gegevens__has_key=TEKST)
    deel = kap(taken.select_related("zaak").order_by("-afgerond_op", "-pk"), MEESTE_TERUGKOPPELINGEN)
    nummers = [taak.zaak_id for taak in deel.rijen]
    mag = set(zichtbaar_voor(gebruiker).filter(pk__in=nummers).values_list("pk", flat=True))
    return Gekapt([_terugkoppelregel(taak, taak.zaak_id in mag) for taak in deel.rijen], deel.over)


def _terugkoppelregel(taak: Taak, mag: bool) -> Terugkoppelregel:
    dag = taak.gegevens.get("datum")
    return Terugkoppelregel(
        forum=str(taak.gegevens.get("forum", "")),
        dag=date.fromisoformat(str(dag)) if dag else lokale_datum(taak.afgerond_op or taak.gemaakt_op),
        tekst=str(taak.gegevens[TEKST]),
        kenmerk=taak.zaak.kenmerk if mag else "",
        url=taak.get_absolute_url() if mag else "",
    )
