"""Everything that is late in the open zaken that somebody may see, whoever it waits for, by its kind (R57, R73).

The figure on the dashboard counts these rows and its page shows them: no other question stands between the two.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import F, QuerySet

from basis.kap import Greep, greep
from basis.resttijd import Resttijd, resttijd
from basis.taal import aantal, opsomming
from calamiteiten.models import Melding
from calamiteiten.statussen import PERSVRAAG
from contacten.models import Gebruiker
from contacten.rolnamen import rolnaam
from escalatie.draaiboek.informatie import BELTAAK
from escalatie.models import Taak, TaakStatus, Termijn
from escalatie.protocol.bereik import doorlopend
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol

from .groepen import zaak_url
from .tellingen import Telling, alle
from .werkvoorraad import in_zicht

# Code -> one of it, and more.
SOORTEN = {
    "termijn": ("termijn", "termijnen"),
    "bellen": ("telefoontje", "telefoontjes"),
    "taak": ("taak", "taken"),
}
# What the address of its page calls this list.
LIJST = "lijst"
_ZAAK = ("zaak__kenmerk", "zaak__onderwerp", "zaak__zaaksoort", "zaak__protocol_versie")


class Laat(NamedTuple):
    """One thing that is late, as it was read."""

    soort: str
    op: datetime
    kenmerk: str
    titel: str
    rij: Mapping[str, Any]


@dataclass(frozen=True)
class Laatregel:
    """One thing that is late: of what kind, what, whose it is, in which zaak, and since when."""

    soort: str
    titel: str
    van: str
    kenmerk: str
    onderwerp: str
    url: str
    op: datetime
    termijn: Resttijd


def tellingen(gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime) -> list[Telling]:
    """How many of each kind; `zicht` is what toegang lets this user see."""
    return [alle(f"laat_{soort}", rijen) for soort, rijen in _rijen(gebruiker, zicht, nu).items()]


def split(telling: dict[str, dict[str, int]]) -> tuple[int, str]:
    """How many that are, and the kinds in words: "1 termijn en 3 telefoontjes"; empty when nothing is late."""
    per_soort = {soort: telling.get(f"laat_{soort}", {}).get("", 0) for soort in SOORTEN}
    woorden = [aantal(hoeveel, *SOORTEN[soort]) for soort, hoeveel in per_soort.items() if hoeveel]
    return sum(per_soort.values()), opsomming(woorden) if woorden else ""


def geteld(rijen: Iterable[Laat]) -> dict[str, dict[str, int]]:
    """The same of lines that were read."""
    return {f"laat_{soort}": {"": hoeveel} for soort, hoeveel in Counter(rij.soort for rij in rijen).items()}


def lees(gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime) -> list[Laat]:
    """All of it, what is late longest in front. A query per kind."""
    rijen = _rijen(gebruiker, zicht, nu)
    return sorted([*_termijnen(rijen["termijn"]), *_taken(rijen)], key=attrgetter("op", "kenmerk", "titel"))


def greep_van(rijen: Sequence[Laat], nu: datetime, vanaf: Mapping[str, int]) -> Greep[Laatregel]:
    """The lines of what was read, as many as the page shows."""
    return greep(rijen, partial(_regel, nu=nu), vanaf.get(LIJST, 0))


def _rijen(gebruiker: Gebruiker, zicht: QuerySet[Melding], nu: datetime) -> dict[str, QuerySet[Any]]:
    hier = in_zicht(gebruiker, zicht)
    taken = Taak.objects.filter(hier, status=TaakStatus.OPEN, uiterlijk_op__lt=nu).exclude(code__in=doorlopend())
    return {
        "termijn": Termijn.objects.filter(hier, geeindigd_op__isnull=True, vervalt_op__lt=nu),
        "bellen": taken.filter(code=BELTAAK),
        "taak": taken.exclude(code=BELTAAK),
    }


def _termijnen(rijen: QuerySet[Termijn]) -> Iterator[Laat]:
    for rij in rijen.values("code", "rol", "vervalt_op", *_ZAAK):
        versie = rij["zaak__protocol_versie"]
        is_pers = rij["zaak__zaaksoort"] == PERSVRAAG
        regel = (haal_communicatieregels(versie) if is_pers else haal_protocol(versie)).termijn_per_code.get(
            rij["code"]
        )
        titel = regel.naam if regel else rij["code"]
        yield Laat("termijn", rij["vervalt_op"], rij["zaak__kenmerk"], titel, {**rij, "plaats": ""})


def _taken(rijen: dict[str, QuerySet[Taak]]) -> Iterator[Laat]:
    for soort in ("bellen", "taak"):
        met = rijen[soort].annotate(plaats=F("gemeente__naam"))
        for rij in met.values("titel", "rol", "uiterlijk_op", "plaats", *_ZAAK):
            yield Laat(soort, rij["uiterlijk_op"], rij["zaak__kenmerk"], rij["titel"], rij)


def _regel(laat: Laat, nu: datetime) -> Laatregel:
    rij = laat.rij
    return Laatregel(
        soort=laat.soort,
        titel=laat.titel,
        van=f"{rolnaam(rij['rol'], rij['zaak__protocol_versie'])} {rij['plaats'] or ''}".strip(),
        kenmerk=laat.kenmerk,
        onderwerp=rij["zaak__onderwerp"],
        url=zaak_url(rij),
        op=laat.op,
        termijn=resttijd(laat.op, nu),
    )
