"""The link with which somebody without an account answers for one message (R101, design 4.8).

It goes in the mail instead of the address of the dossier, which would ask that person to sign in. It is made when the
mail is, so that it is of who gets it by then.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from calamiteiten.models import Zaak
from calamiteiten.toegang import rol_heeft_toegang
from communicatie.models import Actielink, Bericht, BerichtStatus
from contacten.bezetting import bezet
from contacten.bijhouden.verzoeken import LinkWerktNiet, onderteken, ontcijfer
from contacten.models import Contactpersoon, Gebruiker, Gemeente
from contacten.rollen import PER_GEMEENTE

ZOUT = "communicatie.actielink"
# Longer than any duty of a message waits for its answer (A8: regioafspraak).
GELDIG = timedelta(days=14)
ONGELDIG = "Deze link klopt niet. Open de link uit de mail opnieuw, of kopieer het hele adres."
VERLOPEN = "Deze link werkt niet meer. Bel het nummer in de mail als u nog iets moet weten of doen."
NIET_MEER = "U hoeft hier niets meer te doen."


def heeft_account(bericht: Bericht) -> bool:
    """Whether who gets this message can sign in: with an account of his own, or with one of his seat that is nobody
    else's by name."""
    # An account for another seat does not open this dossier.
    plek = Q(rol=bericht.rol)
    if bericht.rol in PER_GEMEENTE:
        plek &= Q(gemeente=bericht.gemeente_id)
    wie = Q(contactpersoon=bericht.contactpersoon_id) | Q(contactpersoon__isnull=True)
    return Gebruiker.objects.filter(plek, wie, is_active=True).exclude(rol="").exists()


def pad_voor(bericht: Bericht, nu: datetime) -> str:
    """The path of the link for who gets this message about a melding at `nu` (aware); "" when he can sign in, or when
    nobody is asked to answer."""
    contact = bericht.contactpersoon
    if bericht.melding is None or contact is None or bericht.bevestigen_voor_op is None or bericht.intrekken_om:
        return ""
    if heeft_account(bericht):
        return ""
    # A mail that is tried again keeps its link; one that goes to a colleague by now gets a new one.
    link, _ = Actielink.objects.get_or_create(
        bericht=bericht, defaults={"contactpersoon": contact, "gemaakt_op": nu, "verloopt_op": nu + GELDIG}
    )
    if link.contactpersoon_id != contact.pk:
        link.delete()
        return pad_voor(bericht, nu)
    return reverse("actielink", args=[onderteken(link.sleutel, ZOUT)])


def vind(token: str, nu: datetime) -> Actielink:
    """The link of this token at `nu` (aware); changes nothing. Raises LinkWerktNiet: not ours, ended, taken back, the
    message was withdrawn, or the person has left the list, the seat or the dossier."""
    rijen = Actielink.objects.select_related(
        "bericht__zaak__als_melding", "bericht__gemeente", "bericht__aanbieder", "contactpersoon"
    )
    link = rijen.filter(sleutel=ontcijfer(token, ZOUT)).first()
    if link is None:
        raise LinkWerktNiet(ONGELDIG)
    vervallen_op = link.contactpersoon.vervallen_op
    if link.ingetrokken_op or (vervallen_op and vervallen_op <= nu):
        raise LinkWerktNiet(NIET_MEER)
    if link.bericht.status == BerichtStatus.INGETROKKEN or not _zit_er_nog(link, nu):
        raise LinkWerktNiet(NIET_MEER)
    if link.verloopt_op <= nu:
        raise LinkWerktNiet(VERLOPEN)
    return link


def _zit_er_nog(link: Actielink, nu: datetime) -> bool:
    """Whether this person still fills the seat, and the seat may still read what it was told."""
    bericht, melding = link.bericht, link.bericht.melding
    zetel = bezet(bericht.rol, nu, gemeente=bericht.gemeente, aanbieder=bericht.aanbieder)
    if link.contactpersoon not in zetel.bezetters:
        return False
    return not (melding and bericht.met_toegang) or rol_heeft_toegang(melding, bericht.rol, bericht.gemeente)


def trek_in(zaak: Zaak, gemeente: Gemeente, nu: datetime, behalve: Collection[int] = ()) -> int:
    """Take back every link about this zaak of the people of this gemeente, apart from those of the messages in
    `behalve`; how many."""
    rijen = Actielink.objects.filter(bericht__zaak=zaak.pk, bericht__gemeente=gemeente, ingetrokken_op__isnull=True)
    return rijen.exclude(bericht__in=list(behalve)).update(ingetrokken_op=nu)


def namens_wie(contact: Contactpersoon) -> str:
    """How the proof names who answered by link."""
    return f"{contact.weergavenaam}, via de link in de mail"
