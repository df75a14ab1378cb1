"""A file as a table of texts: CSV in the encodings of Dutch offices, and XLSX. All else is refused in a sentence."""

import csv
import io
import warnings
import zipfile
from typing import Any

from .cellen import onschadelijk
from .rijen import InvoerFout
from .tekens import Gelezen, lees_tekens

Tabel = list[list[str]]

GROOTSTE_BESTAND = 2 * 1024 * 1024
MEESTE_RIJEN = 2000
KOPREGELS = 20
_GROOTSTE_WERKMAP = 30 * 1024 * 1024
_MEESTE_KOLOMMEN = 40
_MEESTE_BLADEN = 10
_SOORTEN = (
    (b"%PDF", "Dit is een PDF. Open het bestand, kopieer de tabel en plak de tekst in het vak."),
    (b"\xd0\xcf\x11\xe0", "Dit is een oud Excel-bestand. Sla het op als .xlsx of .csv en probeer het opnieuw."),
)
ONLEESBAAR = "Dit bestand is geen tekst en geen Excel-bestand (.xlsx). Sla de lijst op als .xlsx of .csv."
_WERKMAP_STUK = "Dit Excel-bestand kunnen wij niet lezen. Sla het opnieuw op als .xlsx of .csv."
TE_LANG = f"De lijst heeft meer dan {MEESTE_RIJEN} rijen. Is dit de lijst met contactpersonen?"


def ontcijfer(inhoud: bytes) -> Gelezen:
    """Return the text of a file in the encoding in which it was saved. Raises InvoerFout when it is no text."""
    for begin, zin in _SOORTEN:
        if inhoud.startswith(begin):
            raise InvoerFout(zin)
    gelezen = lees_tekens(inhoud)
    if gelezen is None or any(teken < " " and teken not in "\t\r\n\f" for teken in gelezen.tekst):
        raise InvoerFout(ONLEESBAAR)
    return gelezen


def lees_csv(tekst: str, scheiding: str) -> Tabel:
    """Return the rows of a text with this delimiter. Raises InvoerFout when its quotes make no sense."""
    regels = io.StringIO(tekst, newline="")
    try:
        if scheiding == "|":
            return list(csv.reader(regels, delimiter=scheiding, quoting=csv.QUOTE_NONE))
        return list(csv.reader(regels, delimiter=scheiding))
    except csv.Error as fout:
        raise InvoerFout("De aanhalingstekens in dit bestand kloppen niet. Sla de lijst opnieuw op als CSV.") from fout


def lees_xlsx(inhoud: bytes) -> list[Tabel]:
    """Return the table of each sheet, hidden ones left out. Raises InvoerFout for a formula or a damaged file."""
    try:
        _keur_werkmap(inhoud)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _lees_werkmap(inhoud)
    except InvoerFout:
        raise
    except Exception as fout:  # a damaged workbook breaks openpyxl in many ways; each is the same sentence
        raise InvoerFout(_WERKMAP_STUK) from fout


def _keur_werkmap(inhoud: bytes) -> None:
    """Refuse a workbook that unpacks to something huge, or that brings its own XML entities."""
    with zipfile.ZipFile(io.BytesIO(inhoud)) as archief:
        delen = archief.infolist()
        if sum(deel.file_size for deel in delen) > _GROOTSTE_WERKMAP:
            raise InvoerFout("Dit Excel-bestand is uitgepakt te groot. Sla alleen de lijst op als .xlsx of .csv.")
        if any(b"<!DOCTYPE" in archief.read(deel) for deel in delen if deel.filename.endswith((".xml", ".rels"))):
            raise InvoerFout(_WERKMAP_STUK)


def _lees_werkmap(inhoud: bytes) -> list[Tabel]:
    import openpyxl  # noqa: PLC0415 (0.2 s that only an upload should pay)

    werkmap = openpyxl.load_workbook(io.BytesIO(inhoud), read_only=True, data_only=False, keep_links=False)
    try:
        bladen = [blad for blad in werkmap.worksheets if blad.sheet_state == "visible"]
        return [_lees_blad(blad) for blad in bladen[:_MEESTE_BLADEN]]
    finally:
        werkmap.close()


def _lees_blad(blad: Any) -> Tabel:
    blad.reset_dimensions()
    hoogste = MEESTE_RIJEN + KOPREGELS
    tabel = [[_celtekst(cel) for cel in rij] for rij in blad.iter_rows(max_row=hoogste + 1, max_col=_MEESTE_KOLOMMEN)]
    if len(tabel) > hoogste and any(any(rij) for rij in tabel[hoogste:]):
        raise InvoerFout(TE_LANG)
    return tabel


def _celtekst(cel: Any) -> str:
    """Return the text of a cell. A text that only looks like a formula is marked, so that it is read as text."""
    if cel.data_type == "f":
        raise InvoerFout(f"Cel {cel.coordinate} bevat een formule. Sla de lijst op met alleen waarden.")
    if cel.value is None:
        return ""
    if isinstance(cel.value, float) and cel.value.is_integer():
        return str(int(cel.value))
    return onschadelijk(cel.value) if isinstance(cel.value, str) else str(cel.value)
