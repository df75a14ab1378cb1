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
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# What people put between the digits of a number: every space, dash and bracket, and what nobody sees. The script of the
# forms has the same two rules, word for word (tests/calamiteiten/test_signalering.py).
TUSSEN = r"[ \t.\/()\-\u00a0\u00ad\u1680\u2000-\u2015\u202f\u2043\u205f-\u2064\u2212\u3000\ufe58\ufe63\ufeff\uff0d]"
TELEFOON = (
    r"(?<![A-Za-z0-9_-])(?![0-9]{1,2}([-/.])[0-9]{1,2}\1(?:19|20)[0-9]{2}(?![0-9]))"
    rf"(?:(?:\+|00){TUSSEN}{{0,3}}31{TUSSEN}{{0,4}}0?|0){TUSSEN}{{0,4}}[1-9](?:{TUSSEN}{{0,3}}[0-9]){{8}}(?![0-9]|[.:][0-9])"
)
_TELEFOON = re.compile(TELEFOON)
_CIJFERS9 = re.compile(rf"(?<![\d.,-])\d(?:{TUSSEN}?\d){{8}}(?![\d-])")
_MAAND = r"(?:jan|feb|maart|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]*\.?"
_DATUM = re.compile(
    rf"\b(?:0?[1-9]|[12]\d|3[01])(?:[-/. ](?:0?[1-9]|1[0-2])[-/. ]|\s+{_MAAND}\s+)(?:19|20)\d{{2}}\b", re.IGNORECASE
)
_GEBOORTE = re.compile(r"geb(?:oren|oorte|\.|\b)", re.IGNORECASE)
_AFSTAND_GEBOORTE = 30
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

    A date counts as a date of birth when a word for birth stands close before it: the date of the event itself is no
    personal datum.
    """
    vondsten = [
        Vondst("een burgerservicenummer", m.start(), m.end())
        for m in _CIJFERS9.finditer(tekst)
        if is_bsn(re.sub(r"\D", "", m.group()))
    ]
    vondsten += [Vondst("een e-mailadres", m.start(), m.end()) for m in _EMAIL.finditer(tekst)]
    vondsten += [Vondst("een telefoonnummer", m.start(), m.end()) for m in _TELEFOON.finditer(tekst)]
    vondsten += [
        Vondst("een geboortedatum", m.start(), m.end())
        for m in _DATUM.finditer(tekst)
        if _GEBOORTE.search(tekst, max(0, m.start() - _AFSTAND_GEBOORTE), m.start())
    ]
    return sorted(vondsten, key=lambda vondst: vondst.van)


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
    return re.sub(r"^(?:00)?310?(?=[1-9])", "0", re.sub(r"\D", "", gegeven))
