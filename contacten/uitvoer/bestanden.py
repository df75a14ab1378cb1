"""Bijlage 1 on its way out: XLSX, CSV, vCard and a sheet for the wall (R98, R102).

What goes out can be read in again and then changes nothing. No cell is a formula, whatever someone typed.
"""

import csv
import io
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.template.loader import render_to_string

from basis.pdf import maak_pdf
from basis.telefoon import telefoon_uri
from contacten.bezetting import AMSTERDAM
from contacten.inlezen.invoer import KOLOMMEN, net, onschadelijk, schrijf_tekst
from contacten.models import Contactpersoon, ContactSoort, Gebruiker, Uitvoer, UitvoerVorm

from .bijlage import Bijlage

SOORTEN = {
    UitvoerVorm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    UitvoerVorm.CSV: "text/csv; charset=utf-8",
    UitvoerVorm.VCF: "text/vcard; charset=utf-8",
    UitvoerVorm.PDF: "application/pdf",
}
_BREEDTES = (20, 28, 36, 18, 18, 40)
_REGEL_VCARD = 75


def maak_uitvoer(bijlage: Bijlage, vorm: UitvoerVorm, door: Gebruiker) -> bytes:
    """Return the list as a file of this shape."""
    if vorm == UitvoerVorm.PDF:
        regels = [regel.cellen for regel in bijlage.regels]
        return maak_pdf(
            als_html(bijlage), "Bijlage 1: contactpersonen", op=bijlage.op, door=door.maker, gegevens=regels
        )
    return {UitvoerVorm.XLSX: als_xlsx, UitvoerVorm.CSV: als_csv, UitvoerVorm.VCF: als_vcf}[vorm](bijlage)


def bestandsnaam(bijlage: Bijlage, vorm: UitvoerVorm) -> str:
    """Return the name of the file, with the local day of the list."""
    return f"bijlage-1-{bijlage.op.astimezone(AMSTERDAM):%Y-%m-%d}.{vorm.value}"


def leg_uitvoer_vast(bijlage: Bijlage, vorm: UitvoerVorm, door: Gebruiker) -> Uitvoer:
    """Record who took the list out, when and in which shape (R102)."""
    return Uitvoer.objects.create(op=bijlage.op, door=door, vorm=vorm, aantal=bijlage.aantal)


def als_csv(bijlage: Bijlage) -> bytes:
    """Return CSV as a Dutch spreadsheet opens it: semicolons, UTF-8 with mark. Formulas are disarmed."""
    tekst = io.StringIO(newline="")
    schrijver = csv.writer(tekst, delimiter=";")
    schrijver.writerow(KOLOMMEN.values())
    schrijver.writerows([onschadelijk(regel.cellen[kolom]) for kolom in KOLOMMEN] for regel in bijlage.regels)
    return tekst.getvalue().encode("utf-8-sig")


def als_xlsx(bijlage: Bijlage) -> bytes:
    """Return a workbook in which every cell is text, so that a number keeps its zero and nothing is a formula."""
    import openpyxl  # noqa: PLC0415 (0.2 s that only a download should pay)

    werkmap = openpyxl.Workbook()
    blad = werkmap.active
    blad.title = "Bijlage 1"
    werkmap.properties.creator = "Calamiteitenregie"
    werkmap.properties.created = werkmap.properties.modified = bijlage.op.astimezone(UTC).replace(tzinfo=None)
    for rij, teksten in enumerate(_tabel(bijlage), start=1):
        for kolom, tekst in enumerate(teksten, start=1):
            if tekst:
                schrijf_tekst(blad.cell(rij, kolom), tekst)
    _maak_op(blad)
    uit = io.BytesIO()
    werkmap.save(uit)
    return uit.getvalue()


def als_html(bijlage: Bijlage) -> str:
    """Return the page for the wall."""
    gegevens = {"bijlage": bijlage, "op": bijlage.op.astimezone(AMSTERDAM), "stijl": "static:css/pdf_bijlage.css"}
    return render_to_string("pdf/bijlage_1.html", gegevens)


def als_vcf(bijlage: Bijlage) -> bytes:
    """Return one vCard 4.0 per contact, with its gemeenten as organisation."""
    gemeenten: dict[int, list[str]] = defaultdict(list)
    contacten: dict[int, Contactpersoon] = {}
    for regel in bijlage.regels:
        if regel.contact:
            contacten.setdefault(regel.contact.pk, regel.contact)
            gemeenten[regel.contact.pk].append(regel.gemeente)
    kaartjes = [_kaartje(contact, " en ".join(gemeenten[pk]), bijlage.op) for pk, contact in contacten.items()]
    return "".join(f"{_vouw(regel)}\r\n" for kaartje in kaartjes for regel in kaartje).encode()


def _tabel(bijlage: Bijlage) -> list[list[str]]:
    return [list(KOLOMMEN.values()), *([regel.cellen[kolom] for kolom in KOLOMMEN] for regel in bijlage.regels)]


def _maak_op(blad: Any) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415 (as above)

    blad.freeze_panes, blad.print_title_rows = "A2", "1:1"
    blad.page_setup.orientation, blad.page_setup.paperSize = "landscape", blad.PAPERSIZE_A4
    blad.sheet_properties.pageSetUpPr.fitToPage, blad.page_setup.fitToHeight = True, 0
    for cel, breedte in zip(blad[1], _BREEDTES, strict=True):
        cel.font = Font(bold=True)
        blad.column_dimensions[cel.column_letter].width = breedte


def _kaartje(contact: Contactpersoon, organisatie: str, op: datetime) -> list[str]:
    is_persoon = contact.soort == ContactSoort.PERSOON
    velden = [
        ("KIND", "individual" if is_persoon else "org"),
        ("UID", f"urn:uuid:{uuid5(NAMESPACE_OID, f'calamiteitenregie:contact:{contact.pk}')}"),
        ("FN", _ontsnap(contact.weergavenaam)),
        ("N", f"{_ontsnap(contact.naam)};;;{_ontsnap(contact.aanhef)};" if is_persoon else ""),
        ("ORG", _ontsnap(organisatie)),
        ("TITLE", _ontsnap(contact.functie)),
        ('TEL;TYPE="cell,work";VALUE=uri', _internationaal(contact.mobiel)),
        ('TEL;TYPE="voice,work";VALUE=uri', _internationaal(contact.telefoon)),
        ("EMAIL;TYPE=work", _ontsnap(contact.email)),
        ("REV", f"{op.astimezone(UTC):%Y%m%dT%H%M%SZ}"),
    ]
    return ["BEGIN:VCARD", "VERSION:4.0", *(f"{naam}:{waarde}" for naam, waarde in velden if waarde), "END:VCARD"]


def _ontsnap(tekst: str) -> str:
    """Escape what has a meaning in a vCard."""
    return net(tekst).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _internationaal(nummer: str) -> str:
    """Return `tel:+31...` for a Dutch number, so that it also works abroad; empty when there is nothing to dial."""
    adres = telefoon_uri(nummer)
    is_lang = len(adres) == len("tel:0600000012")
    return f"tel:+31{adres[5:]}" if is_lang and adres.startswith("tel:0") else adres


def _vouw(regel: str) -> str:
    """Fold a line after 75 bytes, never within a character."""
    delen, lengte = [""], 0
    for teken in regel:
        breedte = len(teken.encode())
        if lengte + breedte > _REGEL_VCARD:
            delen.append(" ")
            lengte = 1
        delen[-1] += teken
        lengte += breedte
    return "\r\n".join(delen)
