"""Before when an action is arranged, looked at again, or handed in (regioafspraken, A8).

One term runs at a time. Which one follows from where the action stands and from what was recorded; each record weighs
that anew. A yearly overview is asked year by year: that of a year which nobody handed in stays asked until it comes or
somebody says why it does not.
"""

from datetime import UTC, date, datetime, time, timedelta

from basis import kalender
from basis.kalender import lokale_datum
from basis.taal import korte_datum
from calamiteiten.models import Paraatheid, Paraatheidsfeit
from escalatie.draaiboek import termijnen
from escalatie.models import Stap, Termijn
from escalatie.protocol.paraatheidsregels import ActieRegel

from .opdrachten import SLA_OVER
from .stand import actie_van, geldende_feiten, is_geregeld, wet_van

REGELEN, HERZIEN, INLEVEREN = "regelen", "herzien", "inleveren"
# The key of `uitleg` that says of which year an overview is asked, and of a step which year it passed over.
JAAR = "jaar"


def lopende(zaak: Paraatheid) -> Termijn | None:
    """The term that runs."""
    return Termijn.objects.filter(zaak=zaak.pk, geeindigd_op__isnull=True).first()


def gevraagd_jaar(termijn: Termijn | None) -> int | None:
    """Of which year the overview is asked by this term; None for every other term."""
    return termijn.uitleg.get(JAAR) if termijn and termijn.code == INLEVEREN else None


def werk_bij(stap: Stap, zaak: Paraatheid, nu: datetime, *, is_gehaald: bool) -> None:
    """Let the term that belongs to the action as it is now run, and end the one before; `is_gehaald`: what that waited
    for was done with this step. Inside the transaction that holds the zaak."""
    actie, oud = actie_van(zaak), Termijn.objects.select_for_update().filter(zaak=zaak.pk, geeindigd_op__isnull=True)
    was = oud.first()
    jaar = _volgend_jaar(zaak, actie, was, nu) if actie.is_jaarlijks and zaak.is_open() else None
    # What is recorded of another year leaves the one that is asked as it is.
    if was and jaar is not None and gevraagd_jaar(was) == jaar:
        return
    if was:
        termijnen.eindig(was, nu, reden=stap.code, is_gehaald=is_gehaald)
    if zaak.is_open():
        _begin(stap, zaak, actie, jaar, nu)


def _begin(stap: Stap, zaak: Paraatheid, actie: ActieRegel, jaar: int | None, nu: datetime) -> None:
    regels = wet_van(zaak).termijn_per_code
    if jaar is not None:
        eind = _inleverdag(actie, jaar)
        nieuw = termijnen.begin_met(regels[INLEVEREN], stap, _tot_en_met(nu, eind, f"overzicht van {jaar}"))
        nieuw.uitleg = {**nieuw.uitleg, JAAR: jaar}
        nieuw.save(update_fields=["uitleg"])
    elif is_geregeld(zaak):
        dag = _herziendag(actie, geldende_feiten(zaak), regels[HERZIEN].maanden, nu)
        termijnen.begin_met(regels[HERZIEN], stap, _tot_en_met(nu, dag, "de dag waarop dit opnieuw wordt bekeken"))
    else:
        termijnen.begin_met(regels[REGELEN], stap, termijnen.berekening(regels[REGELEN], nu))


def _volgend_jaar(zaak: Paraatheid, actie: ActieRegel, was: Termijn | None, nu: datetime) -> int:
    """The first year that is still to come in: never before the first that was asked. Taken back is asked again."""
    binnen = {feit.jaar for feit in geldende_feiten(zaak)}
    over = {stap.gegevens.get(JAAR) for stap in Stap.objects.filter(zaak=zaak.pk, code=SLA_OVER)}
    jaar = eerste_jaar(actie, lokale_datum(zaak.ontvangen_op))
    while jaar in binnen | over:
        jaar += 1
    return jaar


def eerste_jaar(actie: ActieRegel, dag: date) -> int:
    """The first year that is asked of who is asked from this (local) day: the last one when it can still be in on
    time."""
    return dag.year - 1 if _inleverdag(actie, dag.year - 1) > dag else dag.year


def _inleverdag(actie: ActieRegel, jaar: int) -> date:
    return date.fromisoformat(f"{jaar + 1}-{actie.inleveren_op}")


def _herziendag(actie: ActieRegel, feiten: list[Paraatheidsfeit], maanden: int, nu: datetime) -> date:
    """When it is looked at again: the day that was chosen, else so long after it was recorded; a document that ends
    sooner decides."""
    laatste = feiten[0] if feiten else None
    gewoon = lokale_datum(kalender.maanden(nu, actie.herzien_maanden or maanden).eind_op)
    dagen = [laatste.herzien_datum or gewoon, laatste.geldig_tot_datum] if laatste else [gewoon]
    return min(dag for dag in dagen if dag)


def _tot_en_met(nu: datetime, dag: date, waarom: str) -> kalender.Uitkomst:
    """Until the end of this (local) day. A day that has passed is over at once, and says so in the next round."""
    begin = nu.astimezone(UTC)
    eind = datetime.combine(dag, time(23, 59, 59), tzinfo=kalender.ZONE).astimezone(UTC)
    eind = max(eind, begin + timedelta(seconds=1))
    return kalender.Uitkomst(begin, begin, eind, f"tot en met {korte_datum(dag)}: {waarom}")
