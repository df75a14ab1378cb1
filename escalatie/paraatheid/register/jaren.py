"""The yearly overviews side by side: counts per kind and year, who handed in, and who did not (R131, R132)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from basis.kalender import lokale_datum
from calamiteiten.models import Paraatheid, Paraatheidsfeit
from escalatie.models import Stap
from escalatie.protocol.lezen import geldende_versie, haal_protocol

from .opdrachten import SLA_OVER
from .overzicht import naam_van
from .stand import BEELDEN, Woord, actie_van, lopende_termijnen, woord
from .termijnen import JAAR, eerste_jaar, gevraagd_jaar

# So many years stand side by side.
HOEVEEL = 4


@dataclass(frozen=True)
class Jaarcel:
    """The overview of one aanbieder of one year: how many incidents (None: none came), and in words why none."""

    totaal: int | None
    zin: str
    icoon: str
    kleur: str
    zaak: Paraatheid
    feit: Paraatheidsfeit | None = None


@dataclass(frozen=True)
class Jaren:
    """`jaren`: the newest first. `soorten`: (kind, its count per year, of all together; None where nobody handed in,
    which is no nought); `rijen`: (aanbieder, its cells); `niet_binnen`: (year, the aanbieders of whom it is asked and
    did not come)."""

    jaren: list[int]
    soorten: list[tuple[str, list[int | None]]]
    totalen: list[int | None]
    ingeleverd: list[int]
    rijen: list[tuple[str, list[Jaarcel]]]
    niet_binnen: list[tuple[int, list[str]]]
    analyses: list[tuple[str, Paraatheidsfeit]]


def jaaroverzicht(nu: datetime, jaar: int | None = None) -> Jaren:
    """The overviews at `nu` (aware), `jaar` as the newest (without it the last that can be in); four queries."""
    tot = jaar or lokale_datum(nu).year
    jaren = list(range(tot, tot - HOEVEEL, -1))
    codes = {regel.code: regel for regel in haal_protocol(geldende_versie(lokale_datum(nu))).paraatheid_acties}
    jaarlijks = [code for code, regel in codes.items() if regel.is_jaarlijks]
    zaken = list(Paraatheid.objects.filter(actie__in=jaarlijks).select_related("aanbieder"))
    feiten = _feiten(zaken)
    rijen = _rijen(zaken, feiten, jaren, nu)
    geldend = [feit for per_jaar in feiten.values() for feit in per_jaar.values()]
    soorten = {code: naam for regel in jaarlijks for code, naam in codes[regel].soorten.items()}
    return Jaren(
        jaren=jaren,
        soorten=[(naam, [_som(geldend, dit, code) for dit in jaren]) for code, naam in soorten.items()],
        totalen=[_samen(geldend, dit) for dit in jaren],
        ingeleverd=[sum(feit.jaar == dit for feit in geldend) for dit in jaren],
        rijen=rijen,
        niet_binnen=_niet_binnen(jaren, rijen),
        analyses=[(naam_van(feit.paraatheid), feit) for feit in geldend if feit.jaar == _met_inhoud(jaren, geldend)],
    )


def _feiten(zaken: Iterable[Paraatheid]) -> dict[int, dict[int, Paraatheidsfeit]]:
    """Action -> year -> the overview that holds."""
    rijen = Paraatheidsfeit.objects.filter(paraatheid__in=zaken, vervallen_op__isnull=True, jaar__isnull=False)
    per_zaak: dict[int, dict[int, Paraatheidsfeit]] = defaultdict(dict)
    for feit in rijen.select_related("paraatheid__aanbieder").order_by("paraatheid__aanbieder__naam"):
        if feit.jaar is not None:
            per_zaak[feit.paraatheid_id][feit.jaar] = feit
    return per_zaak


def _rijen(
    zaken: list[Paraatheid], feiten: dict[int, dict[int, Paraatheidsfeit]], jaren: list[int], nu: datetime
) -> list[tuple[str, list[Jaarcel]]]:
    lopend = lopende_termijnen(zaken)
    over: dict[int, set[int]] = defaultdict(set)
    stappen = Stap.objects.filter(zaak__in=[zaak.pk for zaak in zaken], code=SLA_OVER)
    for zaak_id, gegevens in stappen.values_list("zaak", "gegevens"):
        over[zaak_id].add(gegevens.get(JAAR))

    def cel(zaak: Paraatheid, jaar: int) -> Jaarcel:
        if feit := feiten[zaak.pk].get(jaar):
            return Jaarcel(_totaal(feit), "ingeleverd", "check", "positive", zaak, feit)
        termijn = lopend.get(zaak.pk)
        if jaar in over[zaak.pk]:
            return Jaarcel(None, "kwam niet", "ban", "neutral", zaak)
        if zaak.is_open() and jaar == gevraagd_jaar(termijn):
            is_laat = woord(zaak, termijn, nu) == Woord.TE_LAAT
            _, icoon, kleur = BEELDEN[Woord.TE_LAAT if is_laat else Woord.TE_REGELEN]
            return Jaarcel(None, "te laat" if is_laat else "gevraagd", icoon, kleur, zaak)
        is_later = zaak.is_open() and jaar >= eerste_jaar(actie_van(zaak), lokale_datum(zaak.ontvangen_op))
        return Jaarcel(None, "nog niet gevraagd" if is_later else "niet gevraagd", "circle", "neutral", zaak)

    return sorted(((naam_van(zaak), [cel(zaak, jaar) for jaar in jaren]) for zaak in zaken), key=lambda rij: rij[0])


def _niet_binnen(jaren: list[int], rijen: list[tuple[str, list[Jaarcel]]]) -> list[tuple[int, list[str]]]:
    wachtend = {"te laat", "gevraagd", "kwam niet"}
    per_jaar = [(jaar, [naam for naam, cellen in rijen if cellen[n].zin in wachtend]) for n, jaar in enumerate(jaren)]
    return [(jaar, namen) for jaar, namen in per_jaar if namen]


def _met_inhoud(jaren: list[int], feiten: list[Paraatheidsfeit]) -> int | None:
    """The newest of these years of which an overview is in."""
    return next((jaar for jaar in jaren if any(feit.jaar == jaar for feit in feiten)), None)


def _totaal(feit: Paraatheidsfeit) -> int:
    return sum(int(aantal) for aantal in feit.aantallen.values())


def _samen(feiten: list[Paraatheidsfeit], jaar: int) -> int | None:
    binnen = [_totaal(feit) for feit in feiten if feit.jaar == jaar]
    return sum(binnen) if binnen else None


def _som(feiten: list[Paraatheidsfeit], jaar: int, code: str) -> int | None:
    binnen = [int(feit.aantallen.get(code, 0)) for feit in feiten if feit.jaar == jaar]
    return sum(binnen) if binnen else None
