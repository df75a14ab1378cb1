"""What rang too early is taken back: a clock that was ahead for a minute let alarms ring and terms pass that had days
to go, and then nobody would hear of it when it is time (gevallen 5.10).

What was told stays on record, with what it was told for; the alarm rings again at its own moment, under a key of its
own. Only the watch does this: whoever plays a history in another order makes no clock wrong.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from basis import achterstand
from basis.toekomst import is_toekomst, onmogelijk
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Zaak
from escalatie.models import Stap, Termijn, TermijnStatus, Wekker

from .procedure import van_soort

# Why a term ended that ran until a chosen day.
DAG_BEREIKT = "dag bereikt"
ZIN = "Een klok liep voor: er is te vroeg gewaarschuwd. Op het juiste moment gebeurt dat opnieuw."
# The key of `uitleg` with the alarms (their keys in the database) that rang too early, each as often as it did.
TE_VROEG = "te_vroeg"


def draai_terug(nu: datetime) -> int:
    """Let every alarm that rang at a moment that has not come at `nu` (aware), of a term that runs, ring again when it
    is time. Returns of how many terms. A zaak that somebody holds has its turn in the next round; a term that fails
    keeps no other waiting, and is raised after the last."""
    afgegaan = Wekker.objects.filter(onmogelijk("gevuurd_op", nu), _loopt(nu))
    paren = list(afgegaan.order_by("termijn__zaak").values_list("termijn__zaak", "termijn").distinct())
    return achterstand.elk_apart(paren, lambda paar: _draai_terug(*paar, nu), "not taken back", is_hardop=True)


def sleutel(wekker: int, uitleg: Mapping[str, Any]) -> str:
    """Under what key the alarm with this key in the database is told, of a term with this explanation; another for each
    time that it rang too early: that was told already."""
    keer = uitleg.get(TE_VROEG, []).count(wekker)
    return f"wekker:{wekker}" + (f":{keer + 1}" if keer else "")


def _loopt(nu: datetime) -> Q:
    """Alarms of a term that runs, or that only ended because its day seemed to have come, of a zaak that is open
    still."""
    leek = onmogelijk("termijn__geeindigd_op", nu) & Q(termijn__reden=DAG_BEREIKT)
    return Q(termijn__geeindigd_op__isnull=True) | leek & Q(termijn__zaak__afgerond_op__isnull=True)


def _draai_terug(zaak: int, nummer: int, nu: datetime) -> bool:
    """Inside a transaction."""
    if not list(vergrendeld(Zaak.objects.filter(pk=zaak), sla_over=True)):
        return False
    termijn = Termijn.objects.select_related("stap__zaak").get(pk=nummer)
    if termijn.geeindigd_op and _is_voorbij(termijn):
        return False
    te_vroeg = list(termijn.wekkers.filter(onmogelijk("gevuurd_op", nu)).values_list("pk", flat=True))
    weg = onmogelijk("gevuurd_op", nu) | onmogelijk("vervallen_op", nu)
    termijn.wekkers.filter(weg).update(gevuurd_op=None, vervallen_op=None, fout="")
    if termijn.geeindigd_op or (termijn.verstreken_op and is_toekomst(termijn.verstreken_op, nu)):
        # Who let it stand still meanwhile, did so: it goes on standing still.
        termijn.status = TermijnStatus.GESCHORST if termijn.geschorst_op else TermijnStatus.LOOPT
        termijn.verstreken_op, termijn.geeindigd_op, termijn.reden = None, None, ""
    termijn.uitleg = {**termijn.uitleg, TE_VROEG: [*termijn.uitleg.get(TE_VROEG, []), *te_vroeg]}
    termijn.save(update_fields=["status", "verstreken_op", "geeindigd_op", "reden", "uitleg"])
    return True


def _is_voorbij(termijn: Termijn) -> bool:
    """Whether an ended term would not run any more with a clock that was right: its zaak is closed, another runs in its
    place, or a step that ends it was taken since."""
    zaak = termijn.stap.zaak
    regel = van_soort(zaak.zaaksoort).wet(zaak.protocol_versie).termijn_per_code.get(termijn.code)
    later = Stap.objects.filter(zaak=zaak.pk, volgnummer__gt=termijn.stap.volgnummer)
    loopt = Termijn.objects.filter(zaak=zaak.pk, code=termijn.code, geeindigd_op=None)
    return (
        not zaak.is_open() or loopt.exists() or (regel is not None and later.filter(code__in=regel.stopt_bij).exists())
    )
