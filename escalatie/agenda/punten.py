"""What stands in the agenda of one account: terms and meetings, as kenmerk, kind and moment, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.urls import reverse

from calamiteiten.statussen import MELDING, PERSVRAAG
from calamiteiten.toegang import zichtbaar_voor
from communicatie.persvragen.toegang import ROLLEN_PERS
from contacten.models import Gebruiker
from contacten.rollen import PER_GEMEENTE
from escalatie.draaiboek.procedure import van_soort
from escalatie.models import Genodigde, OverlegStatus, Taak, TaakStatus, Termijn
from escalatie.persvragen.lijst import open_persvragen, te_beantwoorden
from escalatie.werk.werkvoorraad import eigen, open_van

# So long a meeting stays after it began, and one that was called off says so.
NA_AFLOOP = timedelta(days=1)
# More is no agenda that anybody reads; the first to come are kept.
MEESTE = 500
PERSANTWOORD = "Antwoord aan de pers"


@dataclass(frozen=True)
class Punt:
    """One thing: `uid` stays the same as long as it is the same thing; `sinds_op`: since when it stands as it does
    (aware); `duur`: of a meeting; `is_afgezegd`: it does not take place."""

    uid: str
    kenmerk: str
    wat: str
    op: datetime
    sinds_op: datetime
    link: str
    duur: timedelta | None = None
    volgnummer: int = 0
    is_afgezegd: bool = False


def punten(gebruiker: Gebruiker, nu: datetime) -> list[Punt]:
    """What is due to this user at `nu` (aware), the first to come first: of the zaken that he may see now, and no
    others. A constant number of queries."""
    gevonden = [*_termijnen(gebruiker), *_persantwoorden(gebruiker), *_overleggen(gebruiker, nu)]
    return sorted(gevonden, key=lambda punt: (punt.op, punt.uid))[:MEESTE]


def _termijnen(gebruiker: Gebruiker) -> Iterator[Punt]:
    """The terms of his role, and those by which an own task goes."""
    zaken = Q(zaak__in=open_van(zichtbaar_voor(gebruiker)))
    if gebruiker.is_rol(*ROLLEN_PERS):
        zaken |= Q(zaak__in=open_persvragen(gebruiker).order_by().values("pk"))
    taken = Taak.objects.filter(eigen(gebruiker), status=TaakStatus.OPEN, termijn__isnull=False)
    eigen_ = Q(rol=gebruiker.rol) | Q(pk__in=taken.order_by().values("termijn"))
    rijen = Termijn.objects.filter(zaken, eigen_, geeindigd_op__isnull=True, geschorst_op__isnull=True)
    for rij in rijen.select_related("zaak").order_by("vervalt_op", "pk")[:MEESTE]:
        zaak = rij.zaak
        regel = van_soort(zaak.zaaksoort).wet(zaak.protocol_versie).termijn_per_code.get(rij.code)
        wat, link = regel.naam if regel else rij.code, _link(zaak.zaaksoort, zaak.kenmerk)
        yield Punt(_uid(zaak.kenmerk, rij.code), zaak.kenmerk, wat, rij.vervalt_op, rij.start_op, link)


def _persantwoorden(gebruiker: Gebruiker) -> Iterator[Punt]:
    """What his gemeente must answer to the press."""
    for vraag in te_beantwoorden(gebruiker).order_by(F("vervalt_op"), "pk")[:MEESTE]:
        if vraag.vervalt_op:
            uid, link = _uid(vraag.kenmerk, "antwoord"), _link(PERSVRAAG, vraag.kenmerk)
            yield Punt(uid, vraag.kenmerk, PERSANTWOORD, vraag.vervalt_op, vraag.ontvangen_op, link)


def _overleggen(gebruiker: Gebruiker, nu: datetime) -> Iterator[Punt]:
    """The meetings to which his seat is invited, and those that were called off and still had to come."""
    rijen = Genodigde.objects.filter(
        rol=gebruiker.rol,
        gemeente=gebruiker.gemeente_id if gebruiker.rol in PER_GEMEENTE else None,
        vervallen_op__isnull=True,
        overleg__status__in=[OverlegStatus.GEPLAND, OverlegStatus.AFGEZEGD],
        overleg__gepland_op__gte=nu - NA_AFLOOP,
        overleg__zaak__in=open_van(zichtbaar_voor(gebruiker)),
    )
    for rij in rijen.select_related("overleg__zaak").order_by("overleg__gepland_op", "pk")[:MEESTE]:
        overleg, zaak = rij.overleg, rij.overleg.zaak
        if overleg.gepland_op and overleg.bekend_op:
            yield Punt(
                uid=f"{overleg.uid}@{settings.MAIL_DOMEIN}",
                kenmerk=zaak.kenmerk,
                wat=overleg.soort,
                op=overleg.gepland_op,
                sinds_op=overleg.bekend_op,
                link=_link(MELDING, zaak.kenmerk),
                duur=timedelta(minutes=overleg.duur),
                volgnummer=overleg.volgnummer,
                is_afgezegd=overleg.status == OverlegStatus.AFGEZEGD,
            )


def _uid(kenmerk: str, code: str) -> str:
    """Of a zaak one term of a kind runs at a time: what is moved stays the same thing."""
    return f"{kenmerk}-{code}@{settings.MAIL_DOMEIN}".lower()


def _link(soort: str, kenmerk: str) -> str:
    return f"{settings.SITE_URL}{reverse(soort, args=[kenmerk])}"
