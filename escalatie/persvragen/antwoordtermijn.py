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
from escalatie.models import Stap, Termijn, TermijnStatus
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
    eerst = _eerst(regel, persvraag) if persvraag.is_open() else None
    if lopend and eerst and (lopend.vervalt_op, lopend.start_op) == (eerst.eind_op, eerst.start_op):
        return
    stil_sinds = lopend.geschorst_op if lopend else None
    if lopend:
        termijnen.eindig(lopend, nu, reden=stap.code, is_gehaald=gedaan_op is not None, gedaan_op=gedaan_op)
    if eerst:
        nieuw = termijnen.begin_met(_benoemd(regel, eerst), stap, eerst)
        termijnen.volg(nieuw)
        # The lock holds the answer to everyone who waits.
        if stil_sinds:
            termijnen.schort_op(nieuw, max(stil_sinds, nieuw.start_op))


def vergeet_antwoord(persvraag: Persvraag, op: datetime) -> None:
    """The answer that ended a term at `op` (aware) was recorded wrongly: that term runs on, its alarms as far as they
    did not ring yet, or was not met when another runs by now. `weeg` says what holds. Inside the transaction of the
    correction."""
    rijen = van_het_antwoord().filter(zaak=persvraag.pk)
    gehaald = rijen.filter(geeindigd_op=op, status__in=[TermijnStatus.GEHAALD, TermijnStatus.TE_LAAT])
    termijn = gehaald.order_by("-pk").first()
    if termijn is None:
        return
    if rijen.filter(termijnen.LOPEND).exists():
        Termijn.objects.filter(pk=termijn.pk).update(status=TermijnStatus.GESTOPT)
    else:
        termijnen.loop_door(termijn)


def met_vervalt_op(persvragen: QuerySet[Persvraag]) -> QuerySet[Persvraag]:
    """These questions with the moment at which their answer is due, as `vervalt_op`, and since when that term stands
    still, as `geschorst_op`: of their newest term."""
    laatste = van_het_antwoord().filter(zaak=OuterRef("pk")).order_by("-pk")
    return persvragen.annotate(
        vervalt_op=Subquery(laatste.values("vervalt_op")[:1]), geschorst_op=Subquery(laatste.values("geschorst_op")[:1])
    )


def van_het_antwoord() -> QuerySet[Termijn]:
    """The terms of an answer, of every question and ended or not."""
    return Termijn.objects.filter(code__in=_codes(mappen(), versies()))


def antwoordtermijn(persvraag: Persvraag) -> Termijn:
    """The newest term of the answer of this question, ended or not."""
    return van_het_antwoord().filter(zaak=persvraag.pk).latest("pk")


def nieuwste(termijnen: Iterable[Termijn]) -> Termijn:
    """The newest term of the answer among these of one question."""
    codes = _codes(mappen(), versies())
    return max((termijn for termijn in termijnen if termijn.code in codes), key=lambda termijn: termijn.pk)


def _eerst(regel: TermijnRegel, persvraag: Persvraag) -> Uitkomst | None:
    vragers = [vrager for vrager in Persvrager.objects.filter(persvraag=persvraag) if vrager.wacht]
    stiltes = _stiltes(persvraag)
    wachtend = [_verschoven(uiterlijk(regel, v.gevraagd_op, v.deadline_op), stiltes) for v in vragers]
    return min(wachtend, key=lambda uitkomst: (uitkomst.eind_op, uitkomst.start_op), default=None)


def _stiltes(persvraag: Persvraag) -> list[tuple[datetime, datetime]]:
    """When the term of this question stood still, the first span first."""
    uitleggen = van_het_antwoord().filter(zaak=persvraag.pk).values_list("uitleg", flat=True)
    spannen = (span for uitleg in uitleggen for span in uitleg.get(termijnen.STILTES, []))
    return sorted((datetime.fromisoformat(van), datetime.fromisoformat(tot)) for van, tot in spannen)


def _verschoven(uitkomst: Uitkomst, stiltes: Iterable[tuple[datetime, datetime]]) -> Uitkomst:
    """This outcome with what was left of it each time that the term stood still, as `termijnen.hervat` moves it."""
    eind_op = uitkomst.eind_op
    for van, tot in stiltes:
        if uitkomst.start_op < tot and van < eind_op:
            eind_op = termijnen.na_stilte(eind_op, tot - max(van, uitkomst.start_op))
    return replace(uitkomst, eind_op=eind_op)


def _benoemd(regel: TermijnRegel, uitkomst: Uitkomst) -> TermijnRegel:
    """The rule as the term keeps it: a deadline of the press is no term of the paper."""
    is_deadline = uitkomst.regel != termijnen.berekening(regel, uitkomst.start_op).regel
    return replace(regel, soort="regioafspraak") if is_deadline else regel


@lru_cache(maxsize=8)
def _codes(mappen: object, versies: tuple[str, ...]) -> tuple[str, ...]:
    """The codes of the term of the answer in every version that is here."""
    return tuple({antwoordregel(haal_communicatieregels(versie)).code for versie in versies})
