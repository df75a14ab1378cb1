"""What holds a seat in a dossier that is not its own: a message of a rule that opens it, a task, an invitation (R29).

Each gives access in the act that gives it (`calamiteiten.toegang.geef_toegang`); with the last of them the access ends.
A message holds until the dossier is closed, or the gemeente turns out not to be involved: who was told may read how it
went on. A task holds also when it is done: who did it may read what he recorded.
"""

from collections.abc import Collection

from calamiteiten.models import Melding
from calamiteiten.toegang import geef_toegang, trek_toegang_van_plek_in
from communicatie.models import OOK_VOOR, Bericht, BerichtStatus
from contacten.models import Gemeente
from contacten.rollen import PER_GEMEENTE
from escalatie.models import Genodigde, OverlegStatus, Stap, Taak, TaakStatus

from . import informatie
from .stand import Stand

Plek = tuple[str, int | None]
# An invitation to a meeting holds for as long as the meeting does, not the mail that told of it.
_VAN_EEN_OVERLEG = "overleg:"


def laat_gaan(melding: Melding, plekken: Collection[Plek]) -> None:
    """A reason of these seats ended: who has no other sees the dossier no more. Call inside the transaction that ended
    it, before they are told."""
    weg = set(plekken)
    if not weg:
        return
    per_pk = {gemeente.pk: gemeente for gemeente in Gemeente.objects.all()}
    stand = Stand(melding)
    for rol, gemeente in weg - _taken(stand) - _uitnodigingen(melding) - _berichten(stand):
        trek_toegang_van_plek_in(melding, rol, per_pk.get(gemeente or 0))


def houd_binnen(melding: Melding) -> None:
    """The access of everybody else ended with the melding: who still has an improvement keeps the dossier in which it
    stands. Call inside the transaction that closed it."""
    gemeenten = {gemeente.pk: gemeente for gemeente in Stand(melding).gemeenten}
    open_ = Taak.objects.filter(zaak=melding, status=TaakStatus.OPEN, overleeft=True).select_related("gemeente")
    for taak in open_:
        eigen = {taak.gemeente.pk: taak.gemeente} if taak.gemeente else gemeenten
        for rol, gemeente in informatie.plekken_van(taak, gemeenten.values()):
            geef_toegang(melding, rol, eigen.get(gemeente or 0))


def _taken(stand: Stand) -> set[Plek]:
    rijen = Taak.objects.filter(zaak=stand.melding).exclude(status=TaakStatus.VERVALLEN).select_related("gemeente")
    return {plek for taak in rijen for plek in informatie.plekken_van(taak, stand.gemeenten)}


def _uitnodigingen(melding: Melding) -> set[Plek]:
    rijen = Genodigde.objects.filter(overleg__zaak=melding.pk, vervallen_op__isnull=True)
    return set(rijen.exclude(overleg__status=OverlegStatus.AFGEZEGD).order_by().values_list("rol", "gemeente"))


def _berichten(stand: Stand) -> set[Plek]:
    """The seats that a rule let in, since the dossier was last closed and apart from who was let go after it."""
    regels = stand.protocol.informatieregels
    opent = [r.code for r in regels if r.opent_dossier and not any(b.startswith(_VAN_EEN_OVERLEG) for b in r.bij)]
    rijen = Bericht.objects.filter(zaak=stand.melding, regel__in=[*opent, informatie.NIET_BETROKKEN])
    rijen = rijen.exclude(status=BerichtStatus.INGETROKKEN)
    sluit = [stap.code for stap in stand.protocol.overgangen if stap.trekt_toegang_in]
    if einde := Stap.objects.filter(zaak=stand.melding, code__in=sluit).order_by("-volgnummer").first():
        rijen = rijen.filter(gepland_op__gt=einde.op)
    binnen: dict[Plek, bool] = {}
    for rij in rijen.select_related("gemeente").order_by("gepland_op", "pk"):
        for gemeente in _gemeenten_van(rij):
            binnen[rij.rol, gemeente] = rij.regel != informatie.NIET_BETROKKEN
    return {plek for plek, is_binnen in binnen.items() if is_binnen}


def _gemeenten_van(rij: Bericht) -> tuple[int | None, ...]:
    """For which gemeenten its seat is; of one that went up in another the successor came in its place."""
    if rij.rol not in PER_GEMEENTE:
        return (None,)
    eigen = (rij.gemeente.opvolger_id or rij.gemeente_id) if rij.gemeente else None
    return (eigen, *rij.gegevens.get(OOK_VOOR, []))
