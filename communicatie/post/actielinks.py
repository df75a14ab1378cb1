"""The link with which somebody without an account answers for one message (R101, design 4.8).

It goes in the mail instead of the address of the dossier, which would ask that person to sign in. It is made when the
mail is, so that it is of who gets it by then.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from basis.toekomst import sinds
from basis.voorbereid import voorbereid
from calamiteiten.models import Zaak
from calamiteiten.paraatheid import plek_vult_in
from calamiteiten.statussen import MELDING, PARAATHEID, PERSVRAAG
from calamiteiten.toegang import inzage, rol_heeft_toegang
from communicatie.models import OOK_VOOR, Actielink, Bericht, BerichtStatus
from communicatie.persvragen.toegang import plek_legt_vast
from contacten.bezetting import bezet
from contacten.bijhouden.verzoeken import ONGELDIG, LinkWerktNiet, onderteken, ontcijfer
from contacten.models import Contactpersoon, Gebruiker, Gemeente, Linkhouder
from contacten.rollen import PER_GEMEENTE, ROLLEN_MET_DOSSIERS

from . import linkkluis
from .deelnemers import GESTOPT, is_gestopt, mag_naar, met_een_account
from .opgezocht import Opgezocht, kanaal_van_nu, nummer_van_nu

ZOUT = "communicatie.actielink"
# Longer than any duty of a message waits for its answer (A8: regioafspraak).
GELDIG = timedelta(days=14)
# The mail with which somebody gets a link again, and how often it can be asked for in an hour.
NIEUWE_LINK, PER_UUR = "nieuwe_link", 3
# Pressed again within this time, it was pressed once.
EVEN = timedelta(minutes=1)
# Kind of zaak -> the name of the page behind its link.
PAGINA = {MELDING: "actielink", PERSVRAAG: "perslink", PARAATHEID: "paraatlink"}
VERLOPEN = "Deze link is verlopen. Vraag hieronder een nieuwe, of bel het nummer in de mail."
NIET_MEER = "U hoeft hier niets meer te doen."
INGETROKKEN = "Deze link is ingetrokken. Kijk of u een nieuwere mail hebt, of bel het nummer in de mail."


class LinkVerlopen(LinkWerktNiet):
    """A link of ours that is too old; who it was for can ask for a new one. `vraagt_adres`: by saying to which address
    it went."""

    vraagt_adres = False


def heeft_account(bericht: Bericht, weet: Opgezocht | None = None) -> bool:
    """Whether who gets this message can sign in and open what it is about: with an account of his own, or with one of
    his seat that is nobody else's by name. `weet`: what was looked up for it already, with others."""
    # Who has an account for press questions only cannot open a dossier with it.
    if bericht.melding is not None and bericht.rol not in ROLLEN_MET_DOSSIERS:
        return False
    # An account for another seat does not open this dossier.
    plek = [bericht.gemeente_id] if bericht.rol in PER_GEMEENTE and bericht.gemeente_id else []
    if bericht.rol in PER_GEMEENTE and not plek:
        return False
    if weet:
        return weet.accounts().heeft(bericht.rol, bericht.contactpersoon_id, *plek)
    return bool(_accounts(bericht.rol, bericht.contactpersoon_id or 0, *plek))


@voorbereid
def _accounts(rol: str, contact: int, *gemeente: int) -> QuerySet[Any, int]:
    """Who signs in for this seat: this person, or nobody by name. Each mail asks it."""
    wie = Q(contactpersoon=contact) | Q(contactpersoon__isnull=True)
    rijen = met_een_account().filter(wie, rol=rol, is_active=True).exclude(rol="")
    return (rijen.filter(gemeente__in=gemeente) if gemeente else rijen).order_by("pk").values_list("pk", flat=True)[:1]


def pad_voor(bericht: Bericht, nu: datetime, weet: Opgezocht | None = None) -> str:
    """The path of the link for who gets this message at `nu` (aware); "" when he can sign in, when it is withdrawn, or
    when it is about nothing that he does with a link."""
    contact = bericht.contactpersoon
    if contact is None or not krijgt_link(bericht, weet):
        return ""
    link = (weet.links.get(bericht.pk) if weet else None) or _maak(bericht, contact, nu)
    # A mail that is tried again keeps its link; one that goes to a colleague by now gets a new one.
    if link.contactpersoon_id != contact.pk:
        Actielink.objects.filter(pk=link.pk).delete()
        link = _maak(bericht, contact, nu)
    soort = bericht.zaak.zaaksoort if bericht.zaak else MELDING
    return reverse(PAGINA[soort], args=[onderteken(link.sleutel, ZOUT)])


