"""Which meldingen may tell of one event: about the same day, with the same aanbieder or gemeente, in the same words.

Several people report one event: two aanbieders, an inspection that sends it on, a colleague who did not know. Nothing
here decides: it only says what looks alike, and why.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q

from basis.kalender import ZONE, lokale_datum
from basis.taal import aantal
from basis.tekst import plat
from contacten.models import Gemeente

from .models import Betrokkenheid, Melding

# People tell of one event with a day or two between them, or get the day wrong.
NABIJ = timedelta(days=3)
# The same aanbieder about these days is enough, and so is the same gemeente on the same day; a gemeente on another of
# these days needs a word in common.
GENOEG = 3
MEESTE = 5
TE_VERGELIJKEN = 200
MEESTE_WOORDEN = 2
# Of a melding of today about what happened long ago.
GEMELD = " met de melding"
# What looks alike is a double of the one that is proposed.
DUBBEL = "Door haar dubbel {}. {}"
_WOORD = re.compile(r"[^\W\d_]{4,}")
# Words that stand in the subject of almost every melding: that two have them says nothing.
_GEWOON = frozenset(
    {
        *("jeugdige", "jeugdigen", "jongere", "jongeren", "meisje", "jongen", "kind", "kinderen", "ouder", "ouders"),
        *("melding", "incident", "calamiteit", "geweld", "ernstig", "ernstige", "groep", "woongroep", "aanbieder"),
        *("tijdens", "door", "naar", "voor", "over", "tussen", "heeft", "werd", "zijn", "haar", "niet", "meer"),
        *("deze", "andere", "medewerker", "locatie", "letsel", "gewond", "zwaar", "overleden", "overlijden"),
    }
)


@dataclass(frozen=True)
class Gebeurtenis:
    """What is known of an event, as far as it was told: any of it may be missing but the day."""

    gebeurd_datum: date
    onderwerp: str = ""
    aanbieder_id: int | None = None
    gemeenten: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Gelijkenis:
    """A melding that may tell of the same event, and in what it looks alike, in words."""

    melding: Melding
    waarom: str
    punten: int


def van_melding(melding: Melding, gemeenten: Iterable[Gemeente]) -> Gebeurtenis:
    """The event of a melding that concerns these gemeenten."""
    plekken = frozenset(gemeente.pk for gemeente in gemeenten)
    return Gebeurtenis(melding.gebeurd_datum, melding.onderwerp, melding.aanbieder_id, plekken)


def lijkt_op(
    gebeurtenis: Gebeurtenis, behalve: Collection[int] = (), nabij: timedelta = NABIJ, *, of_gemeld: bool = False
) -> list[Gelijkenis]:
    """The meldingen that may tell of this event, the most alike first; at most five, without those in `behalve`.
    `nabij`: how many days around it are looked at. `of_gemeld`: also those that were reported in these days, whenever
    it happened: one query more.

    Of one that was closed as a double the melding that goes on is proposed, which may look like this in nothing itself.
    Of the day and the days around it the newest 200 with the same aanbieder or gemeente are compared. Whether a user
    may hear of them is for the caller to ask.
    """
    dag = gebeurtenis.gebeurd_datum
    hier = Betrokkenheid.objects.filter(melding=OuterRef("pk"), gemeente__in=gebeurtenis.gemeenten)
    rijen = (
        Melding.objects.exclude(pk__in=behalve)
        .annotate(is_plek=Exists(hier))
        .filter(Q(aanbieder=gebeurtenis.aanbieder_id) | Q(is_plek=True))
        .select_related("aanbieder", "dubbel_van__aanbieder")
        .order_by("-pk")
    )
    # Two questions and no "or": each goes by its own index.
    vragen = [Q(gebeurd_datum__range=(dag - nabij, dag + nabij))]
    if of_gemeld:
        begin = datetime.combine(dag, time.min, tzinfo=ZONE)
        vragen.append(Q(vastgelegd_op__range=(begin - nabij, begin + nabij + timedelta(days=1))))
    alle = {rij.pk: rij for vraag in vragen for rij in rijen.filter(vraag)[:TE_VERGELIJKEN]}
    gevonden = (_vergelijk(gebeurtenis, rij, is_plek=rij.is_plek, of_gemeld=of_gemeld) for rij in alle.values())
    return _die_verdergaan((g for g in gevonden if g.punten >= GENOEG), behalve)[:MEESTE]


def _die_verdergaan(gevonden: Iterable[Gelijkenis], behalve: Collection[int]) -> list[Gelijkenis]:
    """The most alike first; instead of a double the melding that goes on, once, by what looks most alike."""
    per_melding: dict[int, Gelijkenis] = {}
    for g in sorted(gevonden, key=lambda g: (-g.punten, g.melding.dubbel_van_id is not None, -g.melding.pk)):
        verder = g.melding.dubbel_van or g.melding
        if verder.pk not in behalve:
            waarom = g.waarom if verder == g.melding else DUBBEL.format(g.melding.kenmerk, g.waarom)
            per_melding.setdefault(verder.pk, replace(g, melding=verder, waarom=waarom))
    return list(per_melding.values())


def woorden(tekst: str) -> frozenset[str]:
    """The words of a subject that say something of the event, as a search compares them."""
    return frozenset(_WOORD.findall(plat(tekst))) - _GEWOON


def _vergelijk(gebeurtenis: Gebeurtenis, ander: Melding, *, is_plek: bool, of_gemeld: bool) -> Gelijkenis:
    is_aanbieder = gebeurtenis.aanbieder_id == ander.aanbieder_id
    dagen = abs((gebeurtenis.gebeurd_datum - ander.gebeurd_datum).days)
    sinds_melding = abs((gebeurtenis.gebeurd_datum - lokale_datum(ander.vastgelegd_op)).days)
    is_gemeld = of_gemeld and sinds_melding < dagen
    dagen = sinds_melding if is_gemeld else dagen
    zelfde = woorden(gebeurtenis.onderwerp) & woorden(ander.onderwerp)
    punten = 2 * is_aanbieder + is_plek + (1 if dagen else 2) + min(len(zelfde), MEESTE_WOORDEN)
    redenen = [
        "dezelfde aanbieder" if is_aanbieder else "",
        "dezelfde gemeente" if is_plek else "",
        f"{aantal(dagen, 'dag', 'dagen')} verschil{GEMELD * is_gemeld}"
        if dagen
        else f"dezelfde dag{GEMELD * is_gemeld}",
        "dezelfde woorden" if zelfde else "",
    ]
    return Gelijkenis(ander, _zin(redenen), punten)


def _zin(redenen: Iterable[str]) -> str:
    tekst = ", ".join(filter(None, redenen))
    return f"{tekst[:1].upper()}{tekst[1:]}."
