"""Who was asked for a decision, or told of one, hears what was decided (R74, R78; docs/ontwerp.md).

The rules of a step write to whom that step concerns. An audience can shrink between two steps: five managers are
invited, and Fase 1 is of one gemeente. Whoever an earlier message invited (`uitkomst` in the protocol file), and whose
task lapses with this step, is told here when no rule told them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F
from django.db.models.functions import Coalesce

from calamiteiten.models import Melding
from calamiteiten.toegang import Kring, kring
from communicatie.models import Bericht, BerichtStatus
from communicatie.post.berichten import Aankondiging, plan
from contacten.bezetting import zetels
from contacten.models import Dader, Gemeente
from contacten.rollen import PER_GEMEENTE
from escalatie.models import Stap, Taak
from escalatie.protocol.model import OvergangRegel, Protocol

from .informatie import NIET_BETROKKEN, plekken_van, vraag_om_telefoon
from .stand import Stand

# The rule under which these messages stand, and the mails: it goes on, it is closed, it was opened again.
UITKOMST, GESLOTEN, HEROPEND = "uitkomst", "uitkomst_gesloten", "uitkomst_heropend"
HEROVERWEGING = "heroverweging"
# Role, and the key of the gemeente that the role has a seat for.
Plek = tuple[str, int | None]


@dataclass(frozen=True)
class Voorheen:
    """How it was before the consequences of a step: who could see the dossier, and which tasks lapsed with the step."""

    kring: Kring
    vervallen: Collection[Taak]


def plek_van(gebruiker: Dader) -> Plek:
    """The seat that this user signs in for, or that this link is of."""
    return gebruiker.rol, gebruiker.gemeente_id if gebruiker.rol in PER_GEMEENTE else None


def uitgenodigd(melding: Melding, protocol: Protocol) -> set[Plek]:
    """The seats that a message of this melding asked for a decision, or told of one. What was withdrawn before it went
    told nobody; who was let out at an end (`HEROPEND`), or turned out not to be involved, waits for nothing."""
    rijen = Bericht.objects.filter(zaak=melding, regel__in=[*protocol.uitnodigingen, UITKOMST, NIET_BETROKKEN])
    rijen = rijen.exclude(status=BerichtStatus.INGETROKKEN).exclude(sjabloon=HEROPEND)
    wacht: dict[Plek, bool] = {}
    # Of a gemeente that went up in another its successor waits.
    plek = ("rol", Coalesce("gemeente__opvolger", "gemeente"), "regel")
    for rol, gemeente, regel in rijen.order_by("gepland_op", "pk").values_list(*plek):
        wacht[rol, gemeente] = regel != NIET_BETROKKEN
    return {plek for plek, wacht_nog in wacht.items() if wacht_nog}


def vertel(
    stap: Stap, melding: Melding, protocol: Protocol, voorheen: Voorheen, gehoord: Iterable[Bericht], nu: datetime
) -> list[Bericht]:
    """Tell what this step decided to who was invited, or held a task that lapsed, and did not hear it (`gehoord`: the
    messages of this step). Who takes the step knows. Call last in the transaction of the step."""
    regel = protocol.stap_per_code[stap.code]
    per_pk = {gemeente.pk: gemeente for gemeente in Gemeente.objects.all()}
    nog = _publiek(melding, protocol, regel, voorheen, per_pk)
    nog -= {plek_van(stap.dader), *((bericht.rol, bericht.gemeente_id) for bericht in gehoord)}
    if not nog:
        return []
    nu_ziend = kring(melding)
    rijen = []
    for plek in sorted(nog, key=str):
        rij = _aankondiging(stap, melding, plek, per_pk, _sjabloon(protocol, regel, nu_ziend, plek, per_pk), nu)
        ziet = nu_ziend.heeft(plek[0], per_pk.get(plek[1] or 0))
        # Who cannot open the dossier (any more) is led to the front door.
        rijen.append(rij if ziet else replace(rij, gegevens={"pad": "/"}))
    berichten = plan(rijen, nu)
    vraag_om_telefoon(berichten, nu)
    return berichten


def _publiek(
    melding: Melding, protocol: Protocol, regel: OvergangRegel, voorheen: Voorheen, per_pk: dict[int, Gemeente]
) -> set[Plek]:
    """Who can see the dossier, or could until this step closed it; of one that opens again those who heard that it was
    closed too."""
    gemeenten = Stand(melding).gemeenten
    publiek = {plek for taak in voorheen.vervallen for plek in plekken_van(taak, gemeenten)}
    if protocol.is_besluit(regel.code):
        publiek |= uitgenodigd(melding, protocol)
    afgemeld = _afgemeld(melding, protocol) if protocol.gesloten & set(regel.van) else set()
    return {plek for plek in publiek if voorheen.kring.heeft(plek[0], per_pk.get(plek[1] or 0))} | afgemeld


def _afgemeld(melding: Melding, protocol: Protocol) -> set[Plek]:
    """The seats that were told that the melding was closed, when it last was."""
    sluitend = Stap.objects.filter(zaak=melding, naar__in=protocol.gesloten).exclude(van=F("naar"))
    einde = sluitend.order_by("-volgnummer").values_list("pk", flat=True).first()
    rijen = Bericht.objects.filter(zaak=melding, aanleiding=f"stap:{einde}", sjabloon=GESLOTEN)
    return set(rijen.exclude(status=BerichtStatus.INGETROKKEN).values_list("rol", "gemeente").order_by())


def _sjabloon(protocol: Protocol, regel: OvergangRegel, ziend: Kring, plek: Plek, per_pk: dict[int, Gemeente]) -> str:
    """What is told; to who cannot open the dossier (any more) in a mail that says so."""
    if regel.naar in protocol.gesloten:
        return GESLOTEN
    if not ziend.heeft(plek[0], per_pk.get(plek[1] or 0)):
        return HEROPEND
    return HEROVERWEGING if regel.keert_om else UITKOMST


def _aankondiging(
    stap: Stap, melding: Melding, plek: Plek, per_pk: dict[int, Gemeente], sjabloon: str, nu: datetime
) -> Aankondiging:
    rol, gemeente = plek[0], per_pk.get(plek[1] or 0)
    gemeenten = [gemeente] if gemeente else []
    return Aankondiging(
        zaak=melding,
        aanleiding=f"stap:{stap.pk}",
        regel=UITKOMST,
        sjabloon=sjabloon,
        zetels=tuple(zetels(rol, nu, gemeenten=gemeenten, aanbieder=melding.aanbieder)),
    )
