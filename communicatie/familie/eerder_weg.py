"""What was outside already when a press question turned out to be about a melding (R22, R125).

It stands in the register of that melding, from the rows of the question itself: nothing is kept twice, and a link that
is undone leaves nothing behind.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from basis.taal import opsomming
from calamiteiten.models import Melding
from communicatie.models import AANGENOMEN, PERSTEKST, Bericht, Persantwoord, Persvraag
from contacten.rolnamen import rolnaam


@dataclass(frozen=True)
class EerderWeg:
    """One thing that was outside before the link: of which question, what it was, to whom, and when (aware)."""

    kenmerk: str
    wat: str
    aan: str
    op: datetime


def eerder_weg(melding: Melding) -> list[EerderWeg]:
    """Everything that left about the press questions of this melding before they were linked, the newest first. Two
    queries."""
    pers = Persvraag.objects.filter(melding=melding)
    return sorted([*_post(melding, pers), *_antwoorden(pers)], key=lambda rij: rij.op, reverse=True)


def _post(melding: Melding, pers: QuerySet[Persvraag]) -> list[EerderWeg]:
    rijen = Bericht.objects.filter(zaak__in=pers.values("pk"), gegevens__has_key=PERSTEKST, status__in=AANGENOMEN)
    gekoppeld = dict(pers.values_list("pk", "gekoppeld_op"))
    per_keer: dict[tuple[str, str], list[Bericht]] = defaultdict(list)
    for rij in rijen.select_related("zaak", "gemeente").order_by("pk"):
        sinds = gekoppeld.get(rij.zaak_id or 0)
        if rij.zaak and rij.verzonden_op and sinds and rij.verzonden_op < sinds:
            per_keer[rij.zaak.kenmerk, rij.aanleiding].append(rij)
    return [
        EerderWeg(
            kenmerk, "Mail met onze tekst", _aan(groep, melding), max(r.verzonden_op or r.gepland_op for r in groep)
        )
        for (kenmerk, _), groep in per_keer.items()
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


def _antwoorden(pers: QuerySet[Persvraag]) -> list[EerderWeg]:
    # What was put right later was outside when it was first recorded.
    eerst = Coalesce("verbetering_van__vastgelegd_op", "vastgelegd_op")
    tellend = Persantwoord.objects.filter(persvraag__in=pers, herroeping__isnull=True).annotate(eerst_op=eerst)
    rijen = tellend.filter(eerst_op__lte=F("persvraag__gekoppeld_op"))
    return [
        EerderWeg(
            rij.persvraag.kenmerk, "Antwoord aan de pers", f"door {rij.gemeente or 'de gemeente'}", rij.beantwoord_op
        )
        for rij in rijen.select_related("persvraag", "gemeente")
    ]
