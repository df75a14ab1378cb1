"""The term within which the gemeente answers (R5): which row it is, and how lists sort by it."""

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet, Subquery

from basis.regels import TermijnRegel
from communicatie.models import Persvraag
from communicatie.regels import Communicatieregels
from escalatie.models import Termijn


def is_antwoordtermijn(regel: TermijnRegel) -> bool:
    """Whether this is the term that runs from the receipt of a question; the other is a chosen day (R19)."""
    return not regel.gekozen


def antwoordregel(regels: Communicatieregels) -> TermijnRegel:
    """The rule of that term; the checks see to it that there is one."""
    return next(regel for regel in regels.termijnen if is_antwoordtermijn(regel))


def met_vervalt_op(persvragen: QuerySet[Persvraag]) -> QuerySet[Persvraag]:
    """These questions with the moment at which their answer is due, as `vervalt_op`: their first term."""
    eerste = Termijn.objects.filter(zaak=OuterRef("pk"), stap__volgnummer=1)
    return persvragen.annotate(vervalt_op=Subquery(eerste.values("vervalt_op")[:1]))


def antwoordtermijn(persvraag: Persvraag) -> Termijn:
    """The term of this question, ended or not."""
    return Termijn.objects.get(zaak=persvraag.pk, stap__volgnummer=1)


def termijnen_per_zaak(persvragen: Iterable[Persvraag]) -> dict[int, Termijn]:
    """The same for many, by the key of the question. One query."""
    rijen = Termijn.objects.filter(zaak__in=[persvraag.pk for persvraag in persvragen], stap__volgnummer=1)
    return {termijn.zaak_id: termijn for termijn in rijen}
