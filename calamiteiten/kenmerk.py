"""The kenmerk: the only name of a zaak that may leave the building. How one is given out, and how people write it."""

import re

from django.db import models

from basis.tekst import plat
from basis.wereld import hier

from .models import KenmerkTeller
from .statussen import MELDING, PARAATHEID, PERSVRAAG

BEGIN = {MELDING: "CAL", PERSVRAAG: "PV", PARAATHEID: "PAR"}
# Of what is made in a drill: counted apart, so that a drill uses no number of real work, and known by its name alone.
BEGIN_OEFENING = {MELDING: "OEFM", PERSVRAAG: "OEFP"}
_BEGINNEN = "|".join(sorted([*BEGIN.values(), *BEGIN_OEFENING.values()], key=len, reverse=True)).lower()
# What stands around a kenmerk in a sentence, a subject or a note.
RAND = " #.,;:!?*_~=/\\|()[]{}<>'\"`´‘’‚‛“”„‟«»‹›…·•"
# A letter O among the digits is a zero that somebody read aloud or typed over.
_KENMERK = rf"(?P<begin>{_BEGINNEN})[-_ /.]?(?P<jaar>[0-9][0-9o]{{3}})[-_ /.]?(?P<nummer>(?=o*[0-9])[0-9o]{{1,6}})"
# What people and mail programs put before it.
_WOORDEN = "re|fwd?|aw|antw|doorst|betreft?|inzake|(?:ons |uw )?kenmerk|zaak|melding|persvraag|nr"
_ERVOOR = rf"(?:(?:{_WOORDEN})[.:]* *#?)*"
_VORM = re.compile(_ERVOOR + _KENMERK)
_IN_TEKST = re.compile(rf"(?<![a-z0-9])(?<![a-z0-9][-_]){_KENMERK}(?![a-z0-9])(?![-_][0-9])")
_MET_JAAR = re.compile(r"([0-9]{4})-([0-9]{1,6})", re.ASCII)
_STREEPJE = re.compile(r" *- *")


def volgende(soort: str, jaar: int) -> str:
    """The next kenmerk of a kind of zaak in a year, e.g. CAL-2026-0034 or PV-2026-0007.

    Call inside a transaction: the counter row is locked until it ends, so that two registrations never share a number.
    """
    begin = BEGIN_OEFENING[soort] if hier() else BEGIN[soort]
    teller = houd_vast(begin if hier() else soort, jaar)
    KenmerkTeller.objects.filter(pk=teller.pk).update(laatste=models.F("laatste") + 1)
    return schrijf(begin, jaar, teller.laatste + 1)


def houd_vast(soort: str, jaar: int) -> KenmerkTeller:
    """Hold the counter of this kind and year until the transaction ends: who makes many, looks first what is there."""
    KenmerkTeller.objects.get_or_create(zaaksoort=soort, jaar=jaar)
    return KenmerkTeller.objects.select_for_update().get(zaaksoort=soort, jaar=jaar)


def schrijf(begin: str, jaar: int, nummer: int) -> str:
    """The one spelling of a kenmerk: CAL, 2026, 34 gives CAL-2026-0034."""
    return f"{begin}-{jaar}-{nummer:04d}"


def in_vorm(tekst: str) -> str:
    """The kenmerk that these words are, in its one spelling; empty when they are something else.

    "cal-2026-5", "#CAL–2026–0005.", "RE: CAL_2026_0005", "CAL/2026/5" and "kenmerk CAL20260005" are all CAL-2026-0005:
    people copy it out of mails, documents and speech. Every form and address asks here; a search asks `kenmerken_in` as
    well.
    """
    gevonden = _VORM.fullmatch(_kaal(tekst).strip(RAND))
    return _voluit(gevonden) if gevonden else ""


def kenmerken_in(tekst: str) -> list[str]:
    """Every kenmerk that these words name, each in its one spelling: the subject of a mail, or a few in a row."""
    return list(dict.fromkeys(_voluit(gevonden) for gevonden in _IN_TEKST.finditer(_kaal(tekst))))


def gezocht_in(tekst: str) -> list[str]:
    """What a search for these words means: the kenmerken that they name; and when all of them are a year and a number,
    as people say them, the zaken of each kind with those."""
    if genoemd := kenmerken_in(tekst):
        return genoemd
    woorden = [woord.strip(RAND) for woord in _kaal(tekst).split()]
    delen = [gevonden for woord in woorden if (gevonden := _MET_JAAR.fullmatch(woord))]
    if not woorden or len(delen) < len(woorden):
        return []
    beginnen = [*BEGIN.values(), *BEGIN_OEFENING.values()]
    return [schrijf(begin, int(deel[1]), int(deel[2])) for deel in delen for begin in beginnen]


def soort_van(kenmerk: str) -> str:
    """Which kind of zaak a kenmerk in its one spelling names; empty when it is none."""
    alle = (*BEGIN.items(), *BEGIN_OEFENING.items())
    return next((soort for soort, begin in alle if kenmerk.startswith(f"{begin}-")), "")


def _kaal(tekst: str) -> str:
    return _STREEPJE.sub("-", " ".join(plat(tekst).split()))


def _voluit(gevonden: re.Match[str]) -> str:
    jaar, nummer = (int(gevonden[deel].replace("o", "0")) for deel in ("jaar", "nummer"))
    return schrijf(gevonden["begin"].upper(), jaar, nummer)
