"""The rules of Hoofdstuk 1, Bijlage 2 and the Kadernotitie as parts of `/protocol/` and `toon_protocol`."""

from collections.abc import Callable, Iterable
from typing import Any

from communicatie.regels import Communicatieregels

from . import rijen_communicatie as rijen
from .overzicht import Deel, maak_deel
from .rijen import Rij, termijnrij

Maker = Callable[[Communicatieregels], Iterable[Rij]]


def maak_overzicht_communicatie(wet: Communicatieregels, rol: str = "") -> tuple[Deel, ...]:
    """All parts, in reading order. With a role: of the rules that name roles only those that name this one."""
    return tuple(
        maak_deel(anker, titel, uitleg, maak(wet), rol) for anker, (titel, uitleg, maak) in DELEN_COMMUNICATIE.items()
    )


def _per_regel(veld: str, maak: Callable[[Communicatieregels, Any], Rij]) -> Maker:
    return lambda wet: (maak(wet, regel) for regel in getattr(wet, veld))


# anchor -> title, explanation, maker
DELEN_COMMUNICATIE: dict[str, tuple[str, str, Maker]] = {
    "persfase": (
        "Persvragen: de fasen",
        "Waar een persvraag kan staan en wat er dan te doen is.",
        _per_regel("statussen", rijen.statusrij),
    ),
    "persstap": (
        "Persvragen: de stappen",
        "Wie een persvraag verder brengt en wat daarvoor nodig is.",
        _per_regel("stappen", rijen.staprij),
    ),
    "perstermijn": (
        "Persvragen: de termijnen",
        "Binnen welke tijd de gemeente antwoordt, en tot wanneer de media worden gevolgd.",
        _per_regel("termijnen", termijnrij),
    ),
    "persinformatie": (
        "Persvragen: wie informeert wie",
        "Wie een mail krijgt, en welke afgesproken teksten daarin staan.",
        _per_regel("informatieregels", rijen.informatierij),
    ),
    "perstaak": (
        "Persvragen: wie aan zet is",
        "Welke taak in wiens werkvoorraad staat, en wanneer zij klaar is.",
        _per_regel("perstaken", rijen.taakrij),
    ),
    "persevaluatie": (
        "Persvragen: de evaluatie",
        "Waar u na afloop kort op terugkijkt.",
        _per_regel("evaluatievragen", rijen.vraagrij),
    ),
    "advies": (
        "Het communicatieadvies",
        "Wat er in een advies bij een calamiteit staat.",
        _per_regel("adviesdelen", rijen.adviesrij),
    ),
    "slot": (
        "Eerst de familie",
        "Wanneer niets naar buiten gaat, en wie dan met een reden kan vrijgeven.",
        _per_regel("sloten", rijen.slotrij),
    ),
    "betrokkene": (
        "Om wie het gaat",
        "Wie het als eersten horen, elk apart. Pas als zij het allemaal weten, gaat het slot open.",
        _per_regel("betrokkenen", rijen.betrokkenerij),
    ),
    "orgaan": (
        "Wie een mens informeert",
        "Wie het van een mens hoort en niet uit een mail, en waar u dan op let.",
        _per_regel("organen", rijen.orgaanrij),
    ),
    "regie": ("De regie", "Wie de leiding heeft, en wanneer dat wisselt.", _per_regel("regierollen", rijen.regierij)),
    "media": (
        "De media",
        "Wanneer meer aandacht een reden is om opnieuw te kijken.",
        _per_regel("stijgingen", rijen.stijgingrij),
    ),
    "peiling": (
        "De onrust per dag",
        "Hoe elke dag wordt gevraagd of de onrust stijgt of daalt.",
        _per_regel("peilingen", rijen.peilingrij),
    ),
    "gebeurtenis": (
        "Wat u moet zien als er iets verandert",
        "Wie een nieuwe stand in de werkvoorraad en boven de zaak krijgt, tot hij zegt dat hij het zag.",
        _per_regel("gebeurtenissen", rijen.gebeurtenisrij),
    ),
}
