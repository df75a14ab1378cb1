"""The list of meldingen as a file: what somebody sees with his filters, for a spreadsheet. No cell is a formula."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from basis.kalender import lokaal
from calamiteiten.kenmerk import gezocht_in
from calamiteiten.models import Melding
from calamiteiten.statussen import MELDING, beeld
from calamiteiten.toegang import Gebied, zichtbaar_in
from contacten.inlezen.invoer import onschadelijk, schrijf_tekst
from contacten.models import Gebruiker

from .filters import MeldingFilter
from .lijst import VELDEN, eerste_termijnen, gemeentenamen
from .zoeken.sleutels import bos_van
from .zoeken.vinden import VENSTER, vind_onder
from .zoeken.vraag import lees_vraag

CSV, XLSX = "csv", "xlsx"
SOORTEN = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KOPPEN = ("Kenmerk", "Onderwerp", "Ontvangen", "Status", "Scenario", "Aanbieder", "Gemeenten", "Eerste termijn tot")
MEESTE_RIJEN = 5000
AFGEKAPT = "Niet alles staat hierin: maak de keuze kleiner."


def lees_rijen(filters: MeldingFilter, gebruiker: Gebruiker, gebied: Gebied) -> list[list[str]]:
    """The rows of the file, the newest first; the last one says so when there are more than fit."""
    rijen = filters.smal(zichtbaar_in(gebied))
    # As the list does it: a kenmerk in any spelling names its zaak.
    if genoemd := gezocht_in(filters.zoek):
        rijen = rijen.filter(kenmerk__in=genoemd)
    elif filters.zoek:
        vraag = lees_vraag(filters.zoek, filters.namen)
        nieuwste = list(rijen.order_by("-ontvangen_op", "-pk").values_list("ontvangen_op", "pk")[:VENSTER])
        gevonden = vind_onder(vraag, bos_van(gebruiker, gebied), rijen, nieuwste, None, MEESTE_RIJEN + 1)
        rijen = rijen.filter(pk__in=[pk for _, pk in gevonden])
    gelezen = _lees(rijen)
    regels = _regels(gelezen[:MEESTE_RIJEN], filters)
    return [*regels, [AFGEKAPT]] if len(gelezen) > MEESTE_RIJEN else regels


def maak_bestand(rijen: list[list[str]], vorm: str, koppen: Sequence[str] = KOPPEN, blad: str = "Meldingen") -> bytes:
    """These rows under their headings, as a file of this shape; each cell on one line. `blad`: what the sheet is
    called."""
    tabel = [[" ".join(cel.split()) for cel in rij] for rij in (koppen, *rijen)]
    return _als_xlsx(tabel, blad) if vorm == XLSX else _als_csv(tabel)


def bestandsnaam(vorm: str, nu: datetime) -> str:
    """The name of the file, with the local day."""
    return f"meldingen-{lokaal(nu):%Y-%m-%d}.{vorm}"


def _lees(rijen: QuerySet[Melding]) -> list[dict[str, Any]]:
    op_volgorde = rijen.order_by("-ontvangen_op", "-pk").values(*VELDEN)
    return [{**rij} for rij in op_volgorde[: MEESTE_RIJEN + 1]]


def _regels(rijen: list[dict[str, Any]], filters: MeldingFilter) -> list[list[str]]:
    pks = [rij["pk"] for rij in rijen]
    namen, termijnen = gemeentenamen(pks, filters.namen.gemeente_per_id), eerste_termijnen(pks)
    return [
        [
            rij["kenmerk"],
            rij["onderwerp"],
            _moment(rij["ontvangen_op"]),
            beeld(MELDING, rij["protocol_versie"], rij["status"]).naam,
            rij["scenario"],
            rij["aanbieder__naam"],
            namen.get(rij["pk"], ""),
            _moment(termijnen[rij["pk"]]["vervalt_op"]) if rij["pk"] in termijnen else "",
        ]
        for rij in rijen
    ]


def _moment(op: datetime) -> str:
    """As a spreadsheet sorts it."""
    return f"{lokaal(op):%Y-%m-%d %H:%M}"


def _als_csv(tabel: list[list[str]]) -> bytes:
    """As a Dutch spreadsheet opens it: semicolons, UTF-8 with mark."""
    tekst = io.StringIO(newline="")
    csv.writer(tekst, delimiter=";").writerows([onschadelijk(cel) for cel in rij] for rij in tabel)
    return tekst.getvalue().encode("utf-8-sig")


def _als_xlsx(tabel: list[list[str]], naam: str) -> bytes:
    """Every cell is text, whatever somebody typed."""
    import openpyxl  # noqa: PLC0415 (0.2 s that only a download should pay)

    werkmap = openpyxl.Workbook()
    blad = werkmap.active
    blad.title, blad.freeze_panes = naam, "A2"
    for rij, teksten in enumerate(tabel, start=1):
        for kolom, tekst in enumerate(teksten, start=1):
            schrijf_tekst(blad.cell(rij, kolom), tekst)
    uit = io.BytesIO()
    werkmap.save(uit)
    return uit.getvalue()
