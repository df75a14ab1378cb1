"""The read models: who looked at a zaak, how much each person looked, and at what one looked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.urls import get_resolver, reverse

from basis.kalender import lokaal
from basis.kap import Gekapt, kap
from basis.wereld import nummer_hier
from calamiteiten.kenmerk import in_vorm, soort_van
from calamiteiten.models import Inzage, InzageSoort, Zaak
from calamiteiten.statussen import MELDING, PERSVRAAG
from calamiteiten.toegang import zichtbaar_voor
from communicatie.persvragen.toegang import zichtbare_persvragen
from contacten.models import Gebruiker
from escalatie.rapportages.keuze import Periode
from escalatie.werk.uitvoer import AFGEKAPT, MEESTE_RIJEN

from .forms import TERUG
from .signaal import getoond

MEESTE = 50
KOPPEN = ("Wanneer", "Wat", "Hoe", "Pagina", "Zaken getoond", "Waarom", "Netwerk")
_NUMMER = re.compile(r"[0-9]{1,18}", re.ASCII)
_BESTANDEN = (InzageSoort.PDF, InzageSoort.UITVOER)
# Kind of zaak -> the page that says who looked at it.
_BEKEKEN = {MELDING: "bekeken", PERSVRAAG: "persbekeken"}


@dataclass(frozen=True)
class Persoonregel:
    """How much one person looked: `dossiers` different ones, `getoond` in lists and files, `bestanden` taken along,
    `geweigerd` refused."""

    gebruiker: Gebruiker
    keren: int
    dossiers: int
    bestanden: int
    geweigerd: int
    getoond: int
    laatst_op: datetime


@dataclass(frozen=True)
class Blik:
    """One look, in words at which page and how a list was narrowed, and where it says who else looked at that zaak."""

    rij: Inzage
    waar: str
    pad: str


@dataclass(frozen=True)
class Bekeken:
    """Who looked at one zaak. `pad`: its own page, for who may open it."""

    kenmerk: str
    pad: str
    rijen: Gekapt[Blik]


@dataclass(frozen=True)
class Persoonblad:
    """One page of what one person looked at: how many looks there are in all, and the key of the last one here when
    there are more, else ""."""

    rijen: Gekapt[Blik]
    totaal: int
    volgende: str


def van_zaak(gebruiker: Gebruiker, tekst: str, *, alles: bool = False) -> Bekeken | None:
    """Who looked at the zaak with this kenmerk, the last first, refusals too; None when there is nothing of that name.

    Nothing of the zaak itself: who watches opens no dossier for it. What was looked at stays readable when the zaak is
    gone.
    """
    kenmerk = in_vorm(tekst)
    gezien = _in_woorden(kap(_rijen().filter(wat=kenmerk), None if alles else MEESTE))
    if not kenmerk or not (gezien.rijen or Zaak.objects.filter(kenmerk=kenmerk).exists()):
        return None
    eigen = zichtbaar_voor if soort_van(kenmerk) == MELDING else zichtbare_persvragen
    zaak = eigen(gebruiker).filter(kenmerk=kenmerk).first()
    return Bekeken(kenmerk, zaak.get_absolute_url() if zaak else "", gezien)


def van_persoon(gebruiker: Gebruiker, periode: Periode, na: str) -> Persoonblad:
    """At what this person looked in these days, the last first, after the look with key `na` (not one of his: from the
    begin)."""
    rijen = _van_persoon(gebruiker, periode)
    grens = rijen.filter(pk=int(na)).values_list("op", "pk").first() if _NUMMER.fullmatch(na) else None
    blad = rijen.filter(Q(op__lt=grens[0]) | Q(op=grens[0], pk__lt=grens[1])) if grens else rijen
    gelezen = list(blad[: MEESTE + 1])
    volgende = str(gelezen[MEESTE - 1].pk) if len(gelezen) > MEESTE else ""
    return Persoonblad(_in_woorden(Gekapt(gelezen[:MEESTE])), rijen.count(), volgende)


def uitvoer_van(gebruiker: Gebruiker, periode: Periode) -> tuple[list[list[str]], int]:
    """The same as rows of a file, and of how many different dossiers they are; the last row says so when there are
    more than fit."""
    gelezen = list(_van_persoon(gebruiker, periode)[: MEESTE_RIJEN + 1])
    regels = [_cellen(blik) for blik in _in_woorden(Gekapt(gelezen[:MEESTE_RIJEN])).rijen]
    dossiers = len({rij.wat for rij in gelezen if rij.wat})
    return [*regels, [AFGEKAPT]] if len(gelezen) > MEESTE_RIJEN else regels, dossiers


def waar(adres: str, filter_: str = "") -> str:
    """The page with this name, in the words of its own address, and how it was narrowed: the words of our addresses are
    Dutch, and a name of code says a reader nothing. A page that is no more keeps its name."""
    vormen = get_resolver().reverse_dict.getlist(adres)
    delen = vormen[0][0][0][0].strip("/").split("/") if vormen else [adres.replace("_", " ")]
    # Of a page of a zaak the words after its kenmerk; of the zaak itself, that it is the dossier.
    na_kenmerk = delen[2:] if len(delen) > 1 and "kenmerk" in delen[1] else delen
    woorden = [deel.replace("-", " ") for deel in na_kenmerk if deel and "%" not in deel]
    gezegd = [", ".join(woorden) or ("startpagina" if not any(delen) else "dossier")]
    return ", ".join(
        [*gezegd, *(deel.replace("pk=", "nummer=").replace("=", " ") for deel in filter_.split("&") if deel)]
    )


def pad_van(kenmerk: str) -> str:
    """Where it says who looked at this zaak; empty for what has no such page."""
    naam = _BEKEKEN.get(soort_van(kenmerk))
    return reverse(naam, args=[kenmerk]) if naam else ""


def inzage_van_account(pk: int) -> str:
    """What is written down of who looks at what this account looked at."""
    return f"inzage van account {pk}"


def per_persoon(nu: datetime) -> list[Persoonregel]:
    """Everyone who looked in the last month, who opened most dossiers first."""
    rijen = _rijen().filter(gebruiker__isnull=False, op__gt=nu - TERUG).order_by()
    tellingen = rijen.values("gebruiker").annotate(
        keren=Count("pk"),
        dossiers=Count("wat", distinct=True, filter=~Q(wat="")),
        bestanden=Count("pk", filter=Q(soort__in=_BESTANDEN)),
        geweigerd=Count("pk", filter=Q(soort=InzageSoort.WEIGERING)),
        laatst_op=Max("op"),
    )
    mensen = Gebruiker.objects.select_related("gemeente").in_bulk([rij["gebruiker"] for rij in tellingen])
    samen = getoond(rijen)
    regels = [_regel(mensen[rij["gebruiker"]], {**rij, "getoond": samen.get(rij["gebruiker"], 0)}) for rij in tellingen]
    return sorted(regels, key=lambda regel: (-regel.dossiers, -regel.keren, regel.gebruiker.naam))


def _in_woorden(gekapt: Gekapt[Inzage]) -> Gekapt[Blik]:
    return Gekapt([Blik(rij, waar(rij.adres, rij.filter), pad_van(rij.wat)) for rij in gekapt.rijen], gekapt.over)


def _cellen(blik: Blik) -> list[str]:
    rij = blik.rij
    getoond_ = "" if rij.aantal is None else str(rij.aantal)
    vast = [f"{lokaal(rij.op):%Y-%m-%d %H:%M:%S}", rij.wat, rij.get_soort_display(), blik.waar]
    return [*vast, getoond_, rij.doel, rij.herkomst]


def _regel(wie: Gebruiker, telling: Mapping[str, Any]) -> Persoonregel:
    return Persoonregel(**{**telling, "gebruiker": wie})


def _van_persoon(gebruiker: Gebruiker, periode: Periode) -> QuerySet[Inzage]:
    return _rijen().filter(gebruiker=gebruiker, op__gte=periode.begin_op, op__lt=periode.eind_op)


def _rijen() -> QuerySet[Inzage]:
    return Inzage.objects.filter(wereld=nummer_hier()).select_related("gebruiker__gemeente", "contactpersoon")
