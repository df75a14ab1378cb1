"""Which row of a handed-in list is which contact that we have: the surest signs first (R98, R101).

Pure, for one gemeente at a time. A sign that is not sure gives a reason; the caller then asks instead of deciding.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from contacten.models import Contactpersoon

from .invoer import KOLOMMEN, Rij, maak_rij, plat


@dataclass(frozen=True)
class Bekend:
    """A contact as it is now, with the row that it would be in a list: both sides are compared in the same shape."""

    contact: Contactpersoon
    rij: Rij

    @property
    def pk(self) -> int:
        """The key of the contact."""
        return self.contact.pk


@dataclass(frozen=True)
class Treffer:
    """A contact that a row is, or may be: then `reden` says why we are not sure."""

    bekend: Bekend
    reden: str = ""


def als_bekend(contact: Contactpersoon, gemeente: str) -> Bekend:
    """Return the contact with its row in the list of this gemeente."""
    return Bekend(contact, maak_rij(0, cellen(contact, gemeente)))


def cellen(contact: Contactpersoon, gemeente: str) -> dict[str, str]:
    """Return the cells of a contact, by column of Bijlage 1."""
    wie = " ".join(filter(None, (contact.aanhef, contact.naam)))
    waarden = (gemeente, wie, contact.functie, contact.telefoon, contact.mobiel, contact.email)
    return dict(zip(KOLOMMEN, waarden, strict=True))


def herken(rijen: Sequence[Rij], bekenden: Iterable[Bekend]) -> dict[int, Treffer]:
    """Return per row number the contact that it is or may be; no contact is given to two rows."""
    vrij = {bekend.pk: bekend for bekend in bekenden}
    gevonden: dict[int, Treffer] = {}
    for teken, beoordeel in _TEKENS:
        per_teken: dict[str, list[Bekend]] = {}
        for bekend in vrij.values():
            for waarde in teken(bekend.rij):
                per_teken.setdefault(waarde, []).append(bekend)
        for rij in (rij for rij in rijen if rij.nummer not in gevonden):
            kandidaten = [bekend for waarde in teken(rij) for bekend in per_teken.get(waarde, []) if bekend.pk in vrij]
            if kandidaten:
                bekend = vrij.pop(kandidaten[0].pk)
                gevonden[rij.nummer] = Treffer(bekend, beoordeel(rij, bekend.rij))
    return gevonden


def adres(rij: Rij) -> str:
    """Return the mail address for comparing: capitals make no difference."""
    return rij.email.casefold()


def _alles(rij: Rij) -> list[str]:
    return [repr((plat(rij.wie), plat(rij.functie), rij.telefoon, rij.mobiel, adres(rij)))]


def _naam_en_adres(rij: Rij) -> list[str]:
    return [f"{plat(rij.naam)} {adres(rij)}"] if rij.naam and rij.email else []


def _naam(rij: Rij) -> list[str]:
    return [plat(rij.naam)] if rij.naam else []


def _adres(rij: Rij) -> list[str]:
    return [adres(rij)] if rij.email else []


def _nummers(rij: Rij) -> list[str]:
    return [nummer for nummer in (rij.mobiel, rij.telefoon) if nummer]


def _achternaam(rij: Rij) -> list[str]:
    return plat(rij.naam).split()[-1:]


def _zeker(rij: Rij, bekend: Rij) -> str:
    return ""


def _zelfde_achternaam(waarmee: str) -> Callable[[Rij, Rij], str]:
    """Sure when the last name agrees too; else someone else may have taken the address or the number over."""

    def beoordeel(rij: Rij, bekend: Rij) -> str:
        is_gelijk = _achternaam(rij) == _achternaam(bekend)
        return (
            "" if is_gelijk else f"{waarmee} is nu van {bekend.wie or 'een postbus'}. Is dit dezelfde of een opvolger?"
        )

    return beoordeel


def _lijkt_op(rij: Rij, bekend: Rij) -> str:
    return f"Lijkt op {bekend.wie}, maar het adres en de nummers zijn anders."


_TEKENS: tuple[tuple[Callable[[Rij], list[str]], Callable[[Rij, Rij], str]], ...] = (
    (_alles, _zeker),
    (_naam_en_adres, _zeker),
    (_naam, _zeker),
    (_adres, _zelfde_achternaam("Dit e-mailadres")),
    (_nummers, _zelfde_achternaam("Dit nummer")),
    (_achternaam, _lijkt_op),
)
