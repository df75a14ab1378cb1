"""Text as a person reads it: what cannot be seen is taken out, and signs of personal data are found.

Those signs are warned about before saving, never blocked (R44, R14 of the design rules).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# Control and format characters (a soft hyphen, a zero width space, a mark that turns the line), and halves of a pair.
_ONZICHTBAAR = frozenset({"Cc", "Cf", "Cs"})
# Unicode calls more characters "default ignorable" than those categories hold: joiners, fillers, variation selectors,
# and places that it keeps free for more of them. Python's tables do not know that property, so it is written out here.
_VULLING = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)

# Hyphens and dashes of Unicode, the minus sign, and those of East Asian writing.
_STREEP = re.compile("[\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\u30fc\ufe58\ufe63\uff0d]")
# What may stand between the digits of one number, as people write it.
_S = r"[ .\-/()]{0,4}"
_BSN = rf"[0-9](?:{_S}[0-9]){{8}}(?![0-9])(?![.\-][0-9])"
_BEGIN = r"(?<![0-9])(?<![0-9][.\-])"
_MAAND = r"(?:jan|feb|maart|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]*"
_DAG = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MAAND_GETAL = r"(?:0?[1-9]|1[0-2])"
_UUR = r"[0-2]?[0-9][.][0-5][0-9]"
_LOS = r"(?![0-9])(?![.\-/][0-9])"
# Every pattern is written here once and stands in static/js/formulieren.js letter for letter: only what means the same
# in both languages. They read `_in_een_vorm`, without regard to capitals. A pattern in (?=...) finds what overlaps.
PATRONEN = {
    "bsn": rf"(?=({_BEGIN}{_BSN}))",
    "bsn_genoemd": rf"(?=(?:bsn|burgerservice|sofi)[^0-9]{{0,30}}({_BSN}))",
    "telefoon": rf"({_BEGIN}(?:(?:\+|00){_S}3{_S}1{_S}(?:0{_S})?|0{_S})[1-9](?:{_S}[0-9]){{8}}(?![0-9]))",
    "email": r"[a-z0-9_.+\-]+@[a-z0-9_\-]+(?:[.][a-z0-9_\-]+)+",
    "datum": rf"(?<![0-9])(?:{_DAG}[ .\-/]{{0,3}}{_MAAND}[ .\-/]{{0,3}}'?(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})"
    rf"|{_DAG}[ .\-/]{{1,3}}{_MAAND_GETAL}[ .\-/]{{1,3}}'?(?:(?:19|20)[0-9]{{2}}|[0-9]{{2}})"
    rf"|(?:19|20)[0-9]{{2}}[ .\-/]{{1,3}}{_MAAND_GETAL}[ .\-/]{{1,3}}{_DAG})(?![0-9])",
    "geboorte_voor": r"geb(?:oren|oorte|dat|[.]|(?![a-z0-9]))[^\n]{0,30}$",
    "geboorte_na": r"^[ ,(]{0,3}(?:is |was |werd )?geboren",
    # Dates, hours, amounts and the numbers of cases are digits of no person.
    "geen_nummer": rf"(?<![0-9])(?<![0-9][.\-/])(?:{_DAG}[.\-/]{_MAAND_GETAL}[.\-/](?:19|20)[0-9]{{2}}{_LOS}"
    rf"|(?:19|20)[0-9]{{2}}-{_MAAND_GETAL}-{_DAG}{_LOS}"
    rf"|{_UUR} ?- ?{_UUR}{_LOS}|{_UUR}(?= ?u)"
    rf"|(?:19|20)[0-9]{{2}}-[0-9]{{4,}}{_LOS}"
    r"|[0-9]{1,3}(?:[. ][0-9]{3})+(?=,[0-9]| ?euro))"
    r"|(?:€|euro) ?[0-9]+(?:[., ][0-9]{2,3})*",
}
_ZOEK = {naam: re.compile(patroon, re.IGNORECASE | re.ASCII) for naam, patroon in PATRONEN.items()}
_AFSTAND_GEBOORTE = 30
# Marks that turn the reading direction of what follows: a name or a line then shows something else than it says.
DRAAIERS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters that run from right to left: Hebrew, Arabic and what is written like them.
_VAN_RECHTS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
# A stretch of them, with the spaces, digits and signs between; a letter of ours, a bracket or another line ends it.
_STUK = rf"[{_VAN_RECHTS}](?:[^A-Za-z\u00c0-\u024f<>&()\[\]\n]*[{_VAN_RECHTS}])?"
_IN_TEKST = re.compile(_STUK)
# On a page: what is inside a tag, and what holds no other tags, stays as it is.
_OP_BLAD = re.compile(rf"<(textarea|script|style|title|option|svg)\b.*?</\1\s*>|<[^>]*>|({_STUK})", re.DOTALL | re.I)
# How such letters begin in UTF-8: most pages have none, and are not read any further.
_BYTES_VAN_RECHTS = re.compile(rb"[\xd6-\xdf]|\xe0[\xa0-\xa3]|\xef[\xac-\xb7\xb9-\xbb]|\xf0[\x90\x9e]")
AFZONDERING = ("\u2068", "\u2069")
_WITRUIMTE = frozenset("\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85")
# What can be of an organisation, and then be meant for everybody.
KAN_OPENBAAR = frozenset({"een telefoonnummer", "een e-mailadres"})


def zichtbaar(tekst: str) -> str:
    """The text without what nobody sees: a soft hyphen is nothing, and a line break, a tab or a wide space is a space.

    A word with an invisible character in it is then the same word, for a reader and for a search.
    """
    return "".join(map(_zichtbaar, tekst))


def plat(tekst: str) -> str:
    """The text as a search compares it, on both sides: `zichtbaar`, without accents and capitals, and with one kind of
    hyphen.

    "coordinator" finds "Coördinator". Taken apart first: a filler or a capital may hide in another form of itself. A
    hyphen that was copied from a document or typed on a phone is often a dash.
    """
    ontleed = _STREEP.sub("-", zichtbaar(unicodedata.normalize("NFKD", tekst)))
    return "".join(teken for teken in ontleed if not unicodedata.combining(teken)).casefold()


def _zichtbaar(teken: str) -> str:
    if teken.isspace():
        return " "
    if teken.isascii() and teken.isprintable():
        return teken
    is_geen_teken = ord(teken) & 0xFFFE == 0xFFFE
    is_weg = is_geen_teken or unicodedata.category(teken) in _ONZICHTBAAR or _VULLING.match(teken)
    return "" if is_weg else teken


def is_leesbaar(tekst: str) -> bool:
    """Whether the text reads as it is stored: no control character, half of a pair, or mark that turns the line. White
    space of any kind is fine, and so is writing that runs from right to left by itself."""
    return not any(
        teken in DRAAIERS or (teken not in _WITRUIMTE and unicodedata.category(teken) in {"Cc", "Cs"})
        for teken in tekst
    )


def heeft_van_rechts(inhoud: bytes) -> bool:
    """Whether there may be writing from right to left in this UTF-8; False is certain."""
    return _BYTES_VAN_RECHTS.search(inhoud) is not None


def afgezonderd(tekst: str) -> str:
    """The text in which each stretch from right to left stands apart: the number or date after such a name keeps its
    place in the sentence. For mail and paper; what is stored, sent in a form or exported stays as it was typed."""
    return _IN_TEKST.sub(lambda stuk: stuk[0].join(AFZONDERING), tekst)


def afgezonderd_op_blad(html: str, om: tuple[str, str] = ("<bdi>", "</bdi>")) -> str:
    """The same for a page, and nothing of its tags or fields. `om`: what stands around each: a tag that who copies the
    name does not copy, or `AFZONDERING` where a reader may not know that tag."""
    if not _IN_TEKST.search(html):
        return html
    return _OP_BLAD.sub(lambda stuk: stuk[2].join(om) if stuk[2] else stuk[0], html)


@dataclass(frozen=True)
class Vondst:
    """A sign of personal data: what kind, and where in the text (start, end)."""

    soort: str
    van: int
    tot: int


def is_bsn(cijfers: str) -> bool:
    """Whether nine digits pass the 11-proof of a burgerservicenummer."""
    if len(cijfers) != 9 or not cijfers.isascii() or not cijfers.isdigit() or cijfers == "0" * 9:
        return False
    gewichten = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(int(c) * g for c, g in zip(cijfers, gewichten, strict=True)) % 11 == 0


def vind_persoonsgegevens(tekst: str) -> list[Vondst]:
    """Every BSN, phone number, e-mail address and date of birth in this text, in the order in which they stand.

    However it is written: any separator, space or hyphen may stand in a number. A date counts as a date of birth when a
    word for birth stands close to it: the date of the event itself is no personal datum.
    """
    vorm, plaatsen = _in_een_vorm(tekst)
    getallen = _ZOEK["geen_nummer"].sub(lambda m: "x" * len(m.group()), vorm)
    gevonden = {
        "een burgerservicenummer": _burgerservicenummers(vorm, getallen),
        "een e-mailadres": [m.span() for m in _ZOEK["email"].finditer(vorm)],
        "een telefoonnummer": [m.span(1) for m in _ZOEK["telefoon"].finditer(getallen)],
        "een geboortedatum": [m.span() for m in _ZOEK["datum"].finditer(vorm) if _gaat_over_geboorte(vorm, *m.span())],
    }
    vondsten = [Vondst(soort, plaatsen[a], plaatsen[b - 1] + 1) for soort, delen in gevonden.items() for a, b in delen]
    return sorted(vondsten, key=lambda vondst: vondst.van)


def _in_een_vorm(tekst: str) -> tuple[str, list[int]]:
    """The text with one kind of space, hyphen and digit, without what is invisible; and where each character stood."""
    paren = [(vorm, plaats) for plaats, teken in enumerate(tekst) if (vorm := _een_vorm(teken))]
    return "".join(vorm for vorm, _ in paren), [plaats for _, plaats in paren]


def _een_vorm(teken: str) -> str:
    kort = unicodedata.normalize("NFKC", teken)
    return _STREEP.sub("-", _zichtbaar(kort if len(kort) == 1 else teken))


def _burgerservicenummers(vorm: str, getallen: str) -> list[tuple[int, int]]:
    """Nine digits that pass the 11-proof: with one separator throughout, or with any when the text says what it is."""
    genoemd = {m.span(1): m.group(1) for m in _ZOEK["bsn_genoemd"].finditer(vorm)}
    vrij = {m.span(1): m.group(1) for m in _ZOEK["bsn"].finditer(getallen)}
    gelijk = {plek: deel for plek, deel in vrij.items() if len(set(re.findall("[^0-9]+", deel))) <= 1}
    return [plek for plek, deel in (gelijk | genoemd).items() if is_bsn(re.sub("[^0-9]", "", deel))]


def _gaat_over_geboorte(vorm: str, van: int, tot: int) -> bool:
    ervoor, erna = vorm[max(0, van - _AFSTAND_GEBOORTE) : van], vorm[tot : tot + _AFSTAND_GEBOORTE]
    return bool(_ZOEK["geboorte_voor"].search(ervoor) or _ZOEK["geboorte_na"].search(erna))


def soorten(teksten: dict[str, str], openbaar: Iterable[str] = ()) -> dict[str, list[str]]:
    """Per field the kinds of personal data found, without the data; fields without any are left out.

    `openbaar`: lines with a number or address that anybody may read; a number is the same however it is grouped. A date
    of birth or a burgerservicenummer is never public.
    """
    vrij = {_sleutel(regel[v.van : v.tot]) for regel in openbaar for v in vind_persoonsgegevens(regel)}

    def telt(vondst: Vondst, tekst: str) -> bool:
        return vondst.soort not in KAN_OPENBAAR or _sleutel(tekst[vondst.van : vondst.tot]) not in vrij

    gevonden = {
        veld: sorted({v.soort for v in vind_persoonsgegevens(tekst) if telt(v, tekst)})
        for veld, tekst in teksten.items()
    }
    return {veld: lijst for veld, lijst in gevonden.items() if lijst}


def _sleutel(gegeven: str) -> str:
    """An address or a number in the one shape in which two are compared."""
    if "@" in gegeven:
        return gegeven.strip().casefold()
    cijfers = re.sub("[^0-9]", "", _in_een_vorm(gegeven)[0])
    return re.sub("^(?:00)?310?(?=[1-9][0-9]{8}$)", "0", cijfers)
