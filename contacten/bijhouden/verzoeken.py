"""Asking every contact whether the list is still right (R103): the round, the reminder, the link, the confirmation.

The sweeps may run twice or late: they read and write rows, and a second run at the same moment finds nothing. The link
in a mail is signed, works once and for a limited time; opening it changes nothing, only pressing a button does.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from basis.toekomst import onmogelijk, sinds
from contacten.bezetting.bereikbaarheid import ONBEREIKBAAR, geldig
from contacten.models import Bevestigingsverzoek, Contactpersoon, VerzoekUitkomst

ZOUT = "contacten.bevestigen"


ONGELDIG = "Deze link klopt niet. Open de link uit de mail opnieuw, of kopieer het hele adres."


class LinkWerktNiet(Exception):
    """A link from a mail that cannot be used (any more); the message is a Dutch sentence that says what to do."""

    @property
    def status(self) -> int:
        """The code of the answer: 404 for no link of ours, 410 for one that works no more."""
        return 404 if str(self) == ONGELDIG else 410


GEBRUIKT = "Deze link is al gebruikt. U hoeft niets meer te doen."
VERLOPEN = "Deze link is verlopen. U krijgt vanzelf een nieuwe vraag, of bel de beheerder van de lijst."
VERVALLEN = "U staat niet meer in de contactlijst. U hoeft niets te doen."


def aan_de_beurt(nu: datetime) -> list[int]:
    """The keys of the contacts that are to be asked at `nu` (aware)."""
    return list(_te_vragen(nu).values_list("pk", flat=True))


def te_vragen(nu: datetime, nummers: Collection[int] | None = None) -> list[Contactpersoon]:
    """Lock and return the contacts that are due at `nu` (aware), of these (`nummers`) or of all."""
    rijen = _te_vragen(nu) if nummers is None else _te_vragen(nu).filter(pk__in=nummers)
    return list(rijen.select_for_update(skip_locked=True, of=("self",)))


def _te_vragen(nu: datetime) -> QuerySet[Contactpersoon]:
    """With mail, long not confirmed and long not asked."""
    grens = nu - timedelta(days=settings.CONTACT_BEVESTIGEN_DAGEN)
    gevraagd = Bevestigingsverzoek.objects.filter(Q(uitkomst="") | sinds("gemaakt_op", grens, nu))
    rijen = geldig(nu).exclude(email="").exclude(ONBEREIKBAAR).exclude(pk__in=gevraagd.values("contactpersoon"))
    lang = Q(bevestigd_op__isnull=True) | Q(bevestigd_op__lte=grens) | onmogelijk("bevestigd_op", nu)
    return rijen.filter(lang).order_by("pk")


@transaction.atomic
def start_ronde(nu: datetime, nummers: Collection[int] | None = None) -> list[Bevestigingsverzoek]:
    """Make a request for every contact that is due at `nu` (aware), of these (`nummers`) or of all, and return these;
    the caller plans the mails."""
    verloopt_op = nu + timedelta(days=settings.CONTACT_VERZOEK_GELDIG_DAGEN)
    verzoeken = [
        Bevestigingsverzoek(contactpersoon=contact, gemaakt_op=nu, verloopt_op=verloopt_op)
        for contact in te_vragen(nu, nummers)
    ]
    return Bevestigingsverzoek.objects.bulk_create(verzoeken)


def te_herinneren(nu: datetime) -> list[int]:
    """The keys of the requests that are to be reminded of at `nu` (aware)."""
    return list(_te_herinneren(nu).values_list("pk", flat=True))


def _te_herinneren(nu: datetime) -> QuerySet[Bevestigingsverzoek]:
    """Open for long enough, and not reminded of."""
    grens = nu - timedelta(days=settings.CONTACT_HERINNEREN_DAGEN)
    open_ = Bevestigingsverzoek.objects.filter(uitkomst="", herinnerd_op__isnull=True)
    return open_.filter(gemaakt_op__lte=grens, verloopt_op__gt=nu).order_by("pk")


@transaction.atomic
def herinner(nu: datetime, nummers: Collection[int]) -> list[Bevestigingsverzoek]:
    """Note a reminder on each of these requests that still asks for one at `nu` (aware), once, and return those for
    their mails."""
    open_ = _te_herinneren(nu).filter(pk__in=nummers).select_related("contactpersoon")
    rijen = list(open_.select_for_update(skip_locked=True, of=("self",)))
    for rij in rijen:
        rij.herinnerd_op = nu
    Bevestigingsverzoek.objects.bulk_update(rijen, ["herinnerd_op"])
    return rijen


def sluit_verlopen(nu: datetime) -> int:
    """Close the requests that got no answer in time; their contacts are *niet bevestigd* from now on. How many."""
    return Bevestigingsverzoek.objects.filter(uitkomst="", verloopt_op__lte=nu).update(
        uitkomst=VerzoekUitkomst.VERLOPEN
    )


def pad_van(verzoek: Bevestigingsverzoek) -> str:
    """Return the path of the page of this request, with its signed token."""
    return reverse("contact_bevestigen", args=[onderteken(verzoek.sleutel, ZOUT)])


def onderteken(sleutel: UUID, zout: str) -> str:
    """Return a token for this key that only we can make; `zout` keeps the kinds of link apart."""
    return signing.TimestampSigner(salt=zout).sign(sleutel.hex)


def ontcijfer(token: str, zout: str) -> UUID:
    """Return the key in this token. Raises LinkWerktNiet when we did not make it, whatever is wrong with it."""
    try:
        return UUID(hex=signing.TimestampSigner(salt=zout).unsign(token))
    except (signing.BadSignature, ValueError) as fout:
        raise LinkWerktNiet(ONGELDIG) from fout


def vind_verzoek(token: str, nu: datetime, *, met_slot: bool = False) -> Bevestigingsverzoek:
    """Return the open request of this token; changes nothing. `met_slot` locks it, inside a transaction.

    Raises LinkWerktNiet: not ours, used, expired, or the contact has left the list.
    """
    rijen = Bevestigingsverzoek.objects.select_related("contactpersoon", "contactpersoon__gemeente")
    rijen = rijen.select_for_update(of=("self",)) if met_slot else rijen
    verzoek = rijen.filter(sleutel=ontcijfer(token, ZOUT)).first()
    if verzoek is None:
        raise LinkWerktNiet(ONGELDIG)
    if verzoek.gebruikt_op:
        raise LinkWerktNiet(GEBRUIKT)
    if verzoek.verloopt_op <= nu or verzoek.uitkomst:
        raise LinkWerktNiet(VERLOPEN)
    if (vervallen_op := verzoek.contactpersoon.vervallen_op) and vervallen_op <= nu:
        raise LinkWerktNiet(VERVALLEN)
    return verzoek


@transaction.atomic
def bevestig(token: str, nu: datetime) -> Contactpersoon:
    """The contact says that its data are right: note it, and use up the link. Raises LinkWerktNiet."""
    contact = gebruik(token, VerzoekUitkomst.BEVESTIGD, nu)
    contact.bevestigd_op = nu
    contact.save(update_fields=["bevestigd_op"])
    return contact


def gebruik(token: str, uitkomst: VerzoekUitkomst, nu: datetime) -> Contactpersoon:
    """Use up the link of this token, once; returns its contact, locked, in a transaction. Raises LinkWerktNiet."""
    verzoek = vind_verzoek(token, nu, met_slot=True)
    verzoek.gebruikt_op, verzoek.uitkomst = nu, uitkomst
    verzoek.save(update_fields=["gebruikt_op", "uitkomst"])
    return Contactpersoon.objects.select_for_update().get(pk=verzoek.contactpersoon_id)
