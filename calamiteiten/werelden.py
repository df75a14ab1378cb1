"""The one place that keeps the rows of a drill and those of real work apart (docs/besluiten/0033).

Every model that hangs on a zaak has a `Wereldbeheer` as `objects`: it gives the rows of the world in which it is asked,
and no others. A law (tests/wetten/test_werelden.py) demands it of each.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.expressions import Col, Combinable, Expression
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.where import AND

from basis import wereld
from contacten.models import Zegelrijen

M = TypeVar("M", bound=models.Model)
# Keys of zaken; None: of all.
Zaken = Collection[int] | None
# Model -> its roads to a zaak.
_paden: dict[str, tuple[str, ...]] = {}


class Wereldbeheer(models.Manager[M]):
    """The rows of the world in which it is asked. `paden`: the roads from this model to its zaak, none for a zaak.

    The rows are found by a subquery and not by a join: a lock then holds the rows asked for and no others, and the list
    is read along the same index as without drills. Of the few drills that there are, the database makes a small table.
    """

    # What is sealed leaves a print with every verb that writes it (docs/besluiten/0045).
    _queryset_class = Zegelrijen

    def __init__(self, *paden: str) -> None:
        """`paden`: names of foreign keys, joined by `__`."""
        super().__init__()
        self._paden = paden

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        """Keep the roads of this model: the manager that Django makes of this class for a related row has no others."""
        super().contribute_to_class(cls, name)
        _paden[cls._meta.label] = self._paden

    def get_queryset(self) -> QuerySet[M]:
        """Every road starts here, those of a related row too."""
        rijen, nummer, paden = super().get_queryset(), wereld.nummer_hier(), _paden[self.model._meta.label]
        if not paden:
            return rijen.filter(oefening__isnull=True) if nummer is None else rijen.filter(oefening=nummer)
        zoek = rijen.query
        alias = zoek.get_initial_alias()
        zoek.where.add(_InDezeWereld(tuple(_sleutel(self.model, pad, alias) for pad in paden), paden, nummer), AND)
        return rijen


def oefening_van(model: type[models.Model], **waar: Any) -> int | None:
    """The number of the drill in which there is such a row of this model; None when it is real, or not there. For what
    reaches us from outside and does not say in which world it is about something: a mail that came back."""
    pad = _paden[model._meta.label][0]
    rijen = model._base_manager.filter(**waar, **{f"{pad}__oefening__isnull": False})
    return rijen.values_list(f"{pad}__oefening", flat=True).first()


def van(zaken: Zaken, rijen: QuerySet[M], pad: str = "zaak") -> QuerySet[M]:
    """Of these rows those that hang on one of these zaken, along this road."""
    return rijen if zaken is None else rijen.filter(**{f"{pad}__in": zaken})


def zaken_van(model: type[models.Model], sleutels: Collection[int]) -> set[int]:
    """The keys of the zaken on which the rows of this model with these keys hang, in whatever world; none for a model
    that hangs on no zaak, and of a row that went."""
    rijen = model._base_manager.filter(pk__in=sleutels).order_by()
    return {zaak for pad in _wegen(model) for zaak in rijen.values_list(pad, flat=True) if zaak is not None}


@cache
def _wegen(model: type[models.Model]) -> tuple[str, ...]:
    """The roads from this model to its zaak, also of one that knows no worlds and points to what does: a taking back of
    one of many kinds of rows."""
    if (paden := _paden.get(model._meta.label)) is not None:
        return paden or ("pk",)
    naar = [(veld.name, veld.related_model) for veld in model._meta.concrete_fields if veld.many_to_one]
    naar += [(veld.name, veld.related_model) for veld in model._meta.concrete_fields if veld.one_to_one]
    buren = [(naam, _paden.get(cast("type[models.Model]", buur)._meta.label)) for naam, buur in naar]
    return tuple("__".join((naam, pad)) for naam, eigen in buren if eigen is not None for pad in eigen or ("pk",))


def eerste_stap(model: type[models.Model]) -> tuple[str, ...]:
    """The foreign keys with which the roads from this model to its zaak begin; none for a model without a manager of
    this kind, and for a zaak."""
    return tuple(pad.split("__", 1)[0] for pad in _paden.get(model._meta.label, ()))


def wegen_naar_een_zaak() -> dict[type[models.Model], tuple[str, ...]]:
    """Every model that hangs on a zaak, with its roads to it; a zaak itself and its kinds have none and are left
    out."""
    alle = {model: _paden.get(model._meta.label, ()) for model in apps.get_models()}
    return {model: paden for model, paden in alle.items() if paden}


def wegen_naar_zaak(model: type[models.Model]) -> tuple[str, ...]:
    """The roads from this model to its zaak, as a query asks for the key of it; none for what hangs on no zaak."""
    paden = _paden.get(model._meta.label)
    return () if paden is None else paden or ("pk",)


def _sleutel(model: type[models.Model], pad: str, alias: str) -> Col:
    """The column with which this road begins."""
    return cast(Col, cast(Any, model._meta.get_field(pad.partition("__")[0])).get_col(alias))


class _InDezeWereld(Expression):
    """True for a row of this world: one written condition on the columns that lead to a zaak.

    It stands in every query of the product, mostly more than once. Built from lookups, like any other condition, it
    made up half of what the ORM compiled and a tenth of the time of a page; here only the columns are compiled.
    """

    conditional = True
    output_field = models.BooleanField()

    def __init__(self, sleutels: tuple[Expression, ...], paden: tuple[str, ...], nummer: int | None) -> None:
        super().__init__()
        self._sleutels, self._paden, self._nummer = sleutels, paden, nummer

    def get_source_expressions(self) -> list[Expression]:
        return list(self._sleutels)

    def set_source_expressions(self, exprs: Sequence[Combinable]) -> None:
        self._sleutels = cast("tuple[Expression, ...]", tuple(exprs))

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """Real work: of no drill, along any road. In a drill: of that drill, along one of them."""
        delen = []
        for sleutel, pad in zip(self._sleutels, self._paden, strict=True):
            kolom, veld = compiler.compile(sleutel)[0], cast(Col, sleutel).target
            keuze = _zaken(veld, pad.partition("__")[2], self._nummer, connection.ops.quote_name)
            # Of a road that leads nowhere nothing is known: real work, unless another road says otherwise.
            leeg = f"{kolom} IS NULL OR " if veld.null and self._nummer is None else ""
            delen.append(f"({leeg}{kolom} {'NOT IN' if self._nummer is None else 'IN'} ({keuze}))")
        woord = " AND " if self._nummer is None else " OR "
        waarden = () if self._nummer is None else (self._nummer,) * len(delen)
        return f"({woord.join(delen)})", waarden


def _zaken(veld: Any, verder: str, nummer: int | None, aan: Callable[[str], str], diepte: int = 0) -> str:
    """The keys to which this foreign key may point, as SQL: of this drill, or of any when there is no number."""
    naar, tabel = veld.related_model, f"w{diepte}"
    if verder:
        volgend, _, rest = verder.partition("__")
        sleutel = naar._meta.get_field(volgend)
        keuze = f"{tabel}.{aan(sleutel.column)} IN ({_zaken(sleutel, rest, nummer, aan, diepte + 1)})"
    else:
        # The row of a kind shares its key with its zaak: that small table is enough.
        naar = naar._meta.get_field("zaak_ptr").related_model if naar._meta.parents else naar
        kolom = f"{tabel}.{aan(naar._meta.get_field('oefening').column)}"
        keuze = f"{kolom} IS NOT NULL" if nummer is None else f"{kolom} = %s"
    return f"SELECT {tabel}.{aan(naar._meta.pk.column)} FROM {aan(naar._meta.db_table)} {tabel} WHERE {keuze}"  # noqa: S608 - our own names  # nosec B608
