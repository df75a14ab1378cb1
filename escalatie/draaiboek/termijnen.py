"""Terms: rows with alarms, started and stopped by the door, rung by a sweep (betrouwbaarheid R1, R2).

A term is never a delayed job. It is a row with the moment it ends and why; its alarms are rows too. The sweep asks
which alarms are due, and may run twice, late, or from the watchdog: each alarm rings once. A melding and a press
question have the same terms here; what a term is for, is in the protocol file.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q

from basis import achterstand, kalender
from basis.regels import TermijnRegel, WekkerRegel
from basis.taal import kort_moment, korte_datum, moment, vindplaats
from basis.voorbereid import onthouden
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Zaak
from communicatie.post import quarantaine
from escalatie.models import Stap, Taak, TaakStatus, Termijn, TermijnStatus, Wekker
from escalatie.protocol.model import Protocol

from . import te_vroeg
from .procedure import van_soort

LOPEND = Q(geeindigd_op__isnull=True)
_OPEN = Q(gevuurd_op__isnull=True, vervallen_op__isnull=True)
# Of a term that stands still nothing rings.
_LOOPT = Q(termijn__geschorst_op__isnull=True)
# The key of `uitleg` with the spans in which a term stood still, as pairs of ISO moments.
STILTES = "stiltes"
# Whether a row has the hours of spoed, and since when the term ran before they were counted (an ISO moment).
IS_SPOED, BEGON_OP = "is_spoed", "begon_op"
# When the watch saw that the begin had not come (an ISO moment), until somebody puts it right (`scheef_begin`).
SCHEEF_GEZIEN = "scheef_begin_gezien"
MAX_POGINGEN = 5
# How many zaken one transaction of the sweep holds: who steps in one of them waits for less than a quarter of a second.
LADING = 25
_RICHTING = {"voor": -1, "op": 0, "na": 1}


@dataclass(frozen=True)
class Verplaatst:
    """A term that ends at another moment since a correction: what it is called, when it ended and ends (aware)."""

    naam: str
    was: datetime
    is_nu: datetime


def start(stap: Stap, regels: Iterable[TermijnRegel], nu: datetime, gekozen: date | None = None) -> dict[str, Termijn]:
    """Start every term that this step sets off, with its alarms. Returns them by code. Call inside the transaction.

    `gekozen`: the last (local) day that the step carries, for a rule that has one; without it that term does not run.
    """
    regels = [regel for regel in regels if stap.code in regel.bij and (gekozen or not regel.gekozen)]
    # Who chooses another day, replaces the day before.
    anders = [regel.code for regel in regels if regel.gekozen]
    for termijn in Termijn.objects.filter(LOPEND, zaak=stap.zaak_id, code__in=anders):
        eindig(termijn, nu, reden=stap.code, is_gehaald=False)
    return {regel.code: _start_een(regel, stap, _uitkomst(regel, stap, nu, gekozen)) for regel in regels}


def begin(regel: TermijnRegel, stap: Stap, nu: datetime) -> Termijn:
    """Start the term of this rule now, outside a step; `stap` is the last record before it. One that runs already goes
    on. Call inside the transaction that holds the zaak."""
    lopend = Termijn.objects.filter(LOPEND, zaak=stap.zaak_id, code=regel.code).first()
    return lopend or _start_een(regel, stap, _uitkomst(regel, stap, nu, None))


def begin_met(regel: TermijnRegel, stap: Stap, uitkomst: kalender.Uitkomst) -> Termijn:
    """Start the term of this rule with this outcome, for a kind of zaak that weighs more than the length of the rule;
    `stap`: the record that set it off. Call inside the transaction that holds the zaak, when none of this code runs."""
    return _start_een(regel, stap, uitkomst)


def stop_bij_stap(stap: Stap, regels: Iterable[TermijnRegel], nu: datetime, *, is_gehaald: bool) -> None:
    """End the running terms that this step ends; `is_gehaald`: what they wait for is done.

    A term of which this version has no rule any more ends with any step, and none outlives its zaak: what a closed one
    still waits for nobody does.
    """
    per_code = {regel.code: regel for regel in regels}
    for termijn in Termijn.objects.select_for_update().filter(LOPEND, zaak=stap.zaak_id):
        regel = per_code.get(termijn.code)
        if regel is None or stap.code in regel.stopt_bij:
            eindig(termijn, nu, reden=stap.code, is_gehaald=is_gehaald)
        elif not stap.zaak.is_open():
            eindig(termijn, nu, reden=stap.code, is_gehaald=False)


def stop_bij_taak(taak: Taak, protocol: Protocol, nu: datetime) -> None:
    """End the term that waits for this kind of task, when none of that kind is open any more. When none was done
    either, they lapsed, and the term stops without having been met."""
    codes = [regel.code for regel in protocol.termijnen if regel.stopt_bij_taak == taak.code]
    standen = set(Taak.objects.filter(zaak=taak.zaak_id, code=taak.code).values_list("status", flat=True))
    if not codes or TaakStatus.OPEN in standen:
        return
    for termijn in Termijn.objects.select_for_update().filter(LOPEND, zaak=taak.zaak_id, code__in=codes):
        eindig(termijn, nu, reden=f"taak:{taak.code}", is_gehaald=TaakStatus.AFGEROND in standen)


def begin_opnieuw(
    termijn: Termijn,
    regel: TermijnRegel,
    stap: Stap,
    uitkomst: kalender.Uitkomst,
    nu: datetime,
    begon_op: datetime | None = None,
) -> Termijn:
    """Let this term run on with another end: the old row stops, and a new one says why it ends when it does.
    `begon_op`: when it began, for a row that counts from later. What was warned of beforehand is not said again."""
    eindig(termijn, nu, reden=stap.code, is_gehaald=False)
    nieuw = _start_een(regel, stap, uitkomst)
    if begon_op:
        _onthoud_begin(nieuw, begon_op)
    nieuw.wekkers.filter(soort="voor", gaat_op__lte=nu).update(vervallen_op=nu)
    return nieuw


def heropen_bij_taak(taak: Taak, protocol: Protocol) -> None:
    """Let the term that this kind of task ended run on: the task turned out not to be done. Its alarms ring again as
    far as they did not yet; one that passed meanwhile rings in the next round."""
    codes = [regel.code for regel in protocol.termijnen if regel.stopt_bij_taak == taak.code]
    lopend = set(Termijn.objects.filter(LOPEND, zaak=taak.zaak_id).values_list("code", flat=True))
    rijen = Termijn.objects.select_for_update().filter(zaak=taak.zaak_id, reden=f"taak:{taak.code}")
    for code in set(codes) - lopend:
        termijn = rijen.filter(code=code).order_by("-geeindigd_op").first()
        if termijn:
            loop_door(termijn)


def loop_door(termijn: Termijn) -> None:
    """Let an ended term run on: what ended it turned out not to be so. Its alarms ring again as far as they did not
    yet. Inside the transaction of the correction."""
    termijn.wekkers.filter(gevuurd_op__isnull=True, vervallen_op=termijn.geeindigd_op).update(vervallen_op=None)
    termijn.status = TermijnStatus.VERSTREKEN if termijn.verstreken_op else TermijnStatus.LOOPT
    termijn.geeindigd_op, termijn.reden = None, ""
    termijn.save(update_fields=["status", "geeindigd_op", "reden"])


def verplaats(zaak: Zaak, regels: Iterable[TermijnRegel], nu: datetime) -> list[Verplaatst]:
    """Count the terms that run from the receipt of this zaak anew, with their alarms and the tasks that wait for them;
    returns those that end otherwise now. Call inside the transaction that corrected the moment of receipt.

    One that ended keeps its end; whether that was in time is asked again. What is urgent has its hours from the moment
    that it was, unless its own length ends sooner now.
    """
    per_code = {regel.code: regel for regel in regels}
    verplaatst = []
    for termijn in Termijn.objects.select_for_update().filter(zaak=zaak.pk).select_related("stap__zaak"):
        regel = per_code.get(termijn.code)
        if regel is None or not kwam_bij_ontvangst(termijn, regel):
            continue
        was, uitkomst = termijn.vervalt_op, berekening(regel, zaak.ontvangen_op)
        if termijn.uitleg.get(IS_SPOED) and was <= uitkomst.eind_op:
            _onthoud_begin(termijn, zaak.ontvangen_op)
            continue
        tel_opnieuw(termijn, regel, uitkomst, nu)
        if termijn.vervalt_op != was and termijn.status != TermijnStatus.GESTOPT:
            verplaatst.append(Verplaatst(regel.naam, was, termijn.vervalt_op))
    return verplaatst


def begin_van(termijn: Termijn, regel: TermijnRegel) -> datetime:
    """When a term of this rule began, also for a row that counts from later."""
    if begon_op := termijn.uitleg.get(BEGON_OP):
        return datetime.fromisoformat(str(begon_op))
    return termijn.stap.zaak.ontvangen_op if kwam_bij_ontvangst(termijn, regel) else termijn.start_op


def kwam_bij_ontvangst(termijn: Termijn, regel: TermijnRegel) -> bool:
    """Whether the step that set this term off, whatever it was replaced by since, was the first of its zaak."""
    gezet = Stap.objects.filter(zaak=termijn.zaak_id, code__in=regel.bij, volgnummer__lte=termijn.stap.volgnummer)
    laatste = gezet.order_by("-volgnummer").first() if regel.vanaf == "ontvangst" else None
    return laatste is not None and _telt_vanaf_ontvangst(regel, laatste)


def _onthoud_begin(termijn: Termijn, begon_op: datetime) -> None:
    termijn.uitleg = {**termijn.uitleg, BEGON_OP: begon_op.isoformat()}
    termijn.save(update_fields=["uitleg"])


def tel_opnieuw(termijn: Termijn, regel: TermijnRegel, uitkomst: kalender.Uitkomst, nu: datetime) -> None:
    """Let this term begin and end by this outcome, with its alarms and the tasks that wait for it. Call inside the
    transaction of the correction."""
    termijn.start_op, termijn.vervalt_op = uitkomst.start_op, uitkomst.eind_op
    termijn.uitleg = _uitleg(regel, uitkomst)
    if termijn.status in {TermijnStatus.GEHAALD, TermijnStatus.TE_LAAT} and termijn.geeindigd_op:
        op_tijd = termijn.geeindigd_op <= termijn.vervalt_op
        termijn.status = TermijnStatus.GEHAALD if op_tijd else TermijnStatus.TE_LAAT
    if termijn.status == TermijnStatus.VERSTREKEN and termijn.vervalt_op > nu:
        termijn.status, termijn.verstreken_op = TermijnStatus.LOOPT, None
    termijn.save(update_fields=["start_op", "vervalt_op", "uitleg", "status", "verstreken_op"])
    if termijn.geeindigd_op:
        return
    Taak.objects.filter(termijn=termijn, status=TaakStatus.OPEN).update(uiterlijk_op=termijn.vervalt_op)
    termijn.wekkers.filter(_OPEN).delete()
    # What rang, rang: of an end that has passed already nobody is told twice.
    gehoord = set(termijn.wekkers.filter(gevuurd_op__isnull=False).values_list("soort", flat=True))
    bekend = set(termijn.wekkers.values_list("soort", "gaat_op"))
    alle = momenten(regel, termijn.start_op, termijn.vervalt_op)
    nieuw = [(s, op) for s, op in alle if (op > nu or s not in gehoord) and (s, op) not in bekend]
    Wekker.objects.bulk_create(Wekker(termijn=termijn, soort=soort, gaat_op=op) for soort, op in nieuw)


def eindig(termijn: Termijn, nu: datetime, *, reden: str, is_gehaald: bool, gedaan_op: datetime | None = None) -> None:
    """End a running term now. Was it met, then `gedaan_op` (aware; without it: now) says whether that was in time; one
    that stands still was not over yet."""
    op = min(gedaan_op or nu, termijn.geschorst_op or nu)
    if not is_gehaald:
        termijn.status = TermijnStatus.GESTOPT
    else:
        termijn.status = TermijnStatus.GEHAALD if op <= termijn.vervalt_op else TermijnStatus.TE_LAAT
    termijn.geeindigd_op, termijn.reden, termijn.geschorst_op = nu, reden, None
    termijn.save(update_fields=["status", "geeindigd_op", "reden", "geschorst_op"])
    termijn.wekkers.filter(_OPEN).update(vervallen_op=nu)


def schort_op(termijn: Termijn, nu: datetime) -> None:
    """Let a running term stand still from `nu` (aware): nothing of it rings, and what is left is kept. Inside the
    transaction of the step that says why."""
    termijn.status, termijn.geschorst_op = TermijnStatus.GESCHORST, nu
    termijn.save(update_fields=["status", "geschorst_op"])
    volg(termijn)


def na_stilte(eind_op: datetime, duur: timedelta) -> datetime:
    """When a term ends that stood still for so long. Outside office hours that is the end of the next working day, as
    for a question that comes in then (A9)."""
    return kalender.naar_kantooruren(eind_op + duur)


def hervat(termijn: Termijn, nu: datetime) -> None:
    """Let a term that stood still run on with what was left of it. Nothing for a term that runs."""
    if termijn.geschorst_op is None:
        return
    stil = [kort_moment(termijn.geschorst_op), kort_moment(nu)]
    # Stopped by a clock that was ahead: it lost nothing of its time by that.
    eind_op = na_stilte(termijn.vervalt_op, max(nu - termijn.geschorst_op, timedelta()))
    for wekker in termijn.wekkers.filter(_OPEN):
        # As long before or after the end as it was; a warning that is due at once rings in the next round.
        wekker.gaat_op = eind_op + (wekker.gaat_op - termijn.vervalt_op)
        wekker.save(update_fields=["gaat_op"])
    stilte = [termijn.geschorst_op.isoformat(), nu.isoformat()]
    termijn.uitleg = {
        **termijn.uitleg,
        "geschorst": [*termijn.uitleg.get("geschorst", []), stil],
        STILTES: [*termijn.uitleg.get(STILTES, []), stilte],
    }
    termijn.status, termijn.geschorst_op, termijn.vervalt_op = TermijnStatus.LOOPT, None, eind_op
    termijn.save(update_fields=["status", "geschorst_op", "vervalt_op", "uitleg"])
    volg(termijn)


def uiterlijk_van(termijn: Termijn | None) -> datetime | None:
    """Before when a duty that goes by this term is due; None without one, and while it stands still."""
    return None if termijn is None or termijn.geschorst_op else termijn.vervalt_op


def volg(termijn: Termijn) -> None:
    """Let the open duties that go by a term of this code go by this one, as it is now. Inside the transaction that
    moved it."""
    open_ = Taak.objects.filter(zaak=termijn.zaak_id, termijn__code=termijn.code, status=TaakStatus.OPEN)
    open_.update(termijn=termijn, uiterlijk_op=uiterlijk_van(termijn))


def bewaak(
    nu: datetime,
    limiet: int = achterstand.MEESTE,
    duur: timedelta | None = None,
    klok: Callable[[], datetime] | None = None,
) -> int:
    """Ring the alarms that are due at `nu` (aware), most of them the longest due, some the newest; returns how many
    rang. With `duur` it stops when that has passed on `klok`, and the next round goes on.

    They are rung in batches, each in one transaction; a batch that fails is rung alarm by alarm: a row that fails is
    tried five times and then stands in the audit, and never keeps another from ringing. Idempotent: a second sweep at
    the same moment finds nothing.
    """
    te_laat = Wekker.objects.filter(_OPEN, _LOOPT, gaat_op__lte=nu, pogingen__lt=MAX_POGINGEN)
    nummers = achterstand.volgorde(te_laat, "gaat_op", limiet)
    werk = achterstand.ladingen(nummers, _zaak_per_wekker(nummers), LADING)
    return achterstand.werk_af(werk, _vuur_lading, nu, duur, klok)


def berekening(regel: TermijnRegel, start_op: datetime) -> kalender.Uitkomst:
    """When a term of this rule ends that starts at `start_op` (aware), with the explanation."""
    if regel.uren:
        return kalender.uren(start_op, regel.uren)
    if regel.dagen:
        return kalender.dagen(start_op, regel.dagen)
    if regel.maanden:
        return kalender.maanden(start_op, regel.maanden)
    return kalender.werkdagen(start_op, regel.werkdagen)


def uitleg_in_zinnen(termijn: Termijn) -> list[str]:
    """The explanation of a term for people: from which moment, which rule, which days were skipped, which reading."""
    uitleg = termijn.uitleg
    zinnen = [f"Telt vanaf {moment(termijn.start_op)}.", f"Regel: {uitleg.get('regel', '')}."]
    if uitleg.get("telt_later"):
        zinnen.append(f"Het begin geldt als {uitleg['telt_later']}.")
    overgeslagen = [f"{dag} ({reden})" for dag, reden in uitleg.get("overgeslagen", [])]
    if overgeslagen:
        zinnen.append(f"Niet meegeteld: {', '.join(overgeslagen)}.")
    zinnen += [f"Stond stil van {van} tot {tot}." for van, tot in uitleg.get("geschorst", [])]
    if uitleg.get(te_vroeg.TE_VROEG):
        zinnen.append(te_vroeg.ZIN)
    if SCHEEF_GEZIEN in uitleg:
        zinnen.append("Een klok liep voor toen deze termijn begon: dat moment klopt niet.")
    if termijn.geschorst_op:
        zinnen.append(f"Staat stil sinds {moment(termijn.geschorst_op)}.")
    bron = "Termijn uit het protocol" if termijn.is_protocol else "Regioafspraak, geen protocoltermijn"
    zinnen.append(f"{bron}: {vindplaats(uitleg.get('bron', ''))}{_lezing(uitleg)}.")
    return zinnen


def voor_mail(termijn: Termijn | None) -> str:
    """The end of a term as a mail says it: "vóór 24 november 2026, 18:40 uur"; empty without a term."""
    return f"vóór {moment(termijn.vervalt_op)}" if termijn else ""


def _lezing(uitleg: dict[str, Any]) -> str:
    is_gezegd = "lezing" in str(uitleg.get("bron", ""))
    return ", een lezing" if uitleg.get("lezing") and not is_gezegd else ""


def _uitkomst(regel: TermijnRegel, stap: Stap, nu: datetime, gekozen: date | None) -> kalender.Uitkomst:
    start_op = stap.zaak.ontvangen_op if _telt_vanaf_ontvangst(regel, stap) else nu
    if not regel.gekozen or gekozen is None:
        return berekening(regel, start_op)
    eind_op = datetime.combine(gekozen, kalender.KANTOOR_TOT, tzinfo=kalender.ZONE).astimezone(UTC)
    # Chosen after the office closed on that very day: it is over at once, and says so in the next round.
    eind_op = max(eind_op, start_op + timedelta(seconds=1))
    return kalender.Uitkomst(start_op, start_op, eind_op, f"tot en met {korte_datum(gekozen)}", ())


def _telt_vanaf_ontvangst(regel: TermijnRegel, stap: Stap) -> bool:
    """What comes back to its begin later, starts anew then: it did not come in a second time."""
    return regel.vanaf == "ontvangst" and stap.volgnummer == 1


def _start_een(regel: TermijnRegel, stap: Stap, uitkomst: kalender.Uitkomst) -> Termijn:
    termijn = Termijn.objects.create(
        zaak_id=stap.zaak_id,
        stap=stap,
        code=regel.code,
        rol=regel.rol,
        is_protocol=regel.soort == "protocol",
        start_op=uitkomst.start_op,
        vervalt_op=uitkomst.eind_op,
        uitleg=_uitleg(regel, uitkomst),
    )
    Wekker.objects.bulk_create(
        Wekker(termijn=termijn, soort=soort, gaat_op=op)
        for soort, op in momenten(regel, termijn.start_op, termijn.vervalt_op)
    )
    return termijn


def _uitleg(regel: TermijnRegel, uitkomst: kalender.Uitkomst) -> dict[str, Any]:
    is_later = uitkomst.telt_vanaf_op != uitkomst.start_op
    return {
        "regel": uitkomst.regel,
        "bron": regel.bron,
        "lezing": regel.lezing,
        "telt_later": korte_datum(kalender.lokale_datum(uitkomst.telt_vanaf_op)) if is_later else "",
        "overgeslagen": [(korte_datum(dag.datum), dag.reden) for dag in uitkomst.overgeslagen],
        **({IS_SPOED: True} if getattr(regel, "spoed_uren", 0) == regel.uren > 0 else {}),
    }


def momenten(regel: TermijnRegel, start_op: datetime, eind_op: datetime) -> list[tuple[str, datetime]]:
    """When the alarms ring of a term of this rule that runs from `start_op` to `eind_op` (aware): kind and moment.

    A warning before the term itself began would be no warning. One that is due already rings in the next round: a
    press question is often recorded after it came in."""
    alle = {(w.soort, op) for w in regel.wekkers if (op := _gaat_op(w, start_op, eind_op))}
    return sorted((soort, op) for soort, op in alle if op > start_op)


def _gaat_op(wekker: WekkerRegel, start_op: datetime, eind_op: datetime) -> datetime | None:
    """When this alarm of a term rings; None when there is nothing to ring for."""
    if wekker.voor_vrije_dagen:
        return kalender.voor_vrije_dagen(eind_op, wekker.uren, start_op)
    return eind_op + _RICHTING[wekker.soort] * timedelta(hours=wekker.uren)


def _zaak_per_wekker(nummers: list[int]) -> dict[int, int]:
    rijen = Wekker.objects.filter(pk__in=nummers).order_by()
    return dict(rijen.values_list("pk", "termijn__zaak"))


def _vuur_lading(nummers: list[int], nu: datetime) -> int:
    """Ring these alarms, of as many zaken, in one transaction; when that fails one by one, and then only the bad one
    does not ring (F21)."""
    if len(nummers) > 1:
        try:
            with transaction.atomic(), onthouden():
                return _vuur(nummers, nu)
        except Exception as fout:  # whatever is wrong with one of them is found when it stands alone
            achterstand.is_voorbijgaand(fout)
    return sum(_vuur_veilig(nummer, nu) for nummer in nummers)


def _vuur_veilig(nummer: int, nu: datetime) -> int:
    try:
        with transaction.atomic(), onthouden():
            return _vuur([nummer], nu)
    except Exception as fout:  # one bad row must not keep the others from ringing (F21)
        if achterstand.is_voorbijgaand(fout):
            return 0
        Wekker.objects.filter(pk=nummer).update(pogingen=F("pogingen") + 1, fout=f"{type(fout).__name__}"[:300])
        return 0


def _vuur(nummers: list[int], nu: datetime) -> int:
    """Ring these alarms, no two of one zaak: mark them, mark the terms that have passed, plan the messages. Returns how
    many rang: none that another sweep rang first.

    The zaken are locked first, as the door does, so that the two never wait for each other in a circle; one that
    someone holds at this moment gets its turn in the next round.
    """
    wekkers = _pak(nummers)
    _sluit_af([wekker for wekker in wekkers if wekker.soort != "voor"], nu)
    later = _laatste_die_gaat(wekkers, nu)
    gaan = [wekker for wekker in wekkers if not _is_ingehaald(wekker, later)]
    ingehaald = [wekker.pk for wekker in wekkers if _is_ingehaald(wekker, later)]
    if ingehaald:
        reden = "ingehaald door een latere waarschuwing"
        Wekker.objects.filter(pk__in=ingehaald).update(vervallen_op=nu, fout=reden)
    hersteld_op = quarantaine.laatste_herstel()
    for na_herstel in (False, True):
        welke = [w.pk for w in gaan if (hersteld_op is not None and hersteld_op >= w.gaat_op) is na_herstel]
        # Not dropped either: the end of its own term dropped every alarm a moment ago.
        Wekker.objects.filter(pk__in=welke, gevuurd_op__isnull=True).update(
            gevuurd_op=nu, vervallen_op=None, is_na_herstel=na_herstel
        )
    per_soort = dict[str, list[Wekker]]()
    for wekker in gaan:
        per_soort.setdefault(wekker.termijn.zaak.zaaksoort, []).append(wekker)
    for soort, rijen in per_soort.items():
        van_soort(soort).kondig_termijnen_aan(
            [(w.termijn, w.soort, te_vroeg.sleutel(w.pk, w.termijn.uitleg)) for w in rijen], nu
        )
    return len(gaan)


def _sluit_af(wekkers: list[Wekker], nu: datetime) -> None:
    """The end of these terms has passed. What ran until a chosen day has done its work then; the rest waits for what it
    guards."""
    verstreken = []
    for wekker in wekkers:
        termijn = wekker.termijn
        wet = van_soort(termijn.zaak.zaaksoort).wet(termijn.zaak.protocol_versie)
        regel = wet.termijn_per_code.get(termijn.code)
        if regel and regel.gekozen:
            eindig(termijn, nu, reden=te_vroeg.DAG_BEREIKT, is_gehaald=True, gedaan_op=termijn.vervalt_op)
        else:
            verstreken.append(termijn.pk)
    lopend = Termijn.objects.filter(pk__in=verstreken, status=TermijnStatus.LOOPT)
    lopend.update(status=TermijnStatus.VERSTREKEN, verstreken_op=nu)


def _pak(nummers: list[int]) -> list[Wekker]:
    """Lock the zaken of these alarms and read the alarms again, in this order; not those that are held elsewhere or
    rang already."""
    # Values and no subquery: the database then finds each once, and not again for every zaak. In the order of their
    # keys, as everything that holds more than one.
    zaken = sorted(set(_zaak_per_wekker(nummers).values()))
    vast = [zaak.pk for zaak in vergrendeld(Zaak.objects.filter(pk__in=zaken).order_by("pk"), sla_over=True)]
    rijen = Wekker.objects.filter(_OPEN, _LOOPT, pk__in=nummers, termijn__zaak__in=vast)
    return sorted(rijen.select_related("termijn__zaak"), key=lambda wekker: nummers.index(wekker.pk))


def _laatste_die_gaat(wekkers: list[Wekker], nu: datetime) -> dict[int, datetime]:
    """Per term the moment of its last alarm that is due, of those that still ring."""
    rijen = Wekker.objects.filter(_OPEN, termijn__in=[w.termijn_id for w in wekkers], gaat_op__lte=nu).order_by()
    return dict(rijen.values("termijn").annotate(laatste=Max("gaat_op")).values_list("termijn", "laatste"))


def _is_ingehaald(wekker: Wekker, later: Mapping[int, datetime]) -> bool:
    """Whether a later alarm of the term is due too, as after a standstill: a warning beforehand is too late then, and
    for some kinds of zaak the newest alarm is enough."""
    if wekker.soort != "voor" and not van_soort(wekker.termijn.zaak.zaaksoort).nieuwste_volstaat:
        return False
    return later.get(wekker.termijn_id, wekker.gaat_op) > wekker.gaat_op
