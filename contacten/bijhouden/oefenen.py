"""The practice round: a test message to the seats of a role or a gemeente, and who answered in what time.

The page makes the rows; the worker that reads them plans the mails. Absence and vervanger count as in earnest. A seat
that is empty or can only be phoned stands in the report too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from contacten.bezetting import Zetel, alle_zetels, zetels
from contacten.models import Contactpersoon, Gebruiker, Gemeente, OefenAntwoord, Oefenronde
from contacten.organisaties import regio_gemeenten
from contacten.personen.overzicht import Regel
from contacten.rollen import PER_AANBIEDER, Rolgroep

from .verzoeken import ONGELDIG, LinkWerktNiet, onderteken, ontcijfer

ZOUT = "contacten.oefening"
GELDIG = timedelta(days=7)
# The seats of an aanbieder take no part: a round goes to a gemeente or to the region.
OEFENBAAR = Rolgroep(lambda rij: rij.heeft_plek and rij.code not in PER_AANBIEDER)


@transaction.atomic
def start(rol: str, gemeente: Gemeente | None, door: Gebruiker, nu: datetime) -> Oefenronde:
    """Begin a round for this role, this gemeente or both, with a row per receiver as things stand at `nu` (aware)."""
    ronde = Oefenronde.objects.create(rol=rol, gemeente=gemeente, gestart_door=door, gestart_op=nu)
    OefenAntwoord.objects.bulk_create(_rijen(ronde, _zetels(rol, gemeente, nu)))
    return ronde


def _zetels(rol: str, gemeente: Gemeente | None, nu: datetime) -> list[Zetel]:
    if not rol:
        return [zetel for zetel in alle_zetels(nu).values() if zetel.gemeente == gemeente and zetel.gemeente]
    return zetels(rol, nu, gemeenten=[gemeente] if gemeente else regio_gemeenten())


def _rijen(ronde: Oefenronde, plekken: Iterable[Zetel]) -> list[OefenAntwoord]:
    """One row per contact, with every seat that brought it here; one row per empty seat."""
    namen: dict[int, list[str]] = {}
    contacten = {contact.pk: contact for zetel in plekken for contact in zetel.ontvangers}
    for zetel in plekken:
        for contact in zetel.ontvangers:
            namen.setdefault(contact.pk, []).append(zetel.naam)
    rijen = [
        OefenAntwoord(
            oefenronde=ronde,
            contactpersoon=contact,
            zetel=", ".join(namen[contact.pk])[:200],
            aan=contact.email if contact.heeft_werkend_adres else "",
        )
        for contact in contacten.values()
    ]
    return rijen + [OefenAntwoord(oefenronde=ronde, zetel=zetel.naam) for zetel in plekken if zetel.is_leeg]


def pad_van(antwoord: OefenAntwoord) -> str:
    """Return the path of the page on which this receiver answers."""
    return reverse("contact_oefening", args=[onderteken(antwoord.sleutel, ZOUT)])


def vind_antwoord(token: str, nu: datetime) -> OefenAntwoord:
    """Return the row of this token; changes nothing. Raises LinkWerktNiet: not ours, or the round is over."""
    rijen = OefenAntwoord.objects.select_related("oefenronde", "contactpersoon")
    antwoord = rijen.filter(sleutel=ontcijfer(token, ZOUT)).first()
    if antwoord is None:
        raise LinkWerktNiet(ONGELDIG)
    if antwoord.oefenronde.gestart_op + GELDIG <= nu:
        raise LinkWerktNiet("Deze oefening is afgelopen. U hoeft niets meer te doen.")
    return antwoord


def beantwoord(token: str, nu: datetime) -> OefenAntwoord:
    """Note that this receiver answered; a second answer changes nothing. Raises LinkWerktNiet."""
    antwoord = vind_antwoord(token, nu)
    OefenAntwoord.objects.filter(pk=antwoord.pk, beantwoord_op__isnull=True).update(beantwoord_op=nu)
    antwoord.refresh_from_db(fields=["beantwoord_op"])
    return antwoord


@dataclass(frozen=True)
class Uitslagregel:
    """One receiver in the report, with the time it took to answer (empty without an answer)."""

    antwoord: OefenAntwoord
    contact: Contactpersoon
    na: str

    @property
    def nummers(self) -> list[tuple[str, str]]:
        """The numbers with their links, the one to try first in front."""
        return Regel(self.contact).nummers


@dataclass(frozen=True)
class Uitslag:
    """The report of a round: who answered (fastest first), who not yet, who must be phoned, which seats are empty."""

    ronde: Oefenronde
    beantwoord: list[Uitslagregel]
    stil: list[Uitslagregel]
    te_bellen: list[Uitslagregel]
    leeg: list[OefenAntwoord]

    @property
    def aantal(self) -> int:
        """How many could answer."""
        return len(self.beantwoord) + len(self.stil)


def maak_uitslag(ronde: Oefenronde) -> Uitslag:
    """Return the report of this round as it stands; one query."""
    snelst = F("beantwoord_op").asc(nulls_last=True)
    rijen = list(ronde.antwoorden.select_related("contactpersoon").order_by(snelst, "zetel", "pk"))
    gemaild = [rij for rij in rijen if rij.aan]
    return Uitslag(
        ronde=ronde,
        beantwoord=_regels(ronde, (rij for rij in gemaild if rij.beantwoord_op)),
        stil=_regels(ronde, (rij for rij in gemaild if not rij.beantwoord_op)),
        te_bellen=_regels(ronde, (rij for rij in rijen if not rij.aan)),
        leeg=[rij for rij in rijen if rij.contactpersoon is None],
    )


def _regels(ronde: Oefenronde, rijen: Iterable[OefenAntwoord]) -> list[Uitslagregel]:
    return [
        Uitslagregel(rij, rij.contactpersoon, duur(rij.beantwoord_op - ronde.gestart_op) if rij.beantwoord_op else "")
        for rij in rijen
        if rij.contactpersoon
    ]


def duur(tijd: timedelta) -> str:
    """Return a time taken in words, to the minute: "minder dan een minuut", "4 minuten", "2 uur en 5 minuten"."""
    uren, minuten = divmod(int(tijd.total_seconds()) // 60, 60)
    in_minuten = f"{minuten} {'minuut' if minuten == 1 else 'minuten'}" if minuten else ""
    return " en ".join(filter(None, [f"{uren} uur" if uren else "", in_minuten])) or "minder dan een minuut"
