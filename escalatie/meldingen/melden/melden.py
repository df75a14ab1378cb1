"""What somebody of an aanbieder does with his link, and what the region does with that link.

The same verbs as in the app. The row of the link is held first, then the zaak: one link is one melding.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from basis.geweigerd import Geweigerd
from calamiteiten.bestanden.keuring import Gekeurd
from calamiteiten.dossier import Gegevens, Verstrekking
from calamiteiten.models import Bestand, Melding
from communicatie.familie.naar_buiten import vergrendel
from communicatie.models import ONTVANGST_MELDER, Meldlink
from communicatie.post import linkkluis, meldlinks
from communicatie.post.berichten import Aankondiging, plan
from contacten.bezetting import Zetel, lokale_dag, lopend, zetels
from contacten.bijhouden import linkposten
from contacten.models import Aanbieder, Contactpersoon, ContactSoort, Gebruiker
from contacten.personen.lijst import bezet_zetel, leg_contact_vast
from contacten.rollen import Rol
from escalatie.draaiboek import beschrijving, bestanden, correcties, informatie
from escalatie.draaiboek.bevoegdheid import OPVOLGERS, mag_rapport_geven
from escalatie.draaiboek.taken import geef_actie, voltooi
from escalatie.meldingen.registratie import registreren
from escalatie.meldingen.taken.vervulling import Actie, Vervulling
from escalatie.models import Stap, Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol

# The mail to the contractmanager when the aanbieder itself recorded the report, and the name of its duty to inform.
RAPPORT = "rapport_van_aanbieder"
# Somebody must have read a message of the aanbieder within this time; the paper gives none (A8: regioafspraak).
LEZEN_BINNEN = timedelta(hours=24)
LEES = "Lees het bericht van de aanbieder en antwoord"
BEKIJK = "Bekijk het bestand dat de aanbieder toevoegde"
GEEN_RAPPORT = "Er wacht nu niemand op een rapport. Hebt u het al? Stuur dan een bericht."


@dataclass(frozen=True)
class Melder:
    """Who reports: somebody of the list, or a new person with an address."""

    contact: Contactpersoon | None = None
    naam: str = ""
    functie: str = ""
    email: str = ""
    telefoon: str = ""


def stuur_link(aanbieder: Aanbieder, melder: Melder, door: Gebruiker, nu: datetime) -> Meldlink:
    """Send this person a link to report with, after a phone call. A new person joins the list as who reports for this
    aanbieder. Raises Geweigerd for other roles, without an address that works, and for a person that cannot be kept."""
    _eis_opvolger(door)
    with transaction.atomic():
        contact = melder.contact or _neem_op(aanbieder, melder)
        if not contact.heeft_werkend_adres:
            raise Geweigerd(f"{contact.weergavenaam} heeft geen e-mailadres dat werkt. Vul een ander adres in.")
        _geef_plek(contact, aanbieder, nu)
        return meldlinks.maak(aanbieder, contact, door, nu)


def stuur_opnieuw(link: Meldlink, door: Gebruiker, nu: datetime) -> str:
    """Send the same link again, for as long as it may still be used; returns what was done. Raises Geweigerd for other
    roles, and when it was taken back."""
    _eis_opvolger(door)
    with transaction.atomic():
        rij = Meldlink.objects.select_for_update(of=("self",)).select_related("contactpersoon").get(pk=link.pk)
        if rij.ingetrokken_op:
            raise Geweigerd("Deze link is ingetrokken. Stuur een nieuwe.")
        if rij.melding_id is None:
            rij.verloopt_op = nu + meldlinks.OM_TE_MELDEN
            rij.save(update_fields=["verloopt_op"])
        meldlinks.mail(rij, nu)
    return f"De link is opnieuw gestuurd aan {rij.contactpersoon.weergavenaam}"


def vraag_nieuwe(token: str, email: str, nu: datetime) -> None:
    """Who has this link, or had it, asks for it again and says to which address it went. Nobody is looked up here: the
    worker does (`stuur_gevraagde`). Raises LinkWerktNiet when we did not sign it, and TeVaak."""
    link = linkposten.naam_van(token, meldlinks.ZOUT)
    linkposten.tel(link, nu)
    linkposten.leg_klaar(link, nu, email)


def stuur_gevraagde(sleutel: UUID, email: str, nu: datetime) -> bool:
    """Send the link with this key again to who asked for it, when this is the address that it went to; it goes there
    and nowhere else. False when he gets none."""
    with transaction.atomic():
        link = meldlinks.te_vernieuwen(sleutel, email, nu)
        if link is not None:
            meldlinks.verleng(link, nu)
    return link is not None


def trek_in(link: Meldlink, door: Gebruiker, nu: datetime) -> str:
    """Take this link back: it opens nothing more. Returns what was done. Raises Geweigerd for other roles."""
    _eis_opvolger(door)
    with transaction.atomic():
        meldlinks.trek_in(link, door, nu)
        if link.melding:
            vergrendel(link.melding)
            wat = f"Link ingetrokken van {link.contactpersoon.weergavenaam}, {link.aanbieder}"
            correcties.leg_vast(Melding.objects.get(pk=link.melding.pk), correcties.LINK, wat, door, nu)
    return f"De link van {link.contactpersoon.weergavenaam} is ingetrokken"


def meld(token: str, gegevens: Gegevens, nu: datetime, verstrekking: Verstrekking | None = None) -> Melding:
    """Register what this aanbieder reports; a second time gives the first melding. The contractmanager hears it as
    ever, the reporter gets a receipt. Raises LinkWerktNiet, and Geweigerd when it cannot be kept."""
    with transaction.atomic():
        link = meldlinks.vind(token, nu, met_slot=True)
        if link.melding:
            return link.melding
        eigen = replace(gegevens, aanbieder=link.aanbieder, ontvangen_op=nu)
        melding = registreren.leg_vast(eigen, link.sleutel, meldlinks.houder(link), nu, verstrekking)
        link.melding, link.verloopt_op = melding, nu + meldlinks.OM_AAN_TE_VULLEN
        feiten = beschrijving.van_de_aanbieder(melding, haal_protocol(melding.protocol_versie))
        link.gezegd = {"onderwerp": melding.onderwerp, "omschrijving": melding.omschrijving, "feiten": feiten}
        link.save(update_fields=["melding", "verloopt_op", "gezegd"])
        _stuur_ontvangst(link, melding, nu)
    return melding


def rapporttaken(link: Meldlink) -> list[Taak]:
    """The duties of the region that wait for the report of the inspection."""
    houder = meldlinks.houder(link)
    open_ = Taak.objects.filter(zaak=link.melding_id or 0, status=TaakStatus.OPEN).select_related("zaak__als_melding")
    return [taak for taak in open_ if mag_rapport_geven(houder, taak)]


def geef_rapport(token: str, vervulling: Vervulling, nu: datetime) -> Taak:
    """Record the report of the inspection as the contractmanager does, who hears that it came. Raises LinkWerktNiet,
    and Geweigerd when nobody waits for one."""
    with transaction.atomic():
        link, melding = _met_melding(token, nu)
        wacht = rapporttaken(link)
        if not wacht:
            raise Geweigerd(GEEN_RAPPORT)
        taak = voltooi(wacht[0].pk, meldlinks.houder(link), vervulling, nu)
        aankondiging = Aankondiging(
            zaak=melding,
            aanleiding=f"taak:{taak.pk}:aanbieder:{nu.isoformat()}"[:60],
            regel=RAPPORT,
            sjabloon=RAPPORT,
            zetels=tuple(zetels(Rol.CONTRACTMANAGER, nu)),
        )
        informatie.vraag_om_telefoon(plan([aankondiging], nu), nu)
    return taak


def geef_bestand(token: str, stuk: bestanden.Stuk, gekeurd: Gekeurd, nu: datetime) -> Bestand:
    """Add a file to what was reported, and give the contractmanager the duty to look at it. Raises LinkWerktNiet, and
    Geweigerd as `bestanden.leg_vast` does."""
    with transaction.atomic():
        link, melding = _met_melding(token, nu)
        wie = meldlinks.houder(link)
        rij = bestanden.leg_vast(melding, stuk, gekeurd, wie, nu)
        geef_actie(melding, Actie(BEKIJK, Rol.CONTRACTMANAGER, "", nu + LEZEN_BINNEN), wie, nu)
    return rij


def stuur_bericht(token: str, tekst: str, nu: datetime) -> Stap:
    """Keep what the aanbieder wants to put right, take back or add, and give the contractmanager the duty to read it.
    Nothing of the melding changes by itself. Raises LinkWerktNiet, and Geweigerd without a text."""
    with transaction.atomic():
        link, melding = _met_melding(token, nu)
        wie, wat = meldlinks.houder(link), "Bericht van de aanbieder"
        if al_gezegd := correcties.al_gezegd(melding, wat, wie, tekst):
            return al_gezegd
        stap = correcties.leg_vast(melding, correcties.GEZEGD, wat, wie, nu, reden=tekst)
        geef_actie(melding, Actie(LEES, Rol.CONTRACTMANAGER, "", nu + LEZEN_BINNEN), wie, nu)
    return stap


def _met_melding(token: str, nu: datetime) -> tuple[Meldlink, Melding]:
    """The link, held, and what it is about, held too."""
    link = meldlinks.vind(token, nu, met_slot=True)
    if link.melding is None:
        raise Geweigerd("U hebt met deze link nog niets gemeld.")
    vergrendel(link.melding)
    return link, Melding.objects.select_related("aanbieder").get(pk=link.melding.pk)


def _stuur_ontvangst(link: Meldlink, melding: Melding, nu: datetime) -> None:
    aankondiging = Aankondiging(
        zaak=melding,
        aanleiding=f"meldlink:{link.pk}",
        regel=ONTVANGST_MELDER,
        sjabloon=ONTVANGST_MELDER,
        zetels=(Zetel(Rol.AANBIEDER, None, link.aanbieder, (link.contactpersoon,)),),
        gegevens={linkkluis.PAD: linkkluis.berg(meldlinks.pad_van(link))},
    )
    informatie.vraag_om_telefoon(plan([aankondiging], nu), nu)


def _neem_op(aanbieder: Aanbieder, melder: Melder) -> Contactpersoon:
    """This person in the list: who has this address for this aanbieder already, or a new row."""
    bekend = Contactpersoon.objects.filter(aanbieder=aanbieder, email__iexact=melder.email, vervallen_op__isnull=True)
    if melder.email and (contact := bekend.first()):
        return contact
    velden = {"soort": ContactSoort.PERSOON, "naam": melder.naam, "functie": melder.functie, "email": melder.email}
    try:
        return leg_contact_vast({**velden, "telefoon": melder.telefoon, "aanbieder": aanbieder})
    except ValidationError as fout:
        raise Geweigerd(" ".join(fout.messages)) from fout


def _geef_plek(contact: Contactpersoon, aanbieder: Aanbieder, nu: datetime) -> None:
    """Whoever gets a link reports for this aanbieder from now on, if he did not already."""
    if not lopend(nu).filter(contactpersoon=contact, rol=Rol.AANBIEDER, aanbieder=aanbieder).exists():
        plek = {"rol": Rol.AANBIEDER, "aanbieder": aanbieder, "volgorde": 1, "van_datum": lokale_dag(nu)}
        bezet_zetel(contact.pk, plek)


def _eis_opvolger(door: Gebruiker) -> None:
    if not door.is_rol(*OPVOLGERS):
        raise Geweigerd("Een link om te melden is aan de contractmanager en de regiomanager.")
