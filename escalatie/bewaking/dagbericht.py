"""The daily mail to the regiomanager: how things stand, every day at half past seven. Its absence is what people notice
when nothing works any more; the seal in it makes a rewritten history visible (M14).
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from basis.kalender import ZONE, lokaal
from basis.taal import datum
from basis.toekomst import SPELING, is_toekomst
from calamiteiten.models import Melding
from calamiteiten.toegang import keten
from communicatie.models import VRAAGT_TELEFOON, Bericht
from communicatie.post.berichten import plan_persoonlijk
from contacten import zegels as zegelregels
from contacten.rollen import Rol
from escalatie.draaiboek import zegels
from escalatie.draaiboek.informatie import BELTAAK
from escalatie.models import Bevinding, Hartslag, Taak, TaakStatus, Termijn

from . import alarmen, hartslagen

VANAF = time(7, 30)
SJABLOON = "dagbericht"


def plan(nu: datetime) -> int:
    """Plan the mail of this local day, from 07:30 on and once; returns how many. May be called at every round.

    That a mail of this date is there does not say that it was made today: a clock that leapt ahead made the mail of a
    day that had not come. When it was last made stands in a row of its own, held while the next is made.
    """
    hier = lokaal(nu)
    with transaction.atomic():
        laatste = Hartslag.objects.select_for_update().filter(component=SJABLOON).first()
        if laatste is not None and is_toekomst(laatste.op, nu):
            # What was made today is counted by its moment: of a day that had not come it lies ahead.
            is_gemaakt = _van(hier).filter(gepland_op__lte=nu + SPELING).exists()
            hartslagen.klop(SJABLOON, nu if is_gemaakt else nu - timedelta(days=1))
            return 0
        if hier.time() < VANAF or (laatste is not None and lokaal(laatste.op).date() >= hier.date()):
            return 0
        if laatste is None and _van(hier).exists():  # by a version that kept no row
            hartslagen.klop(SJABLOON, nu)
            return 0
        gemaakt = _maak(nu, _aanleiding(hier))
        if gemaakt:
            hartslagen.klop(SJABLOON, nu)
        return gemaakt


def _van(hier: datetime) -> QuerySet[Bericht]:
    return Bericht.objects.filter(aanleiding__startswith=f"{SJABLOON}:{hier:%Y-%m-%d}")


def _aanleiding(hier: datetime) -> str:
    """The key of the mail of this day; another when a clock that was ahead took it."""
    keren = _van(hier).values("aanleiding").distinct().count()
    return f"{SJABLOON}:{hier:%Y-%m-%d}" + (f":{keren + 1}" if keren else "")


def _maak(nu: datetime, aanleiding: str) -> int:
    adressen = alarmen.adressen([Rol.REGIOMANAGER], nu)
    regels = [f"{wat}: {aantal}" for wat, aantal in cijfers(nu).items()] if adressen else []
    for adres in adressen:
        plan_persoonlijk(
            aan=None,
            email=adres,
            sjabloon=SJABLOON,
            pad=reverse("bewaking"),
            aanleiding=aanleiding,
            regel=SJABLOON,
            nu=nu,
            opsomming=regels,
        )
    return len(adressen)


def cijfers(nu: datetime) -> Mapping[str, str]:
    """What the mail tells at `nu` (aware): counts by their name, and the seal of yesterday."""
    hier = lokaal(nu)
    middernacht = datetime.combine(hier.date() + timedelta(days=1), time(), tzinfo=ZONE)
    open_ = Termijn.objects.filter(geeindigd_op__isnull=True, geschorst_op__isnull=True)
    telling = open_.aggregate(
        laat=Count("pk", Q(vervalt_op__lt=nu)), vandaag=Count("pk", Q(vervalt_op__gte=nu, vervalt_op__lt=middernacht))
    )
    gisteren = hier.date() - timedelta(days=1)
    regel, kop = keten.kop_tot(datetime.combine(hier.date(), time(), tzinfo=ZONE))
    vastgelegd, vastlegkop = zegelregels.KETEN.kop()
    return {
        "Open meldingen": str(Melding.objects.filter(afgerond_op__isnull=True).count()),
        "Termijnen die zijn verstreken": str(telling["laat"]),
        "Termijnen die vandaag aflopen": str(telling["vandaag"]),
        "Open beltaken": str(Taak.objects.filter(code=BELTAAK, status=TaakStatus.OPEN).count()),
        "Berichten van de laatste 24 uur die niemand bereikten": str(
            Bericht.objects.filter(status__in=VRAAGT_TELEFOON, gepland_op__gt=nu - timedelta(days=1)).count()
        ),
        "Bevindingen van de controle": str(Bevinding.objects.filter(verdwenen_op__isnull=True).count()),
        f"Zegel van {datum(gisteren)}": zegels.leesbaar(zegels.dagzegel(gisteren)),
        f"Wat is vastgelegd, tot en met regel {vastgelegd}": zegels.leesbaar(vastlegkop) or "nog niets",
        f"Wie dossiers bekeek, tot en met regel {regel}": zegels.leesbaar(kop) or "nog niemand",
    }
