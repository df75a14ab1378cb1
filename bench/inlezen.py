"""How fast a list of ten thousand contacts comes in: compared and carried out, beside a bulk write of the same rows."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

RIJEN, LADING = 10_000, 1_000


def inlezen(nu: datetime, rijen: int = RIJEN) -> dict[str, float]:
    """Rows per second of CPU of this process and of its side in the database; `nu` (aware) is now. Nothing stays."""
    from contacten.inlezen.vergelijking import vergelijk
    from contacten.inlezen.verwerking import verwerk

    lijst = _lijst(rijen)
    with transaction.atomic():
        kaal = _duur(lambda: _kaal(lijst, nu))
        transaction.set_rollback(True)
    with transaction.atomic():
        voorstellen: list[Any] = []
        kijken = _duur(lambda: voorstellen.append(vergelijk(lijst, nu)))
        doen = _duur(lambda: verwerk(voorstellen[0], {}, nu))
        transaction.set_rollback(True)
    return {
        "rijen": rijen,
        "voorstel_s": kijken,
        "verwerken_s": doen,
        "rijen_per_s": rijen / (kijken + doen),
        "kaal_per_s": rijen / kaal,
        "deel_van_kaal": kaal / (kijken + doen),
    }


def _duur(doe: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    doe()
    return time.perf_counter() - begin


def _lijst(aantal: int) -> list[Any]:
    from contacten.inlezen.invoer import maak_rij
    from contacten.organisaties import regio_gemeenten

    namen = [gemeente.naam for gemeente in regio_gemeenten()]
    return [
        maak_rij(
            nummer + 2,
            {
                "gemeente": namen[nummer % len(namen)],
                "naam": f"Mevr. {_letters(nummer)} Voorbeeld",
                "functie": "Teamleider",
                "mobiel": f"06-{nummer:08}",
                "email": f"iemand{nummer}@gemeente.example",
            },
        )
        for nummer in range(aantal)
    ]


def _letters(nummer: int) -> str:
    return "".join(chr(97 + nummer // 26**plek % 26) for plek in range(4)).capitalize()


def _kaal(lijst: list[Any], nu: datetime) -> None:
    """The same contacts and seats, in batches, without history, print or question."""
    from contacten.bezetting import lokale_dag
    from contacten.models import Bezetting, Contactpersoon, Gemeente
    from contacten.rollen import Rol

    per_naam = {gemeente.naam: gemeente for gemeente in Gemeente.objects.all()}
    contacten = [
        Contactpersoon(
            gemeente=per_naam[rij.gemeente],
            aanhef=rij.aanhef,
            naam=rij.naam,
            functie=rij.functie,
            mobiel=rij.mobiel,
            email=rij.email,
        )
        for rij in lijst
    ]
    Contactpersoon.objects.bulk_create(contacten, LADING)
    Bezetting.objects.bulk_create(
        (
            Bezetting(
                contactpersoon=contact,
                rol=Rol.TOEGANG,
                gemeente_id=contact.gemeente_id,
                volgorde=1 + plek // len(per_naam),
                van_datum=lokale_dag(nu),
            )
            for plek, contact in enumerate(contacten)
        ),
        LADING,
    )
