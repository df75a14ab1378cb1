"""Who is directly involved, each by itself: the list on which the lock of the family rests (R124, R125).

Parts, never names. A row of the list is an `Informering` with a `betrokkene`; one that was taken back does not count,
nor does one that the facts of the melding name no more.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from basis.voorbereid import voorbereid
from calamiteiten.models import Melding
from communicatie.models import Informering, Uitzondering
from contacten.rollen import Rol

_OOIT = Q(rol=Rol.JEUGDIGE_FAMILIE, herroeping__isnull=True) & ~Q(betrokkene="")
OP_DE_LIJST = _OOIT & Q(vervallen_op__isnull=True)


def op_de_lijst(melding: Melding | int) -> QuerySet[Informering]:
    """Everybody on the list of this melding that counts, in the order in which they came on it."""
    return Informering.objects.filter(OP_DE_LIJST, melding=melding).order_by("pk")


def ooit_op_de_lijst(melding: Melding) -> QuerySet[Informering]:
    """Also whom the facts name no more: that he was told may be recorded, and put right, all the same."""
    return Informering.objects.filter(_OOIT, melding=melding).order_by("pk")


def met_stand(rijen: QuerySet[Informering]) -> QuerySet[Informering]:
    """These rows with `staat_erop`: it is one of the list that counts; and `in_orde`: nobody has to wait for it."""
    return rijen.annotate(
        staat_erop=Case(When(OP_DE_LIJST, then=Value(True)), default=Value(False)),
        in_orde=Case(When(_in_orde(None), then=Value(True)), default=Value(False)),
    )


def is_familie_klaar(melding: Melding, op: datetime | None = None) -> bool:
    """Whether everybody on the list knows or is excepted (at `op`, aware, already). Without a list nobody is known to
    know."""
    return not niet_klaar([melding.pk], op)


def niet_klaar(meldingen: Collection[int], op: datetime | None = None) -> set[int]:
    """Those of these meldingen (their keys) of which `is_familie_klaar` does not hold, asked at once."""
    klaar: dict[int, bool] = {}
    for pk, in_orde in _op_de_lijst(*meldingen) if op is None else _stand(meldingen, op):
        klaar[pk] = in_orde and klaar.get(pk, True)
    return {pk for pk in meldingen if not klaar.get(pk)}


def _stand(meldingen: Collection[int], op: datetime | None) -> QuerySet[Informering, tuple[int, bool]]:
    """Everybody on the lists of these meldingen: the key of the melding, and whether he has to be waited for."""
    wel_niet = Case(When(_in_orde(op), then=Value(True)), default=Value(False))
    rijen = Informering.objects.filter(OP_DE_LIJST, melding__in=meldingen).annotate(in_orde=wel_niet)
    return rijen.values_list("melding", "in_orde")


@voorbereid
def _op_de_lijst(*meldingen: int) -> QuerySet[Informering, tuple[int, bool]]:
    return _stand(meldingen, None)


def stand_van_de_lijst(melding: int) -> QuerySet[Informering, tuple[int, bool]]:
    """Everybody on the list of this melding: its key, and whether he has to be waited for no more."""
    return _stand([melding], None)


def onwetenden(melding: Melding | int) -> QuerySet[Informering]:
    """Who does not know yet, and is not excepted."""
    return op_de_lijst(melding).exclude(_in_orde(None))


@voorbereid
def onwetende_rijen(melding: int) -> QuerySet[Informering, int]:
    """The keys of those rows."""
    return onwetenden(melding).values_list("pk", flat=True)


def _in_orde(op: datetime | None) -> Q:
    """This person knows, or is excepted; with `op` at that moment already."""
    uitzondering = Uitzondering.objects.filter(informering=OuterRef("pk"), herroeping__isnull=True)
    if op is None:
        return Q(geinformeerd_op__isnull=False) | Q(Exists(uitzondering))
    return Q(geinformeerd_op__lte=op) | Q(Exists(uitzondering.filter(gegeven_op__lte=op)))


def feiten(melding: Melding) -> dict[str, str]:
    """What the form said of this melding, by question: what the rules of the list look at."""
    antwoorden = {naam: waarde for naam, waarde in melding.criteria.items() if isinstance(waarde, str)}
    return {**antwoorden, "soort": melding.soort, "categorie": melding.categorie}
