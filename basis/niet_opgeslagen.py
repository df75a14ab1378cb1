"""What the page "Niet opgeslagen" says and keeps when the database does not answer (F10, F11).

Nothing here asks the database: no session, no user, no page around it. What was typed goes back in hidden fields, so
that one button sends it again, without scripts. The forgery token goes back as it came: a form from elsewhere, that
never had a good one, still has none.
"""

from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

Velden = tuple[tuple[str, str], ...]
DATABASE_WEG = (OperationalError, InterfaceError)
# PostgreSQL: a lock was not given in time, a statement took too long, two waited for each other.
BEZET = frozenset({"55P03", "57014", "40P01"})
GEHEIM = ("password", "wachtwoord")
ZONDER_TEKST = frozenset({"csrfmiddlewaretoken", "sleutel"})
LANG = 20  # from so many characters on, an answer is worth copying


@dataclass(frozen=True)
class NietOpgeslagen:
    """What was asked and could not be done. `velden` are name and value of everything typed, passwords excepted."""

    adres: str
    is_bezet: bool
    is_verstuurd: bool
    is_geheim: bool = False
    had_bestand: bool = False
    velden: Velden = ()

    @property
    def is_eenmalig(self) -> bool:
        """Whether the form carries a key that lets it be saved only once."""
        return any(naam == "sleutel" for naam, _ in self.velden)

    @property
    def teksten(self) -> list[str]:
        """The longer answers, to read aloud over the telephone or to copy."""
        eigen = (waarde.strip() for naam, waarde in self.velden if naam not in ZONDER_TEKST)
        return list(dict.fromkeys(tekst for tekst in eigen if len(tekst) >= LANG))


def vat_samen(
    adres: str, fout: BaseException, ingevuld: Velden, *, is_verstuurd: bool, had_bestand: bool
) -> NietOpgeslagen:
    """What must not be lost of a request: where it went, what broke, and name and value of what was filled in."""
    is_geheim = any(woord in naam.lower() for naam, _ in ingevuld for woord in GEHEIM)
    return NietOpgeslagen(adres, is_bezet(fout), is_verstuurd, is_geheim, had_bestand, () if is_geheim else ingevuld)


def is_bezet(fout: BaseException) -> bool:
    """Whether the database is there, and only what was asked is held by somebody else or took too long."""
    return getattr(fout.__cause__, "pgcode", None) in BEZET or "database is locked" in str(fout)
