"""A proposal: what a handed-in list would change in the contact list, line by line. No database here."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from .invoer import KOLOMMEN, Rij, plat

NIEUW, OVERSLAAN, LATEN, BEEINDIG = "nieuw", "overslaan", "laten", "beeindig"


class Soort(StrEnum):
    """What a line of the proposal is."""

    TWIJFEL = "twijfelachtig"
    NIEUW = "nieuw"
    GEWIJZIGD = "gewijzigd"
    VERDWENEN = "verdwenen"
    LEEG = "leeg"
    ONGEWIJZIGD = "ongewijzigd"


@dataclass(frozen=True)
class Verschil:
    """One field that would change. An empty text means empty."""

    veld: str
    oud: str
    nieuw: str

    @property
    def label(self) -> str:
        """The name of the field for a reader."""
        return KOLOMMEN.get(self.veld, self.veld)


@dataclass(frozen=True)
class Keuze:
    """An answer to a doubtful line: its code and the words for it."""

    code: str
    tekst: str


@dataclass(frozen=True)
class Regel:
    """One line of the proposal. Of `keuzes`, the first is what happens when nobody chooses: never a loss."""

    soort: Soort
    sleutel: str
    gemeente: str
    gemeente_id: int | None = None
    wie: str = ""
    rij: Rij | None = None
    contact_id: int | None = None
    bezetting_id: int | None = None
    verschillen: tuple[Verschil, ...] = ()
    redenen: tuple[str, ...] = ()
    keuzes: tuple[Keuze, ...] = ()

    @property
    def gegevens(self) -> str:
        """What the row says besides the name, on one line."""
        rij = self.rij
        return " · ".join(filter(None, (rij.functie, rij.telefoon, rij.mobiel, rij.email))) if rij else ""

    @property
    def besluit(self) -> str:
        """What happens when nobody chooses."""
        if self.keuzes:
            return self.keuzes[0].code
        return NIEUW if self.soort == Soort.NIEUW else wijzig(self.contact_id) if self.contact_id else OVERSLAAN


@dataclass(frozen=True)
class Voorstel:
    """All lines, with the rows that they came from."""

    rijen: tuple[Rij, ...]
    regels: tuple[Regel, ...]

    @property
    def afdruk(self) -> str:
        """The digest of all that is proposed, old values included."""
        return hashlib.sha256(repr(self.regels).encode("utf-8", "backslashreplace")).hexdigest()

    @property
    def wijzigt_iets(self) -> bool:
        """Whether confirming could change anything."""
        return any(regel.keuzes or regel.soort in {Soort.NIEUW, Soort.GEWIJZIGD} for regel in self.regels)

    def van_soort(self, soort: Soort) -> list[Regel]:
        """The lines of this kind, in the order of the file."""
        return [regel for regel in self.regels if regel.soort == soort]


def wijzig(contact_id: int | None) -> str:
    """Return the code of the choice to change this contact."""
    return f"wijzig:{contact_id}"


def gegevens(rij: Rij | None) -> tuple[str, ...]:
    """Return what makes two rows the same contact with the same data."""
    return (plat(rij.wie), plat(rij.functie), rij.telefoon, rij.mobiel, rij.email.casefold()) if rij else ()
