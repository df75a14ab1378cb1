"""When nobody confirms in time: first the vervanger, then a person with a telephone (R101, R146, hazard F9).

The time is that of the rule, and is on the row (`bevestigen_voor_op`). The sweep may run twice, late or from two
machines at once: each row is followed up once, in a transaction of its own.
"""

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from basis import achterstand
from basis.toekomst import onmogelijk
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding, Zaak
from calamiteiten.statussen import MELDING
from communicatie.models import OOK_VOOR, Actielink, Bericht, BerichtStatus
from communicatie.post import ontvangst
from communicatie.post.berichten import Aankondiging, plan
from contacten.bezetting import Zetel, bezet
from contacten.models import Contactpersoon, Gebruiker, Gemeente
from contacten.rollen import PER_GEMEENTE, ROLLEN_IEDER
from contacten.rolnamen import rolnaam
from escalatie.models import Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol

from . import correcties
from .informatie import BELTAAK, kondig_aan, vraag_om_bellen, vraag_om_telefoon

SJABLOON = "vervanger_gevraagd"
STIL = "spoed:stil"
ALSNOG = "Ontvangst alsnog bevestigd in de app."
ALSNOG_LINK = "Ontvangst alsnog bevestigd met de link in de mail."
ZONDER_ANTWOORD = ontvangst.ONBEANTWOORD & Q(zaak__zaaksoort=MELDING)
_BIJ_DE_TIJD = ZONDER_ANTWOORD & Q(opgevolgd_op__isnull=True)
# A round may be missed, or wait for a dossier that is in use, before the auditor speaks of it.
SPELING = timedelta(minutes=5)
_KWAM_NIET_AAN = (BerichtStatus.MISLUKT, BerichtStatus.VASTGELOPEN)
_STIL = (BerichtStatus.WACHT, BerichtStatus.INGETROKKEN)


@dataclass(frozen=True)
class Ontvangstvraag:
    """Something this user was told and is asked to confirm: what, before when (aware), and whether that has passed."""

    zin: str
    voor_op: datetime
    is_te_laat: bool


def onbeantwoord(nu: datetime, speling: timedelta = timedelta()) -> QuerySet[Bericht]:
    """The messages that are to be followed up at `nu` (aware): their time has passed, longer than `speling` ago, or
    they came back. None of a closed dossier."""
    # One told at a moment that has not come would be asked after only then.
    te_laat = Q(bevestigen_voor_op__lte=nu - speling) | Q(status__in=_KWAM_NIET_AAN) | onmogelijk("gepland_op", nu)
    return Bericht.objects.filter(_BIJ_DE_TIJD, te_laat, zaak__afgerond_op__isnull=True).exclude(status__in=_STIL)


def bewaak(nu: datetime, limiet: int = 200) -> int:
    """Follow up every message that got no answer, most of them the longest waiting, some the newest; returns how many.

    Idempotent: a second round at the same moment finds nothing. A row that another round holds is left to that one; of
    one that fails the auditor speaks.
    """
    nummers = achterstand.volgorde(onbeantwoord(nu), "bevestigen_voor_op", achterstand.MEESTE)
    return achterstand.elk_apart(nummers, lambda nummer: _volg_op(nummer, nu), "no follow-up of message", limiet)


def bevestig(melding: Melding, gebruiker: Gebruiker, nu: datetime) -> int:
    """Confirm for this user's seat, and drop the telephone tasks that this makes needless; returns how many messages.
    Of something urgent it is a record too: who takes it up, and since when.

    A task stays when it has another message that reached nobody.
    """
    with transaction.atomic():
        # As a step does: first the zaak, then its messages and tasks. Two orders wait for each other in a circle.
        huidig = vergrendeld(Melding.objects.all()).get(pk=melding.pk)
        aantal = ontvangst.bevestig(melding, gebruiker, nu)
        if aantal and huidig.is_spoed:
            wat = f"Pakt het op: {rolnaam(gebruiker.rol, huidig.protocol_versie)}"
            waar = f" {gebruiker.gemeente}" if gebruiker.rol in PER_GEMEENTE else ""
            correcties.leg_vast(huidig, correcties.PAK_OP, f"{wat}{waar}", gebruiker, nu)
        if aantal:
            laat_bellen_vervallen(Bericht.objects.filter(zaak=melding, bevestigd_door=gebruiker), ALSNOG, nu)
    return aantal


def bevestig_met_link(link: Actielink, nu: datetime) -> int:
    """Confirm for who got this link what its melding told this seat, as one click in the app does; returns how many
    messages. Telephone tasks that this makes needless lapse. A second time changes nothing and returns 0."""
    with transaction.atomic():
        van_dit = Bericht.objects.filter(pk=link.bericht_id).values("zaak")
        vergrendeld(Zaak.objects.filter(pk__in=van_dit)).get()
        if not Actielink.objects.filter(pk=link.pk, gebruikt_op__isnull=True).exists():
            return 0
        rijen = gevraagd_aan_plek(link)
        nummers = list(rijen.values_list("pk", flat=True))
        aantal = rijen.update(bevestigd_op=nu, bevestigd_door_contact=link.contactpersoon)
        Actielink.objects.filter(pk=link.pk, gebruikt_op__isnull=True).update(gebruikt_op=nu)
        laat_bellen_vervallen(Bericht.objects.filter(pk__in=nummers), ALSNOG_LINK, nu)
    return aantal


