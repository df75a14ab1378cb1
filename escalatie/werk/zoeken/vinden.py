"""Finding: which zaken have the words, the newest first, a page at a time; and the piece of text in which they stand.

Exact, in two steps (meten). First the newest zaken of one's own scope are looked through, in the order of the page: a
word that is common fills it there. Only when that leaves the page open, the index of words is asked, without a cap: one
that took any so many rows and ordered those would be fast and wrong. `tests/werk/test_zoeken.py` holds it against the
plain question.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from basis.zoekwoorden import is_hetzelfde, zoekwoorden
from calamiteiten.models import Betrokkenheid, Zaak
from calamiteiten.statussen import PARAATHEID
from escalatie.models import Zoekrij

from .sleutels import Bos
from .vraag import Zoekvraag, gevonden_in, in_losse, takken

# So many zaken are looked through before the index is asked.
VENSTER = 500
FRAGMENT = 180
_WOORD = re.compile(r"[^\W_]+")
# Where a page begins: the moment and the key of the last zaak on the one before.
Plek = tuple[datetime, int]


@dataclass(frozen=True)
class Fragment:
    """Where it was found: which text (`waar`), and the piece of it in parts, each with whether it is one of the words.
    `is_begin`: the piece is the beginning of the text."""

    waar: str
    delen: tuple[tuple[str, bool], ...]
    is_begin: bool


def vind(vraag: Zoekvraag, bos: Bos, na: Plek | None, hoeveel: int) -> list[Plek]:
    """The first so many zaken after `na` that these keys open and that have these words, the newest first."""
    eigen = gevonden_in(vraag, bos.sleutels)
    plekken = {*_in_twee_stappen([eigen], na, hoeveel, _nieuwste(bos, na))}
    if bos.in_zaken:
        # Into what he was let by exception is little, and has no order of its own.
        plekken |= {*_via_de_index(in_losse(vraag, bos), na, hoeveel)}
    return sorted(plekken, reverse=True)[:hoeveel]


def vind_onder(
    vraag: Zoekvraag, bos: Bos, zaken: QuerySet[Any], nieuwste: list[Plek], na: Plek | None, hoeveel: int
) -> list[Plek]:
    """The same among these meldingen or press questions, which toegang made and a filter narrowed; `nieuwste`: the
    newest of those after `na`, as many as are looked through (`VENSTER`)."""
    onder = [tak.filter(zaak__in=zaken.order_by().values("pk")) for tak in takken(vraag, bos)]
    return _in_twee_stappen(onder, na, hoeveel, nieuwste)


def _in_twee_stappen(
    vragen: Sequence[QuerySet[Zoekrij]], na: Plek | None, hoeveel: int, nieuwste: list[Plek] | None
) -> list[Plek]:
    """`nieuwste`: the newest of the scope, in order, outside which nothing newer than the last of them can be found;
    None where there is no such road."""
    if nieuwste is not None:
        onder = [pk for _, pk in nieuwste]
        raak = {pk for vraag in vragen for pk in vraag.filter(zaak__in=onder).values_list("zaak", flat=True)}
        gevonden = [plek for plek in nieuwste if plek[1] in raak]
        if len(gevonden) >= hoeveel or len(nieuwste) < VENSTER:
            return gevonden[:hoeveel]
    plekken = {plek for vraag in vragen for plek in _via_de_index(vraag, na, hoeveel)}
    return sorted(plekken, reverse=True)[:hoeveel]


def _via_de_index(vraag: QuerySet[Zoekrij], na: Plek | None, hoeveel: int) -> list[Plek]:
    rijen = vraag.filter(*_na(na, "zaak")).order_by("-ontvangen_op", "-zaak_id")
    return list(rijen.values_list("ontvangen_op", "zaak_id").distinct()[:hoeveel])


def _nieuwste(bos: Bos, na: Plek | None) -> list[Plek] | None:
    """The newest zaken of a scope that has an order of its own: the whole region, or one gemeente."""
    if not bos.sleutels:
        return []
    if bos.is_regio:
        zaken = Zaak.objects.exclude(zaaksoort=PARAATHEID).order_by("-ontvangen_op", "-pk")
        return list(zaken.filter(*_na(na, "pk")).values_list("ontvangen_op", "pk")[:VENSTER])
    if bos.gemeente is not None:
        eigen = Betrokkenheid.objects.filter(gemeente=bos.gemeente).order_by("-ontvangen_op", "-melding_id")
        return list(eigen.filter(*_na(na, "melding")).values_list("ontvangen_op", "melding_id")[:VENSTER])
    return None


def _na(na: Plek | None, sleutel: str) -> Iterable[Q]:
    """What comes after this place, newest first: one range, so that an index is walked from there, and then the tie."""
    if na is None:
        return ()
    op, pk = na
    return Q(ontvangen_op__lte=op), Q(ontvangen_op__lt=op) | Q(**{f"{sleutel}__lt": pk})


def fragmenten(vraag: Zoekvraag, bos: Bos, zaken: Iterable[int]) -> dict[int, Fragment]:
    """Per zaak the text in which it was found best: the one with most of the words themselves, else the first."""
    beste: dict[int, tuple[int, Fragment]] = {}
    deze = list(zaken)
    rijen = (rij for tak in takken(vraag, bos) for rij in tak.filter(zaak__in=deze).order_by("zaak", "pk"))
    for rij in rijen:
        aantal, fragment = _fragment(rij, vraag.losse)
        if rij.zaak_id not in beste or beste[rij.zaak_id][0] < aantal:
            beste[rij.zaak_id] = (aantal, fragment)
    return {zaak: fragment for zaak, (_, fragment) in beste.items()}


def _fragment(rij: Zoekrij, woorden: list[str]) -> tuple[int, Fragment]:
    """How many of the words stand in this text, and the piece around the first of them."""
    raak = [(m.start(), m.end(), woord) for m in _WOORD.finditer(rij.tekst) if (woord := _welk(m[0], woorden))]
    begin = _begin(rij.tekst, raak[0][0] if raak else 0)
    stuk = rij.tekst[begin : begin + FRAGMENT]
    delen, hier = [], 0
    for van, tot, _ in ((a - begin, b - begin, w) for a, b, w in raak if begin <= a and b <= begin + FRAGMENT):
        delen += [(stuk[hier:van], False), (stuk[van:tot], True)]
        hier = tot
    delen.append((stuk[hier:], False))
    vol = tuple(deel for deel in delen if deel[0])
    return len({woord for _, _, woord in raak}), Fragment(rij.waar, vol, begin == 0)


def _welk(in_tekst: str, woorden: list[str]) -> str:
    """Which of the words this is a form of; "" for none."""
    vormen = zoekwoorden(in_tekst)
    return next((woord for woord in woorden for vorm in vormen if is_hetzelfde(vorm, woord)), "")


def _begin(tekst: str, raak: int) -> int:
    """Where the piece begins: at a word, somewhat before the first that was found."""
    if raak < FRAGMENT // 2:
        return 0
    return tekst.rfind(" ", 0, max(0, raak - FRAGMENT // 3)) + 1
