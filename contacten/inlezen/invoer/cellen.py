"""One cell of a table: its clean text, the names of the columns, and what a spreadsheet would take for a formula."""

import re
import unicodedata
from typing import Any

from basis.tekst import plat, zichtbaar

# Column -> its heading in Bijlage 1 (R98).
KOLOMMEN = {
    "gemeente": "Gemeente",
    "naam": "Naam",
    "functie": "Functie",
    "telefoon": "Telefoonnummer",
    "mobiel": "Mobiel",
    "email": "E-mailadres",
}
# Other headings that people write, without spaces, dashes and dots.
_KOPPEN = {
    "gemeente": {"gemeente", "plaats", "gemeentenaam"},
    "naam": {"naam", "contactpersoon", "naamcontactpersoon"},
    "functie": {"functie", "functienaam"},
    "telefoon": {"telefoonnummer", "telefoon", "tel", "vast", "telefoonvast", "vastnummer", "vasttelefoonnummer"},
    "mobiel": {
        "mobiel",
        "mobielnummer",
        "mobieletelefoon",
        "telefoonmobiel",
        "gsm",
        "06nummer",
    },
    "email": {"emailadres", "email", "mail", "mailadres"},
}
KOP_VAN = {kop: kolom for kolom, koppen in _KOPPEN.items() for kop in koppen}
# Tab and CR are gone after `net`; they are named because a spreadsheet would act on them.
GEVAARLIJK = "=+\\-@\t\r＝＋－＠"
_GEVAARLIJK_BEGIN = re.compile(f"'*[{GEVAARLIJK}]")
_NIET_IN_EEN_CEL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_NIETS = {"-", "–", "—"}


def net(tekst: str) -> str:
    """Return the text of a cell on one line: NFC, no control characters, single spaces; a lone dash means nothing."""
    netjes = " ".join(unicodedata.normalize("NFC", zichtbaar(tekst)).split())
    return "" if netjes in _NIETS else netjes


def kaal(tekst: str) -> str:
    """Return only the letters and digits, flat: "Olst Wijhe" equals "Olst-Wijhe"."""
    return "".join(teken for teken in plat(tekst) if teken.isalnum())


def kolom_van(kop: str) -> str:
    """Return the column that a heading names; empty when it names none of ours."""
    return KOP_VAN.get(kaal(kop), "")


def onschadelijk(tekst: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula: an apostrophe in front where it could."""
    return f"'{tekst}" if _GEVAARLIJK_BEGIN.match(tekst) else tekst


def schrijf_tekst(cel: Any, tekst: str) -> None:
    """Write a text in this cell of a workbook, which stays text whatever it looks like, also after somebody edits it.
    What no workbook can hold (a vertical tab that was pasted along) is a space."""
    cel.value = _NIET_IN_EEN_CEL.sub(" ", tekst)
    cel.data_type, cel.number_format, cel.quotePrefix = "s", "@", cel.value != onschadelijk(cel.value)


def ontdoe(tekst: str) -> str:
    """Take back the apostrophe of `onschadelijk`; a name such as "'t Hart" keeps its own."""
    return tekst[1:] if tekst.startswith("'") and _GEVAARLIJK_BEGIN.match(tekst[1:]) else tekst
