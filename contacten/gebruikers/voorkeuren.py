"""What somebody set for himself: that the first visit was read, and views of the list that he keeps.

One row holds it, that of the account. It is no record of anything: it has no seal and no history, and it goes when the
account is forgotten. A view holds choices and no rights: what it shows is asked each time anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import transaction

from basis.geweigerd import Geweigerd
from contacten.models import Gebruiker

EERSTE_KEER, WEERGAVEN, BEGIN = "eerste_keer", "weergaven", "begin"
LANGSTE_NAAM, MEESTE = 60, 20


@dataclass(frozen=True)
class Weergave:
    """A view of the list: its name, the choices as they stand in an address, and whether the list opens with it."""

    naam: str
    keuze: str
    is_begin: bool


def zag_eerste_keer(gebruiker: Gebruiker) -> bool:
    """Whether this person has read what a first visit shows."""
    return bool(gebruiker.voorkeuren.get(EERSTE_KEER))


def onthoud_eerste_keer(gebruiker: Gebruiker) -> None:
    """It was read, and is not shown again."""
    _pas_aan(gebruiker, lambda oud: {**oud, EERSTE_KEER: True})


def weergaven(gebruiker: Gebruiker) -> list[Weergave]:
    """The views that this person keeps, by name."""
    begin = gebruiker.voorkeuren.get(BEGIN)
    rijen: dict[str, dict[str, str]] = gebruiker.voorkeuren.get(WEERGAVEN, {})
    alle = (Weergave(naam, urlencode(keuze), naam == begin) for naam, keuze in rijen.items())
    return sorted(alle, key=lambda weergave: weergave.naam.casefold())


def bewaar_weergave(gebruiker: Gebruiker, naam: str, keuze: dict[str, str]) -> None:
    """Keep these choices under this name; the same name again keeps the new ones. Raises Geweigerd for one too many."""

    def erbij(oud: dict[str, Any]) -> dict[str, Any]:
        rijen = {**oud.get(WEERGAVEN, {}), naam: keuze}
        if len(rijen) > MEESTE:
            raise Geweigerd(f"U bewaart al {MEESTE} weergaven. Haal er eerst een weg.")
        return {**oud, WEERGAVEN: rijen}

    _pas_aan(gebruiker, erbij)


def haal_weergave_weg(gebruiker: Gebruiker, naam: str) -> None:
    """Keep this view no longer; one that is not there changes nothing."""

    def eraf(oud: dict[str, Any]) -> dict[str, Any]:
        rest = {ander: keuze for ander, keuze in oud.get(WEERGAVEN, {}).items() if ander != naam}
        return {**oud, WEERGAVEN: rest, BEGIN: "" if oud.get(BEGIN) == naam else oud.get(BEGIN, "")}

    _pas_aan(gebruiker, eraf)


def begin_met(gebruiker: Gebruiker, naam: str) -> None:
    """The list opens with this view; with "" as it does for everyone. Raises Geweigerd for one that is not kept."""

    def vooraan(oud: dict[str, Any]) -> dict[str, Any]:
        if naam and naam not in oud.get(WEERGAVEN, {}):
            raise Geweigerd(f"De weergave {naam} is er niet meer.")
        return {**oud, BEGIN: naam}

    _pas_aan(gebruiker, vooraan)


def _pas_aan(gebruiker: Gebruiker, wijzig: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    # Two tabs that save at once: each changes what the other left, so the row is held while it is read and written.
    with transaction.atomic():
        nu = Gebruiker.objects.select_for_update().only("voorkeuren").get(pk=gebruiker.pk)
        gebruiker.voorkeuren = wijzig(nu.voorkeuren)
        Gebruiker.objects.filter(pk=gebruiker.pk).update(voorkeuren=gebruiker.voorkeuren)
