"""Words as a search compares them, in Dutch, on both sides: what is written down and what is asked.

Without accents and capitals, and a verb that changes its vowel under one name: no stemmer knows that "viel" is
"vallen". Endings are left to the database (PostgreSQL: its Dutch stemmer; SQLite: none).
"""

import re
from functools import cache

from basis.tekst import plat

# What is longer is no word, and the index of PostgreSQL does not take it.
LANGSTE_WOORD = 60
_WOORD = re.compile(r"[^\W_]+")
# Verbs of what is told in this work and of daily speech: the name, and its other forms. A small table of the language.
_STERK = """
bijten: beet beten gebeten | blijven: bleef bleven gebleven | breken: brak braken gebroken
brengen: bracht brachten gebracht | drinken: dronk dronken gedronken | dwingen: dwong dwongen gedwongen
eten: at aten gegeten | gaan: ging gingen gegaan | geven: gaf gaven gegeven | grijpen: greep grepen gegrepen
helpen: hielp hielpen geholpen | houden: hield hielden gehouden | kijken: keek keken gekeken
knijpen: kneep knepen geknepen | komen: kwam kwamen gekomen | krijgen: kreeg kregen gekregen
laten: liet lieten gelaten | liggen: lag lagen gelegen | lopen: loopt liep liepen gelopen
nemen: nam namen genomen | overlijden: overleed overleden | rijden: reed reden gereden
roepen: riep riepen geroepen | schelden: schold scholden gescholden | schieten: schoot schoten geschoten
schrijven: schreef schreven geschreven | slaan: sla slaat sloeg sloegen geslagen | slapen: sliep sliepen
snijden: sneed sneden gesneden | spreken: sprak spraken gesproken | springen: sprong sprongen gesprongen
staan: stond stonden gestaan | steken: steekt stak staken gestoken | sterven: stierf stierven gestorven
stelen: steelt stal stalen gestolen | trekken: trok trokken getrokken
vallen: val valt viel vielen gevallen | vechten: vocht vochten gevochten | verbieden: verbood verboden
verdrinken: verdronk verdronken | verdwijnen: verdween verdwenen | verlaten: verliet verlieten
verliezen: verloor verloren | vinden: vond vonden gevonden | vragen: vroeg vroegen gevraagd
wegkomen: wegkwam weggekomen | weglopen: wegloopt wegliep wegliepen weggelopen | werpen: wierp geworpen
zien: zag zagen gezien | zitten: zat zaten gezeten | zoeken: zocht zochten gezocht
zwemmen: zwom zwommen gezwommen
"""

# Words that the Dutch stemmer of PostgreSQL leaves out (its list, of Snowball): they stand in every text and find none.
_STOP = """
de en van ik te dat die in een hij het niet zijn is was op aan met als voor had er maar om hem dan zou of wat mijn men
dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze u want nog zal me zij nu ge
geen omdat iets worden toch al waren veel meer doen toen moet ben zonder kan hun dus alles onder ja eens hier wie werd
altijd doch wordt wezen kunnen ons zelf tegen na reeds wil kon niets uw iemand geweest andere
"""
STOPWOORDEN = frozenset(_STOP.split())


@cache
def _sterk() -> dict[str, str]:
    """Form of a verb -> its name."""
    regels = (regel.split(":") for regel in _STERK.replace("|", "\n").splitlines() if regel.strip())
    return {vorm: naam.strip() for naam, vormen in regels for vorm in vormen.split()}


def zoekwoorden(tekst: str) -> list[str]:
    """The words of this text, in order, in the form in which they are compared; letters and digits only."""
    return [_sterk().get(woord, woord) for woord in _WOORD.findall(plat(tekst)) if len(woord) <= LANGSTE_WOORD]


def is_hetzelfde(woord: str, ander: str) -> bool:
    """Whether two such words are, roughly, forms of one: for what is marked on a page, not for what is found."""
    return _kaal(woord) == _kaal(ander)


def _kaal(woord: str) -> str:
    """A word without a doubled letter and without its ending."""
    enkel = re.sub(r"(.)\1", r"\1", woord)
    return re.sub(r"(?<=..)(?:en|e|s|t)$", "", enkel)
