"""One mail with many lines, when one address gets more messages in a few minutes than anybody reads (hazard F29).

That mail is a row of the outbox like any other: leased, tried again, returned. The messages in it are `verzameld` and
point to it; what becomes of the mail becomes of them. Who gets them, and whether he still may, is asked again when the
mail is made: a line that went elsewhere falls out.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from basis.toekomst import aan_de_beurt, sinds
from basis.wereld import hier
from communicatie.models import AGENDA, NOG_TE_VERZENDEN, PERSTEKST, Bericht, BerichtStatus
from communicatie.sjablonen.brieven import VERZAMELBERICHT, Briefregel

from . import actielinks, quarantaine
from .bestemmingen import Bestemming, bestem
from .opgezocht import Opgezocht
from .persoonlijk import sleutel_van
from .wachtrij import LANGSTE_WACHT, trek_alsnog_in

# Lines in one mail; what is over goes in a next one.
HOOGSTENS = 500


def bundel(nu: datetime) -> int:
    """Put what is due at `nu` (aware) for an address that gets too much into one mail; how many messages.

    Too much: more than VERZAMEL_BOVEN of these within VERZAMEL_MINUTEN, sent, in hand or due. What is due within as
    long of such a mail waits for the next: what trickles in while senders work does not go mail by mail either. What is
    urgent, personal, or carries agreed texts or an appointment keeps its own and waits for nothing, as does a row that
    may be a double: its Message-ID must stay recognisable. Idempotent, and safe with two senders at once. Nothing while
    in quarantine.
    """
    # In a drill every message keeps its own mail: one with many lines belongs to no zaak, and so to no world.
    if quarantaine.is_in_quarantaine() or hier():
        return 0
    drukte = Bericht.objects.filter(_te_bundelen(nu)).values("aan").annotate(aantal=Count("pk"))
    aantallen = dict(drukte.order_by("-aantal").values_list("aan", "aantal"))
    return sum(_bundel(adres, nu) for adres in _te_veel(aantallen, nu))


def is_verzamelpost(bericht: Bericht) -> bool:
    """Whether this is a mail with many lines."""
    return bericht.sjabloon == VERZAMELBERICHT


def regels_van(post: Bericht, nu: datetime) -> list[Briefregel]:
    """The lines of this mail at `nu` (aware), by kenmerk, each once. What goes another way by now leaves it."""
    rijen = post.verzamelde.filter(status=BerichtStatus.VERZAMELD)
    trek_alsnog_in(rijen.all())
    alle = list(rijen.select_related(*_DELEN))
    weet = Opgezocht(alle, nu)
    blijven = [rij for rij in alle if _blijft(rij, post, nu, weet)]
    actielinks.leg_klaar([rij for rij in blijven if actielinks.krijgt_pad(rij, weet)], nu, weet)
    return sorted({_briefregel(rij, nu, weet) for rij in blijven}, key=lambda regel: (regel.kenmerk, regel.termijn))


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


def _van_de_soort() -> Q:
    over_zaak = Q(zaak__isnull=False) & ~Q(gegevens__has_key=PERSTEKST) & ~Q(gegevens__has_key=AGENDA)
    return over_zaak & Q(is_dringend=False) & ~Q(aan="")


def _te_bundelen(nu: datetime) -> Q:
    schoon = Q(fouten=0, intrekken_om="", mogelijk_dubbel=False)
    klaar = aan_de_beurt("volgende_poging_op", nu, LANGSTE_WACHT)
    return Q(klaar, status=BerichtStatus.GEPLAND) & _van_de_soort() & schoon


def _te_veel(aantallen: Mapping[str, int], nu: datetime) -> list[str]:
    """Which of these addresses (with what is due for each) get too much, or got a mail with many lines just now."""
    if not aantallen:
        return []
    kort = Bericht.objects.filter(aan__in=list(aantallen)).filter(
        sinds("verzonden_op", nu - _rust(), nu) & ~Q(status=BerichtStatus.VERZAMELD) | Q(status__in=NOG_TE_VERZENDEN)
    )
    er_al = Count("pk", filter=_van_de_soort() & ~Q(status=BerichtStatus.GEPLAND))
    druk = kort.order_by().values("aan").annotate(er_al=er_al, post=Count("pk", filter=_post(nu)))
    al = {rij["aan"]: (rij["er_al"], rij["post"]) for rij in druk}
    return [adres for adres, aantal in aantallen.items() if _is_druk(aantal, *al.get(adres, (0, 0)))]


def _is_druk(te_gaan: int, er_al: int, post: int) -> bool:
    return bool(post) or te_gaan + er_al > settings.VERZAMEL_BOVEN


def _rust() -> timedelta:
    return timedelta(minutes=settings.VERZAMEL_MINUTEN)


def _post(nu: datetime) -> Q:
    """The mails with many lines that were made shortly before this moment, and went or still go."""
    weg = Q(status__in=[BerichtStatus.INGETROKKEN, BerichtStatus.MISLUKT])
    return Q(sjabloon=VERZAMELBERICHT) & sinds("gepland_op", nu - _rust(), nu) & ~weg


def _bundel(adres: str, nu: datetime) -> int:
    """One mail for this address, or the wait for the next one. What another sender holds is left to that one."""
    with transaction.atomic():
        rijen = Bericht.objects.select_for_update(skip_locked=True, of=("self",)).filter(_te_bundelen(nu), aan=adres)
        vast = list(rijen.order_by("volgende_poging_op", "pk"))
        # Asked after the lock: who looked before another sender made the mail, does not make a second one.
        laatste = Bericht.objects.filter(_post(nu), aan=adres).order_by("-gepland_op").first()
        if laatste is None:
            return sum(_in_een_mail(vast[van : van + HOOGSTENS], adres, nu) for van in range(0, len(vast), HOOGSTENS))
        _gepland(vast).update(volgende_poging_op=laatste.gepland_op + _rust())
        return 0


def _gepland(rijen: Sequence[Bericht]) -> QuerySet[Bericht]:
    return Bericht.objects.filter(pk__in=[rij.pk for rij in rijen], status=BerichtStatus.GEPLAND)


def _in_een_mail(rijen: list[Bericht], adres: str, nu: datetime) -> int:
    post = _maak(rijen, adres, nu)
    return _gepland(rijen).update(status=BerichtStatus.VERZAMELD, verzameld_in=post, volgende_poging_op=None)


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


def _blijft(rij: Bericht, post: Bericht, nu: datetime, weet: Opgezocht) -> bool:
    """Whether this message still goes to this address; if not, it goes its own way. A row of which that cannot be found
    out is set apart, and parked by the sender when it stays so (F21)."""
    try:
        bestemming = bestem(rij, nu, weet)
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


def _briefregel(rij: Bericht, nu: datetime, weet: Opgezocht) -> Briefregel:
    over = rij.zaak
    link = f"{settings.SITE_URL}{actielinks.pad_naar(rij, nu, weet)}"
    return Briefregel(over.kenmerk if over else "", str(rij.gegevens.get("termijn", "")), link)
