"""One mail with many lines, when more messages are due at once for one address than anybody reads (hazard F29).

That mail is a row of the outbox like any other: leased, tried again, returned. The messages in it are `verzameld` and
point to it; what becomes of the mail becomes of them. Who gets them, and whether he still may, is asked again when the
mail is made: a line that went elsewhere falls out.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count, Q
from django.urls import reverse

from basis.toekomst import aan_de_beurt
from basis.wereld import hier
from communicatie.models import AGENDA, PERSTEKST, Bericht, BerichtStatus
from communicatie.sjablonen.brieven import VERZAMELBERICHT, Briefregel

from . import actielinks, quarantaine
from .bestemmingen import Bestemming, bestem
from .persoonlijk import sleutel_van
from .wachtrij import LANGSTE_WACHT, trek_alsnog_in

# Lines in one mail; what is over goes in a next one.
HOOGSTENS = 500


def bundel(nu: datetime) -> int:
    """Put what is due at `nu` (aware) for an address that is due too much into one mail; how many messages.

    Personal mail and mail that carries agreed texts or an appointment keep their own, as does a row that may be a
    double: its Message-ID must stay recognisable. Idempotent, and safe with two senders at once. Nothing while in
    quarantine.
    """
    # In a drill every message keeps its own mail: one with many lines belongs to no zaak, and so to no world.
    if quarantaine.is_in_quarantaine() or hier():
        return 0
    te_veel = Bericht.objects.filter(_te_bundelen(nu)).values("aan").annotate(aantal=Count("pk"))
    adressen = te_veel.filter(aantal__gt=settings.VERZAMEL_BOVEN).order_by("-aantal").values_list("aan", flat=True)
    return sum(_bundel(adres, nu) for adres in list(adressen))


def is_verzamelpost(bericht: Bericht) -> bool:
    """Whether this is a mail with many lines."""
    return bericht.sjabloon == VERZAMELBERICHT


def regels_van(post: Bericht, nu: datetime) -> list[Briefregel]:
    """The lines of this mail at `nu` (aware), by kenmerk, each once. What goes another way by now leaves it."""
    rijen = post.verzamelde.filter(status=BerichtStatus.VERZAMELD)
    trek_alsnog_in(rijen.all())
    blijven = [rij for rij in rijen.select_related(*_DELEN) if _blijft(rij, post, nu)]
    return sorted({_briefregel(rij, nu) for rij in blijven}, key=lambda regel: (regel.kenmerk, regel.termijn))


def bestem_post(post: Bericht, regels: Sequence[Briefregel]) -> Bestemming:
    """Where this mail goes: to its address, or nowhere when no line is left."""
    if regels:
        return Bestemming(BerichtStatus.GEPLAND, post.contactpersoon, post.aan)
    leeg = "Alle berichten in deze mail gingen een andere weg."
    return Bestemming(BerichtStatus.INGETROKKEN, post.contactpersoon, reden=leeg)


def volg(post: Bericht) -> int:
    """Let the messages of this mail share its outcome, right after that was written; how many. One that is tried again
    keeps them, apart from what was withdrawn meanwhile."""
    rijen = post.verzamelde.filter(status=BerichtStatus.VERZAMELD, verzonden_op__isnull=True)
    if post.status == BerichtStatus.VERZONDEN:
        return rijen.update(verzonden_op=post.verzonden_op, mogelijk_dubbel=post.mogelijk_dubbel)
    if post.status in {BerichtStatus.MISLUKT, BerichtStatus.VASTGELOPEN}:
        return post.verzamelde.filter(status=BerichtStatus.VERZAMELD).update(status=post.status, reden=post.reden)
    return trek_alsnog_in(rijen)


_DELEN = ("zaak__als_melding", "gemeente", "aanbieder", "contactpersoon")


def _te_bundelen(nu: datetime) -> Q:
    over_zaak = Q(zaak__isnull=False) & ~Q(gegevens__has_key=PERSTEKST) & ~Q(gegevens__has_key=AGENDA)
    schoon = Q(fouten=0, intrekken_om="", mogelijk_dubbel=False) & ~Q(aan="")
    klaar = aan_de_beurt("volgende_poging_op", nu, LANGSTE_WACHT)
    return Q(klaar, status=BerichtStatus.GEPLAND) & over_zaak & schoon


def _bundel(adres: str, nu: datetime) -> int:
    """One mail for this address. What another sender holds is left to that one."""
    with transaction.atomic():
        rijen = Bericht.objects.select_for_update(skip_locked=True, of=("self",)).filter(_te_bundelen(nu), aan=adres)
        vast = list(rijen.order_by("volgende_poging_op", "pk")[:HOOGSTENS])
        if len(vast) <= settings.VERZAMEL_BOVEN:
            return 0
        return Bericht.objects.filter(pk__in=[rij.pk for rij in vast], status=BerichtStatus.GEPLAND).update(
            status=BerichtStatus.VERZAMELD, verzameld_in=_maak(vast, adres, nu), volgende_poging_op=None
        )


def _maak(rijen: list[Bericht], adres: str, nu: datetime) -> Bericht:
    """The row of the mail itself: personal, to this address; a return of it marks the contact when that is but one."""
    contacten = {rij.contactpersoon_id for rij in rijen}
    nummer = uuid4()
    return Bericht.objects.create(
        aanleiding=f"verzamel:{nummer}",
        regel=VERZAMELBERICHT,
        ontvanger=sleutel_van(adres),
        contactpersoon_id=contacten.pop() if len(contacten) == 1 else None,
        sjabloon=VERZAMELBERICHT,
        gegevens={"pad": reverse("werkvoorraad")},
        gepland_op=nu,
        volgende_poging_op=nu,
        aan=adres,
        message_id=f"<{nummer}@{settings.MAIL_DOMEIN}>",
    )


def _blijft(rij: Bericht, post: Bericht, nu: datetime) -> bool:
    """Whether this message still goes to this address; if not, it goes its own way. A row of which that cannot be found
    out is set apart, and parked by the sender when it stays so (F21)."""
    try:
        bestemming = bestem(rij, nu)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        _zet_apart(rij, nu, fouten=rij.fouten + 1)
        return False
    if bestemming.is_te_mailen and bestemming.adres.casefold() == post.aan.casefold():
        return True
    if bestemming.is_te_mailen:
        _zet_apart(rij, nu, aan=bestemming.adres, contactpersoon=bestemming.contact)
        return False
    eigen = Bericht.objects.filter(pk=rij.pk, status=BerichtStatus.VERZAMELD)
    eigen.update(
        status=bestemming.status,
        reden=bestemming.reden[:300],
        contactpersoon=bestemming.contact,
        verzameld_in=rij.verzameld_in if bestemming.status == BerichtStatus.VERZAMELD else None,
    )
    return False


def _zet_apart(rij: Bericht, nu: datetime, **velden: object) -> None:
    eigen = Bericht.objects.filter(pk=rij.pk, status=BerichtStatus.VERZAMELD)
    eigen.update(status=BerichtStatus.GEPLAND, verzameld_in=None, volgende_poging_op=nu, **velden)


def _briefregel(rij: Bericht, nu: datetime) -> Briefregel:
    over = rij.zaak
    link = f"{settings.SITE_URL}{actielinks.pad_naar(rij, nu)}"
    return Briefregel(over.kenmerk if over else "", str(rij.gegevens.get("termijn", "")), link)
