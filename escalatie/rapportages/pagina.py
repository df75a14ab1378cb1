"""The read model of the page with figures: bars and tables, each number with the address of the list behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from basis.taal import MAANDEN, aantal, duur_voluit, met_hoofdletter
from calamiteiten.statussen import Soort
from contacten.rollen import Rol
from contacten.rolnamen import rolnaam
from escalatie.protocol.bereik import alle_keuzes, alle_scenarios, alle_statussen, alle_termijnen
from escalatie.werk.filters import Namen

from .cijfers import Looptijd, Telling, looptijden, tellingen
from .keuze import Periode
from .maten import MELDTIJDEN, OP_TIJD, PUNTEN, STREEP, UITKOMSTEN, Selectie

# More months than these are years.
MEESTE_MAANDEN = 24
# Of a list without an order of its own so many bars stand open.
MEESTE_STAVEN = 5
LIJSTEN = {"gemeente", "aanbieder", "categorie"}
TELT = ("alle", "jaar", "maand", "soort", "categorie", "scenario", "status", "aanbieder", "gemeente")
TELT_OOK = ("gemeld_contractmanager", "gemeld_igj", "gemeld_toegang", "termijn", "punt", "les")
GEEN_SCENARIO, GEEN_CATEGORIE = "nog geen scenario", "geen categorie"


@dataclass(frozen=True)
class Cel:
    """One figure, and the list behind it; `url` is empty when there is nothing to open."""

    tekst: str
    url: str = ""


@dataclass(frozen=True)
class Staaf:
    """One bar: its name, its figure, and how long it is beside the longest."""

    naam: str
    cel: Cel
    breedte: str


@dataclass(frozen=True)
class Tabel:
    """A table; `staven` instead of `rijen` for numbers that are drawn. `is_lijst`: they have no order of their own, so
    the most comes first and the page folds what is behind."""

    code: str
    titel: str
    uitleg: str
    koppen: tuple[str, ...] = ()
    rijen: tuple[tuple[str, tuple[Cel, ...]], ...] = ()
    staven: tuple[Staaf, ...] = ()
    is_lijst: bool = False

    @property
    def vooraan(self) -> tuple[Staaf, ...]:
        """The bars that stand open."""
        return self.staven[:MEESTE_STAVEN] if self.verder else self.staven

    @property
    def verder(self) -> tuple[Staaf, ...]:
        """The bars behind the first, of a long list; one alone is not folded."""
        rest = self.staven[MEESTE_STAVEN:] if self.is_lijst else ()
        return rest if len(rest) > 1 else ()

    @property
    def regels(self) -> list[tuple[str, list[tuple[str, Cel]]]]:
        """The rows with above each figure what it is, which a phone shows beside it."""
        return [(naam, list(zip(self.koppen[1:], cellen, strict=True))) for naam, cellen in self.rijen]


@dataclass(frozen=True)
class Rapportage:
    """The whole page."""

    periode: Periode
    totaal: Cel
    zin: str
    staven: list[Tabel]
    tabellen: list[Tabel]
    aantal: int


@dataclass(frozen=True)
class _Adres:
    """Where the list behind a figure is: with the same question as the page."""

    vraag: Mapping[str, str]

    def cel(self, maat: str, sleutel: str, getal: int) -> Cel:
        """A number; nought opens nothing."""
        return Cel(str(getal), self.naar(maat, sleutel) if getal else "")

    def naar(self, maat: str, sleutel: str) -> str:
        """The address of that list."""
        return f"{reverse('rapportage_lijst', args=[maat])}?{urlencode({**self.vraag, 'waarde': sleutel})}"


def rapportage(
    selectie: Selectie, periode: Periode, vraag: Mapping[str, str], namen: Namen, nu: datetime, *, per_gemeente: bool
) -> Rapportage:
    """The page over these meldingen at `nu` (aware). Three queries, however many there are; `namen`: how gemeenten and
    aanbieders are called; `vraag`: what was asked, as in an address; `per_gemeente`: more than one gemeente counts."""
    geteld = tellingen(selectie, (*TELT, *TELT_OOK), nu)
    adres = _Adres(vraag)
    alle = geteld.get("alle", {}).get("", 0)
    stappen, geheel = looptijden(selectie, "stap", nu), looptijden(selectie, "afgerond", nu)
    return Rapportage(
        periode=periode,
        totaal=adres.cel("alle", "", alle),
        zin=aantal(alle, "melding", "meldingen"),
        staven=_staven(geteld, periode, namen, adres, per_gemeente=per_gemeente),
        tabellen=[
            _doorlooptijd(stappen, geheel, adres),
            _termijnen(geteld.get("termijn", {}), adres),
            _meldtijden(geteld, adres),
            _lessen(geteld, adres),
        ],
        aantal=alle,
    )


def namen_van(maat: str, namen: Namen) -> dict[str, str]:
    """Key of a measure -> how it is called, in the order in which it is shown."""
    scenarios = {code: f"scenario {code}" for code in alle_scenarios()}
    return {
        "soort": {str(code): met_hoofdletter(str(naam)) for code, naam in Soort.choices},
        "categorie": {**alle_keuzes("categorie"), "": GEEN_CATEGORIE},
        "scenario": {**scenarios, "": GEEN_SCENARIO} if scenarios else {},
        "status": {code: regel.naam for code, regel in alle_statussen().items()},
        "aanbieder": {str(pk): naam for pk, naam in namen.aanbieders.items()},
        "gemeente": {str(pk): naam for pk, naam in namen.gemeenten.values()},
    }[maat]


def maandnaam(sleutel: str) -> str:
    """The month 202611 in words."""
    jaar, maand = divmod(int(sleutel), 100)
    return f"{MAANDEN[maand - 1]} {jaar}"


def ontvangers() -> dict[str, str]:
    """Measure of a report -> who was told."""
    return {
        "gemeld_igj": "IGJ",
        "gemeld_toegang": met_hoofdletter(rolnaam(Rol.TOEGANG)),
        "gemeld_contractmanager": met_hoofdletter(rolnaam(Rol.CONTRACTMANAGER)),
    }


def _staven(geteld: Telling, periode: Periode, namen: Namen, adres: _Adres, *, per_gemeente: bool) -> list[Tabel]:
    maat = "maand" if periode.maanden <= MEESTE_MAANDEN else "jaar"
    tijd = dict.fromkeys(_maanden(periode)) if maat == "maand" else dict.fromkeys(_jaren(periode))
    over_tijd = {sleutel: maandnaam(sleutel) if maat == "maand" else sleutel for sleutel in tijd}
    gevonden = [_staaf(maat, f"Per {maat}", "De dag waarop de melding binnenkwam.", geteld, over_tijd, adres)]
    titels = {
        "gemeente": ("Per gemeente", "Een melding telt bij elke gemeente die erbij betrokken is."),
        "aanbieder": ("Per aanbieder", ""),
        "categorie": ("Per categorie", ""),
        "scenario": ("Per scenario", "Het scenario dat nu geldt."),
        "soort": ("Per soort", ""),
        "status": ("Waar zij nu staan", ""),
    }
    if not per_gemeente:
        del titels["gemeente"]
    if not alle_scenarios():
        del titels["scenario"]
    for code, (titel, uitleg) in titels.items():
        if rijen := _met_een_getal(geteld.get(code, {}), namen_van(code, namen)):
            gevonden.append(_staaf(code, titel, uitleg, geteld, rijen, adres))
    return gevonden


def _met_een_getal(getallen: Mapping[str, int], bekend: Mapping[str, str]) -> dict[str, str]:
    """The keys of which there is something, in the order of the list that knows them. One that no list knows any more
    is shown as it is: nothing that counts is left out."""
    rijen = {sleutel: naam for sleutel, naam in bekend.items() if getallen.get(sleutel)}
    return rijen | {sleutel: sleutel for sleutel in getallen if sleutel not in bekend}


def _staaf(code: str, titel: str, uitleg: str, geteld: Telling, namen: Mapping[str, str], adres: _Adres) -> Tabel:
    getallen = geteld.get(code, {})
    hoogste = max(getallen.values(), default=0) or 1
    staven = tuple(
        Staaf(naam, adres.cel(code, sleutel, getallen.get(sleutel, 0)), f"{100 * getallen.get(sleutel, 0) // hoogste}%")
        for sleutel, naam in namen.items()
    )
    if code in LIJSTEN:
        staven = tuple(sorted(staven, key=lambda staaf: -int(staaf.cel.tekst)))
    return Tabel(code, titel, uitleg, staven=staven, is_lijst=code in LIJSTEN)


def _maanden(periode: Periode) -> Iterable[str]:
    eerste = periode.van.year * 12 + periode.van.month - 1
    return (f"{nummer // 12}{nummer % 12 + 1:02d}" for nummer in range(eerste, eerste + periode.maanden))


def _jaren(periode: Periode) -> Iterable[str]:
    return (str(jaar) for jaar in range(periode.van.year, periode.tot.year + 1))


def _doorlooptijd(stappen: Mapping[str, Looptijd], geheel: Mapping[str, Looptijd], adres: _Adres) -> Tabel:
    statussen = {code: regel.naam for code, regel in alle_statussen().items()}
    rijen = [(f"In {naam}", "stap", code, stappen[code]) for code, naam in statussen.items() if code in stappen]
    rijen += [(f"In {code}", "stap", code, tijd) for code, tijd in stappen.items() if code not in statussen]
    rijen += [("Van ontvangst tot afgerond", "afgerond", "", tijd) for tijd in geheel.values()]
    return Tabel(
        "doorlooptijd",
        "Hoe lang een stap duurde",
        "Van het begin van een stap tot de volgende. De helft was klaar binnen de eerste tijd (de mediaan), negen van "
        "de tien binnen de tweede. Een stap die nog loopt, telt niet mee.",
        ("Stap", "Aantal", "De helft binnen", "Negen van de tien binnen"),
        tuple(
            (naam, (adres.cel(maat, code, t.aantal), Cel(duur_voluit(t.helft)), Cel(duur_voluit(t.negen))))
            for naam, maat, code, t in rijen
        ),
    )


def per_termijn(geteld: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Code of a term -> outcome -> how many, in the order of the protocol."""
    gevonden: dict[str, dict[str, int]] = {}
    for sleutel, getal in geteld.items():
        code, _, uitkomst = sleutel.partition(STREEP)
        gevonden.setdefault(code, {})[uitkomst] = getal
    plaats = {code: nummer for nummer, code in enumerate(alle_termijnen())}
    return dict(sorted(gevonden.items(), key=lambda paar: plaats.get(paar[0], len(plaats))))


