"""A password that can be guessed is refused: known words, our own words, the name of its owner, years and rows.

What counts is what is left when all of that is taken away. No rules about capitals or signs: they make passwords that
look hard and are not (ASVS 5.0, 6.2.5).
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from contacten.rollen import ROLLEN
from contacten.rolnamen import namen

ZIN = (
    "Dit wachtwoord is te makkelijk te raden. Het bestaat bijna helemaal uit bekende woorden, uw naam, een jaartal of "
    "een rijtje. Kies vier woorden die niets met elkaar en niets met uw werk te maken hebben."
)
HULP = "Geen bekende woorden, geen namen, geen jaartallen en geen rijtjes: kies vier woorden die niet bij elkaar horen."
LIJST = Path(__file__).with_name("wachtwoordlijst.txt")
# What must be left, in characters, and for how many each known word counts: a few of them together are hard to guess.
OVER, PER_WOORD, KORTSTE_WOORD = 8, 2, 3
_ALS_LETTER = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_JAAR = re.compile(r"(?:19|20)\d\d")
_HERHAALD = re.compile(r"(.{3,}?)\1+|(..)\2{2,}|(.)\3{2,}")
_RIJEN = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop")
_RIJ = 3
_LOS = 2


class TeRaden:
    """Validator of Django for passwords: refuses what is easy to guess for this person, in this place."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when hardly anything is left without the known parts."""
        if not is_sterk(password, _eigen(user)):
            raise ValidationError(ZIN, code="password_te_raden")

    def get_help_text(self) -> str:
        """What the forms say beforehand."""
        return HULP


def is_sterk(wachtwoord: str, eigen: Iterable[str] = ()) -> bool:
    """Whether enough of this password is in no list: neither as typed, nor with figures and signs read as letters.
    The words of its owner and of the region count for nothing."""
    kaal = _heel(_kaal(wachtwoord))
    niets_waard = _woorden(eigen) | _plaatsen()
    return all(_telt(variant, niets_waard) >= OVER for variant in (kaal, kaal.translate(_ALS_LETTER)))


def _heel(tekst: str) -> str:
    """Letter by letter is still the word: what stands apart in ones and twos is read as one."""
    delen = re.split(r"[\W_]+", tekst)
    return "".join(delen) if len(delen) > 1 and max(map(len, delen)) <= _LOS else tekst


def _telt(tekst: str, niets_waard: set[str]) -> int:
    tekst, _ = _zonder(_JAAR.sub(" ", tekst), niets_waard)
    tekst, gevonden = _zonder(tekst, _lijst())
    delen = (_zonder_rijtjes(deel) for deel in re.split(r"[\W_]+", tekst))
    rest = _HERHAALD.sub(lambda m: m[1] or m[2] or m[3], "".join(delen))
    return len(rest) + PER_WOORD * gevonden


def _zonder(tekst: str, woorden: Iterable[str]) -> tuple[str, int]:
    """The text without these words, the longest first, and how many different ones it had."""
    gevonden = 0
    for woord in sorted(woorden, key=len, reverse=True):
        gevonden += woord in tekst
        tekst = tekst.replace(woord, " ")
    return tekst, gevonden


def _zonder_rijtjes(deel: str) -> str:
    """Without three or more in a row: of the alphabet, of the figures (after the 9 comes the 0) or of the keyboard."""
    over, begin = "", 0
    while begin < len(deel):
        eind = begin + 1
        while eind < len(deel) and _volgt(deel[begin:eind], deel[eind]):
            eind += 1
        over += "" if eind - begin >= _RIJ else deel[begin:eind]
        begin = eind
    return over


def _volgt(rij: str, teken: str) -> bool:
    if len(rij) > 1 and _stap(rij[-2], rij[-1]) != _stap(rij[-1], teken):
        return False
    return _stap(rij[-1], teken) is not None


def _stap(een: str, ander: str) -> int | None:
    """How far these two are from each other when they are neighbours: 1, -1, 0; None when they are not."""
    if een.isdigit() and ander.isdigit():
        verschil = (int(ander) - int(een)) % 10
        return {0: 0, 1: 1, 9: -1}.get(verschil)
    if een.isalpha() and ander.isalpha() and abs(ord(ander) - ord(een)) <= 1:
        return ord(ander) - ord(een)
    for rij in _RIJEN:
        plaats, volgende = rij.find(een), rij.find(ander)
        if plaats >= 0 and volgende >= 0 and abs(volgende - plaats) == 1:
            return 10 * (volgende - plaats)
    return None


def _eigen(user: Any) -> list[str]:
    velden = ("username", "email", "first_name", "last_name")
    return [str(getattr(user, veld, "") or "") for veld in velden] if user is not None else []


def _woorden(teksten: Iterable[str]) -> set[str]:
    delen = {deel for tekst in teksten for deel in re.split(r"[\W_\d]+", _kaal(tekst))}
    return {deel for deel in delen if len(deel) >= KORTSTE_WOORD}


@cache
def _lijst() -> frozenset[str]:
    regels = [regel.strip() for regel in LIJST.read_text(encoding="utf-8").splitlines()]
    return frozenset(_kaal(regel) for regel in regels if regel and not regel.startswith("#"))


def _plaatsen() -> set[str]:
    """What this region, its gemeenten and its roles are called."""
    regio = settings.REGIO
    plaatsen = (gemeente.naam for gemeente in regio.gemeenten)
    return _woorden((regio.naam, regio.organisatie, regio.voluit, *plaatsen, *ROLLEN, *namen().values()))


def _kaal(tekst: str) -> str:
    ontleed = unicodedata.normalize("NFKD", tekst.casefold())
    return "".join(teken for teken in ontleed if not unicodedata.combining(teken))
