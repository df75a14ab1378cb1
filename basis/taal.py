"""How moments and lists read in Dutch: one place, so that every screen, mail and printout says them the same way."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from .kalender import WEEKDAGEN, lokaal

_LEZING = re.compile(r",? *\(?lezing [A-Z]\d+\)?")
MAANDEN = (
    "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905
)
# As the calendar shortens them: March is no "maa".
KORTE_MAANDEN = "jan feb mrt apr mei jun jul aug sep okt nov dec".split()  # noqa: SIM905


def datum(dag: date) -> str:
    """A local date in full: "24 november 2026"."""
    return f"{dag.day} {MAANDEN[dag.month - 1]} {dag.year}"


def korte_datum(dag: date) -> str:
    """A local date, short: "24 nov 2026"."""
    return f"{dag.day} {KORTE_MAANDEN[dag.month - 1]} {dag.year}"


def moment(op: datetime | None) -> str:
    """An aware moment in full, Amsterdam time: "24 november 2026, 18:40 uur"; empty when there is none."""
    return f"{datum(lokaal(op).date())}, {lokaal(op):%H:%M} uur" if op else ""


def kort_moment(op: datetime | None) -> str:
    """An aware moment, short, Amsterdam time: "24 nov 18:40"; empty when there is none."""
    if op is None:
        return ""
    hier = lokaal(op)
    return f"{hier.day} {KORTE_MAANDEN[hier.month - 1]} {hier:%H:%M}"


def weekdag_moment(op: datetime) -> str:
    """Day of the week and moment: "zondag 22 november 2026, 14:05"."""
    hier = lokaal(op)
    return f"{WEEKDAGEN[hier.weekday()]} {datum(hier.date())}, {hier:%H:%M}"


def duur(verschil: timedelta) -> str:
    """A stretch of time as people say it: "4 u 35 min", "26 u", "12 dagen", "3 min"; the sign is dropped."""
    minuten = int(abs(verschil).total_seconds() // 60)
    if minuten < 60:
        return f"{minuten} min"
    if minuten < 48 * 60:
        heel, rest = divmod(minuten, 60)
        return f"{heel} u {rest:02d} min" if rest else f"{heel} u"
    return f"{minuten // (24 * 60)} dagen"


def duur_voluit(verschil: timedelta) -> str:
    """A stretch of time in words, as a report says it: "35 minuten", "4 uur", "2 dagen en 5 uur", "12 dagen"; the sign
    is dropped, and what is small beside the rest is left out."""
    minuten = int(abs(verschil).total_seconds() // 60)
    if minuten < 60:
        return aantal(minuten, "minuut", "minuten")
    if minuten < 48 * 60:
        uren, rest = divmod(minuten, 60)
        return f"{uren} uur en {aantal(rest, 'minuut', 'minuten')}" if rest and uren < 5 else f"{uren} uur"
    dagen, rest = divmod(minuten // 60, 24)
    return f"{dagen} dagen en {rest} uur" if rest and dagen < 5 else f"{dagen} dagen"


def met_hoofdletter(tekst: str) -> str:
    """The text as it begins a sentence; the capitals of names in it stay ("manager van Zwolle")."""
    return tekst[:1].upper() + tekst[1:]


def vindplaats(bron: str) -> str:
    """Where a rule stands in the paper, as a page outside /protocol/ says it: "Deel II, 2.3 (lezing A14)" reads "Deel
    II, 2.3, een lezing". The codes of our readings are for who puts the file beside the paper."""
    return _LEZING.sub(", een lezing", bron)


def als_zin(tekst: str) -> str:
    """The text with its full stop; one that ends in a question mark has its own."""
    return tekst if tekst.endswith(("?", "!", ".")) else f"{tekst}."


def in_een_zin(naam: str) -> str:
    """A name as it reads in the middle of a sentence: only its first letter changes, and an abbreviation stays ("OM",
    "IGJ-rapport"). Names of people, places and bodies inside it keep their capitals."""
    is_afkorting = len(naam) > 1 and naam[1].isupper()
    return naam if is_afkorting else f"{naam[:1].lower()}{naam[1:]}"


def opsomming(delen: Iterable[str]) -> str:
    """A list as a Dutch phrase: "Deventer, Raalte en Zwolle"."""
    lijst = [deel for deel in delen if deel]
    if len(lijst) < 2:
        return "".join(lijst)
    return f"{', '.join(lijst[:-1])} en {lijst[-1]}"


def aantal(getal: int, enkelvoud: str, meervoud: str) -> str:
    """A number with its noun: "1 werkdag", "3 werkdagen"."""
    return f"{getal} {enkelvoud if getal == 1 else meervoud}"
