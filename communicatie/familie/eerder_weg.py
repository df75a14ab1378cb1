"""What was outside already when a press question turned out to be about a melding (R22, R125).

It stands in the register of that melding, from the rows of the question itself: nothing is kept twice, and a link that
is undone leaves nothing behind.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from basis.taal import opsomming
from basis.voorbereid import voorbereid
from calamiteiten.models import Melding
from communicatie.models import AANGENOMEN, PERSTEKST, VRAAGT_TELEFOON, Bericht, Persantwoord, Persvraag
from contacten.rolnamen import rolnaam

MAIL, GEBELD = "Mail met onze tekst", "Onze tekst, per telefoon"


@dataclass(frozen=True)
class EerderWeg:
    """One thing that was outside before the link: of which question, what it was, to whom, and when (aware)."""

    kenmerk: str
    wat: str
    aan: str
    op: datetime


def eerder_weg(melding: Melding) -> list[EerderWeg]:
    """Everything that left about the press questions of this melding before they were linked, the newest first. Four
    queries, one without such a question."""
    sinds = _gekoppeld(melding)
    if not sinds:
        return []
    return sorted([*_post(melding, sinds), *_antwoorden(sinds)], key=lambda rij: rij.op, reverse=True)


def _gekoppeld(melding: Melding) -> dict[int, datetime]:
    """Key of each press question -> since when it hangs on this melding: itself, or by the question that asked the same
    and goes on for it."""
    eigen = {pk: op for pk, op in _vragen(melding) if op}
    mee = Persvraag.objects.filter(samengevoegd_met__in=eigen).values_list("pk", "samengevoegd_met") if eigen else ()
    return {pk: eigen[doel] for pk, doel in mee if doel} | eigen


@voorbereid
def _vragen(melding: int) -> QuerySet[Persvraag, tuple[int, datetime | None]]:
    return Persvraag.objects.filter(melding=melding).values_list("pk", "gekoppeld_op")


def _post(melding: Melding, sinds: Mapping[int, datetime]) -> list[EerderWeg]:
    gebeld = Q(status__in=VRAAGT_TELEFOON, bevestigd_op__isnull=False)
    weg = Q(status__in=AANGENOMEN, verzonden_op__isnull=False) | gebeld
    rijen = Bericht.objects.filter(weg, zaak__in=sinds, gegevens__has_key=PERSTEKST)
    per_keer: dict[tuple[str, str, str], list[tuple[Bericht, datetime]]] = defaultdict(list)
    for rij in rijen.select_related("zaak", "gemeente").order_by("pk"):
        # What no mail could do, somebody told by telephone.
        wat, op = (MAIL, rij.verzonden_op) if rij.verzonden_op else (GEBELD, rij.bevestigd_op)
        if rij.zaak and op and op < sinds[rij.zaak.pk]:
            per_keer[rij.zaak.kenmerk, wat, rij.aanleiding].append((rij, op))
    return [
        EerderWeg(kenmerk, wat, _aan([rij for rij, _ in groep], melding), max(op for _, op in groep))
        for (kenmerk, wat, _), groep in per_keer.items()
    ]


def _aan(berichten: list[Bericht], melding: Melding) -> str:
    """The roles once each, with how many gemeenten when there are more than three."""
    per_rol: dict[str, set[str]] = defaultdict(set)
    for bericht in berichten:
        per_rol[rolnaam(bericht.rol, melding.protocol_versie)].add(str(bericht.gemeente or ""))
    return opsomming(
        f"{rol} {f'van {len(waar)} gemeenten' if len(waar) > 3 else opsomming(sorted(filter(None, waar)))}".strip()
        for rol, waar in per_rol.items()
    )


def _antwoorden(sinds: Mapping[int, datetime]) -> list[EerderWeg]:
    # What was put right later was outside when it was first recorded.
    eerst = Coalesce("verbetering_van__vastgelegd_op", "vastgelegd_op")
    rijen = Persantwoord.objects.filter(persvraag__in=sinds, herroeping__isnull=True).annotate(eerst_op=eerst)
    return [
        EerderWeg(
            rij.persvraag.kenmerk, "Antwoord aan de pers", f"door {rij.gemeente or 'de gemeente'}", rij.beantwoord_op
        )
        for rij in rijen.select_related("persvraag", "gemeente")
        if rij.eerst_op <= sinds[rij.persvraag_id]
    ]
