"""The map: every organisation beside every action it owes, how each stands, and how many are late; five queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from basis.kalender import lokale_datum
from basis.taal import korte_datum
from calamiteiten.models import Organisatie, Paraatheid, Paraatheidsfeit
from calamiteiten.paraatheid import ROLLEN_PARAATHEID, zichtbare_paraatheid
from contacten.models import Aanbieder, Gebruiker, met_dader
from contacten.rolnamen import rolnaam
from escalatie.models import Termijn
from escalatie.protocol.lezen import geldende_versie, haal_protocol
from escalatie.protocol.paraatheidsregels import ActieRegel

from .pagina import Feitregel, feitregels
from .stand import BEELDEN, Woord, actie_van, lopende_termijnen, woord
from .vastleggen import ontbrekend


@dataclass(frozen=True)
class Cel:
    """One action of one organisation; `zaak` None: it was not asked yet. `dag`: until when, or since when."""

    woord: str
    naam: str
    icoon: str
    kleur: str
    zaak: Paraatheid | None = None
    dag: str = ""


@dataclass(frozen=True)
class Regel:
    """One action of one organisation on a page of its own: what, how it stands, what holds of it, and how many older
    records the page leaves out."""

    naam: str
    cel: Cel
    geldend: list[Feitregel]
    over: int


@dataclass(frozen=True)
class Tabel:
    """The organisations of one kind. `kolommen`: the actions; `rijen`: (organisation, its cells)."""

    soort: str
    titel: str
    kolommen: list[ActieRegel]
    rijen: list[tuple[str, list[Cel]]]


@dataclass(frozen=True)
class Kaart:
    """The whole map, as this user may see it. `aantallen`: (word, name, how many); `nog_klaar_te_zetten`: how many
    actions are owed that nobody asked for yet."""

    tabellen: list[Tabel]
    aantallen: list[tuple[str, str, int]]
    nog_klaar_te_zetten: int
    stand: str
    mag_klaarzetten: bool


LEEG = Cel("leeg", "Nog niet gevraagd", "circle", "neutral")
# So many records of one action stand beside each other: of a yearly overview as many years.
MEESTE_FEITEN = 4


def kaart(gebruiker: Gebruiker, nu: datetime, stand: str = "") -> Kaart:
    """The map at `nu` (aware); with `stand`, a word of `Woord`, only the organisations that have one such."""
    protocol = haal_protocol(geldende_versie(lokale_datum(nu)))
    zaken = list(zichtbare_paraatheid(gebruiker).select_related("gemeente", "aanbieder"))
    lopend, is_regio = lopende_termijnen(zaken), gebruiker.is_rol(*ROLLEN_PARAATHEID)
    woorden = {zaak.pk: woord(zaak, lopend.get(zaak.pk), nu) for zaak in zaken}
    tel = Counter(woorden.values())
    return Kaart(
        tabellen=[
            tabel
            for soort in Organisatie
            if (tabel := _tabel(soort, protocol.paraatheid_acties, zaken, lopend, woorden, stand)).rijen
        ],
        aantallen=[(w, BEELDEN[w][0], tel[w]) for w in Woord if tel[w]],
        nog_klaar_te_zetten=len(ontbrekend(protocol)) if is_regio else 0,
        stand=stand,
        mag_klaarzetten=is_regio,
    )


def regels_van(aanbieder: Aanbieder, gebruiker: Gebruiker, nu: datetime) -> list[Regel]:
    """Every action that this aanbieder owes, as this user may see it at `nu` (aware); three queries (R163, R131)."""
    wet = haal_protocol(geldende_versie(lokale_datum(nu))).paraatheid_acties
    eigen = zichtbare_paraatheid(gebruiker).filter(aanbieder=aanbieder).select_related("gemeente", "aanbieder")
    zaken = {zaak.actie: zaak for zaak in eigen}
    lopend = lopende_termijnen(zaken.values())
    woorden = {zaak.pk: woord(zaak, lopend.get(zaak.pk), nu) for zaak in zaken.values()}
    feiten: dict[int, list[Paraatheidsfeit]] = defaultdict(list)
    rijen = Paraatheidsfeit.objects.filter(paraatheid__in=zaken.values(), vervallen_op__isnull=True)
    # The newest year in front, and the newest record of what comes without a year.
    for feit in rijen.select_related(*met_dader(), "verbeterd_door").order_by("-jaar", "-op_datum", "-pk"):
        feiten[feit.paraatheid_id].append(feit)
    namen = {regel.code: regel.naam for regel in wet if regel.van == Organisatie.AANBIEDER}
    namen |= {code: actie_van(zaak).naam for code, zaak in zaken.items()}
    return [_regel(naam, zaken.get(code), feiten, lopend, woorden) for code, naam in namen.items()]


def _regel(
    naam: str,
    zaak: Paraatheid | None,
    feiten: dict[int, list[Paraatheidsfeit]],
    lopend: dict[int, Termijn],
    woorden: dict[int, Woord],
) -> Regel:
    geldt = feiten[zaak.pk] if zaak else []
    geldend = feitregels(geldt[:MEESTE_FEITEN], actie_van(zaak)) if zaak else []
    return Regel(naam, _cel(zaak, lopend, woorden), geldend, max(0, len(geldt) - MEESTE_FEITEN))


def _tabel(
    soort: Organisatie,
    acties: Iterable[ActieRegel],
    zaken: Iterable[Paraatheid],
    lopend: dict[int, Termijn],
    woorden: dict[int, Woord],
    stand: str,
) -> Tabel:
    kolommen = [regel for regel in acties if regel.van == soort]
    per_plek: dict[str, dict[str, Paraatheid]] = defaultdict(dict)
    for zaak in zaken:
        if zaak.organisatie == soort:
            per_plek[naam_van(zaak)][zaak.actie] = zaak
    rijen = [
        (naam, [_cel(eigen.get(regel.code), lopend, woorden) for regel in kolommen])
        for naam, eigen in sorted(per_plek.items())
        if not stand or stand in {woorden[zaak.pk] for zaak in eigen.values()}
    ]
    return Tabel(soort, soort.label.capitalize(), kolommen, rijen)


def naam_van(zaak: Paraatheid) -> str:
    """Whose the action is, in words."""
    if zaak.organisatie == Organisatie.JEUGDTEAMS:
        return rolnaam("jeugdteams", zaak.protocol_versie)
    return str(zaak.plaats or settings.REGIO.organisatie)


def _cel(zaak: Paraatheid | None, lopend: dict[int, Termijn], woorden: dict[int, Woord]) -> Cel:
    if zaak is None:
        return LEEG
    hier, termijn = woorden[zaak.pk], lopend.get(zaak.pk)
    dag = f"vóór {korte_datum(lokale_datum(termijn.vervalt_op))}" if termijn else ""
    if dag and hier == Woord.GEREGELD:
        dag = f"opnieuw bekijken {dag}"  # "Geregeld, vóór 2027" reads as something that must still be arranged
    return Cel(hier, *BEELDEN[hier], zaak, dag)
