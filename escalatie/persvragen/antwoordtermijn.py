"""The term within which the gemeente answers (R5): which row it is, when it ends, and how lists sort by it.

Every journalist who waits has a term of his own: the length of the rule from when he asked, or his own deadline when
that is earlier. The first of those to end is the term of the question; the others wait behind it. Whoever changes one
of them (an answer, a deadline, another journalist, an end) has it weighed again.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from django.db.models import OuterRef, QuerySet, Subquery

from basis.kalender import Uitkomst
from basis.regels import TermijnRegel
from basis.taal import moment
from communicatie.models import Persvraag, Persvrager
from communicatie.regels import Communicatieregels
from escalatie.draaiboek import termijnen
from escalatie.models import Stap, Termijn
from escalatie.protocol.lezen import haal_communicatieregels, mappen, versies

DEADLINE = "deadline"


def is_antwoordtermijn(regel: TermijnRegel) -> bool:
    """Whether this is the term that runs from the receipt of a question; the other is a chosen day (R19)."""
    return not regel.gekozen


def antwoordregel(regels: Communicatieregels) -> TermijnRegel:
    """The rule of that term; the checks see to it that there is one."""
    return next(regel for regel in regels.termijnen if is_antwoordtermijn(regel))


def uiterlijk(regel: TermijnRegel, gevraagd_op: datetime, deadline_op: datetime | None) -> Uitkomst:
    """When one journalist must have the answer (both aware): the length of the rule, or his own deadline when that is
    earlier and the rule lets it count."""
    volgens_regel = termijnen.berekening(regel, gevraagd_op)
    if regel.eerder != DEADLINE or deadline_op is None or deadline_op >= volgens_regel.eind_op:
        return volgens_regel
    zin = f"de deadline van de journalist, die eerder is dan de termijn ({moment(volgens_regel.eind_op)})"
    return Uitkomst(gevraagd_op, gevraagd_op, deadline_op, zin)


def weeg(
    persvraag: Persvraag, stap: Stap, regels: Communicatieregels, nu: datetime, gedaan_op: datetime | None = None
) -> None:
    """Let the term be that of the journalist who must have the answer first.

    `stap`: the record because of which it is weighed. Nobody waits any more, or the question is closed: it ends. The
    same end as before changes nothing. `gedaan_op` (aware): who waited first had the answer then, in time or not.
    Call inside the transaction that holds the question.
    """
    regel = antwoordregel(regels)
    lopend = Termijn.objects.filter(termijnen.LOPEND, zaak=persvraag.pk, code=regel.code).first()
    eerst = _eerst(regel, Persvrager.objects.filter(persvraag=persvraag)) if persvraag.is_open() else None
    if lopend and eerst and (lopend.vervalt_op, lopend.start_op) == (eerst.eind_op, eerst.start_op):
        return
    if lopend:
        termijnen.eindig(lopend, nu, reden=stap.code, is_gehaald=gedaan_op is not None, gedaan_op=gedaan_op)
    if eerst:
        termijnen.begin_met(_benoemd(regel, eerst), stap, eerst)


def met_vervalt_op(persvragen: QuerySet[Persvraag]) -> QuerySet[Persvraag]:
    """These questions with the moment at which their answer is due, as `vervalt_op`: of their newest term."""
    laatste = Termijn.objects.filter(zaak=OuterRef("pk"), code__in=_codes(mappen(), versies())).order_by("-pk")
    return persvragen.annotate(vervalt_op=Subquery(laatste.values("vervalt_op")[:1]))


def antwoordtermijn(persvraag: Persvraag) -> Termijn:
    """The newest term of the answer of this question, ended or not."""
    return Termijn.objects.filter(zaak=persvraag.pk, code__in=_codes(mappen(), versies())).latest("pk")


def nieuwste(termijnen: Iterable[Termijn]) -> Termijn:
    """The newest term of the answer among these of one question."""
    codes = _codes(mappen(), versies())
    return max((termijn for termijn in termijnen if termijn.code in codes), key=lambda termijn: termijn.pk)


def _eerst(regel: TermijnRegel, vragers: Iterable[Persvrager]) -> Uitkomst | None:
    wachtend = [uiterlijk(regel, v.gevraagd_op, v.deadline_op) for v in vragers if v.wacht]
    return min(wachtend, key=lambda uitkomst: (uitkomst.eind_op, uitkomst.start_op), default=None)


def _benoemd(regel: TermijnRegel, uitkomst: Uitkomst) -> TermijnRegel:
    """The rule as the term keeps it: a deadline of the press is no term of the paper."""
    is_deadline = uitkomst.eind_op != termijnen.berekening(regel, uitkomst.start_op).eind_op
    return replace(regel, soort="regioafspraak") if is_deadline else regel


@lru_cache(maxsize=8)
def _codes(mappen: object, versies: tuple[str, ...]) -> tuple[str, ...]:
    """The codes of the term of the answer in every version that is here."""
    return tuple({antwoordregel(haal_communicatieregels(versie)).code for versie in versies})
