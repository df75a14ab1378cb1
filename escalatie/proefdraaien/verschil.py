"""What a draft of the protocol would have made otherwise: one difference, those of one zaak, and all together."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

# Reasons why a draft says nothing of what was recorded: code -> sentence.
GEEN_ANTWOORDEN = {
    "plek": "Deze stap kan in het voorstel niet vanaf de plek waar de zaak dan staat.",
    "einde": "De zaak komt in het voorstel niet bij een einde.",
    "voorwaarde": "Of aan deze voorwaarde was voldaan, is niet vastgelegd.",
    "termijn": "Wanneer deze termijn afliep, volgt niet uit haar lengte alleen.",
    "klaar": "Wanneer dit klaar was, is niet vastgelegd.",
    "begin": "Deze termijn begint bij een stap die er toen niet was.",
    "taak": "Of deze taak er dan was, hangt af van wat niet is vastgelegd.",
    "wie": "Wie dit dan hoort, hangt af van wat niet is vastgelegd.",
    "gelegenheid": "Of dit toen gebeurde, is niet vastgelegd.",
}


class Soort(StrEnum):
    """What kind of difference it is."""

    STAP_ERBIJ = "stap_erbij"
    STAP_WEG = "stap_weg"
    STAP_ANDERS = "stap_anders"
    TEGENGEHOUDEN = "tegengehouden"
    TERMIJN_ERBIJ = "termijn_erbij"
    TERMIJN_WEG = "termijn_weg"
    TE_LAAT_ERBIJ = "te_laat_erbij"
    TE_LAAT_WEG = "te_laat_weg"
    EINDE_ANDERS = "einde_anders"
    TAAK_ERBIJ = "taak_erbij"
    TAAK_WEG = "taak_weg"
    TAAK_ANDERS = "taak_anders"
    HOORT_ERBIJ = "hoort_erbij"
    HOORT_WEG = "hoort_weg"
    HOORT_ANDERS = "hoort_anders"
    GEEN_ANTWOORD = "geen_antwoord"


# What each kind says, in the order of a report.
NAMEN = {
    Soort.STAP_ERBIJ: "Een stap erbij",
    Soort.STAP_WEG: "Een stap minder",
    Soort.STAP_ANDERS: "Een stap is aan een ander",
    Soort.TEGENGEHOUDEN: "Een stap zou zijn tegengehouden",
    Soort.TERMIJN_ERBIJ: "Een termijn erbij",
    Soort.TERMIJN_WEG: "Een termijn minder",
    Soort.TE_LAAT_WEG: "Was te laat, zou op tijd zijn",
    Soort.TE_LAAT_ERBIJ: "Was op tijd, zou te laat zijn",
    Soort.EINDE_ANDERS: "Een termijn eindigt op een ander moment",
    Soort.TAAK_ERBIJ: "Een taak erbij",
    Soort.TAAK_WEG: "Een taak minder",
    Soort.TAAK_ANDERS: "Een taak is van een ander",
    Soort.HOORT_ERBIJ: "Zou het ook horen",
    Soort.HOORT_WEG: "Zou het niet meer horen",
    Soort.HOORT_ANDERS: "Zou het langs een andere weg horen",
    Soort.GEEN_ANTWOORD: "Het voorstel geeft geen antwoord",
}


@dataclass(frozen=True)
class Verschil:
    """One difference in one zaak. `code`: of the rule; `rol` and `gemeente` (0: none): whom it is about; `was` and
    `wordt`: in words; `waarom`: of no answer, a key of `GEEN_ANTWOORDEN`."""

    soort: Soort
    code: str
    naam: str
    rol: str = ""
    gemeente: int = 0
    was: str = ""
    wordt: str = ""
    waarom: str = ""


def geen_antwoord(code: str, naam: str, waarom: str) -> Verschil:
    """That the draft says nothing here."""
    return Verschil(Soort.GEEN_ANTWOORD, code, naam, waarom=waarom)


@dataclass(frozen=True)
class Zaakverslag:
    """What would differ in one zaak."""

    kenmerk: str
    soort: str
    versie: str
    verschillen: tuple[Verschil, ...]


@dataclass(frozen=True)
class Telling:
    """One line of the sum: how often this difference comes, and in how many zaken."""

    soort: Soort
    code: str
    naam: str
    rol: str
    waarom: str
    keer: int
    zaken: int


@dataclass(frozen=True)
class Verslag:
    """The report of a trial: per zaak, and in sum."""

    versie: str
    zaken: tuple[Zaakverslag, ...]

    @property
    def anders(self) -> tuple[Zaakverslag, ...]:
        """The zaken in which something differs."""
        return tuple(zaak for zaak in self.zaken if zaak.verschillen)

    @property
    def som(self) -> tuple[Telling, ...]:
        """Every difference with its count, in the order of `NAMEN`, the most frequent first."""
        keer, zaken = Counter[tuple[Soort, str, str, str, str]](), Counter[tuple[Soort, str, str, str, str]]()
        for zaak in self.zaken:
            hier = [_groep(verschil) for verschil in zaak.verschillen]
            keer.update(hier)
            zaken.update(set(hier))
        tellingen = (Telling(*groep, aantal, zaken[groep]) for groep, aantal in keer.items())
        return tuple(sorted(tellingen, key=lambda t: ([*NAMEN].index(t.soort), -t.keer, t.naam, t.rol)))


def _groep(verschil: Verschil) -> tuple[Soort, str, str, str, str]:
    return verschil.soort, verschil.code, verschil.naam, verschil.rol, verschil.waarom


def eenmaal(verschillen: Iterable[Verschil]) -> Iterator[Verschil]:
    """These differences, with what the draft says nothing of told once."""
    gezegd: set[Verschil] = set()
    for verschil in verschillen:
        if verschil.soort != Soort.GEEN_ANTWOORD or verschil not in gezegd:
            gezegd.add(verschil)
            yield verschil
