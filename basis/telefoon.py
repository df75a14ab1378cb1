"""What people type for the contact list, brought into one shape. Nothing is refused: a strange number may be right."""

import re
from collections.abc import Iterator

# Dutch area codes of two digits after the zero; every other area has three (ACM numbering plan).
KORT_NETNUMMER = re.compile(r"0(1[0345]|2[0346]|3[03568]|4[0356]|5[0358]|7\d|8[58]|91)")
LENGTE = 10
_BUITENLAND = r"\+(?!31)[1-9](?:[ \-]?\d){7,13}"
# A mobile or landline number of ten digits, a service number, a gemeente's short number, 112, or a foreign number.
BEKENDE_VORM = re.compile(
    rf"06-\d{{8}}|0\d{{2}}-\d{{7}}|0\d{{3}}-\d{{6}}|0[89]00-\d{{4}}(?:\d{{3}})?|14 ?0\d{{2,3}}|112|{_BUITENLAND}",
    re.ASCII,
)
_STREEPJE = re.compile(r"[\u2010-\u2015\u2212]")
SCHEIDING = re.compile(r"[\s.\-/()\u00ad\u2010-\u2015\u2212]+")
# A number within other words is one only in a way people write it, with what belongs together in groups: hours, dates
# and a second number stand beside it, and must not lend it their digits. 112 is never dialled out of a sentence.
_IN_TEKST = re.compile(
    r"""(?<![\d+])(?<!\d[.:\-])(?:
        0[89]00[ \-]?\d{4}(?:\d{3})?(?!\d|\ ?u)                        # 0900-1700 uur is no service number
        | 14\ ?0\d{2,3}(?![ .\-]?\d)                                   # 14 038-0000004 is room 14
        | (?:(?:\+|00)31[ .\-]?(?:\(?0\)?[ .\-]?)?|\(?0)(?:
            6[)]?\ ?[ .\-]?\ ?(?:\d{8}|\d{2}(?:[ .\-]\d{2}){3}|\d{4}[ .\-]\d{4}|\d{3}[ .\-]\d{3}[ .\-]\d{2})
            | [1-5789]\d[)]?\ ?[ .\-]?\ ?(?:\d{7}|\d{3}[ .\-]\d{2}[ .\-]\d{2}|\d{3}[ .\-]\d{4}|\d(?:[ .\-]\d{2}){3})
            | (?![89]00)[1-5789]\d{2}[)]?\ ?[ .\-]?\ ?(?:\d{6}|\d{2}(?:[ .\-]\d{2}){2}|\d{3}[ .\-]\d{3})
        )(?![.\-]?\d)
        | """
    + _BUITENLAND
    + r"(?![ \-]?\d)"
    + ")",
    re.ASCII | re.VERBOSE,
)


def normaliseer_telefoon(tekst: str) -> str:
    """Return a Dutch number as `06-00000012` or `0570-000012`; anything else as typed, trimmed (R100)."""
    netjes = " ".join(tekst.split())
    cijfers = _nationaal(netjes)
    if not (cijfers.isascii() and cijfers.isdigit() and len(cijfers) == LENGTE and cijfers[0] == "0"):
        return netjes
    deling = 2 if cijfers.startswith("06") else 3 if KORT_NETNUMMER.match(cijfers) else 4
    return f"{cijfers[:deling]}-{cijfers[deling:]}"


def te_bellen(tekst: str) -> str:
    """The first number in these words that can be dialled, in the shape of `normaliseer_telefoon`; empty without one.

    "038-0000004/06-00000010" and "06-00000010 (na 17 uur)" hold one that can: what stands around it is a note. Digits
    that make no number ("06-12") are not dialled: who calls at night must not get a stranger.
    """
    return next(_nummers(tekst), "")


def _nummers(tekst: str) -> Iterator[str]:
    """Every number in these words that can be dialled, in order."""
    netjes = normaliseer_telefoon(tekst)
    if BEKENDE_VORM.fullmatch(netjes):
        yield netjes
        return
    for gevonden in _IN_TEKST.finditer(_STREEPJE.sub("-", netjes).replace("\u00ad", "")):
        yield normaliseer_telefoon(gevonden[0])


def telefoon_waarschuwing(tekst: str) -> str:
    """Return a sentence when this does not look like one Dutch number, else an empty text. A warning, no refusal."""
    netjes = normaliseer_telefoon(tekst)
    if not netjes or BEKENDE_VORM.fullmatch(netjes):
        return ""
    if nummer := te_bellen(netjes):
        return f"'{netjes}' is meer dan een nummer. De app belt {nummer}; de rest is een opmerking. Klopt het?"
    return f"'{netjes}' lijkt geen Nederlands telefoonnummer. Klopt het?"


def telefoon_uri(nummer: str) -> str:
    """Return the address behind a telephone link: `tel:0600000012`; empty when there is nothing to dial."""
    kaal = re.sub(r"[^0-9+]", "", te_bellen(nummer))
    return f"tel:{kaal}" if kaal else ""


def mobiel_internationaal(nummer: str) -> str:
    """The first mobile number in these words as a service that sends texts reads it: `+31600000012`; empty without
    one."""
    kaal = [re.sub(r"[^0-9+]", "", een) for een in _nummers(nummer)]
    mobiel = [f"+31{cijfers[1:]}" for cijfers in kaal if cijfers.startswith("06") and len(cijfers) == LENGTE]
    return next(iter([*mobiel, *(cijfers for cijfers in kaal if cijfers.startswith("+"))]), "")


def _nationaal(tekst: str) -> str:
    """Drop separators, and turn a Dutch country code into the zero; some people write both."""
    kaal = SCHEIDING.sub("", tekst.replace("(0)", "", 1) if tekst.startswith(("+", "00")) else tekst)
    return re.sub(r"^(\+|00)310?(?=[1-9])", "0", kaal)
