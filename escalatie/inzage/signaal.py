"""The signal: who opens more dossiers in a day or a night than the region expects, the regiomanager hears of.

The mail names nobody and no zaak; the page behind it does. The numbers are those of the file of the region.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Count
from django.urls import reverse

from basis.kalender import ZONE, lokaal
from calamiteiten.models import Inzage
from communicatie.post.berichten import plan_persoonlijk
from contacten.rollen import Deel, die_zien
from escalatie.bewaking.alarmen import adressen

SJABLOON = "inzage_signaal"


@dataclass(frozen=True)
class Venster:
    """A stretch of time with its limit; `code` names it once: "dag:2026-11-30"."""

    code: str
    naam: str
    van: datetime
    tot: datetime
    grens: int


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
        for wie, aantal in _erboven(venster):
            for adres in aan:
                _mail(adres, venster, wie, aantal, nu)
                gepland += 1
    return gepland


def _erboven(venster: Venster) -> list[tuple[int, int]]:
    """(key of the account, how many zaken) of who went over this limit. A refusal counts: who tries doors is what this
    looks for."""
    rijen = Inzage.objects.filter(op__gte=venster.van, op__lt=venster.tot, gebruiker__isnull=False, wereld__isnull=True)
    tellingen = rijen.exclude(wat="").order_by().values("gebruiker").annotate(n=Count("wat", distinct=True))
    return list(tellingen.filter(n__gt=venster.grens).values_list("gebruiker", "n"))


def _mail(adres: str, venster: Venster, wie: int, aantal: int, nu: datetime) -> None:
    plan_persoonlijk(
        aan=None,
        email=adres,
        sjabloon=SJABLOON,
        pad=reverse("inzage_persoon", args=[wie]),
        aanleiding=f"inzage:{wie}:{venster.code}",
        regel=SJABLOON,
        nu=nu,
        opsomming=[f"Dossiers {venster.naam}: meer dan {venster.grens}", f"Geteld op dit moment: {aantal}"],
    )


def _dag(hier: datetime) -> Venster:
    van = datetime.combine(hier.date(), time(), tzinfo=ZONE)
    tot = datetime.combine(hier.date() + timedelta(days=1), time(), tzinfo=ZONE)
    return Venster(f"dag:{hier:%Y-%m-%d}", "op deze dag", van, tot, settings.REGIO.inzage.per_dag)


def _nacht(hier: datetime) -> Venster | None:
    """The night of `hier`; None by day."""
    grens = settings.REGIO.inzage
    if grens.nacht_tot <= hier.hour < grens.nacht_van:
        return None
    avond = hier.date() if hier.hour >= grens.nacht_van else hier.date() - timedelta(days=1)
    van = datetime.combine(avond, time(grens.nacht_van), tzinfo=ZONE)
    tot = datetime.combine(avond + timedelta(days=1), time(grens.nacht_tot), tzinfo=ZONE)
    return Venster(f"nacht:{avond:%Y-%m-%d}", "in deze nacht", van, tot, grens.per_nacht)
