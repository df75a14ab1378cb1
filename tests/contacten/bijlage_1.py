"""The table of the paper, row for row, with invented people, in each shape in which it reaches us (R98-R100)."""

import io

import openpyxl

from tests import bouw_contacten as bouw

KOP = ("Gemeente", "Naam", "Functie", "Telefoonnummer", "Mobiel", "E-mailadres")
RIJEN = (
    ("Dalfsen", "Mevr. A. Voorbeeld", "Teamleider uitvoering MO", "0529-000001", "", "a.voorbeeld@dalfsen.example"),
    ("Deventer", "", "", "", "", ""),
    ("Hardenberg", "Mevr. B. Voorbeeld", "Gebiedsmanager Samen Doen", "", "06-00000002", "b.voorbeeld@om.example"),
    ("Kampen", "Dhr. C. Voorbeeld", "Teamleider CJG", "", "06-00000003", "c.voorbeeld@cjgkampen.example"),
    ("Olst-Wijhe", "Mevr. D. Voorbeeld", "Coördinator jeugd", "0570-000004", "06-00000004", "d.voorbeeld@ow.example"),
    ("", "", "", "", "", "Jeugdteam@ow.example"),
    ("Ommen", "Eva Voorbeeld", "", "", "06-00000005", "eva.voorbeeld@ommen.example"),
    ("Raalte", "Mevr. F. Voorbeeld", "Coördinator jeugdteam", "", "06-00000006", "Fleur.voorbeeld@raalte.example"),
    ("Staphorst", "Mevr. G. Voorbeeld", "CJG coördinator", "0522-000007", "06-00000007", "g.voorbeeld@st.example"),
    ("", "Mevr. H. Voorbeeld", "Zorgcoördinator CJG", "0522-000008", "06-00000008", "h.voorbeeld@st.example"),
    ("Steenwijkerland", "Mevr. I. Voorbeeld", "Teamcoördinator", "", "06-00000009", "Iris.voorbeeld@sw.example"),
    ("Zwartewaterland", "Mevr. Jo Voorbeeld", "Beleidsadviseur Jeugd", "", "06 00000010", "j.voorbeeld@zw.example"),
    ("Zwolle", "Mevr. K. Voorbeeld", "Teamleider toegang", "", "06-00000011", "k.voorbeeld@swt.zwolle.example"),
)
GEMEENTEN = tuple(naam for naam, _ in bouw.GEMEENTEN)


def als_csv(scheiding=";", codering="utf-8-sig", rijen=RIJEN):
    """The table as a CSV file."""
    return "\r\n".join(scheiding.join(rij) for rij in (KOP, *rijen)).encode(codering)


def als_xlsx(rijen=RIJEN, vooraf=()):
    """The table as a workbook, after rows with a title."""
    werkmap = openpyxl.Workbook()
    for rij in (*vooraf, KOP, *rijen):
        werkmap.active.append([cel or None for cel in rij])
    uit = io.BytesIO()
    werkmap.save(uit)
    return uit.getvalue()


def als_tabeltekst(rijen=RIJEN):
    """The table as the paper prints it, with text before it."""
    tekst = "\n".join(" | ".join(rij) for rij in rijen)
    return f"Bijlage 1: Overzicht contactpersonen en -gegevens\n\n{' | '.join(KOP)}\n\n{tekst}\n"


def als_plaktekst(rijen=RIJEN):
    """The table as it comes out of a copied PDF: single spaces between what is there."""
    return "\n".join(" ".join(" ".join(rij).split()) for rij in (KOP, *rijen))


VORMEN = {
    "csv met puntkomma": als_csv(),
    "csv met komma": als_csv(","),
    "csv met tabs": als_csv("\t"),
    "csv zonder merk": als_csv(codering="utf-8"),
    "csv uit oud excel": als_csv(codering="cp1252"),
    "tekst uit excel": als_csv("\t", "utf-16"),
    "xlsx": als_xlsx(),
    "xlsx met een titel": als_xlsx(vooraf=[["Bijlage 1"], []]),
    "tabel van het protocol": als_tabeltekst().encode(),
    "gekopieerde pdf": als_plaktekst().encode(),
}
