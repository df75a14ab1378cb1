"""The term within which the gemeente answers (R5): which row it is, and how lists sort by it."""

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
    """These questions with the moment at which their answer is due, as `vervalt_op`, and since when that term stands
    still, as `geschorst_op`: their first term."""
    eerste = Termijn.objects.filter(zaak=OuterRef("pk"), stap__volgnummer=1)
    return persvragen.annotate(
        vervalt_op=Subquery(eerste.values("vervalt_op")[:1]), geschorst_op=Subquery(eerste.values("geschorst_op")[:1])
    )


def antwoordtermijn(persvraag: Persvraag) -> Termijn:
    """The term of this question, ended or not."""
    return Termijn.objects.get(zaak=persvraag.pk, stap__volgnummer=1)