def gevraagd_aan_plek(link: Actielink) -> QuerySet[Bericht]:
    """The messages of this melding to the seat of this link that wait for an answer: this one and those before it,
    which its page says. What came later has a link of its own."""
    bericht = link.bericht
    van_plek = Q(zaak=bericht.zaak_id, rol=bericht.rol, gemeente=bericht.gemeente_id)
    # By number, not by moment: two steps can be taken in one second.
    tot_hier = Bericht.objects.filter(van_plek, pk__lte=bericht.pk).order_by().values_list("aanleiding", "regel")
    gezegd = Q(pk=bericht.pk)
    for aanleiding, regel in tot_hier.distinct():
        gezegd |= Q(aanleiding=aanleiding, regel=regel)
    # One answer is that of the whole seat, and of that of every gemeente that this one message stands for.
    ook = Q(zaak=bericht.zaak_id, rol=bericht.rol, gemeente__in=bericht.gegevens.get(OOK_VOOR, []))
    rijen = ontvangst.gevraagd().filter(van_plek | ook).filter(gezegd)
    return rijen.order_by("gepland_op", "pk")


def laat_bellen_vervallen(berichten: QuerySet[Bericht], verslag: str, nu: datetime) -> None:
    """Nobody needs to phone about these messages any more; a task that has another that reached nobody stays."""
    nummers = list(berichten.values_list("pk", flat=True))
    anders = Taak.berichten.through.objects.filter(taak=OuterRef("pk")).exclude(bericht__in=nummers)
    nog_nodig = anders.filter(bericht__bevestigd_op__isnull=True, bericht__vraag_vervallen_op__isnull=True)
    taken = Taak.objects.filter(code=BELTAAK, status=TaakStatus.OPEN, berichten__in=nummers).filter(~Exists(nog_nodig))
    Taak.objects.filter(pk__in=list(taken.values_list("pk", flat=True))).update(
        status=TaakStatus.VERVALLEN, afgerond_op=nu, verslag=verslag
    )


def na_bellen(taak: Taak, nu: datetime) -> None:
    """Somebody phoned the seat of this task: its messages, and those to the vervanger, need no answer any more."""
    if taak.code == BELTAAK:
        nummers = list(taak.berichten.values_list("pk", flat=True))
        ontvangst.laat_vraag_vervallen(Bericht.objects.filter(Q(pk__in=nummers) | Q(na__in=nummers)), nu)
        for bericht in taak.berichten.filter(is_dringend=True):
            ontvangst.laat_vraag_vervallen(van_dezelfde_plek(bericht), nu)


def stop_met_vragen(melding: Melding, nu: datetime, behalve: Collection[str] = ()) -> None:
    """The melding goes another way or is closed: what was asked before needs no answer any more, apart from the rules
    in `behalve`."""
    ontvangst.laat_vraag_vervallen(Bericht.objects.filter(zaak=melding).exclude(regel__in=behalve), nu)


def vragen(melding: Melding, gebruiker: Gebruiker, nu: datetime) -> list[Ontvangstvraag]:
    """What this user is asked to confirm in this dossier, the first to answer first; empty when nothing is."""
    zinnen = {regel.code: regel.zin for regel in haal_protocol(melding.protocol_versie).informatieregels}
    per_zin: dict[str, Ontvangstvraag] = {}  # to two holders of one seat, or sent again: one thing to know, read once
    for b in ontvangst.te_bevestigen(melding, gebruiker):
        if b.bevestigen_voor_op:
            zin = zinnen.get(b.regel, "")
            per_zin.setdefault(zin, Ontvangstvraag(zin, b.bevestigen_voor_op, b.bevestigen_voor_op < nu))
    return list(per_zin.values())


def _volg_op(nummer: int, nu: datetime) -> bool:
    """Follow up one message; False when it was answered or followed up in the meantime, or when somebody holds its
    zaak: that is for the next round. The zaak goes first, as in a step."""
    with transaction.atomic():
        # One value and no list: the database then finds it once, and not again for every zaak.
        van_dit = Bericht.objects.filter(pk=nummer).values("zaak")[:1]
        if not list(vergrendeld(Zaak.objects.filter(pk=van_dit), sla_over=True)):
            return False
        rijen = Bericht.objects.select_for_update(skip_locked=True, of=("self",))
        bericht = rijen.filter(_BIJ_DE_TIJD, pk=nummer).select_related("zaak", "gemeente", "aanbieder").first()
        if bericht is None:
            return False
        if _is_beantwoord(bericht):
            ontvangst.laat_vraag_vervallen(Bericht.objects.filter(pk=nummer), nu)
            return False
        for zwijgt in _zonder_vervanger(bericht, nu):
            vraag_om_bellen(zwijgt, nu)
            _meld_hogerop(zwijgt, nu)
        Bericht.objects.filter(pk=nummer).update(opgevolgd_op=nu)
    return True


