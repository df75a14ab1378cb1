"""Days and times as people type them: "3-4", "3 april", "gisteren 14:30", "vandaag 9 uur". Pure: `nu` is handed down.

A day comes before its month, as in the Netherlands. What can mean two things is refused with a sentence that says how
to write it; nothing is guessed.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from .kalender import WEEKDAGEN, lokaal
from .taal import KORTE_MAANDEN, MAANDEN

_WOORDEN = {"eergisteren": -2, "gisteren": -1, "vandaag": 0, "morgen": 1, "overmorgen": 2}
# Part of a day -> the hours that it can be on a clock of twenty-four.
_DAGDELEN = {"ochtend": range(5, 12), "middag": range(12, 18), "avond": range(17, 24), "nacht": range(6)}
# "vanavond" and "gisteravond" are a day and a part of it; of a night nobody knows which day it belongs to.
_SAMEN = re.compile(r"(van|gisteren|gister|morgen)(ochtend|morgen|middag|avond)\b")
_DAGDEEL = re.compile(r"(?:'?s )?(ochtend|morgen|middag|avond|nacht)s?")
_NUMMERS = {naam: i for namen in (MAANDEN, KORTE_MAANDEN) for i, naam in enumerate(namen, start=1)} | {"sept": 9}
_MAAND = "|".join(sorted(_NUMMERS, key=len, reverse=True))
_JAAR = r"([0-9]{4}|'?[0-9]{2})"
_VORMEN = (
    (re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])"), (3, 2, 1)),
    (re.compile(rf"([0-9]{{1,2}}) ?[-/.] ?([0-9]{{1,2}}) ?[-/.] ?{_JAAR}(?![0-9:.])"), (1, 2, 3)),
    (re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})(?![0-9])"), (1, 2, 3)),
    (re.compile(rf"([0-9]{{1,2}}) ?({_MAAND})\.? {_JAAR}(?![0-9:.]| ?u)"), (1, 2, 3)),
    (re.compile(rf"([0-9]{{1,2}}) ?({_MAAND})(?![a-z])\.?"), (1, 2, 0)),
    (re.compile(r"([0-9]{1,2}) ?[-/.] ?([0-9]{1,2})(?![0-9])(?! ?u)"), (1, 2, 0)),
)
_TIJD = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2})(?: ?u(?:ur)?)?| ?u(?:ur)? ?([0-9]{2})?)")
_TIJD_EERST = re.compile(r"([0-9]{1,2}:[0-9]{2}(?: ?u(?:ur)?)?|[0-9]{1,2} ?uur) (?=[a-z0-9])(?!'?s )(.+)")
# So far apart two years must be to be sure which of them is meant.
_ZEKER = 60
# A day that comes so soon is a slip of the pen or a clock that is ahead; nobody means a year ago.
_VERGIST = timedelta(days=7)
_EERSTE_UREN = range(1, 7)

GEEN_DATUM = "Vul een geldige datum in, bijvoorbeeld 31-12-2026, 3 april of gisteren."
GEEN_TIJD = "Vul een geldige tijd in, bijvoorbeeld 14:30 of 9 uur."
GEEN_DAG = "Vul ook de dag in, bijvoorbeeld vandaag 14:30 of 31-12-2026 14:30."
OOK_DE_TIJD = "Vul ook de tijd in, bijvoorbeeld vandaag 14:30 of 31-12-2026 14:30."
ZONDER_KLOK = "Vul de datum in met dag, maand en jaar, bijvoorbeeld 31-12-2026."
WELK_JAAR = "Vul ook het jaar in, bijvoorbeeld {0}-{1}-{2}."
WELKE_WEEK = "Vul in of u afgelopen of komende {0} bedoelt, of vul de datum in."
ANDERE_DAG = "Vul de goede datum in: {0}-{1}-{2} is een {3}."
WELK_UUR = "Vul de tijd in als {0:02d}:00 of als {1}:00."
WELKE_NACHT = "Vul de datum van die nacht in, bijvoorbeeld 31-12-2026 02:30."


class Onduidelijk(ValueError):
    """What was typed is no day or time, or may be two; the sentence says how to write it."""


def lees_dag(tekst: str, nu: Callable[[], datetime], *, is_geweest: bool = False) -> date:
    """The day that this text means. `nu` gives the present moment (aware), asked only when the text needs it;
    `is_geweest`: a day without a year lies behind us. Raises Onduidelijk."""
    dag, rest = _dag_vooraan(_gladgestreken(tekst), nu, is_geweest=is_geweest)
    if rest:
        raise Onduidelijk(GEEN_DATUM)
    return dag


def lees_moment(tekst: str, nu: Callable[[], datetime], *, is_geweest: bool = False) -> tuple[date, time]:
    """The day and the time on a Dutch clock that this text means; see `lees_dag`. Raises Onduidelijk."""
    glad = _gladgestreken(tekst)
    if glad == "nu":
        hier = lokaal(nu())
        return hier.date(), hier.time().replace(second=0, microsecond=0)
    if eerst := _TIJD_EERST.fullmatch(glad):
        glad = f"{eerst[2]} {eerst[1]}"
    elif _TIJD.fullmatch(glad) and not any(vorm.fullmatch(glad) for vorm, _ in _VORMEN):
        raise Onduidelijk(GEEN_DAG)
    samen = _SAMEN.match(glad)
    dag, rest = _dag_vooraan(glad, nu, is_geweest=is_geweest)
    if not rest:
        raise Onduidelijk(OOK_DE_TIJD)
    return dag, lees_tijd(rest, samen[2] if samen else "")


def lees_tijd(tekst: str, dagdeel: str = "") -> time:
    """The time that this text means; `dagdeel`: the part of the day that was said with it. Raises Onduidelijk."""
    glad = _gladgestreken(tekst)
    if gezegd := _DAGDEEL.search(glad):
        dagdeel = gezegd[1]
        glad = f"{glad[: gezegd.start()]}{glad[gezegd.end() :]}".strip()
    treffer = _TIJD.fullmatch(glad)
    if treffer is None:
        raise Onduidelijk(GEEN_TIJD)
    uur, minuut = int(treffer[1]), int(treffer[2] or treffer[3] or 0)
    if dagdeel:
        uur = _in_dagdeel(uur, "ochtend" if dagdeel == "morgen" else dagdeel)
    elif treffer[2] is None and uur in _EERSTE_UREN and len(treffer[1]) == 1:
        raise Onduidelijk(WELK_UUR.format(uur, uur + 12))
    if uur > 23 or minuut > 59:
        raise Onduidelijk(GEEN_TIJD)
    return time(uur, minuut)


def _in_dagdeel(uur: int, dagdeel: str) -> int:
    if (uur, dagdeel) == (12, "nacht"):
        raise Onduidelijk(WELKE_NACHT)  # that day begins with it, and ends with it
    kan = [mogelijk for mogelijk in (uur, uur + 12) if mogelijk % 24 in _DAGDELEN[dagdeel]]
    if not kan:
        raise Onduidelijk(GEEN_TIJD)
    return kan[0] % 24


def _gladgestreken(tekst: str) -> str:
    """Small letters, one space, no commas, and without the words that add nothing."""
    glad = re.sub(r"[\s,]+", " ", tekst.strip().lower().replace("’", "'")).strip(" .")
    return re.sub(r"\b(om|op|rond|de|dag) ", "", glad)


def _dag_vooraan(glad: str, nu: Callable[[], datetime], *, is_geweest: bool) -> tuple[date, str]:
    """The day at the front of a text, and what stands behind it."""
    if gelezen := _woord(glad, nu) or _weekdag(glad, nu, is_geweest=is_geweest):
        return gelezen
    for vorm, (dag, maand, jaar) in _VORMEN:
        if treffer := vorm.match(glad):
            delen = int(treffer[dag]), _maand(treffer[maand])
            rest = glad[treffer.end() :].strip()
            if not jaar:
                return _zonder_jaar(*delen, lokaal(nu()).date(), is_geweest=is_geweest), rest
            return _bestaand(*delen, _vol_jaar(treffer[jaar])), rest
    raise Onduidelijk(GEEN_DATUM)


def _woord(glad: str, nu: Callable[[], datetime]) -> tuple[date, str] | None:
    """A word for a day: "gisteren", "vanavond", "nu"."""
    if re.match(r"(van|gister(en)?|morgen)nacht\b", glad):
        raise Onduidelijk(WELKE_NACHT)
    if samen := _SAMEN.match(glad):
        verschil = {"van": 0, "morgen": 1}.get(samen[1], -1)
        return lokaal(nu()).date() + timedelta(days=verschil), glad[samen.end() :].strip()
    eerste, _, rest = glad.partition(" ")
    eerste = "vandaag" if eerste == "nu" and not rest else eerste
    return (lokaal(nu()).date() + timedelta(days=_WOORDEN[eerste]), rest) if eerste in _WOORDEN else None


def _weekdag(glad: str, nu: Callable[[], datetime], *, is_geweest: bool) -> tuple[date, str] | None:
    """A day of the week before today ("afgelopen maandag") or after it ("komende maandag"); or one that stands before a
    date ("maandag 30 november") and must be its own."""
    treffer = re.match(rf"(afgelopen|komende)? ?({'|'.join(WEEKDAGEN)})\b", glad)
    if treffer is None:
        return None
    if treffer[1] is None:
        erna = glad[treffer.end() :].strip()
        if not erna[:1].isdigit() or _TIJD.fullmatch(erna):
            raise Onduidelijk(WELKE_WEEK.format(treffer[2]))
        dag, rest = _dag_vooraan(erna, nu, is_geweest=is_geweest)
        if WEEKDAGEN[dag.weekday()] != treffer[2]:
            raise Onduidelijk(ANDERE_DAG.format(dag.day, dag.month, dag.year, WEEKDAGEN[dag.weekday()]))
        return dag, rest
    vandaag, nummer = lokaal(nu()).date(), WEEKDAGEN.index(treffer[2])
    verder = (nummer - vandaag.weekday()) % 7 or 7
    dag = vandaag + timedelta(days=verder if treffer[1] == "komende" else -((vandaag.weekday() - nummer) % 7 or 7))
    return dag, glad[treffer.end() :].strip()


def _maand(tekst: str) -> int:
    return _NUMMERS.get(tekst) or int(tekst)


def _vol_jaar(tekst: str) -> int:
    jaar = int(tekst.removeprefix("'"))
    return jaar if len(tekst) == 4 else 2000 + jaar


def _bestaand(dag: int, maand: int, jaar: int) -> date:
    try:
        return date(jaar, maand, dag)
    except ValueError as fout:
        raise Onduidelijk(GEEN_DATUM) from fout


def _zonder_jaar(dag: int, maand: int, vandaag: date, *, is_geweest: bool) -> date:
    """The last such day up to today; where days to come are meant too the nearest, when that is clear."""
    alle = sorted(_jaren(dag, maand, vandaag), key=lambda keus: abs((keus - vandaag).days))
    kan = [keus for keus in alle if keus <= vandaag] if is_geweest else alle
    if not kan:
        raise Onduidelijk(GEEN_DATUM)
    if is_geweest and vandaag < alle[0] <= vandaag + _VERGIST:
        raise Onduidelijk(WELK_JAAR.format(dag, maand, kan[0].year))
    afstand = [abs((keus - vandaag).days) for keus in kan]
    if not is_geweest and len(kan) > 1 and afstand[1] - afstand[0] < _ZEKER:
        raise Onduidelijk(WELK_JAAR.format(dag, maand, vandaag.year))
    return kan[0]


def _jaren(dag: int, maand: int, vandaag: date) -> Iterator[date]:
    """This day in the years around today; a leap day has fewer."""
    for jaar in range(vandaag.year - 1, vandaag.year + 2):
        try:
            yield date(jaar, maand, dag)
        except ValueError:
            continue