def leg_klaar(rijen: Collection[Bericht], nu: datetime, weet: Opgezocht) -> int | None:
    """Have the links of these messages, which get one for their own contact, made at `nu` (aware), all at once. Returns
    the number of the transaction that made them; None when there was nothing to make."""
    met_link = {rij.pk: rij for rij in rijen}
    weet.links.update(_links(met_link))
    nieuw = [
        Actielink(bericht=rij, contactpersoon=rij.contactpersoon, gemaakt_op=nu, verloopt_op=nu + GELDIG)
        for pk, rij in met_link.items()
        if pk not in weet.links
    ]
    if not nieuw:
        return None
    zeg = kanaal_van_nu()
    with transaction.atomic():
        # A text of the same message may have made one at this very moment: then that is the link.
        Actielink.objects.bulk_create(nieuw, ignore_conflicts=True)
        weet.links.update(_links([link.bericht_id for link in nieuw]))
        return nummer_van_nu(zeg)


def krijgt_pad(bericht: Bericht, weet: Opgezocht) -> bool:
    """Whether this message leads its reader to a link of his own."""
    return bericht.zaak is not None and _is_voor_link(bericht) and krijgt_link(bericht, weet)


def _links(berichten: Iterable[int]) -> dict[int, Actielink]:
    sleutels = list(berichten)
    return {link.bericht_id: link for link in Actielink.objects.filter(bericht__in=sleutels)} if sleutels else {}


def _maak(bericht: Bericht, contact: Contactpersoon, nu: datetime) -> Actielink:
    link, _ = Actielink.objects.get_or_create(
        bericht=bericht, defaults={"contactpersoon": contact, "gemaakt_op": nu, "verloopt_op": nu + GELDIG}
    )
    return link


def krijgt_link(bericht: Bericht, weet: Opgezocht | None = None) -> bool:
    """Whether who gets this message has something to do, and no account to do it with: every message about a melding,
    about a question of the press those to who leads the communication of a gemeente that it is of, and about an action
    of the register those to the seats of whose it is."""
    if bericht.contactpersoon_id is None or bericht.intrekken_om or heeft_account(bericht, weet):
        return False
    return bericht.melding is not None or _doet_zelf(bericht)


def _doet_zelf(bericht: Bericht) -> bool:
    """Whether what this message is about, and no melding, is for this seat to do."""
    if bericht.zaak is None:
        return False
    if bericht.zaak.zaaksoort == PARAATHEID:
        return plek_vult_in(bericht.zaak.pk, bericht.rol, bericht.gemeente_id, bericht.aanbieder_id)
    return bericht.zaak.zaaksoort == PERSVRAAG and plek_legt_vast(bericht.zaak.pk, bericht.rol, bericht.gemeente_id)


def pad_naar(bericht: Bericht, nu: datetime | None, weet: Opgezocht | None = None) -> str:
    """The path this message sends its reader to; "" when it says none and is about no zaak. Who cannot sign in at `nu`
    (aware; None: nobody asks) gets a link instead of a page of the dossier, and any other address as it stands."""
    over, gezegd = bericht.zaak, linkkluis.haal(bericht.gegevens)
    eigen = pad_voor(bericht, nu, weet) if nu and _is_voor_link(bericht) else ""
    return eigen or gezegd or (over.get_absolute_url() if over else "")


def _is_voor_link(bericht: Bericht) -> bool:
    """Whether it leads to a page of its zaak: each has its kenmerk in the address, and asks to sign in."""
    over, gezegd = bericht.zaak, linkkluis.haal(bericht.gegevens)
    return not gezegd or bool(over and over.kenmerk in gezegd)


def vind(token: str, nu: datetime, soort: str = MELDING) -> Actielink:
    """The link of this token at `nu` (aware), to a zaak of this kind; changes nothing. Raises LinkWerktNiet: not ours,
    taken back, the message was withdrawn, or the person has left the list, the seat or the dossier, or the question is
    of his gemeente no more; LinkVerlopen when it is only too old."""
    link = _rij(token)
    if link is None or link.bericht.zaak is None or link.bericht.zaak.zaaksoort != soort:
        raise LinkWerktNiet(ONGELDIG)
    # Whose it was, also when it works no more.
    inzage.gelezen(link.bericht.zaak.kenmerk, link.contactpersoon_id)
    if is_gestopt():
        raise LinkWerktNiet(GESTOPT)
    if not is_van_hem(link, nu):
        raise LinkWerktNiet(NIET_MEER)
    if link.ingetrokken_op:
        raise LinkWerktNiet(INGETROKKEN)
    if link.verloopt_op <= nu:
        raise LinkVerlopen(VERLOPEN)
    return link


def te_vernieuwen(sleutel: UUID, nu: datetime) -> Actielink | None:
    """The link with this key, when who it was for may have a new one at `nu` (aware): not one that somebody took back,
    and not more than `PER_UUR` in an hour. None for whatever else it is."""
    link = _met_sleutel(sleutel)
    if link is None or is_gestopt() or not is_van_hem(link, nu):
        return None
    # The newest counts: after somebody took it back, only somebody sends another.
    nieuwste = van_persoon(link).order_by("-pk").first()
    return None if nieuwste is None or nieuwste.ingetrokken_op or _is_te_vaak(link, nu) else link


