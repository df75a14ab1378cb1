"""Who sees what, as a page for everyone who signs in: the matrix of `contacten/rechten.toml` in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contacten.rechten import RECHTEN, Groep, Onderdeel
from contacten.rollen import ROLLEN_MET_ACCOUNT, TABEL, Mate, Zicht
from contacten.rolnamen import rolnaam

NIET = "niet"
MATEN = {
    Mate.ALLES: "Alles",
    Mate.SAMEN: "Van zichzelf; van een ander zodra zij samen beoordelen",
    Mate.EIGEN: "Alleen van zichzelf",
    NIET: "Niet",
}
ZICHTEN = {
    Zicht.REGIO: "Elk dossier van de regio.",
    Zicht.GEMEENTE: "De dossiers waar de eigen gemeente bij betrokken is.",
    Zicht.TOEGELATEN: "Alleen een dossier waarvoor zij is toegelaten, om een reden uit het protocol.",
    Zicht.NIETS: "Geen enkel dossier.",
}


@dataclass(frozen=True)
class Rij:
    """One part, and per measure the roles that see that much of it."""

    onderdeel: Onderdeel
    maten: list[tuple[str, list[str]]]


@require_safe
def rechten(request: HttpRequest) -> HttpResponse:
    """Every part with who sees it, and which dossiers each role opens; `rol` narrows to what one role sees."""
    gevraagd = request.GET.get("rol", "")
    rol = gevraagd if gevraagd in ROLLEN_MET_ACCOUNT else ""
    gegevens = {
        "groepen": [(groep, rijen) for groep in RECHTEN.groepen if (rijen := list(_rijen(groep, rol)))],
        "zicht": [(rolnaam(een), ZICHTEN[TABEL[een].zicht]) for een in ROLLEN_MET_ACCOUNT if rol in {"", een}],
        "rollen": [(een, rolnaam(een)) for een in ROLLEN_MET_ACCOUNT],
        "rol": rol,
    }
    return render(request, "protocol/rechten.html", gegevens)


def _rijen(groep: Groep, rol: str) -> Iterator[Rij]:
    for deel in RECHTEN.onderdelen:
        if deel.groep == groep.code and (not rol or rol in deel.rollen):
            yield Rij(deel, list(_maten(deel, rol)))


def _maten(deel: Onderdeel, rol: str) -> Iterator[tuple[str, list[str]]]:
    for mate, woord in MATEN.items():
        wie = [rolnaam(een) for een in ROLLEN_MET_ACCOUNT if deel.rollen.get(een, NIET) == mate and rol in {"", een}]
        if wie:
            yield woord, wie