def termijnnaam(code: str) -> str:
    """What a term is called; its code when no version of the protocol knows it."""
    regel = alle_termijnen().get(code)
    return regel.naam if regel else code


def _termijnen(geteld: Mapping[str, int], adres: _Adres) -> Tabel:
    rijen = []
    for code, uitkomsten in per_termijn(geteld).items():
        getallen = {soort: uitkomsten.get(soort, 0) for soort in UITKOMSTEN}
        cellen = [adres.cel("termijn", f"{code}{STREEP}{soort}", getal) for soort, getal in getallen.items()]
        aandeel = round(100 * getallen[OP_TIJD] / sum(getallen.values()))
        rijen.append((termijnnaam(code), (*cellen, Cel(f"{aandeel}%"))))
    return Tabel(
        "termijn",
        "Wat binnen de termijn lukte",
        "Per soort termijn. Een termijn die nog loopt of is gestopt, telt niet mee.",
        ("Termijn", *(met_hoofdletter(naam) for naam in UITKOMSTEN.values()), "Deel op tijd"),
        tuple(rijen),
    )


def _meldtijden(geteld: Telling, adres: _Adres) -> Tabel:
    return Tabel(
        "meldtijd",
        "Hoe snel de aanbieder meldde",
        "In kalenderdagen na de gebeurtenis. Wij tellen alleen; of iets te laat was, beoordeelt u zelf.",
        ("Aan", *(met_hoofdletter(naam) for naam in MELDTIJDEN.values())),
        tuple(
            (naam, tuple(adres.cel(maat, vak, geteld.get(maat, {}).get(vak, 0)) for vak in MELDTIJDEN))
            for maat, naam in ontvangers().items()
        ),
    )


def _lessen(geteld: Telling, adres: _Adres) -> Tabel:
    rijen = [(met_hoofdletter(naam), "punt", stand) for stand, naam in PUNTEN.items()]
    rijen.append(("Met een les voor anderen", "les", ""))
    return Tabel(
        "les",
        "Wat wij ervan leerden",
        "De verbeterpunten van deze meldingen.",
        ("Verbeterpunten", "Aantal"),
        tuple((naam, (adres.cel(maat, s, geteld.get(maat, {}).get(s, 0)),)) for naam, maat, s in rijen),
    )
