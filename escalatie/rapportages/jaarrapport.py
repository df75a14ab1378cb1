"""The report of a year, which leaves the region: without small numbers, and without a way to work them out.

It is about one whole calendar year that is over, of all of the region, and there is no other: two reports share no day,
so nothing can be subtracted from the one with the other (docs/besluiten/0056). Its tables share nothing but their
totals, which stand above all of them.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from basis.formulieren import EERSTE_JAAR
from basis.kalender import lokaal, lokale_datum
from basis.kleine_aantallen import KLEINSTE, SPELING, verberg, verberg_reeks
from basis.pdf import maak_pdf
from basis.taal import duur_voluit, met_hoofdletter
from contacten.inlezen.invoer import schrijf_tekst
from escalatie.protocol.bereik import alle_scenarios, alle_statussen
from escalatie.werk.filters import Namen

from .cijfers import Looptijd, Telling, looptijden, tellingen
from .maten import MELDTIJDEN, OP_TIJD, PUNTEN, STREEP, Selectie
from .pagina import GEEN_SCENARIO, namen_van, ontvangers, per_termijn, termijnnaam

TELT = ("kwartaal_scenario", "categorie", "aanbieder", "gemeente", "termijn", "punt", *ontvangers())
VERBORGEN = "verborgen"
SAMEN, OVERIGE = "Samen", "Alle andere"
# Of fewer, the time of nine out of ten is that of one.
MINSTE_VOOR_NEGEN = 10
MEESTE_JAREN = 5
_BREEDTE = 28
REGEL = (
    f"Dit rapport gaat over een heel kalenderjaar dat voorbij is. Een aantal onder de {KLEINSTE} is verborgen, ook "
    "nul. Kunt u zo'n aantal uitrekenen uit de rest, dan is ook een ander aantal verborgen. Andere perioden geven wij "
    "niet naar buiten: uit twee perioden die overlappen, is een klein aantal uit te rekenen."
)


class Vorm(StrEnum):
    """In which shape it is taken along."""

    PDF = "pdf"
    XLSX = "xlsx"


SOORTEN = {
    Vorm.PDF: "application/pdf",
    Vorm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Waarde = int | str


@dataclass(frozen=True)
class Blad:
    """One table: its rows begin with a name; a number is a number, and what is not shown says so."""

    titel: str
    uitleg: str
    koppen: tuple[str, ...]
    rijen: tuple[tuple[str, tuple[Waarde, ...]], ...]

    @property
    def regels(self) -> list[tuple[str, list[tuple[str, Waarde]]]]:
        """The rows with above each cell what it is, which a phone shows beside it."""
        return [(naam, list(zip(self.koppen[1:], cellen, strict=True))) for naam, cellen in self.rijen]


@dataclass(frozen=True)
class Jaarrapport:
    """The report as of `op` (aware). `van`: of whom; `totaal`: how many meldingen, or that this is not shown; `aantal`:
    how many it is about, for the record of who looked."""

    jaar: int
    van: str
    op: datetime
    totaal: Waarde
    bladen: list[Blad]
    aantal: int

    @property
    def titel(self) -> str:
        """For example: Jaarrapport 2025."""
        return f"Jaarrapport {self.jaar}"

    @property
    def bestandsnaam(self) -> str:
        """The name of the file without its ending."""
        return f"jaarrapport-{settings.REGIO.code}-{self.jaar}"


def jaren(nu: datetime) -> list[int]:
    """The years of which there is a report at `nu` (aware): those that are over, the newest first."""
    vorig = lokale_datum(nu).year - 1
    return [jaar for jaar in range(vorig, vorig - MEESTE_JAREN, -1) if jaar >= EERSTE_JAAR]


def maak(selectie: Selectie, jaar: int, van: str, namen: Namen, nu: datetime, *, per_gemeente: bool) -> Jaarrapport:
    """The report over these meldingen, which are those of a whole year, at `nu` (aware). Three queries. With too few
    meldingen it holds no table at all."""
    geteld = tellingen(selectie, TELT, nu)
    totaal = sum(geteld.get("kwartaal_scenario", {}).values())
    if totaal < KLEINSTE:
        return Jaarrapport(jaar, van, nu, VERBORGEN, [], totaal)
    bladen = [_kwartalen(geteld.get("kwartaal_scenario", {}))]
    soorten = ("categorie", "aanbieder", "gemeente") if per_gemeente else ("categorie", "aanbieder")
    titels = {
        "categorie": ("Per categorie", ""),
        "aanbieder": ("Per aanbieder", ""),
        "gemeente": ("Per gemeente", "Een melding telt bij elke gemeente die erbij betrokken is."),
    }
    bladen += [_met_overige(*titels[code], _met_namen(geteld, code, namen)) for code in soorten]
    tijd = {**looptijden(selectie, "stap", nu), **_als_geheel(looptijden(selectie, "afgerond", nu))}
    bladen += [_looptijden(tijd), _termijnen(geteld.get("termijn", {})), _meldtijden(geteld), _punten(geteld)]
    return Jaarrapport(jaar, van, nu, totaal, [blad for blad in bladen if blad.rijen], totaal)


def als_bestand(rapport: Jaarrapport, vorm: Vorm, door: str) -> bytes:
    """The report in this shape, made by `door`. Raises PdfMislukt."""
    if vorm == Vorm.PDF:
        return maak_pdf(als_html(rapport), rapport.titel, op=rapport.op, door=door)
    return als_xlsx(rapport)


def als_html(rapport: Jaarrapport) -> str:
    """The report as a page to print."""
    gegevens = {"r": rapport, "regel": REGEL, "op": lokaal(rapport.op), "stijl": "static:css/pdf_bijlage.css"}
    return render_to_string("pdf/jaarrapport.html", gegevens)


def als_xlsx(rapport: Jaarrapport) -> bytes:
    """A workbook: a sheet that says what this is, and one per table."""
    import openpyxl  # noqa: PLC0415 (0.2 s that only a download should pay)

    werkmap = openpyxl.Workbook()
    werkmap.properties.creator = "Calamiteitenregie"
    werkmap.properties.title = rapport.titel
    werkmap.properties.created = werkmap.properties.modified = rapport.op.astimezone(UTC).replace(tzinfo=None)
    eerste = werkmap.active
    eerste.title = "Toelichting"
    _vul(eerste, [[rapport.titel, ""], ["Van", rapport.van], ["Meldingen", rapport.totaal], ["Hoe te lezen", REGEL]])
    for blad in rapport.bladen:
        regels: list[Sequence[Waarde]] = [blad.koppen, *([naam, *cellen] for naam, cellen in blad.rijen)]
        _vul(werkmap.create_sheet(blad.titel[:31]), [*regels, *([[blad.uitleg]] if blad.uitleg else [])])
    uit = io.BytesIO()
    werkmap.save(uit)
    return uit.getvalue()


def _vul(blad: Any, rijen: Sequence[Sequence[Waarde]]) -> None:
    """No cell is a formula, whatever somebody typed; a number can be added up."""
    from openpyxl.styles import Font  # noqa: PLC0415 (as above)

    for rij, waarden in enumerate(rijen, start=1):
        for kolom, waarde in enumerate(waarden, start=1):
            cel = blad.cell(rij, kolom)
            if isinstance(waarde, str):
                schrijf_tekst(cel, waarde)
            else:
                cel.value = waarde
    blad.freeze_panes = "B2"
    for cel in blad[1]:
        cel.font = Font(bold=True)
        blad.column_dimensions[cel.column_letter].width = _BREEDTE


def _met_namen(geteld: Telling, code: str, namen: Namen) -> list[tuple[str, int]]:
    """Every name that there is, also of which there was nothing."""
    getallen, bekend = geteld.get(code, {}), namen_van(code, namen)
    rijen = [(naam, getallen.get(sleutel, 0)) for sleutel, naam in bekend.items()]
    return rijen + [(sleutel, getal) for sleutel, getal in getallen.items() if sleutel not in bekend]


def _met_overige(titel: str, uitleg: str, getallen: Sequence[tuple[str, int]]) -> Blad:
    """Those that can be told apart by name, and what is left of all others in one number. A row with a name and no
    number would say that there was one: of four such rows that hold four together, each is one."""
    samen = sum(getal for _, getal in getallen)
    weg = verberg_reeks([getal for _, getal in getallen])
    rijen: list[tuple[str, tuple[Waarde, ...]]] = []
    if samen >= KLEINSTE:
        rijen = [(naam, (getal,)) for plek, (naam, getal) in enumerate(getallen) if plek not in weg]
        rijen += [(OVERIGE, (sum(getallen[plek][1] for plek in weg),))] if weg else []
    totaal = (SAMEN, (_getoond(samen, is_verborgen=samen < KLEINSTE),))
    return Blad(titel, uitleg, (met_hoofdletter(titel.removeprefix("Per ")), "Aantal"), (*rijen, totaal))


def _getoond(waarde: int, *, is_verborgen: bool) -> Waarde:
    return VERBORGEN if is_verborgen else waarde


def _reeks(titel: str, uitleg: str, getallen: Sequence[tuple[str, int]], koppen: tuple[str, ...] = ()) -> Blad:
    weg = verberg_reeks([getal for _, getal in getallen])
    alle = [*getallen, (SAMEN, sum(getal for _, getal in getallen))]
    rijen = tuple((naam, (_getoond(getal, is_verborgen=plek in weg),)) for plek, (naam, getal) in enumerate(alle))
    return Blad(titel, uitleg, koppen or (titel, "Aantal"), rijen)


def _kwartalen(geteld: Mapping[str, int]) -> Blad:
    """The quarters by the scenarios, with all totals."""
    codes = [*alle_scenarios(), ""]
    kwartalen = range(1, 5)
    tabel = [[geteld.get(f"{kwartaal}{STREEP}{code}", 0) for code in codes] for kwartaal in kwartalen]
    koppen = [f"Scenario {code}" if code else met_hoofdletter(GEEN_SCENARIO) for code in codes]
    if len(codes) == 1:
        return _reeks("Per kwartaal", "", [(f"Kwartaal {k}", rij[0]) for k, rij in zip(kwartalen, tabel, strict=True)])
    weg = verberg(tabel)
    heel = [[*rij, sum(rij)] for rij in tabel]
    heel.append([sum(kolom) for kolom in zip(*heel, strict=True)])
    namen = [*(f"Kwartaal {kwartaal}" for kwartaal in kwartalen), SAMEN]
    rijen = tuple(
        (naam, tuple(_getoond(getal, is_verborgen=(r, k) in weg) for k, getal in enumerate(rij)))
        for r, (naam, rij) in enumerate(zip(namen, heel, strict=True))
    )
    return Blad("Per kwartaal en scenario", "Het scenario dat nu geldt.", ("Kwartaal", *koppen, SAMEN), rijen)


def _als_geheel(geheel: Mapping[str, Looptijd]) -> dict[str, Looptijd]:
    return {SAMEN: geheel[""]} if "" in geheel else {}


def _looptijden(tijden: Mapping[str, Looptijd]) -> Blad:
    """How long: without how many, which would be a number that other tables can be held against. What hardly occurred
    has no row: one with a name and no number would say that there was one."""
    namen = {**{code: f"In {regel.naam}" for code, regel in alle_statussen().items()}, SAMEN: "Van ontvangst tot einde"}
    rijen = tuple(
        (
            naam,
            (
                duur_voluit(tijden[code].helft),
                duur_voluit(tijden[code].negen) if tijden[code].aantal >= MINSTE_VOOR_NEGEN else VERBORGEN,
            ),
        )
        for code, naam in namen.items()
        if code in tijden and tijden[code].aantal >= KLEINSTE
    )
    uitleg = "De helft was klaar binnen de eerste tijd, negen van de tien binnen de tweede."
    return Blad("Doorlooptijd", uitleg, ("Stap", "De helft binnen", "Negen van de tien binnen"), rijen)


def _termijnen(geteld: Mapping[str, int]) -> Blad:
    """The share in time, roughly: of an exact one, with a total from elsewhere, the small number can be worked out.
    What hardly occurred has no row."""
    rijen = tuple(
        (termijnnaam(code), (op_tijd(getallen.get(OP_TIJD, 0), sum(getallen.values())),))
        for code, getallen in per_termijn(geteld).items()
        if sum(getallen.values()) >= KLEINSTE
    )
    uitleg = (
        "Welk deel op tijd was, in tienden. Is daaruit een klein aantal uit te rekenen, dan staat er alleen of het de "
        "helft was. Een termijn die nog loopt of is gestopt, telt niet mee."
    )
    return Blad("Termijnen", uitleg, ("Termijn", "Op tijd"), rijen)


def op_tijd(goed: int, alle: int) -> str:
    """Which part of `alle` (at least KLEINSTE) was in time, in tenths. Of few, a tenth is one number for who knows how
    many there were, and every melding has some terms: where one of the two is small, and a tenth leaves less than
    SPELING answers, it says only whether it was half of them; and of so few that this says too much, nothing."""
    tienden = [min(9, 10 * aantal // alle) for aantal in range(alle + 1)]
    deel = tienden[goed]
    if min(goed, alle - goed) >= KLEINSTE or tienden.count(deel) >= SPELING:
        return "90% of meer" if deel == 9 else f"{deel}0 tot {deel + 1}0%" if deel else "minder dan 10%"
    if alle < 2 * SPELING - 1:
        return VERBORGEN
    return "de helft of meer" if 2 * goed >= alle else "minder dan de helft"


def _meldtijden(geteld: Telling) -> Blad:
    rijen = []
    for maat, naam in ontvangers().items():
        getallen = [geteld.get(maat, {}).get(vak, 0) for vak in MELDTIJDEN]
        weg = verberg_reeks(getallen)
        alle = [*getallen, sum(getallen)]
        rijen.append((naam, tuple(_getoond(getal, is_verborgen=plek in weg) for plek, getal in enumerate(alle))))
    uitleg = "In kalenderdagen na de gebeurtenis. Wij tellen alleen, wij oordelen niet."
    koppen = ("Gemeld aan", *(met_hoofdletter(naam) for naam in MELDTIJDEN.values()), SAMEN)
    return Blad("Hoe snel gemeld", uitleg, koppen, tuple(rijen))


def _punten(geteld: Telling) -> Blad:
    getallen = [(met_hoofdletter(naam), geteld.get("punt", {}).get(stand, 0)) for stand, naam in PUNTEN.items()]
    return _reeks("Verbeterpunten", "Van de meldingen van dit jaar.", getallen, ("Stand", "Aantal"))
