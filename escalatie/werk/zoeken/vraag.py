"""What somebody asks, as a question to the index: the words that must stand in one text, and the keys that he holds.

The shape of the question is the same whatever is asked, by whom, and whatever else there is: the keys and the words are
looked up in one index together, so a word that only others may read costs what a word costs that nobody wrote.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q, QuerySet
from django.db.models.expressions import Expression
from django.db.models.sql.compiler import SQLCompiler

from basis.tekst import plat
from basis.zoekwoorden import STOPWOORDEN, zoekwoorden
from escalatie.models import Zoekrij
from escalatie.werk.filters import Namen

from .sleutels import Bos
from .teksten import woord_van_aanbieder, woord_van_gemeente

MEESTE_WOORDEN = 8
# A part of a name is looked for from so many letters on, and a name with a wrong letter in it from so many.
DEEL_VAN_NAAM, FOUT_IN_NAAM, LIJKT_OP = 3, 5, 0.8


@dataclass(frozen=True)
class Zoekvraag:
    """`woorden`: each as it is compared, with the words that do as well: of an aanbieder or gemeente of that name."""

    woorden: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def is_leeg(self) -> bool:
        """Whether nothing is asked."""
        return not self.woorden

    @property
    def losse(self) -> list[str]:
        """The words as they are compared, without names."""
        return [woord for woord, _ in self.woorden]


def lees_vraag(tekst: str, namen: Namen) -> Zoekvraag:
    """The question that these words are; of more words than are asked the first count.

    A word that finds nothing is not asked beside others. With a name that it is part of ("een" of Steenwijkerland) only
    the name would be left of it, and "val uit een raam" would find what happened there and nowhere else.
    """
    alle = list(dict.fromkeys(zoekwoorden(tekst)))
    woorden = [woord for woord in alle if woord not in STOPWOORDEN] or alle
    return Zoekvraag(tuple((woord, tuple(_namen(woord, namen))) for woord in woorden[:MEESTE_WOORDEN]))


def gevonden_in(vraag: Zoekvraag, sleutels: Sequence[str]) -> QuerySet[Zoekrij]:
    """The texts of this world with all of these words, that one of these keys opens; in no order."""
    rijen = Zoekrij.objects.order_by()
    if vraag.is_leeg or not sleutels:
        return rijen.none()
    if connection.vendor == "postgresql":
        return rijen.filter(_Raak(_tsquery(vraag), list(sleutels)))
    return rijen.filter(_met_een(sleutels), *(_met(*woord) for woord in vraag.woorden))


def takken(vraag: Zoekvraag, bos: Bos) -> list[QuerySet[Zoekrij]]:
    """What these keys open, as questions apart: an OR between them would hide the index."""
    gevonden = [gevonden_in(vraag, bos.sleutels)] if bos.sleutels else []
    if bos.in_zaken:
        gevonden.append(in_losse(vraag, bos))
    return gevonden


def in_losse(vraag: Zoekvraag, bos: Bos) -> QuerySet[Zoekrij]:
    """The texts of the dossiers into which he was let by exception."""
    return gevonden_in(vraag, bos.ook).filter(zaak__in=bos.in_zaken)


def _namen(woord: str, namen: Namen) -> Iterable[str]:
    """Whose name this is, or nearly: those lists are short, and everybody reads them."""
    genoemd = [(woord_van_aanbieder(pk), plat(naam)) for pk, naam in namen.aanbieders.items()]
    genoemd += [(woord_van_gemeente(pk), plat(naam)) for pk, naam in namen.gemeenten.values()]
    raak = [w for w, naam in genoemd if len(woord) >= DEEL_VAN_NAAM and woord in naam]
    if raak or len(woord) < FOUT_IN_NAAM:
        return raak
    delen = {deel for _, naam in genoemd for deel in naam.split()}
    bijna = set(get_close_matches(woord, delen, cutoff=LIJKT_OP))
    return [w for w, naam in genoemd if bijna & set(naam.split())]


def _tsquery(vraag: Zoekvraag) -> str:
    """As PostgreSQL reads it. The words are letters and digits only, so nothing in them is an operator."""
    return " & ".join(f"({' | '.join((woord, *namen))})" for woord, namen in vraag.woorden)


def _met(woord: str, namen: Iterable[str]) -> Q:
    """SQLite: words that begin so."""
    raak = Q(woorden__contains=f" {woord}")
    for naam in namen:
        raak |= Q(woorden__contains=f" {naam} ")
    return raak


def _met_een(sleutels: Iterable[str]) -> Q:
    raak = Q(pk__in=[])
    for sleutel in sleutels:
        raak |= Q(sleutels__contains=f" {sleutel} ")
    return raak


class _Raak(Expression):
    """True for a text that one of these keys opens and that has these words (PostgreSQL)."""

    conditional = True
    output_field = models.BooleanField()

    def __init__(self, vraag: str, sleutels: list[str]) -> None:
        super().__init__()
        self._vraag, self._sleutels = vraag, sleutels

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> "_Raak":
        """Know by what name the table goes in this query."""
        opgelost = super().resolve_expression(query, *args, **kwargs)
        opgelost._alias = query.get_initial_alias()
        return opgelost

    def relabeled_clone(self, change_map: Mapping[Any, str]) -> "_Raak":
        """The same, where the table goes by another name."""
        kopie = self.copy()
        kopie._alias = change_map.get(self._alias, self._alias)
        return kopie

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Both conditions on the two columns that migration 0002 adds, and that one index serves."""
        tabel = compiler.quote_name_unless_alias(self._alias)
        sql = f"({tabel}.sleutelrij && %s::text[] AND {tabel}.zoek @@ to_tsquery('dutch', %s))"
        return sql, (self._sleutels, self._vraag)

    _alias = ""
