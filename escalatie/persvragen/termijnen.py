"""The term of a press question: 1 werkdag from its receipt, with alarms that a sweep rings once each (R5, R19, A9)."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from basis import achterstand, kalender
from basis.taal import korte_datum
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Zaak
from communicatie.models import Bericht, Persstap, Persvraag, Perswekker
from communicatie.regels import Communicatieregels, PerstermijnRegel
from escalatie.protocol.lezen import haal_communicatieregels

from . import informatie as persinformatie

MONITOR = "monitor"
MAX_POGINGEN = 5
# A sweep runs each 30 seconds; a round may be missed before it is a finding.
SPELING = timedelta(minutes=2)
_RICHTING = {"voor": -1, "op": 0, "na": 1}
_OPEN = Q(gevuurd_op__isnull=True, vervallen_op__isnull=True)


def berekening(ontvangen_op: datetime, regels: Communicatieregels) -> kalender.Uitkomst:
    """When the term ends of a question received at `ontvangen_op` (aware), with the explanation."""
    return kalender.werkdagen(ontvangen_op, _termijn(regels).werkdagen)


def uitleg(uitkomst: kalender.Uitkomst, regels: Communicatieregels) -> dict[str, Any]:
    """The explanation as it is kept with the question."""
    is_later = uitkomst.telt_vanaf_op != uitkomst.start_op
    return {
        "regel": uitkomst.regel,
        "bron": _termijn(regels).bron,
        "telt_later": korte_datum(kalender.lokale_datum(uitkomst.telt_vanaf_op)) if is_later else "",
        "overgeslagen": [(korte_datum(dag.datum), dag.reden) for dag in uitkomst.overgeslagen],
    }


def start(persvraag: Persvraag, regels: Communicatieregels) -> None:
    """Set the alarms of the term. One that is due already rings in the next sweep."""
    momenten = {
        (w.soort, persvraag.vervalt_op + _RICHTING[w.soort] * timedelta(hours=w.uren)) for w in _termijn(regels).wekkers
    }
    Perswekker.objects.bulk_create(
        Perswekker(persvraag=persvraag, soort=soort, gaat_op=op) for soort, op in sorted(momenten)
    )


def stop(persvraag: Persvraag, nu: datetime, *, ook_monitor: bool = False) -> None:
    """Let the alarms that have not rung lapse: the gemeente answered, or the question is closed."""
    rijen = persvraag.wekkers.filter(_OPEN)
    (rijen if ook_monitor else rijen.exclude(soort=MONITOR)).update(vervallen_op=nu)


def volg_tot(persvraag: Persvraag, dag: date, nu: datetime) -> None:
    """Ring at the end of this working day (17:00 local) and not at the day chosen before."""
    persvraag.wekkers.filter(_OPEN, soort=MONITOR).update(vervallen_op=nu)
    gaat_op = datetime.combine(dag, kalender.KANTOOR_TOT, tzinfo=kalender.ZONE).astimezone(UTC)
    Perswekker.objects.update_or_create(
        persvraag=persvraag, soort=MONITOR, gaat_op=gaat_op, defaults={"vervallen_op": None}
    )


def bewaak(
    nu: datetime,
    limiet: int = achterstand.MEESTE,
    duur: timedelta | None = None,
    klok: Callable[[], datetime] | None = None,
) -> int:
    """Ring the alarms that are due, as `termijnen.bewaak` does; returns how many rang. Idempotent, each alarm in a
    transaction of its own: one that fails is tried five times, then stands in the audit, and keeps no other waiting."""
    te_laat = Perswekker.objects.filter(_OPEN, gaat_op__lte=nu, pogingen__lt=MAX_POGINGEN)
    nummers = achterstand.volgorde(te_laat, "gaat_op", limiet)
    return achterstand.werk_af(nummers, _vuur_veilig, nu, duur, klok)


def verlopen(voor: datetime) -> int:
    """How many alarms should have rung before this moment (aware) and have not."""
    return Perswekker.objects.filter(_OPEN, gaat_op__lt=voor).count()


def zonder_waarschuwing(nu: datetime) -> Iterable[str]:
    """Audit: kenmerken of open questions of which a due alarm has not rung, or a passed term was not seen."""
    stil = Perswekker.objects.filter(_OPEN, gaat_op__lt=nu - SPELING, persvraag__afgerond_op__isnull=True)
    yield from stil.values_list("persvraag__kenmerk", flat=True)
    gemist = Persvraag.objects.filter(
        vervalt_op__lt=nu - SPELING, verstreken_op__isnull=True, beantwoord_op__isnull=True, afgerond_op__isnull=True
    ).exclude(vastgelegd_op__gt=nu - SPELING)
    yield from gemist.values_list("kenmerk", flat=True)


def zonder_bericht(nu: datetime) -> Iterable[str]:
    """Audit: kenmerken of questions of which an alarm rang and left no row in the outbox."""
    gegaan = Perswekker.objects.filter(gevuurd_op__isnull=False).values_list("pk", "persvraag__kenmerk")
    sleutels = set(Bericht.objects.filter(aanleiding__startswith="perswekker:").values_list("aanleiding", flat=True))
    return [kenmerk for pk, kenmerk in gegaan if f"perswekker:{pk}" not in sleutels]


def zonder_herhaling(nu: datetime) -> Iterable[str]:
    """Audit: kenmerken of questions whose last step does not end in the stage where they stand."""
    stappen = Persstap.objects.filter(persvraag=OuterRef("pk")).order_by("-volgnummer")
    anders = Persvraag.objects.annotate(laatste=Subquery(stappen.values("naar")[:1])).exclude(laatste=F("status"))
    return anders.values_list("kenmerk", flat=True)


def _termijn(regels: Communicatieregels) -> PerstermijnRegel:
    return regels.termijnen[0]


def _vuur_veilig(nummer: int, nu: datetime) -> bool:
    try:
        with transaction.atomic():
            return _vuur(nummer, nu)
    except Exception as fout:  # one bad row must not keep the others from ringing (F21)
        if achterstand.is_voorbijgaand(fout):
            return False
        rijen = Perswekker.objects.filter(pk=nummer)
        rijen.update(pogingen=F("pogingen") + 1, fout=f"{type(fout).__name__}"[:300])
        return False


def _vuur(nummer: int, nu: datetime) -> bool:
    """Ring one alarm: mark it, mark the term when it has passed, plan the messages. False when it rings no more."""
    wekker = _pak(nummer)
    if wekker is None:
        return False
    persvraag = wekker.persvraag
    if wekker.soort in {"op", "na"}:
        Persvraag.objects.filter(pk=persvraag.pk, verstreken_op__isnull=True).update(verstreken_op=nu)
    if _is_ingehaald(wekker, nu):
        Perswekker.objects.filter(pk=nummer).update(vervallen_op=nu, fout="ingehaald door een latere waarschuwing")
        return False
    Perswekker.objects.filter(pk=nummer).update(gevuurd_op=nu)
    persinformatie.kondig_aan(
        persvraag,
        haal_communicatieregels(persvraag.protocol_versie),
        aanleiding=f"termijn:{wekker.soort}",
        sleutel=f"perswekker:{wekker.pk}",
        nu=nu,
    )
    return True


def _pak(nummer: int) -> Perswekker | None:
    """Lock the question of this alarm and read the alarm again; None when it is held elsewhere or rang already."""
    van_deze = Perswekker.objects.filter(pk=nummer).values("persvraag")
    if not list(vergrendeld(Zaak.objects.filter(pk__in=van_deze), sla_over=True)):
        return None
    return Perswekker.objects.filter(_OPEN, pk=nummer).select_related("persvraag__gemeente").first()


def _is_ingehaald(wekker: Perswekker, nu: datetime) -> bool:
    """Whether a later alarm of the term is due too: after a standstill people get the newest one, not all of them."""
    latere = Perswekker.objects.filter(
        _OPEN, persvraag=wekker.persvraag_id, gaat_op__gt=wekker.gaat_op, gaat_op__lte=nu
    )
    return wekker.soort != MONITOR and latere.exclude(soort=MONITOR).exists()
