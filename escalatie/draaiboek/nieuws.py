"""What happened around a zaak and this user did not see yet: a row of the worklist and a banner, until he says that he
did (R104, R125, R149, R156).

Who sees it, and in which words, stands in the file; each only with a zaak that he may open. One occasion is seen once,
on whichever of its pages; who brought it about saw it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from basis.kap import Greep, greep
from calamiteiten.models import Melding, Zaak
from calamiteiten.statussen import MELDING, PERSVRAAG
from calamiteiten.toegang import zichtbaar_voor
from calamiteiten.toegang.kijker import van_wie_kijkt
from communicatie.persvragen.toegang import zichtbare_persvragen
from contacten.models import Dader, Gebruiker
from escalatie.models import Gebeurtenis, Gezien
from escalatie.protocol.lezen import Protocollen, haal_communicatieregels, protocollen, versies

NIEUWS = "nieuws"
# So many at a time, beside the other lists of a page: each has a form of its own.
PER_BLAD = 10
PLEK = f"#{NIEUWS}"


@dataclass(frozen=True)
class Nieuws:
    """One event as its reader may know it: what it is called, what to do, when, and with which zaak."""

    nummer: int
    naam: str
    zin: str
    op: datetime
    kenmerk: str
    onderwerp: str
    url: str


class _Rij(NamedTuple):
    """An event with what is said of its zaak."""

    pk: int
    code: str
    sleutel: str
    op: datetime
    zaak: int
    zaaksoort: str
    versie: str
    kenmerk: str
    onderwerp: str


def leg_vast(zaken: Iterable[Zaak], code: str, sleutel: str, door: Dader, nu: datetime) -> None:
    """Keep this event for who must see it, with each of these zaken; what it makes out of date, is seen no more. Inside
    the transaction of the act."""
    for zaak in zaken:
        regel = haal_communicatieregels(zaak.protocol_versie).gebeurtenis_per_code.get(code)
        if regel is None:
            continue
        oud = {code, *regel.vervangt, *(regel.vervangt_op_pers if zaak.zaaksoort == PERSVRAAG else ())}
        nog = Gebeurtenis.objects.filter(zaak_id=zaak.pk, code__in=oud, achterhaald_op__isnull=True)
        nog.exclude(sleutel=sleutel).update(achterhaald_op=nu)
        Gebeurtenis.objects.create(zaak_id=zaak.pk, code=code, sleutel=sleutel, op=nu)
    if isinstance(door, Gebruiker):
        Gezien.objects.get_or_create(gebruiker=door, sleutel=sleutel, defaults={"op": nu})


def ongezien(gebruiker: Gebruiker, zaak: Zaak | None = None) -> list[Nieuws]:
    """What this user did not see yet, the newest first, each occasion once; with `zaak` only what hangs on that one.
    One query."""
    return [_nieuws(keer, zaak) for keer in _per_keer(gebruiker, zaak)]


def op_de_lijst(gebruiker: Gebruiker, vanaf: int = 0) -> Greep[Nieuws]:
    """What this user did not see yet of whatever zaak, as many as a page shows; `vanaf`: which of them is the first."""
    return greep(_per_keer(gebruiker), partial(_nieuws, zaak=None), vanaf, PER_BLAD)


def _per_keer(gebruiker: Gebruiker, zaak: Zaak | None = None) -> list[list[_Rij]]:
    per_keer: dict[str, list[_Rij]] = {}
    for waarden in _ongezien(gebruiker, *([] if zaak is None else [zaak.pk]), protocollen=protocollen()):
        rij = _Rij(*waarden)
        per_keer.setdefault(rij.sleutel, []).append(rij)
    return [*per_keer.values()]


@van_wie_kijkt
def _ongezien(
    gebruiker: Gebruiker, zicht: QuerySet[Melding], *hier: int, protocollen: Protocollen
) -> QuerySet[Gebeurtenis, tuple[Any, ...]]:
    van_zaak = ("zaak__zaaksoort", "zaak__protocol_versie", "zaak__kenmerk", "zaak__onderwerp")
    rijen = leesbaar(gebruiker, zicht).order_by("-op", "pk")
    if hier:
        van_deze = Gebeurtenis.objects.filter(zaak_id=hier[0], achterhaald_op__isnull=True)
        rijen = rijen.filter(sleutel__in=van_deze.values("sleutel"))
    return rijen.values_list("pk", "code", "sleutel", "op", "zaak", *van_zaak)


def zie(nummer: int, gebruiker: Gebruiker, nu: datetime) -> str:
    """Record that this user saw this event; returns the address of its zaak. Raises Gebeurtenis.DoesNotExist for one
    that is not his to see, or that he saw."""
    rij = leesbaar(gebruiker, zichtbaar_voor(gebruiker)).select_related("zaak").get(pk=nummer)
    Gezien.objects.get_or_create(gebruiker=gebruiker, sleutel=rij.sleutel, defaults={"op": nu})
    return _adres(rij.zaak.zaaksoort, rij.zaak.kenmerk)


def leesbaar(gebruiker: Gebruiker, zicht: QuerySet[Melding]) -> QuerySet[Gebeurtenis]:
    """The events that are still so, of open zaken that this user may open (`zicht`: the meldingen), that the file shows
    to this role and he did not see."""
    bij_melding, bij_pers = Q(pk__in=[]), Q(pk__in=[])
    for versie in versies():
        regels = haal_communicatieregels(versie).gebeurtenissen
        hier = Q(zaak__protocol_versie=versie)
        bij_melding |= hier & Q(code__in=[r.code for r in regels if gebruiker.rol in r.op_melding])
        bij_pers |= hier & Q(code__in=[r.code for r in regels if gebruiker.rol in r.op_pers])
    # Asked of each row: between the two is an OR, for which PostgreSQL would list all that somebody may see.
    meldingen = Exists(zicht.order_by().filter(pk=OuterRef("zaak")))
    vragen = Exists(zichtbare_persvragen(gebruiker).order_by().filter(pk=OuterRef("zaak")))
    gezien = Gezien.objects.filter(gebruiker=gebruiker, sleutel=OuterRef("sleutel"))
    return Gebeurtenis.objects.filter(
        bij_melding & Q(meldingen) | bij_pers & Q(vragen),
        ~Exists(gezien),
        achterhaald_op__isnull=True,
        zaak__afgerond_op__isnull=True,
    )


def _nieuws(keer: list[_Rij], zaak: Zaak | None) -> Nieuws:
    """One occasion, in the words of the melding for who may open that, else without a fact; with the zaak that the
    reader looks at, or else with the melding first."""
    is_kring = any(een.zaaksoort == MELDING for een in keer)
    hier = zaak.pk if zaak else None
    rij = min(keer, key=lambda een: (een.zaak != hier, een.zaaksoort != MELDING, een.pk))
    regel = haal_communicatieregels(rij.versie).gebeurtenis_per_code[rij.code]
    return Nieuws(
        nummer=rij.pk,
        naam=regel.naam if is_kring else regel.naam_buiten,
        zin=regel.zin if is_kring else regel.buiten,
        op=rij.op,
        kenmerk=rij.kenmerk,
        onderwerp=rij.onderwerp,
        url=_adres(rij.zaaksoort, rij.kenmerk),
    )


def _adres(zaaksoort: str, kenmerk: str) -> str:
    return f"{reverse('melding' if zaaksoort == MELDING else 'persvraag', args=[kenmerk])}{PLEK}"
