"""Every text of a zaak that is searched: what it says, what it is, and who may read it. Made of the facts anew each
time; what was taken back is not among them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from basis.zoekwoorden import zoekwoorden
from calamiteiten.models import (
    AnalyseStatus,
    Betrokkenheid,
    Evaluatie,
    Impactanalyse,
    Inspectiefeit,
    Melding,
    Zaak,
)
from communicatie.models import Persantwoord, Persvraag, Persvrager
from contacten.rollen import Deel
from escalatie.draaiboek.taken import ACTIE
from escalatie.meldingen.dossier.inzage import deel_van, is_samen, plekken_van_overleg, plekken_van_taak
from escalatie.models import Genodigde, Overleg, OverlegStatus, Taak, TaakStatus, Zoekrij
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Protocol

from .sleutels import ALLE, FEITEN, delen_van, sleutels_op, van_gemeente

M = TypeVar("M", bound=Model)
# Of a longer text the beginning is searched: the index of PostgreSQL takes no more than a megabyte of words.
LANGSTE_TEKST = 100_000


@dataclass(frozen=True)
class Tekst:
    """One text: `bron` names it within its zaak, `delen` are the parts on it."""

    bron: str
    waar: str
    tekst: str
    delen: Collection[str]


def woord_van_aanbieder(nummer: int) -> str:
    """The word under which an aanbieder is found, whatever it is called now: nobody types it, no stemmer cuts it."""
    return f"qa{nummer}"


def woord_van_gemeente(nummer: int) -> str:
    """The same of a gemeente."""
    return f"qg{nummer}"


def rijen_van(zaken: Collection[int]) -> list[Zoekrij]:
    """The rows of these zaken (keys), not stored, of whatever world they are. Some fifteen queries, however many."""
    return [*_van_meldingen(zaken), *_van_persvragen(zaken)]


# Of a melding --------------------------------------------------------------------------------------------------------


def _van_meldingen(zaken: Collection[int]) -> Iterator[Zoekrij]:
    gemeenten = _per(_alle(Betrokkenheid).filter(melding__in=zaken), "melding_id")
    taken = _per(_alle(Taak).filter(zaak__in=zaken), "zaak_id")
    overleggen = _per(_overleggen(zaken), "zaak_id")
    analyses = _per(_alle(Impactanalyse).filter(melding__in=zaken), "melding_id")
    evaluaties = _per(_alle(Evaluatie).filter(melding__in=zaken, vastgesteld_op__isnull=False), "melding_id")
    feiten = _per(_alle(Inspectiefeit).filter(melding__in=zaken, ingetrokken_op__isnull=True), "melding_id")
    for melding in _alle(Melding).filter(pk__in=zaken):
        protocol, pk = haal_protocol(melding.protocol_versie), melding.pk
        plaatsen = sorted(rij.gemeente_id for rij in gemeenten[pk])
        erbij = [
            *_kenmerkwoorden(melding),
            woord_van_aanbieder(melding.aanbieder_id),
            *map(woord_van_gemeente, plaatsen),
        ]
        gebieden = [ALLE, *map(van_gemeente, plaatsen)]
        teksten = [
            _feiten(melding),
            *_taken(taken[pk], protocol),
            *_gesprekken(overleggen[pk], protocol),
            *_toelichtingen(analyses[pk], is_samen=is_samen(protocol, melding.status)),
            *(_evaluatie(rij) for rij in evaluaties[pk]),
            *(_inspectie(rij) for rij in feiten[pk]),
        ]
        yield from (_rij(melding, tekst, gebieden, erbij) for tekst in teksten if tekst.tekst.strip())


def _feiten(melding: Melding) -> Tekst:
    buiten = (melding.plaats, melding.gemeente_verblijf_buiten, melding.gemeente_woonplaats_buiten)
    tekst = _regels(melding.onderwerp, melding.omschrijving, *buiten, melding.igj_kenmerk)
    return Tekst("feiten", "Wat er gebeurde", tekst, [FEITEN])


def _taken(taken: Iterable[Taak], protocol: Protocol) -> Iterator[Tekst]:
    for taak in taken:
        if taak.code == ACTIE:
            yield Tekst(f"actie {taak.pk}", "Afgesproken actie", taak.titel, [FEITEN])
        if taak.status == TaakStatus.AFGEROND:
            regel = protocol.taak_per_code.get(taak.code)
            deel = deel_van(regel.vorm if regel else "afvinken")
            yield Tekst(
                f"taak {taak.pk}", f"Verslag: {taak.titel}", taak.verslag, delen_van(deel, plekken_van_taak(taak))
            )


def _overleggen(zaken: Collection[int]) -> QuerySet[Overleg]:
    return _alle(Overleg).filter(zaak__in=zaken, status=OverlegStatus.GEHOUDEN).select_related("taak")


def _gesprekken(overleggen: list[Overleg], protocol: Protocol) -> Iterator[Tekst]:
    genodigden = _per(_alle(Genodigde).filter(overleg__in=overleggen), "overleg_id") if overleggen else {}
    for overleg in overleggen:
        # As `prefetch_related` leaves them: those of this world only would not be there in a drill.
        overleg._prefetched_objects_cache = {"genodigden": genodigden[overleg.pk]}  # type: ignore[attr-defined]
        tekst = _regels(overleg.deelnemers, overleg.uitkomst, overleg.afspraken)
        delen = delen_van(Deel.GESPREKKEN, plekken_van_overleg(overleg, protocol))
        yield Tekst(f"overleg {overleg.pk}", f"Overleg: {overleg.soort}", tekst, delen)


def _toelichtingen(analyses: Iterable[Impactanalyse], *, is_samen: bool) -> Iterator[Tekst]:
    for analyse in analyses:
        if analyse.status == AnalyseStatus.DEFINITIEF:
            delen = delen_van(Deel.TOELICHTINGEN, [("", analyse.gemeente_id)], is_samen=is_samen)
            tekst = _regels(*map(str, analyse.toelichtingen.values()))
            yield Tekst(f"analyse {analyse.pk}", "Toelichting bij een impactanalyse", tekst, delen)


def _evaluatie(evaluatie: Evaluatie) -> Tekst:
    tekst = _regels(*(waarde for waarde in evaluatie.antwoorden.values() if isinstance(waarde, str)))
    return Tekst("evaluatie", "Evaluatie", tekst, delen_van(Deel.EVALUATIE))


def _inspectie(feit: Inspectiefeit) -> Tekst:
    tekst = _regels(feit.partij, feit.tekst)
    return Tekst(f"inspectie {feit.pk}", feit.get_soort_display(), tekst, delen_van(Deel.INSPECTIE))


# Of a press question -------------------------------------------------------------------------------------------------


def _van_persvragen(zaken: Collection[int]) -> Iterator[Zoekrij]:
    vragers = _per(_alle(Persvrager).filter(persvraag__in=zaken, ingetrokken_op__isnull=True), "persvraag_id")
    antwoorden = _per(_alle(Persantwoord).filter(persvraag__in=zaken, herroeping__isnull=True), "persvraag_id")
    taken = _per(_alle(Taak).filter(zaak__in=zaken, status=TaakStatus.AFGEROND), "zaak_id")
    koppel = Persvraag.gemeenten.through._default_manager.filter(persvraag__in=zaken)
    ook = defaultdict(list)
    for vraag, gemeente in koppel.values_list("persvraag_id", "gemeente_id"):
        ook[vraag].append(gemeente)
    pers = delen_van(Deel.PERS)
    for vraag in _alle(Persvraag).filter(pk__in=zaken):
        media = [vrager.medium for vrager in vragers[vraag.pk]]
        gemeenten = sorted({*ook[vraag.pk], *([vraag.gemeente_id] if vraag.gemeente_id else [])})
        gebieden = [van_gemeente(nummer) for nummer in gemeenten]
        kenmerk = _kenmerkwoorden(vraag)
        erbij = [*kenmerk, *([woord_van_aanbieder(vraag.aanbieder_id)] if vraag.aanbieder_id else [])]
        van_wie = woord_van_gemeente(vraag.gemeente_id) if vraag.gemeente_id else ""
        alles = _regels(vraag.vraag, vraag.onderwerp, *media, vraag.gemeente_buiten, vraag.vrager_toelichting)
        alles = _regels(alles, vraag.kernboodschap, vraag.achtergrond, vraag.memo, vraag.meer_informatie)
        yield _rij(vraag, Tekst("vraag", "De vraag van de pers", alles, pers), [ALLE], [*erbij, van_wie])
        # A gemeente reads the question and not the texts that are being written; and which gemeente or aanbieder it is
        # about is not found out by searching for one (R14).
        kort = Tekst("gemeente", "De vraag van de pers", _regels(vraag.vraag, vraag.onderwerp, *media), pers)
        yield from (_rij(vraag, kort, gebieden, kenmerk) for _ in range(bool(gebieden)))
        for antwoord in antwoorden[vraag.pk]:
            tekst = Tekst(f"antwoord {antwoord.pk}", "Antwoord aan de pers", antwoord.tekst, pers)
            yield _rij(vraag, tekst, [ALLE], erbij)
            tekst = replace(tekst, bron=f"antwoord {antwoord.pk} gemeente")
            yield from (_rij(vraag, tekst, gebieden, kenmerk) for _ in range(bool(gebieden)))
        for taak in (taak for taak in taken[vraag.pk] if taak.verslag.strip()):
            yield _rij(vraag, Tekst(f"taak {taak.pk}", f"Verslag: {taak.titel}", taak.verslag, pers), [ALLE], erbij)


# Both ----------------------------------------------------------------------------------------------------------------


def _rij(zaak: Zaak, tekst: Tekst, gebieden: Collection[str], erbij: Iterable[str]) -> Zoekrij:
    kort = tekst.tekst[:LANGSTE_TEKST]
    woorden = [*zoekwoorden(kort), *filter(None, erbij)]
    return Zoekrij(
        zaak_id=zaak.pk,
        bron=tekst.bron,
        waar=tekst.waar[:240],
        tekst=kort,
        woorden=f" {' '.join(woorden)} ",
        sleutels=sleutels_op(gebieden, tekst.delen),
        ontvangen_op=zaak.ontvangen_op,
    )


def _kenmerkwoorden(zaak: Zaak) -> list[str]:
    """The parts of its kenmerk, so that one that is typed in part finds it; the number also without its zeros."""
    delen = zoekwoorden(zaak.kenmerk)
    return [*delen, delen[-1].lstrip("0")]


def _regels(*delen: str) -> str:
    return "\n".join(deel for deel in delen if deel.strip())


def _alle(model: type[M]) -> QuerySet[M]:
    """Of every world: the row of the index is found again in the world of its zaak."""
    return model._base_manager.order_by("pk")


def _per(rijen: Iterable[Any], naam: str) -> dict[int, list[Any]]:
    """The rows by the zaak that they are of."""
    per: dict[int, list[Any]] = defaultdict(list)
    for rij in rijen:
        per[getattr(rij, naam)].append(rij)
    return per
