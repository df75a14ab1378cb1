"""The report for the bestuur: how the preparation stands and the yearly overviews, as a PDF or a workbook.

No cell is a formula, whatever someone typed.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from basis.kalender import lokaal
from basis.pdf import maak_pdf
from contacten.inlezen.invoer import schrijf_tekst
from contacten.models import Gebruiker

from .jaren import Jaren, jaaroverzicht
from .overzicht import Kaart, kaart

TITEL = "Paraatheid: wat is er vooraf geregeld?"
_BREEDTE = 28


class Vorm(StrEnum):
    """In which shape it is taken along."""

    PDF = "pdf"
    XLSX = "xlsx"


SOORTEN = {
    Vorm.PDF: "application/pdf",
    Vorm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Rapport:
    """What it says, as of `op` (aware)."""

    op: datetime
    kaart: Kaart
    jaren: Jaren

    @property
    def bestandsnaam(self) -> str:
        """The name of the file without its ending, with the local day."""
        return f"paraatheid-{settings.REGIO.code}-{lokaal(self.op):%Y-%m-%d}"


def maak_rapport(gebruiker: Gebruiker, nu: datetime) -> Rapport:
    """The report as this user may see it at `nu` (aware)."""
    return Rapport(nu, kaart(gebruiker, nu), jaaroverzicht(nu))


def als_bestand(rapport: Rapport, vorm: Vorm, door: Gebruiker) -> bytes:
    """The report in this shape. Raises PdfMislukt."""
    if vorm == Vorm.XLSX:
        return als_xlsx(rapport)
    return maak_pdf(als_html(rapport), TITEL, op=rapport.op, door=door.maker, gegevens=als_feiten(rapport))


def als_feiten(rapport: Rapport) -> dict[str, Any]:
    """What stands on the paper, and no more: a cell knows its rows too, and the map who did not come."""
    jaren = rapport.jaren
    return {
        "op": rapport.op,
        "aantallen": {naam: aantal for _, naam, aantal in rapport.kaart.aantallen},
        "tabellen": [
            {
                "titel": tabel.titel,
                "kolommen": [regel.naam for regel in tabel.kolommen],
                "rijen": [
                    [naam, *(", ".join(filter(None, [cel.naam, cel.dag])) for cel in cellen)]
                    for naam, cellen in tabel.rijen
                ],
            }
            for tabel in rapport.kaart.tabellen
        ],
        "jaren": jaren.jaren,
        "soorten": jaren.soorten,
        "totalen": jaren.totalen,
        "aanbieders": [
            [naam, *(cel.zin if cel.totaal is None else cel.totaal for cel in cellen)] for naam, cellen in jaren.rijen
        ],
    }


def als_html(rapport: Rapport) -> str:
    """The report as a page to print."""
    gegevens = {"r": rapport, "titel": TITEL, "op": lokaal(rapport.op), "regio": settings.REGIO}
    return render_to_string("pdf/paraatheid.html", {**gegevens, "stijl": "static:css/pdf_bijlage.css"})


def als_xlsx(rapport: Rapport) -> bytes:
    """A workbook: a sheet per kind of organisation, and one with the overviews."""
    import openpyxl  # noqa: PLC0415 (0.2 s that only a download should pay)

    werkmap = openpyxl.Workbook()
    werkmap.remove(werkmap.active)
    werkmap.properties.creator = "Calamiteitenregie"
    werkmap.properties.created = werkmap.properties.modified = rapport.op.astimezone(UTC).replace(tzinfo=None)
    for tabel in rapport.kaart.tabellen:
        kop = ["", *(regel.naam for regel in tabel.kolommen)]
        rijen = [[naam, *(f"{cel.naam} {cel.dag}".strip() for cel in cellen)] for naam, cellen in tabel.rijen]
        _vul(werkmap.create_sheet(tabel.titel), [kop, *rijen])
    jaren = rapport.jaren
    rijen = [["", *map(str, jaren.jaren)]]
    rijen += [[naam, *(_jaar(aantal, "") for aantal in aantallen)] for naam, aantallen in jaren.soorten]
    rijen += [["Samen", *(_jaar(aantal, "") for aantal in jaren.totalen)], ["Ingeleverd", *map(str, jaren.ingeleverd)]]
    rijen += [[naam, *(_jaar(cel.totaal, cel.zin) for cel in cellen)] for naam, cellen in jaren.rijen]
    _vul(werkmap.create_sheet("Jaaroverzichten"), rijen)
    uit = io.BytesIO()
    werkmap.save(uit)
    return uit.getvalue()


def _jaar(totaal: int | None, zin: str) -> str:
    return zin if totaal is None else str(totaal)


def _vul(blad: Any, rijen: Iterable[list[str]]) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415 (as above)

    for rij, teksten in enumerate(rijen, start=1):
        for kolom, tekst in enumerate(teksten, start=1):
            schrijf_tekst(blad.cell(rij, kolom), tekst)
    blad.freeze_panes = "B2"
    for cel in blad[1]:
        cel.font = Font(bold=True)
        blad.column_dimensions[cel.column_letter].width = _BREEDTE
