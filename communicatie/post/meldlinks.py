"""The link for who reports for an aanbieder: made, mailed, found back (design 4.8)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from basis.taal import moment
from basis.toekomst import sinds
from calamiteiten.toegang import inzage
from communicatie.models import Bericht, Meldlink
from contacten.bezetting import lopend
from contacten.bijhouden.verzoeken import ONGELDIG, LinkWerktNiet, onderteken, ontcijfer
from contacten.models import Aanbieder, Contactpersoon, Gebruiker, Linkhouder
from contacten.rollen import Rol
from contacten.rolnamen import rolnaam

from .actielinks import EVEN, PER_UUR, LinkVerlopen
from .persoonlijk import plan_persoonlijk

ZOUT = "communicatie.meldlink"
# How long somebody may take to report, and how long he comes back to it: the report of the inspection takes months.
# The paper gives neither (A8: regioafspraak).
OM_TE_MELDEN, OM_AAN_TE_VULLEN = timedelta(days=7), timedelta(days=365)
MELDLINK = "meldlink"
NIEUWSTE = 50
VERLOPEN = "Deze link is verlopen. Vraag hieronder een nieuwe, of bel de {rol}."
INGETROKKEN = "Deze link is ingetrokken. Bel de {rol} als u iets wilt melden."
GESLOTEN = "Deze melding is gesloten. U hoeft hier niets meer te doen."


class MeldlinkVerlopen(LinkVerlopen):
    """A link to report with that is too old."""

    vraagt_adres = True


def maak(aanbieder: Aanbieder, contact: Contactpersoon, door: Gebruiker, nu: datetime) -> Meldlink:
    """Make a link for this person and plan the mail with it. Call inside a transaction."""
    link = Meldlink.objects.create(
        aanbieder=aanbieder, contactpersoon=contact, gemaakt_op=nu, gemaakt_door=door, verloopt_op=nu + OM_TE_MELDEN
    )
    mail(link, nu)
    return link


def mail(link: Meldlink, nu: datetime) -> None:
    """Plan the mail with this link at `nu` (aware), to the address of its person in the list."""
    plan_persoonlijk(
        aan=link.contactpersoon,
        email=link.contactpersoon.email,
        sjabloon=MELDLINK,
        pad=pad_van(link),
        aanleiding=f"meldlink:{link.pk}:{nu.isoformat()}"[:60],
        regel=MELDLINK,
        nu=nu,
        termijn=f"vóór {moment(link.verloopt_op)}",
    )


def pad_van(link: Meldlink) -> str:
    """The path of the page of this link, with its signed token."""
    return reverse("melden", args=[onderteken(link.sleutel, ZOUT)])


def vind(token: str, nu: datetime, *, met_slot: bool = False) -> Meldlink:
    """The link of this token at `nu` (aware); changes nothing. `met_slot` holds it, inside a transaction. Raises
    LinkWerktNiet: not ours, taken back, too old, the person left the list, or what it is about is closed."""
    rijen = Meldlink.objects.select_related("aanbieder", "contactpersoon", "melding__aanbieder")
    rijen = rijen.select_for_update(of=("self",)) if met_slot else rijen
    link = rijen.filter(sleutel=ontcijfer(token, ZOUT)).first()
    if link is None:
        raise LinkWerktNiet(ONGELDIG)
    if link.melding:
        inzage.gelezen(link.melding.kenmerk, link.contactpersoon_id)
    if link.ingetrokken_op or not _zit_er_nog(link, nu):
        raise LinkWerktNiet(INGETROKKEN.format(rol=rolnaam(Rol.CONTRACTMANAGER)))
    if link.verloopt_op <= nu:
        raise MeldlinkVerlopen(VERLOPEN.format(rol=rolnaam(Rol.CONTRACTMANAGER)))
    if link.melding and not link.melding.is_open():
        raise LinkWerktNiet(GESLOTEN)
    return link


def te_vernieuwen(sleutel: UUID, email: str, nu: datetime) -> Meldlink | None:
    """The link with this key, held, when who says this address may have it again at `nu` (aware): it went to that
    address, nobody took it back, and it is not asked too often. None for whatever else it is. Call inside a
    transaction."""
    rijen = Meldlink.objects.select_for_update(of=("self",)).select_related("aanbieder", "contactpersoon", "melding")
    link = rijen.filter(sleutel=sleutel, ingetrokken_op__isnull=True).first()
    if link is None or not _zit_er_nog(link, nu) or (link.melding and not link.melding.is_open()):
        return None
    contact = link.contactpersoon
    is_adres = contact.heeft_werkend_adres and contact.email.casefold() == email.strip().casefold()
    uur = sinds("gepland_op", nu - timedelta(hours=1), nu)
    gestuurd = Bericht.objects.filter(uur, regel=MELDLINK, contactpersoon=contact)
    is_te_vaak = gestuurd.count() >= PER_UUR or gestuurd.filter(gepland_op__gt=nu - EVEN).exists()
    return link if is_adres and not is_te_vaak else None


def verleng(link: Meldlink, nu: datetime) -> None:
    """Let this link be used again from `nu` (aware) on, as a new one is, and mail it. Call inside a transaction."""
    link.verloopt_op = nu + (OM_AAN_TE_VULLEN if link.melding_id else OM_TE_MELDEN)
    link.save(update_fields=["verloopt_op"])
    mail(link, nu)


def houder(link: Meldlink) -> Linkhouder:
    """Who acts by this link."""
    return Linkhouder(link.contactpersoon, Rol.AANBIEDER, aanbieder=link.aanbieder)


def alle() -> QuerySet[Meldlink]:
    """Every link, the newest first, with whose it is."""
    return Meldlink.objects.select_related("aanbieder", "contactpersoon", "melding", "gemaakt_door", "ingetrokken_door")


def overzicht(nu: datetime) -> tuple[list[Meldlink], int]:
    """Every link that still works at `nu` (aware), and of the others the newest 50, the newest first; and how many are
    left out. What works can be taken back, however old it is."""
    werkt = Q(ingetrokken_op__isnull=True, verloopt_op__gt=nu, melding__afgerond_op__isnull=True)
    rest = alle().exclude(werkt)
    getoond = [*alle().filter(werkt), *rest[:NIEUWSTE]]
    over = max(0, rest.count() - NIEUWSTE)
    return sorted(getoond, key=lambda link: (link.gemaakt_op, link.pk), reverse=True), over


def trek_in(link: Meldlink, door: Gebruiker, nu: datetime) -> bool:
    """Take this link back; False when it was already."""
    rijen = Meldlink.objects.filter(pk=link.pk, ingetrokken_op__isnull=True)
    return bool(rijen.update(ingetrokken_op=nu, ingetrokken_door=door))


def _zit_er_nog(link: Meldlink, nu: datetime) -> bool:
    """Whether this person still reports for this aanbieder."""
    rijen = lopend(nu).filter(rol=Rol.AANBIEDER, aanbieder=link.aanbieder)
    return rijen.filter(contactpersoon=link.contactpersoon).exists()
