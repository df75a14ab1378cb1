"""Who has no account takes part in a drill too: asked by who leads it or by himself, and signed up with the link in
that mail (R153, R175, docs/besluiten/0044).

The invitation is real, and marked; nothing of the drill itself reaches anybody before he pressed the button. From then
on he is told what his seats are told, with the same links as in real work.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from basis.geweigerd import Geweigerd
from basis.toekomst import sinds
from basis.wereld import binnen
from calamiteiten.models import Deelname, Oefening, Oefenuitnodiging
from communicatie.models import Bericht
from communicatie.post.actielinks import EVEN, PER_UUR
from communicatie.post.berichten import plan_persoonlijk
from communicatie.post.deelnemers import haal_in
from contacten.bezetting import lopend
from contacten.bijhouden import linkposten
from contacten.bijhouden.verzoeken import ONGELDIG, LinkWerktNiet, onderteken, ontcijfer
from contacten.models import Bezetting, Contactpersoon, Gebruiker
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE
from contacten.rolnamen import rolnaam, versie_van_vandaag

from .spelen import LOOPT_NIET, eis_leider, vast

# The link of one person, and that of a drill with which he asks for one.
ZOUT, ZOUT_VRAAG = "escalatie.oefenlink", "escalatie.oefenvraag"
SJABLOON = "oefening_uitnodiging"
# So many people may read one mailbox; more is a list, and no seat.
HOOGSTENS = 5
VOORBIJ = "Deze oefening is voorbij. U hoeft niets meer te doen."
INGETROKKEN = "Deze uitnodiging is ingetrokken. U hoeft niets te doen, en krijgt geen post van de oefening."
ANDER_ADRES = "Deze link werkt niet meer: u staat niet meer met dit adres in de contactlijst."
NIEMAND = "Kies minstens één persoon."


def te_vragen(oefening: Oefening, nu: datetime) -> dict[int, tuple[Contactpersoon, str]]:
    """Whom who leads can ask at `nu` (aware), with his seats in words: who fills a seat of the region, or of the
    gemeente or the aanbieder that plays, can be mailed, and was not asked yet. One query beside that of the asked."""
    gevraagd = geldende(oefening.pk).values("contactpersoon")
    plek = Q(gemeente=oefening.gemeente_id) | Q(aanbieder=oefening.aanbieder_id)
    rijen = lopend(nu).filter(plek | Q(gemeente=None, aanbieder=None)).exclude(contactpersoon__in=gevraagd)
    per_contact: dict[int, list[Bezetting]] = {}
    for rij in rijen.select_related("gemeente", "aanbieder"):
        if rij.contactpersoon.heeft_werkend_adres:
            per_contact.setdefault(rij.contactpersoon_id, []).append(rij)
    return {pk: (plekken[0].contactpersoon, in_woorden(plekken)) for pk, plekken in per_contact.items()}


def geldende(oefening: int) -> QuerySet[Oefenuitnodiging]:
    """The invitations for this drill that were not taken back."""
    rijen = Oefenuitnodiging.objects.filter(oefening=oefening, ingetrokken_op__isnull=True)
    return rijen.select_related("contactpersoon", "gemaakt_door")


def plekken_van(contact: Contactpersoon, nu: datetime) -> str:
    """The seats of this contact at `nu` (aware), in words."""
    return in_woorden(lopend(nu).filter(contactpersoon=contact).select_related("gemeente", "aanbieder"))


def in_woorden(plekken: Iterable[Bezetting]) -> str:
    """These seats by function and place, each once."""
    versie = versie_van_vandaag()
    return ", ".join(dict.fromkeys(f"{rolnaam(rij.rol, versie)} {_plaats(rij)}".strip() for rij in plekken))


def _plaats(rij: Bezetting) -> str:
    """Only the place that the role uses."""
    if rij.rol in PER_GEMEENTE:
        return str(rij.gemeente or "")
    return str(rij.aanbieder or "") if rij.rol in PER_AANBIEDER else ""


def nodig_uit(nummer: int, contacten: Collection[int], door: Gebruiker, nu: datetime) -> int:
    """Ask these contacts; how many mails. `nu`: real time (aware). Raises Geweigerd for another role, for nobody, and
    when the drill is over."""
    eis_leider(door)
    with transaction.atomic():
        oefening = _open(nummer)
        kan = te_vragen(oefening, nu)
        wie = [kan[pk][0] for pk in contacten if pk in kan]
        if not wie:
            raise Geweigerd(NIEMAND)
        for contact in wie:
            _vraag(oefening, contact, door, nu)
    return len(wie)


def stuur_opnieuw(nummer: int, uitnodiging: int, door: Gebruiker, nu: datetime) -> None:
    """Mail this invitation again, also to who said no. Raises Geweigerd for another role, when the drill is over, or
    when it does not hold (any more)."""
    eis_leider(door)
    with transaction.atomic():
        rij = _rij(_open(nummer), uitnodiging)
        if not _klopt(rij, nu):
            naam = rij.contactpersoon.weergavenaam
            raise Geweigerd(f"{naam} staat niet meer met dit adres in de lijst. Trek dit in en vraag het opnieuw.")
        _mail(rij, nu)


def trek_in(nummer: int, uitnodiging: int, door: Gebruiker, nu: datetime) -> None:
    """Take this invitation back: its link opens nothing any more, and who signed up with it is out. Raises as
    `stuur_opnieuw`."""
    eis_leider(door)
    with transaction.atomic():
        rij = _rij(_open(nummer), uitnodiging)
        rij.ingetrokken_op, rij.ingetrokken_door = nu, door
        rij.save(update_fields=["ingetrokken_op", "ingetrokken_door"])
        _deelname(rij).update(afgemeld_op=nu)


def vraag_zelf(token: str, email: str, nu: datetime) -> None:
    """Who has the link of a drill asks to take part, with his address. Nobody is looked up here: the worker does
    (`stuur_gevraagde`). Raises LinkWerktNiet when we did not sign it."""
    linkposten.leg_klaar(linkposten.naam_van(token, ZOUT_VRAAG), nu, email)


def stuur_gevraagde(sleutel: UUID, email: str, nu: datetime) -> int:
    """Mail whoever asked to take part in the drill with this key his own link: when his address is in the contact list
    it goes there, and nowhere else. How many mails: none when the drill is over."""
    with transaction.atomic():
        oefening = Oefening.objects.filter(sleutel=sleutel).first()
        if oefening is None or vast(oefening.pk).gestopt_op:
            return 0
        plekken = lopend(nu).filter(contactpersoon__email__iexact=email.strip())
        wie = {rij.contactpersoon_id: rij.contactpersoon for rij in plekken}
        mag = [contact for contact in [*wie.values()][:HOOGSTENS] if contact.heeft_werkend_adres]
        return sum(_vraag_eens(oefening, contact, nu) for contact in mag)


def vind(token: str, nu: datetime) -> Oefenuitnodiging:
    """The invitation of this token at `nu` (aware, real time); changes nothing. Raises LinkWerktNiet: not ours, taken
    back, the drill is over, or the person is in the list with this address no more."""
    rijen = Oefenuitnodiging.objects.select_related("oefening__gemeente", "oefening__aanbieder", "contactpersoon")
    rij = rijen.filter(sleutel=ontcijfer(token, ZOUT)).first()
    if rij is None:
        raise LinkWerktNiet(ONGELDIG)
    if rij.oefening.gestopt_op:
        raise LinkWerktNiet(VOORBIJ)
    if rij.ingetrokken_op:
        raise LinkWerktNiet(INGETROKKEN)
    if not _klopt(rij, nu):
        raise LinkWerktNiet(ANDER_ADRES)
    return rij


def vind_oefening(token: str) -> Oefening:
    """The drill of the link with which anybody asks to take part. Raises LinkWerktNiet: not ours, or it is over."""
    oefening = _oefening(token)
    if oefening.gestopt_op:
        raise LinkWerktNiet(VOORBIJ)
    return oefening


def doet_mee(rij: Oefenuitnodiging) -> bool:
    """Whether who was asked takes part now."""
    return _deelname(rij).exists()


def meld_aan(token: str, nu: datetime) -> None:
    """Sign up with this link: from here on the mail of the drill for his seats reaches him. Joining while it is played,
    he hears what he is to do now. Twice changes nothing. Raises LinkWerktNiet."""
    with _vast(token, nu) as rij:
        if doet_mee(rij):
            return
        contact, oefening = rij.contactpersoon, rij.oefening
        Deelname.objects.create(
            oefening=oefening,
            contactpersoon=contact,
            adres=rij.adres,
            plekken=plekken_van(contact, nu)[:300],
            aangemeld_op=nu,
        )
        Oefenuitnodiging.objects.filter(pk=rij.pk).update(afgeslagen_op=None)
        if oefening.wereld:
            with binnen(oefening.wereld):
                haal_in(contact, oefening.wereld.tijd(nu))


def meld_af(token: str, nu: datetime) -> None:
    """Say no, or sign off: from here on nothing of the drill reaches him, and its links open nothing. Raises
    LinkWerktNiet."""
    with _vast(token, nu) as rij:
        if not _deelname(rij).update(afgemeld_op=nu):
            Oefenuitnodiging.objects.filter(pk=rij.pk).update(afgeslagen_op=nu)


def pad_van(rij: Oefenuitnodiging) -> str:
    """The path of the page of this invitation, with its signed token."""
    return reverse("oefenlink", args=[onderteken(rij.sleutel, ZOUT)])


def vraagpad(oefening: Oefening) -> str:
    """The path of the page on which anybody asks for his own link to this drill."""
    return reverse("oefenlink_vraag", args=[onderteken(oefening.sleutel, ZOUT_VRAAG)])


def _open(nummer: int) -> Oefening:
    oefening = vast(nummer)
    if oefening.gestopt_op:
        raise Geweigerd(LOOPT_NIET)
    return oefening


def _rij(oefening: Oefening, uitnodiging: int) -> Oefenuitnodiging:
    rij = geldende(oefening.pk).filter(pk=uitnodiging).first()
    if rij is None:
        raise Geweigerd("Deze uitnodiging is er niet (meer). Ververs de pagina.")
    return rij


def _oefening(token: str) -> Oefening:
    oefening = Oefening.objects.filter(sleutel=ontcijfer(token, ZOUT_VRAAG)).first()
    if oefening is None:
        raise LinkWerktNiet(ONGELDIG)
    return oefening


@contextmanager
def _vast(token: str, nu: datetime) -> Iterator[Oefenuitnodiging]:
    """The invitation of this token while its drill is held, asked again under that lock."""
    eerst = vind(token, nu)
    with transaction.atomic():
        vast(eerst.oefening_id)
        yield vind(token, nu)


def _klopt(rij: Oefenuitnodiging, nu: datetime) -> bool:
    """Whether this person still has a seat, and the address that was written to."""
    is_adres = rij.contactpersoon.email.casefold() == rij.adres.casefold()
    return is_adres and lopend(nu).filter(contactpersoon=rij.contactpersoon_id).exists()


def _deelname(rij: Oefenuitnodiging) -> QuerySet[Deelname]:
    return Deelname.objects.filter(
        oefening=rij.oefening_id, contactpersoon=rij.contactpersoon_id, afgemeld_op__isnull=True
    )


def _vraag(oefening: Oefening, contact: Contactpersoon, door: Gebruiker | None, nu: datetime) -> None:
    rij = Oefenuitnodiging.objects.create(
        oefening=oefening, contactpersoon=contact, adres=contact.email, gemaakt_op=nu, gemaakt_door=door
    )
    _mail(rij, nu)


def _vraag_eens(oefening: Oefening, contact: Contactpersoon, nu: datetime) -> bool:
    """Mail the link of this person; an invitation to an address that he left is followed by a new one. False when it
    is asked too often, or when who leads took it back: then only who leads asks anew."""
    rijen = Oefenuitnodiging.objects.filter(oefening=oefening, contactpersoon=contact).order_by("-pk")
    nieuwste = rijen.select_related("contactpersoon").first()
    uur, even = (sinds("gepland_op", nu - lengte, nu) for lengte in (timedelta(hours=1), EVEN))
    gemaild = Bericht.objects.filter(uur, regel=SJABLOON, contactpersoon=contact)
    te_vaak = gemaild.count() >= PER_UUR or gemaild.filter(even).exists()
    if te_vaak or (nieuwste and nieuwste.ingetrokken_op):
        return False
    if nieuwste is None:
        _vraag(oefening, contact, None, nu)
        return True
    if not _klopt(nieuwste, nu):
        # The link of the old address opens nothing any more, and what it signed up for has ended.
        _deelname(nieuwste).update(afgemeld_op=nu)
        nieuwste.adres, nieuwste.sleutel = contact.email, uuid4()
        nieuwste.save(update_fields=["adres", "sleutel"])
    _mail(nieuwste, nu)
    return True


def _mail(rij: Oefenuitnodiging, nu: datetime) -> None:
    plan_persoonlijk(
        aan=rij.contactpersoon,
        email=rij.adres,
        sjabloon=SJABLOON,
        pad=pad_van(rij),
        aanleiding=f"oefenlink:{rij.pk}:{nu.isoformat()}"[:60],
        regel=SJABLOON,
        nu=nu,
    )
