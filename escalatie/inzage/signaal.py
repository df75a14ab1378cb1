"""The signal: of who opens more dossiers in a day or a night than the region expects, or is shown more of them in
lists, searches and files, those hear who watch over that.

The mail names nobody and no zaak; the page behind it does. The numbers are those of the file of the region.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse

from basis.kalender import ZONE, lokaal
from calamiteiten.models import Inzage, InzageSoort
from calamiteiten.toegang import inzage
from communicatie.models import Bericht
from communicatie.post.berichten import plan_persoonlijk
from contacten.rollen import Deel, die_zien
from escalatie.bewaking.alarmen import adressen

SJABLOON = "inzage_signaal"


@dataclass(frozen=True)
class Venster:
    """A stretch of time with its limits: opened, and shown (`getoond`); `code` names it once: "dag:2026-11-30"."""

    code: str
    naam: str
    van: datetime
    tot: datetime
    grens: int
    getoond: int


def vensters(nu: datetime) -> Iterator[Venster]:
    """The day and the night that go on at `nu` (aware), and those that ended in the last hour: what was read in the
    last minute counts too."""
    gehad: set[str] = set()
    for moment in (nu - timedelta(hours=1), nu):
        hier = lokaal(moment)
        for venster in (_dag(hier), _nacht(hier)):
            if venster is not None and venster.code not in gehad:
                gehad.add(venster.code)
                yield venster


def bewaak(nu: datetime) -> int:
    """Plan a mail for who went over a limit, once per person and stretch; returns how many mails. May be called at
    every round."""
    aan = adressen(die_zien(Deel.INZAGE), nu)
    gepland = 0
    for venster in vensters(nu) if aan else ():
        for wie, zinnen in _erboven(venster).items():
            aanleiding = _aanleiding(wie, venster)
            for adres in aan:
                _mail(adres, aanleiding, wie, zinnen, nu)
                gepland += 1
    return gepland


def getoond(rijen: QuerySet[Inzage]) -> dict[int, int]:
    """Key of an account -> how many dossiers lists, searches and files showed it in these rows. The same list opened
    again shows the same: of each list, with how it was narrowed, the longest counts."""
    # A page with figures says over how many they are, and shows none of them.
    zaken = rijen.filter(aantal__gt=0, gebruiker__isnull=False).exclude(soort=InzageSoort.PAGINA)
    per_lijst = zaken.order_by().values("gebruiker", "adres", "filter")
    samen: Counter[int] = Counter()
    for wie, meeste in per_lijst.annotate(meeste=Max("aantal")).values_list("gebruiker", "meeste"):
        samen[wie] += meeste
    return dict(samen)


def _erboven(venster: Venster) -> dict[int, list[str]]:
    """Key of the account -> by how much, of who went over a limit. A refusal counts: who tries doors is what this looks
    for."""
    rijen = Inzage.objects.filter(op__gte=venster.van, op__lt=venster.tot, gebruiker__isnull=False, wereld__isnull=True)
    # What a calendar fetched by itself is shown, and not opened.
    zelf = rijen.exclude(adres__in=inzage.VAN_DE_AGENDA).order_by().values("gebruiker")
    geopend = zelf.annotate(n=Count("wat", distinct=True, filter=~Q(wat="")))
    gevonden: dict[int, list[str]] = {}
    for wie, aantal in geopend.filter(n__gt=venster.grens).values_list("gebruiker", "n"):
        gevonden[wie] = [f"Dossiers {venster.naam}: meer dan {venster.grens}", f"Geteld op dit moment: {aantal}"]
    for wie, aantal in getoond(rijen).items():
        if aantal > venster.getoond:
            wat = f"In lijsten en bestanden {venster.naam}: meer dan {venster.getoond} dossiers"
            gevonden.setdefault(wie, []).extend([wat, f"Getoond tot dit moment: {aantal}"])
    return gevonden


def _aanleiding(wie: int, venster: Venster) -> str:
    """The key of the mail about this person and stretch. A clock that was ahead made one of a stretch that had not
    come: after it others were planned before that began, and then this one has another key (gevallen 5.10)."""
    sleutel = f"inzage:{wie}:{venster.code}"
    eerder = Bericht.objects.filter(regel=SJABLOON, aanleiding__startswith=sleutel).order_by("-pk")
    laatste = eerder.first()
    if laatste is None:
        return sleutel
    is_te_vroeg = Bericht.objects.filter(pk__gt=laatste.pk, gepland_op__lt=venster.van).exists()
    return f"{laatste.aanleiding}:weer" if is_te_vroeg else laatste.aanleiding


def _mail(adres: str, aanleiding: str, wie: int, zinnen: list[str], nu: datetime) -> None:
    plan_persoonlijk(
        aan=None,
        email=adres,
        sjabloon=SJABLOON,
        pad=reverse("inzage_persoon", args=[wie]),
        aanleiding=aanleiding,
        regel=SJABLOON,
        nu=nu,
        opsomming=zinnen,
    )


def _dag(hier: datetime) -> Venster:
    grens = settings.REGIO.inzage
    van = datetime.combine(hier.date(), time(), tzinfo=ZONE)
    tot = datetime.combine(hier.date() + timedelta(days=1), time(), tzinfo=ZONE)
    return Venster(f"dag:{hier:%Y-%m-%d}", "op deze dag", van, tot, grens.per_dag, grens.getoond_per_dag)


def _nacht(hier: datetime) -> Venster | None:
    """The night of `hier`; None by day."""
    grens = settings.REGIO.inzage
    if grens.nacht_tot <= hier.hour < grens.nacht_van:
        return None
    avond = hier.date() if hier.hour >= grens.nacht_van else hier.date() - timedelta(days=1)
    van = datetime.combine(avond, time(grens.nacht_van), tzinfo=ZONE)
    tot = datetime.combine(avond + timedelta(days=1), time(grens.nacht_tot), tzinfo=ZONE)
    return Venster(f"nacht:{avond:%Y-%m-%d}", "in deze nacht", van, tot, grens.per_nacht, grens.getoond_per_nacht)
