"""The auditor asks whether everybody who was invited to a decision heard what was decided.

Another code path than `draaiboek.uitkomst`, which is what is audited: the messages and steps of each melding are gone
through in the order in which they came.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from calamiteiten.models import Melding
from calamiteiten.statussen import MELDING
from calamiteiten.toegang import kring
from calamiteiten.werelden import Zaken, van
from communicatie.models import VRAAGT_TELEFOON, Bericht, BerichtStatus
from contacten.models import Gemeente
from contacten.rollen import PER_GEMEENTE
from escalatie.draaiboek.informatie import NIET_BETROKKEN
from escalatie.draaiboek.uitkomst import HEROPEND, UITKOMST, Plek
from escalatie.models import Stap, Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol, versies

# After one of these mails a seat waits for nothing, until it is invited anew.
AFSCHEID = frozenset({HEROPEND, NIET_BETROKKEN})


@dataclass(frozen=True)
class _Post:
    """One message: to which seat and person, when, set off by what; `nodigt`: its seat waits from then on for what is
    decided."""

    plek: Plek
    contact: int | None
    op: datetime
    aanleiding: str
    nodigt: bool
    meldt_af: bool


def zonder_uitkomst(nu: datetime, zaken: Zaken) -> Iterator[str]:
    """Audit: kenmerken of those of these meldingen of which a seat was invited and did not hear the next decision. Of
    an open one a seat that cannot see it any more waits for nothing."""
    post, stappen = _post(zaken), _besluiten(zaken)
    verdacht: dict[int, set[Plek]] = {}
    for zaak, besluiten in stappen.items():
        if gemist := _gemist(post.get(zaak, []), besluiten):
            verdacht[zaak] = gemist
    gemeenten = {gemeente.pk: gemeente for gemeente in Gemeente.objects.all()} if verdacht else {}
    for melding in Melding.objects.filter(pk__in=verdacht):
        if any(_kan_wachten(melding, plek, gemeenten) for plek in verdacht[melding.pk]):
            yield melding.kenmerk


def _kan_wachten(melding: Melding, plek: Plek, gemeenten: dict[int, Gemeente]) -> bool:
    """Whether this seat can wait for anything: of an open melding one that can see it; of a closed one not that of a
    gemeente that left before any message reached it, for nobody there knows of the melding."""
    rol, gemeente = plek
    if melding.is_open():
        return kring(melding).heeft(rol, gemeenten.get(gemeente or 0))
    if gemeente is None or melding.betrokkenheden.filter(gemeente=gemeente).exists():
        return True
    rijen = Bericht.objects.filter(zaak=melding, rol=rol, gemeente=gemeente)
    gebeld = Taak.berichten.through.objects.filter(bericht__in=rijen, taak__status=TaakStatus.AFGEROND)
    return rijen.exclude(status__in=[BerichtStatus.INGETROKKEN, *VRAAGT_TELEFOON]).exists() or gebeld.exists()


def _gemist(post: list[_Post], besluiten: list[tuple[str, datetime, Plek]]) -> set[Plek]:
    """The seats that were waiting at a decision and got no message of it. Who decides knows; who fills two seats is
    written to once."""
    gemist: set[Plek] = set()
    for aanleiding, op, beslisser in besluiten:
        eerder = [p for p in post if p.op <= op and p.aanleiding != aanleiding]
        nu_verteld = [p for p in post if p.aanleiding == aanleiding]
        gehoord, mensen = {p.plek for p in nu_verteld}, {p.contact for p in nu_verteld if p.contact}
        gehoord |= {p.plek for p in eerder if p.contact in mensen}
        gemist |= _wachtend(eerder) - gehoord - {beslisser}
    return gemist


def _wachtend(post: Iterable[_Post]) -> set[Plek]:
    wachtend: dict[Plek, bool] = {}
    for bericht in post:
        if bericht.nodigt or bericht.meldt_af:
            wachtend[bericht.plek] = not bericht.meldt_af
    return {plek for plek, wacht in wachtend.items() if wacht}


def _post(zaken: Zaken) -> dict[int, list[_Post]]:
    """Zaak -> its messages, the oldest first. What was withdrawn before it went invited nobody; an outcome that was
    withdrawn made way for a later one."""
    uitnodigend = {(versie, code) for versie in versies() for code in haal_protocol(versie).uitnodigingen}
    rijen = van(zaken, Bericht.objects.filter(zaak__zaaksoort=MELDING)).order_by("gepland_op", "pk")
    velden = ("zaak", "zaak__protocol_versie", "rol", "gemeente", "contactpersoon", "gepland_op", "aanleiding")
    post: dict[int, list[_Post]] = defaultdict(list)
    for zaak, versie, rol, gemeente, contact, op, aanleiding, regel, sjabloon, status in rijen.values_list(
        *velden, "regel", "sjabloon", "status"
    ).iterator():
        meldt_af, ging = sjabloon in AFSCHEID, status != BerichtStatus.INGETROKKEN
        nodigt = ging and not meldt_af and (regel == UITKOMST or (versie, regel) in uitnodigend)
        post[zaak].append(_Post((rol, gemeente), contact, op, aanleiding, nodigt, meldt_af))
    return post


def _besluiten(zaken: Zaken) -> dict[int, list[tuple[str, datetime, Plek]]]:
    """Zaak -> its decisions in order: the key of each, when, and the seat that took it."""
    codes = {(versie, r.code) for versie in versies() for r in haal_protocol(versie).overgangen}
    besluit = {(versie, code) for versie, code in codes if haal_protocol(versie).is_besluit(code)}
    rijen = van(zaken, Stap.objects.filter(zaak__zaaksoort=MELDING)).order_by("zaak", "volgnummer")
    gevonden: dict[int, list[tuple[str, datetime, Plek]]] = defaultdict(list)
    for zaak, pk, code, versie, op, rol, gemeente in rijen.values_list(
        "zaak", "pk", "code", "protocol_versie", "op", "rol", "door__gemeente"
    ).iterator():
        if (versie, code) in besluit:
            gevonden[zaak].append((f"stap:{pk}", op, (rol, gemeente if rol in PER_GEMEENTE else None)))
    return gevonden