def _is_beantwoord(bericht: Bericht) -> bool:
    """Whether someone else in the seat answered for the same occasion."""
    return van_dezelfde_plek(bericht).filter(bevestigd_op__isnull=False).exists()


def van_dezelfde_plek(bericht: Bericht) -> QuerySet[Bericht]:
    """The messages of the same rule and occasion to the same seat: colleagues, and the vervanger."""
    return Bericht.objects.filter(
        zaak=bericht.zaak_id,
        aanleiding=bericht.aanleiding,
        regel=bericht.regel,
        rol=bericht.rol,
        gemeente=bericht.gemeente_id,
    )


def _zonder_vervanger(bericht: Bericht, nu: datetime) -> list[Bericht]:
    """Write to the next in each seat that this message stands for, with the same time to answer. Returns the message,
    as of each of those seats where there is nobody left to write to.

    In a seat where everyone is written to, nobody is left. Who cannot sign in answers with the link in his mail. What
    is urgent goes on until the last in the order, also in such a seat, of which only who is on call was written to.
    """
    per_plek = _per_plek(bericht)
    is_klaar = not bericht.is_dringend and (bericht.na_id or bericht.rol in ROLLEN_IEDER)
    if is_klaar or bericht.bevestigen_voor_op is None or bericht.zaak is None:
        return per_plek
    paren = [(een, _vervanger(een, nu)) for een in per_plek]
    aankondiging = Aankondiging(
        zaak=bericht.zaak,
        aanleiding=bericht.aanleiding,
        regel=bericht.regel,
        sjabloon=SJABLOON,
        # In one: who is the next in two of them is written to once.
        zetels=tuple(zetel for _, zetel in paren if zetel),
        gegevens={naam: waarde for naam, waarde in bericht.gegevens.items() if naam != OOK_VOOR},
        bevestigen_binnen=bericht.bevestigen_voor_op - bericht.gepland_op,
        na=bericht,
        is_dringend=bericht.is_dringend,
    )
    nieuw = plan([aankondiging], nu)
    vraag_om_telefoon(nieuw, nu)
    gevraagd = {rij.contactpersoon for rij in nieuw}
    return [een for een, zetel in paren if zetel is None or zetel.eerste not in gevraagd]


def _per_plek(bericht: Bericht) -> list[Bericht]:
    """This message as of each seat that it stands for: who fills the same one of more gemeenten is written to once, and
    when he is silent, each of them has a next of its own. Only its own row is kept."""
    rijen = [bericht]
    for gemeente in Gemeente.objects.filter(pk__in=bericht.gegevens.get(OOK_VOOR, [])).exclude(
        pk=bericht.gemeente_id or 0
    ):
        ander = copy(bericht)
        ander.gemeente = gemeente
        if not _is_beantwoord(ander):
            rijen.append(ander)
    return rijen


def _vervanger(bericht: Bericht, nu: datetime) -> Zetel | None:
    """The seat of this message with the next to write to on it; None when nobody is left."""
    zetel = bezet(bericht.rol, nu, gemeente=bericht.gemeente, aanbieder=bericht.aanbieder, is_spoed=bericht.is_dringend)
    volgende = _volgende(zetel, bericht)
    return Zetel(zetel.rol, zetel.gemeente, zetel.aanbieder, (volgende,)) if volgende else None


def _meld_hogerop(bericht: Bericht, nu: datetime) -> None:
    """Nobody in this seat answered something urgent: who the file names for that hears it, once per occasion. Not of
    its own silence: then there is nobody above."""
    if not bericht.is_dringend or bericht.melding is None or not bericht.melding.is_open():
        return
    protocol = haal_protocol(bericht.melding.protocol_versie)
    if any(bericht.rol in regel.aan for regel in protocol.informatieregels_bij(STIL)):
        return
    eerste = van_dezelfde_plek(bericht).order_by("pk").values_list("pk", flat=True).first()
    # Of another seat that the message stands for there may be none.
    sleutel = f"stil:{eerste}" if eerste else f"stil:{bericht.pk}:{bericht.gemeente_id}"
    kondig_aan(
        bericht.melding,
        protocol,
        aanleiding=STIL,
        sleutel=sleutel,
        nu=nu,
        eigen=bericht.gemeente,
    )


def _volgende(zetel: Zetel, bericht: Bericht) -> Contactpersoon | None:
    """The first who is present, has an address that works and was not written to for this occasion; for something
    urgent who can be phoned will do."""
    gehad = {bericht.contactpersoon_id, *van_dezelfde_plek(bericht).values_list("contactpersoon", flat=True)}
    rest = [contact for contact in zetel.bezetters if contact.pk not in gehad]
    return next((c for c in rest if c.heeft_werkend_adres or (bericht.is_dringend and c.nummer)), None)
