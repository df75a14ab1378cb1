"""Where a message goes: decided when it is planned, and asked again when it is sent (hazard F27).

So is the right to it: a seat that could see the dossier then and cannot now gets nothing any more. Between planning and
sending a seat may have changed hands, a contact may have lapsed or an address may have died. Whatever happened, the row
ends with someone who gets the mail, someone to phone, or a red row: never with silence.
"""

from dataclasses import dataclass
from datetime import datetime

from communicatie.familie.naar_buiten import WACHT_REDEN
from communicatie.models import Bericht, BerichtStatus
from contacten.bezetting import Zetel
from contacten.models import Contactpersoon

from .deelnemers import DOET_NIET_MEE, mag_naar, mag_weg
from .opgezocht import Opgezocht
from .persoonlijk import VOLGT_CONTACT

_BEREIKT_IEMAND = (BerichtStatus.GEPLAND, BerichtStatus.TELEFONISCH)


@dataclass(frozen=True)
class Bestemming:
    """What to do with a message: mail it (`GEPLAND`), or leave it in the status that says why not."""

    status: BerichtStatus
    contact: Contactpersoon | None
    adres: str = ""
    reden: str = ""

    @property
    def is_te_mailen(self) -> bool:
        """Whether this goes out by mail."""
        return self.status == BerichtStatus.GEPLAND


def bij_planning(zetel: Zetel, contact: Contactpersoon | None, versie: str) -> Bestemming:
    """Where a message for this seat starts; `contact` is one of its receivers, None when the seat is empty.
    `versie` names the seat: that of the zaak."""
    if contact is None:
        reden = f"Er staat niemand in de lijst voor {zetel.heet(versie)}."
        return Bestemming(BerichtStatus.GEEN_ONTVANGER, None, reden=reden)
    if not mag_naar(contact):
        return _ingetrokken(contact, DOET_NIET_MEE)
    return _mail_naar(contact.email, contact) if contact.heeft_werkend_adres else _bel(contact)


def bestem(bericht: Bericht, nu: datetime, weet: Opgezocht | None = None) -> Bestemming:
    """Where this message goes at `nu` (aware), whoever it was planned for; in a drill to nobody who did not sign up.
    `weet`: what was looked up for it already, with others."""
    doel = _bestem(bericht, nu, weet or Opgezocht([bericht], nu))
    if doel.status in _BEREIKT_IEMAND and not mag_weg(
        doel.adres or (doel.contact.email if doel.contact else ""), doel.contact
    ):
        return _ingetrokken(doel.contact, DOET_NIET_MEE)
    return doel


def _bestem(bericht: Bericht, nu: datetime, weet: Opgezocht) -> Bestemming:
    if bericht.is_persoonlijk:
        return _persoonlijk(bericht, nu)
    if bericht.met_toegang and bericht.melding and not weet.heeft_toegang(bericht):
        return _ingetrokken(bericht.contactpersoon, "Deze plek heeft geen toegang meer tot het dossier.")
    # A lock may have gone on while a sender held it, or while it waited in a mail with many.
    if weet.is_op_slot(bericht):
        return Bestemming(BerichtStatus.WACHT, bericht.contactpersoon, bericht.aan, WACHT_REDEN)
    return _zetel(bericht, weet.zetel(bericht))


def _persoonlijk(bericht: Bericht, nu: datetime) -> Bestemming:
    """A contact that lapsed gets no personal mail; a changed address is followed, unless another one was asked for."""
    contact = bericht.contactpersoon
    if contact is None:
        volgt = bericht.ontvanger.startswith(VOLGT_CONTACT)
        return _ingetrokken(contact, "Dit contact bestaat niet meer.") if volgt else _mail_naar(bericht.aan, None)
    if contact.vervallen_op and contact.vervallen_op <= nu:
        return _ingetrokken(contact, "Dit contact is vervallen.")
    adres = contact.email if bericht.ontvanger.startswith(VOLGT_CONTACT) else bericht.aan
    return _mail_naar(adres, contact) if adres else _ingetrokken(contact, "Dit contact heeft geen e-mailadres meer.")


def _zetel(bericht: Bericht, zetel: Zetel) -> Bestemming:
    """The planned contact when still there and reachable, else a newcomer who has no row of his own."""
    gepland = bericht.contactpersoon
    zit_er_nog = gepland in zetel.bezetters
    if gepland and zit_er_nog and gepland.heeft_werkend_adres:
        return _mail_naar(gepland.email, gepland)
    anderen = _zonder_eigen_rij(bericht, zetel)
    if ander := next((contact for contact in anderen if contact.heeft_werkend_adres), None):
        return _mail_naar(ander.email, ander)
    if zetel.is_leeg:
        naam = zetel.heet(bericht.zaak.protocol_versie if bericht.zaak else "")
        reden = f"Er staat niemand meer in de lijst voor {naam}."
        return Bestemming(BerichtStatus.GEEN_ONTVANGER, gepland, reden=reden)
    te_bellen = gepland if zit_er_nog else next(iter(anderen), None)
    if te_bellen:
        return _bel(te_bellen)
    return _ingetrokken(gepland, "Deze persoon vult de plek niet meer; een collega op deze plek krijgt dit bericht.")


def _zonder_eigen_rij(bericht: Bericht, zetel: Zetel) -> list[Contactpersoon]:
    rijen = Bericht.objects.filter(aanleiding=bericht.aanleiding, regel=bericht.regel)
    sleutels = set(rijen.values_list("ontvanger", flat=True))
    return [contact for contact in zetel.ontvangers if f"contact:{contact.pk}" not in sleutels]


def _mail_naar(adres: str, contact: Contactpersoon | None) -> Bestemming:
    return Bestemming(BerichtStatus.GEPLAND, contact, adres)


def _bel(contact: Contactpersoon) -> Bestemming:
    waarom = "heeft een e-mailadres dat niet werkt" if contact.email else "heeft geen e-mailadres"
    hoe = f"; bel {contact.nummer}" if contact.nummer else " en geen telefoonnummer"
    status = BerichtStatus.TELEFONISCH if contact.nummer else BerichtStatus.GEEN_ONTVANGER
    return Bestemming(status, contact, reden=f"{contact.weergavenaam} {waarom}{hoe}.")


def _ingetrokken(contact: Contactpersoon | None, reden: str) -> Bestemming:
    return Bestemming(BerichtStatus.INGETROKKEN, contact, reden=reden)
