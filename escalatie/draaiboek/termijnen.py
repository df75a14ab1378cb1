"""Terms: rows with alarms, started and stopped by the door, rung by a sweep (ontwerp 4, betrouwbaarheid R1, R2).

A term is never a delayed job. It is a row with the moment it ends and why; its alarms are rows too. The sweep asks
which alarms are due, and may run twice, late, or from the watchdog: each alarm rings once.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from basis import achterstand, kalender
from basis.taal import korte_datum, moment
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding, Zaak
from communicatie.post import quarantaine
from escalatie.models import Overgang, Taak, TaakStatus, Termijn, TermijnStatus, Wekker
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Protocol, TermijnRegel

from . import informatie

_LOPEND = Q(geeindigd_op__isnull=True)
MAX_POGINGEN = 5
_RICHTING = {"voor": -1, "op": 0, "na": 1}


def start(overgang: Overgang, protocol: Protocol, nu: datetime) -> dict[str, Termijn]:
    """Start every term that this step sets off, with its alarms. Returns them by code. Call inside the transaction."""
    regels = [regel for regel in protocol.termijnen if overgang.code in regel.bij]
    return {regel.code: _start_een(regel, overgang, nu) for regel in regels}


def stop_bij_overgang(overgang: Overgang, protocol: Protocol, nu: datetime) -> None:
    """End the running terms that this step ends: reached when it is in time, too late when not."""
    for termijn in Termijn.objects.select_for_update().filter(_LOPEND, melding=overgang.melding):
        regel = protocol.termijn_per_code.get(termijn.code)
        if regel is None or overgang.code in regel.stopt_bij:
            _eindig(termijn, nu, reden=overgang.code, is_gehaald=not protocol.overgang_per_code[overgang.code].keert_om)


def stop_bij_taak(taak: Taak, protocol: Protocol, nu: datetime) -> None:
    """End the term that waits for this kind of task, when none of that kind is open any more."""
    codes = [regel.code for regel in protocol.termijnen if regel.stopt_bij_taak == taak.code]
    if not codes or Taak.objects.filter(melding=taak.melding, code=taak.code, status=TaakStatus.OPEN).exists():
        return
    for termijn in Termijn.objects.select_for_update().filter(_LOPEND, melding=taak.melding, code__in=codes):
        _eindig(termijn, nu, reden=f"taak:{taak.code}", is_gehaald=True)


def bewaak(
    nu: datetime,
    limiet: int = achterstand.MEESTE,
    duur: timedelta | None = None,
    klok: Callable[[], datetime] | None = None,
) -> int:
    """Ring the alarms that are due at `nu` (aware), most of them the longest due, some the newest; returns how many
    rang. With `duur` it stops when that has passed on `klok`, and the next round goes on.

    Each alarm is rung in its own transaction: a row that fails is tried five times and then stands in the audit, and
    never keeps another from ringing. Idempotent: a second sweep at the same moment finds nothing.
    """
    te_laat = Wekker.objects.filter(
        gevuurd_op__isnull=True, vervallen_op__isnull=True, gaat_op__lte=nu, pogingen__lt=MAX_POGINGEN
    )
    return achterstand.werk_af(achterstand.volgorde(te_laat, "gaat_op", limiet), _vuur_veilig, nu, duur, klok)


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
    bron = "Termijn uit het protocol" if termijn.is_protocol else "Regioafspraak, geen protocoltermijn"
    zinnen.append(f"{bron}: {uitleg.get('bron', '')}{_lezing(uitleg)}.")
    return zinnen


def _lezing(uitleg: dict[str, Any]) -> str:
    return f", lezing {uitleg['lezing']}" if uitleg.get("lezing") else ""


def _start_een(regel: TermijnRegel, overgang: Overgang, nu: datetime) -> Termijn:
    uitkomst = berekening(regel, nu)
    is_later = uitkomst.telt_vanaf_op != uitkomst.start_op
    termijn = Termijn.objects.create(
        melding=overgang.melding,
        overgang=overgang,
        code=regel.code,
        rol=regel.rol,
        is_protocol=regel.soort == "protocol",
        start_op=nu,
        vervalt_op=uitkomst.eind_op,
        uitleg={
            "regel": uitkomst.regel,
            "bron": regel.bron,
            "lezing": regel.lezing,
            "telt_later": korte_datum(kalender.lokale_datum(uitkomst.telt_vanaf_op)) if is_later else "",
            "overgeslagen": [(korte_datum(dag.datum), dag.reden) for dag in uitkomst.overgeslagen],
        },
    )
    momenten = {(w.soort, termijn.vervalt_op + _RICHTING[w.soort] * timedelta(hours=w.uren)) for w in regel.wekkers}
    Wekker.objects.bulk_create(
        Wekker(termijn=termijn, soort=soort, gaat_op=op) for soort, op in sorted(momenten) if op > nu
    )
    return termijn


def _eindig(termijn: Termijn, nu: datetime, *, reden: str, is_gehaald: bool) -> None:
    if not is_gehaald:
        termijn.status = TermijnStatus.GESTOPT
    else:
        termijn.status = TermijnStatus.GEHAALD if nu <= termijn.vervalt_op else TermijnStatus.TE_LAAT
    termijn.geeindigd_op, termijn.reden = nu, reden
    termijn.save(update_fields=["status", "geeindigd_op", "reden"])
    termijn.wekkers.filter(gevuurd_op__isnull=True, vervallen_op__isnull=True).update(vervallen_op=nu)


def _vuur_veilig(nummer: int, nu: datetime) -> bool:
    try:
        with transaction.atomic():
            return _vuur(nummer, nu)
    except Exception as fout:  # one bad row must not keep the others from ringing (F21)
        if achterstand.is_voorbijgaand(fout):
            return False
        wekker = Wekker.objects.filter(pk=nummer).first()
        pogingen = wekker.pogingen + 1 if wekker else 1
        Wekker.objects.filter(pk=nummer).update(pogingen=pogingen, fout=f"{type(fout).__name__}"[:300])
        return False


def _vuur(nummer: int, nu: datetime) -> bool:
    """Ring one alarm: mark it, mark the term when it has passed, plan the messages. False when another sweep was first.

    The melding is locked first, as the door does, so that the two never wait for each other in a circle; a dossier that
    someone holds at this moment gets its turn in the next round.
    """
    wekker = _pak(nummer)
    if wekker is None:
        return False
    termijn = wekker.termijn
    if _is_ingehaald(wekker, nu):
        Wekker.objects.filter(pk=nummer).update(vervallen_op=nu, fout="ingehaald door een latere waarschuwing")
        return False
    na_herstel = quarantaine.is_na_herstel(wekker.gaat_op)
    if not Wekker.objects.filter(pk=nummer, gevuurd_op__isnull=True).update(gevuurd_op=nu, is_na_herstel=na_herstel):
        return False
    if wekker.soort != "voor":
        Termijn.objects.filter(pk=termijn.pk, status=TermijnStatus.LOOPT).update(
            status=TermijnStatus.VERSTREKEN, verstreken_op=nu
        )
    melding: Melding = termijn.melding
    informatie.kondig_aan(
        melding,
        haal_protocol(melding.protocol_versie),
        aanleiding=f"termijn:{termijn.code}:{wekker.soort}",
        sleutel=f"wekker:{wekker.pk}",
        nu=nu,
        termijn=voor_mail(termijn),
    )
    return True


def _pak(nummer: int) -> Wekker | None:
    """Lock the dossier of this alarm and read the alarm again; None when it is held elsewhere or rang already."""
    van_deze = Termijn.objects.filter(wekkers=nummer).values("melding")
    if not list(vergrendeld(Zaak.objects.filter(pk__in=van_deze), sla_over=True)):
        return None
    open_ = Wekker.objects.filter(pk=nummer, gevuurd_op__isnull=True, vervallen_op__isnull=True)
    return open_.select_related("termijn__melding__aanbieder").first()


def _is_ingehaald(wekker: Wekker, nu: datetime) -> bool:
    """Whether a warning beforehand comes too late: after a standstill people get the newest one, not all of them."""
    latere = wekker.termijn.wekkers.filter(gaat_op__gt=wekker.gaat_op, gaat_op__lte=nu)
    return wekker.soort == "voor" and latere.exists()


def voor_mail(termijn: Termijn | None) -> str:
    """The end of a term as a mail says it: "vóór 24 november 2026, 18:40 uur"; empty without a term."""
    return f"vóór {moment(termijn.vervalt_op)}" if termijn else ""
