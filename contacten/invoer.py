"""What people type for the contact list, brought into one shape. Nothing is refused: a strange number may be right."""

import re

# Dutch area codes of two digits after the zero; every other area has three (ACM numbering plan).
KORTE_NETNUMMERS = frozenset(
    "010 013 014 015 020 023 024 026 030 033 035 036 038 040 043 045 046 050 053 055 058 070 071 072 073 074 075 076 "
    "077 078 079 085 088 091".split()
)
LENGTE = 10
SCHEIDING = re.compile(r"[\s.\-/()\u00ad\u2010-\u2015\u2212]+")


def normaliseer_telefoon(tekst: str) -> str:
    """Return a Dutch number as `06-12345678`, `038-1234567` or `0570-123456`; anything else trimmed, as typed (R100)."""
    netjes = " ".join(tekst.split())
    cijfers = _nationaal(netjes)
    if not (cijfers.isascii() and cijfers.isdigit() and len(cijfers) == LENGTE and cijfers[0] == "0"):
        return netjes
    deling = 2 if cijfers.startswith("06") else 3 if cijfers[:3] in KORTE_NETNUMMERS else 4
    return f"{cijfers[:deling]}-{cijfers[deling:]}"


def telefoon_waarschuwing(tekst: str) -> str:
    """Return a sentence when this does not look like a Dutch number, else an empty text. A warning, never a refusal."""
    netjes = normaliseer_telefoon(tekst)
    is_bekend = re.fullmatch(r"0\d{1,3}-\d{6,8}", netjes) or re.fullmatch(r"14 ?0\d{2,3}|112|\+\d[\d \-]{7,}", netjes)
    return "" if is_bekend or not netjes else f"'{netjes}' lijkt geen Nederlands telefoonnummer. Klopt het?"


def telefoon_uri(nummer: str) -> str:
    """Return the address behind a telephone link: `tel:0612345678`; empty when there is nothing to dial."""
    kaal = re.sub(r"[^0-9+]", "", nummer)
    return f"tel:{kaal}" if kaal else ""


def _nationaal(tekst: str) -> str:
    """Drop separators, and turn a Dutch country code into the zero."""
    kaal = SCHEIDING.sub("", tekst.replace("(0)", "", 1) if tekst.startswith(("+", "00")) else tekst)
    return re.sub(r"^(\+|00)31(?=[1-9])", "0", kaal)
