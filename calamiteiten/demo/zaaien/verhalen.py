"""The stories of the demo: what happened, where, and how far the melding has come. Invented, and anonymous (R44)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from .aanbieders import AANBIEDERS


@dataclass(frozen=True)
class Gebeurtenis:
    """What happened, in words that name nobody, with the choices of the form."""

    onderwerp: str
    omschrijving: str
    soort: str = "calamiteit"
    categorie: str = "letsel_jeugdige"
    plaatssoort: str = "bij_aanbieder"
    zorgcontext: str = "jeugdhulp"
    meldingssoort: str = "verplicht"


@dataclass(frozen=True)
class Verhaal:
    """One melding: what, where, by which way (`wegen.WEGEN`), and how long ago its last step was.

    `gemeenten`: of residence, then by woonplaatsbeginsel. `buiten`: the woonplaats lies outside the region.
    `weet_igj`: the aanbieder had already reported to the inspection. `melder`: which body told the contractmanager, and
    which other one; of another one the aanbieder told it as well.
    """

    wat: Gebeurtenis
    weg: str
    aanbieder: str
    gemeenten: tuple[str, ...]
    geleden: timedelta
    buiten: str = ""
    weet_igj: bool = True
    melder: tuple[str, str] = ("aanbieder", "")


def _uur(uren: float) -> timedelta:
    return timedelta(hours=uren)


VAL = Gebeurtenis(
    "Ernstige val uit een raam op een woongroep",
    "Een jeugdige viel in de avond van de eerste verdieping en is met ernstig letsel opgenomen. De groepsleiding "
    "was aanwezig en heeft meteen 112 gebeld. De andere jeugdigen op de groep zijn opgevangen.",
)
BRAND = Gebeurtenis(
    "Brandwonden door een ongeluk in de keuken",
    "Tijdens het koken op de groep kreeg een jeugdige hete olie over armen en borst. De jeugdige ligt in het "
    "ziekenhuis. De aanbieder onderzoekt of er genoeg toezicht was.",
)
SUICIDE = Gebeurtenis(
    "Overlijden van een jeugdige in behandeling",
    "Een jeugdige is thuis overleden, vermoedelijk door zelfdoding. De jeugdige was bij de aanbieder in "
    "behandeling en had twee dagen eerder een gesprek. De familie wordt begeleid.",
    categorie="suicide",
    plaatssoort="thuis",
)
MEDICATIE = Gebeurtenis(
    "Ernstige fout met medicatie",
    "Een jeugdige kreeg een verkeerde dosis en raakte buiten bewustzijn. Na een nacht in het ziekenhuis is de "
    "jeugdige buiten gevaar. De controle door een tweede medewerker was overgeslagen.",
)
VERDRINKING = Gebeurtenis(
    "Bijna-verdrinking tijdens een uitje",
    "Bij een uitje naar een zwemplas raakte een jeugdige onder water. Omstanders hebben de jeugdige gered. Er "
    "waren veel mensen bij, en er gaat een filmpje rond.",
    plaatssoort="openbaar",
)
STEEKPARTIJ = Gebeurtenis(
    "Steekincident tussen jeugdigen op een groep",
    "Een jeugdige verwondde een andere jeugdige met een mes. Het slachtoffer is geopereerd. De politie doet "
    "onderzoek. Op sociale media staan foto's van de hulpdiensten.",
    soort="geweld",
    categorie="letsel_ander",
)
MISBRUIK = Gebeurtenis(
    "Vermoeden van seksueel grensoverschrijdend gedrag door een medewerker",
    "Een jeugdige vertelde over grensoverschrijdend gedrag van een medewerker. De medewerker is op non-actief "
    "gesteld. De aanbieder sprak met de andere jeugdigen op de groep.",
    soort="geweld",
    categorie="grensoverschrijdend_gedrag",
)
FIXATIE = Gebeurtenis(
    "Letsel na vastpakken door een begeleider",
    "Bij een ruzie is een jeugdige zo vastgepakt dat een arm brak. De ouders hebben aangifte gedaan. Er waren "
    "eerdere klachten over vastpakken op deze locatie.",
    soort="geweld",
)
BEDREIGING = Gebeurtenis(
    "Ernstige bedreiging van een ouder tijdens begeleide omgang",
    "Een ouder is tijdens een begeleide omgang bedreigd door een andere ouder die op de locatie verbleef. De "
    "omgang is gestopt en beide gezinnen zijn in veiligheid.",
    soort="geweld",
    categorie="grensoverschrijdend_gedrag",
    zorgcontext="kinderbeschermingsmaatregel",
)
WEGLOPEN = Gebeurtenis(
    "Ongeval na weglopen uit een instelling",
    "Een jeugdige liep in de nacht weg en werd door een auto aangereden. De jeugdige heeft blijvend letsel. De "
    "instelling merkte de afwezigheid pas in de ochtend op.",
    plaatssoort="openbaar",
    zorgcontext="kinderbeschermingsmaatregel",
)
INBRAAK = Gebeurtenis(
    "Dodelijk ongeval veroorzaakt door een jeugdige",
    "Een jeugdige onder toezicht veroorzaakte met een scooter een ongeval waarbij een voetganger overleed. De "
    "jeugdige is licht gewond. Er is veel aandacht in de buurt.",
    categorie="overlijden_ander",
    plaatssoort="openbaar",
    zorgcontext="jeugdreclassering",
)
BABY = Gebeurtenis(
    "Ernstig letsel bij een baby tijdens hulp in het gezin",
    "Een baby is met ernstig hoofdletsel opgenomen terwijl er ambulante hulp in het gezin was. Het advies- en "
    "meldpunt is betrokken. De andere kinderen verblijven bij familie.",
    plaatssoort="thuis",
)
RUZIE = Gebeurtenis(
    "Ruzie op de groep zonder letsel",
    "Twee jeugdigen kregen ruzie en duwden elkaar. Niemand raakte gewond. De groepsleiding heeft met beiden gesproken.",
    soort="incident",
    categorie="",
)
KLACHT = Gebeurtenis(
    "Klacht van een ouder over de bereikbaarheid",
    "Een ouder vindt dat de aanbieder te slecht bereikbaar is. Er is niets met de jeugdige gebeurd.",
    soort="andere_melding",
    categorie="",
    meldingssoort="andere",
)

ZWOLLE, DEVENTER = ("zwolle",), ("deventer",)

VERHALEN: tuple[Verhaal, ...] = (
    Verhaal(VAL, "ontvangen", "wissel", ("zwolle", "raalte"), _uur(0.6), weet_igj=False),
    Verhaal(STEEKPARTIJ, "fase_1", "wissel", ("zwolle", "deventer"), _uur(42.5)),
    Verhaal(VERDRINKING, "fase_1_bezig", "weerribben", ("steenwijkerland",), _uur(35)),
    Verhaal(MISBRUIK, "fase_2_met_rapport", "wissel", ("kampen", "zwolle"), timedelta(days=14)),
    Verhaal(WEGLOPEN, "impactanalyse", "brug", DEVENTER, _uur(5), melder=("inspectie", "")),
    Verhaal(MEDICATIE, "beoordeling_a", "molen", ZWOLLE, _uur(3)),
    Verhaal(FIXATIE, "twijfel", "bries", ("kampen",), _uur(6)),
    Verhaal(BRAND, "scenario_a", "molen", ZWOLLE, _uur(4)),
    Verhaal(FIXATIE, "scenario_b", "wissel", ("raalte",), _uur(28)),
    Verhaal(SUICIDE, "scenario_c", "bries", ("kampen",), _uur(8)),
    Verhaal(INBRAAK, "scenario_d", "anker", ("hardenberg", "ommen"), _uur(9)),
    Verhaal(BEDREIGING, "monitoring_a", "anker", ("dalfsen",), timedelta(days=24)),
    Verhaal(MEDICATIE, "monitoring_b", "wissel", DEVENTER, timedelta(days=40)),
    Verhaal(VERDRINKING, "lokaal_opgeschaald", "vechtdal", ("hardenberg",), timedelta(days=11)),
    Verhaal(
        BABY, "fase_2", "baken", ("zwolle", "kampen"), timedelta(days=20), melder=("anders", "advies- en meldpunt")
    ),
    Verhaal(RUZIE, "niet_meldingswaardig", "molen", ZWOLLE, timedelta(days=9)),
    Verhaal(KLACHT, "niet_meldingswaardig", "vechtdal", ("ommen",), timedelta(days=33)),
    Verhaal(BRAND, "afgerond_a", "weerribben", ("staphorst",), timedelta(days=55)),
    Verhaal(STEEKPARTIJ, "afgerond_na_fase_2", "wissel", ("deventer", "zwolle"), timedelta(days=48)),
    Verhaal(VAL, "half_geanalyseerd", "vechtdal", ("dalfsen",), _uur(7), buiten="Meppel"),
    Verhaal(MISBRUIK, "beoordeling_d", "weerribben", ("zwartewaterland", "staphorst"), _uur(2)),
    Verhaal(BABY, "afgerond_b", "baken", ("olst-wijhe",), timedelta(days=90)),
    Verhaal(BRAND, "dubbel", "wissel", ZWOLLE, _uur(10)),
    Verhaal(WEGLOPEN, "ingetrokken", "molen", ZWOLLE, timedelta(days=16)),
)


def verhalen(aantal: int) -> Iterator[Verhaal]:
    """The first `aantal` stories; beyond the list above they repeat elsewhere and longer ago, the same on every run."""
    yield from VERHALEN[:aantal]
    toeval = Random(20190213)  # noqa: S311 - chooses demo data, guards nothing
    for _ in range(aantal - len(VERHALEN)):
        yield _herhaling(toeval)


def _herhaling(toeval: Random) -> Verhaal:
    """Mostly closed meldingen of the past two years, and now and then one that still runs."""
    is_lopend = toeval.random() < 0.1
    lopend = ("monitoring_a", "monitoring_b", "monitoring_c", "lokaal_opgeschaald")
    gesloten = ("afgerond_a", "afgerond_a", "afgerond_b", "afgerond_na_fase_2", "niet_meldingswaardig")
    weg = toeval.choice(lopend if is_lopend else gesloten)
    aanbieder = toeval.choice(sorted(AANBIEDERS))
    plaatsen = AANBIEDERS[aanbieder].gemeenten
    basis = toeval.choice([v for v in VERHALEN if (v.weg == "niet_meldingswaardig") == (weg == "niet_meldingswaardig")])
    return replace(
        basis,
        weg=weg,
        aanbieder=aanbieder,
        gemeenten=tuple(toeval.sample(plaatsen, min(len(plaatsen), toeval.choice((1, 1, 2))))),
        geleden=timedelta(hours=toeval.uniform(72, 60 * 24) if is_lopend else toeval.uniform(60 * 24, 730 * 24)),
        buiten="",
        weet_igj=True,
        melder=("aanbieder", ""),
    )