def van_persoon(link: Actielink) -> QuerySet[Actielink]:
    """Every link of this person for this seat about this zaak."""
    bericht = link.bericht
    return Actielink.objects.filter(
        contactpersoon=link.contactpersoon_id,
        bericht__zaak=bericht.zaak_id,
        bericht__rol=bericht.rol,
        bericht__gemeente=bericht.gemeente_id,
        bericht__aanbieder=bericht.aanbieder_id,
    )


def houder(link: Actielink) -> Linkhouder:
    """Who acts by this link."""
    bericht = link.bericht
    return Linkhouder(link.contactpersoon, bericht.rol, bericht.gemeente, bericht.aanbieder)


def houders(link: Actielink, nu: datetime) -> list[Linkhouder]:
    """Who acts by this link, per seat that its one message stands for: who fills the same seat of more gemeenten is
    written to once, and does for each what is asked of it. Those that he fills at `nu` (aware), and that still see the
    dossier."""
    bericht, melding = link.bericht, link.bericht.melding
    anderen = Gemeente.objects.filter(pk__in=bericht.gegevens.get(OOK_VOOR, [])).exclude(pk=bericht.gemeente_id or 0)
    hier = [
        gemeente
        for gemeente in anderen
        if link.contactpersoon in bezet(bericht.rol, nu, gemeente=gemeente, is_spoed=True).bezetters
        and melding is not None
        and (not bericht.met_toegang or rol_heeft_toegang(melding, bericht.rol, gemeente))
    ]
    return [houder(link), *(Linkhouder(link.contactpersoon, bericht.rol, gemeente) for gemeente in hier)]


def houder_voor(link: Actielink, gemeente: Gemeente | None, nu: datetime) -> Linkhouder:
    """Who acts by this link on what is of this gemeente."""
    return next((een for een in houders(link, nu) if een.gemeente == gemeente), houder(link))


def van_zaak(zaak: Zaak) -> QuerySet[Actielink]:
    """Every link about this zaak, the newest first, with whose it is."""
    rijen = Actielink.objects.filter(bericht__zaak=zaak.pk)
    return rijen.select_related("bericht__gemeente", "bericht__aanbieder", "contactpersoon", "ingetrokken_door")


def trek_in(zaak: Zaak, gemeente: Gemeente, door: Gebruiker, nu: datetime, behalve: Collection[int] = ()) -> int:
    """Take back every link about this zaak of the people of this gemeente, apart from those of the messages in
    `behalve`; how many."""
    rijen = Actielink.objects.filter(bericht__zaak=zaak.pk, bericht__gemeente=gemeente, ingetrokken_op__isnull=True)
    return rijen.exclude(bericht__in=list(behalve)).update(ingetrokken_op=nu, ingetrokken_door=door)


def trek_van_persoon_in(link: Actielink, door: Gebruiker, nu: datetime) -> int:
    """Take back this link and every other of the same person for the same seat; how many."""
    return van_persoon(link).filter(ingetrokken_op__isnull=True).update(ingetrokken_op=nu, ingetrokken_door=door)


def _rij(token: str) -> Actielink | None:
    """The link of this token, whatever became of it. Raises LinkWerktNiet when we did not sign it."""
    return _met_sleutel(ontcijfer(token, ZOUT))


def _met_sleutel(sleutel: UUID) -> Actielink | None:
    rijen = Actielink.objects.select_related(
        "bericht__zaak__als_melding__aanbieder", "bericht__gemeente", "bericht__aanbieder", "contactpersoon"
    )
    return rijen.filter(sleutel=sleutel).first()


def is_van_hem(link: Actielink, nu: datetime) -> bool:
    """Whether the message stands, and this person is in the list, fills the seat, and may still read it; of what is no
    melding whether it is still for his seat to do; in a drill whether he takes part."""
    bericht, melding = link.bericht, link.bericht.melding
    vervallen_op = link.contactpersoon.vervallen_op
    if bericht.status == BerichtStatus.INGETROKKEN or (vervallen_op and vervallen_op <= nu):
        return False
    # Who signed off is out of the drill, along his links too.
    if not mag_naar(link.contactpersoon):
        return False
    # Who is on call answers for as long as the turn runs, at whatever hour the mail is opened.
    zetel = bezet(bericht.rol, nu, gemeente=bericht.gemeente, aanbieder=bericht.aanbieder, is_spoed=True)
    if link.contactpersoon not in zetel.bezetters:
        return False
    if melding is None:
        return _doet_zelf(bericht)
    return not bericht.met_toegang or rol_heeft_toegang(melding, bericht.rol, bericht.gemeente)


def _is_te_vaak(link: Actielink, nu: datetime) -> bool:
    bericht = link.bericht
    gevraagd = Bericht.objects.filter(
        zaak=bericht.zaak_id,
        regel=NIEUWE_LINK,
        contactpersoon=link.contactpersoon_id,
    ).filter(sinds("gepland_op", nu - timedelta(hours=1), nu))
    return gevraagd.count() >= PER_UUR or gevraagd.filter(gepland_op__gt=nu - EVEN).exists()
