"""One row of the contact list as it was handed in, with what is doubtful about it (R98, R100)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from basis.adres import eis_gewoon_adres
from basis.telefoon import normaliseer_telefoon, telefoon_waarschuwing

from .cellen import net
from .tekens import heeft_vreemde_tekens

# The room that the list has for each text; `contacten.models.Contactpersoon` has the same.
LANGSTE_NAAM = 120
LANGSTE_NUMMER = 24
LANGSTE_ADRES = 254
_AANHEF = re.compile(r"(mevrouw|mevr\.?|mw\.?|de heer|dhr\.?|hr\.?|heer)\s+(?=\S)", re.IGNORECASE)
_ZONDER_NUL = re.compile(r"[1-9]\d{8}")


class InvoerFout(ValueError):
    """What was handed in cannot be read or carried out. The message is a Dutch sentence for the reader."""


@dataclass(frozen=True)
class Rij:
    """One row. `nummer` is its place in the file, from 1; `bezwaar` says why it can never be stored as it is."""

    nummer: int
    gemeente: str
    aanhef: str = ""
    naam: str = ""
    functie: str = ""
    telefoon: str = ""
    mobiel: str = ""
    email: str = ""
    twijfels: tuple[str, ...] = ()
    bezwaar: str = ""

    @property
    def wie(self) -> str:
        """Aanhef and name together, as Bijlage 1 writes them."""
        return " ".join(filter(None, (self.aanhef, self.naam)))

    @property
    def is_leeg(self) -> bool:
        """Whether this row says that the gemeente has no contact."""
        return not any((self.wie, self.functie, self.telefoon, self.mobiel, self.email, self.twijfels, self.bezwaar))


def maak_rij(nummer: int, cellen: Mapping[str, str], twijfels: Iterable[str] = ()) -> Rij:
    """Return the row of these cells (by column of `KOLOMMEN`), cleaned; doubts about its cells are added."""
    netjes = {kolom: net(tekst) for kolom, tekst in cellen.items()}
    aanhef, naam = splits_aanhef(netjes.get("naam", ""))
    telefoon, twijfel_vast = _nummer(netjes.get("telefoon", ""))
    mobiel, twijfel_mobiel = _nummer(netjes.get("mobiel", ""))
    email, twijfel_email = _adres(netjes.get("email", ""))
    functie = netjes.get("functie", "")
    vreemd = [_vreemd(cellen.get(kolom, "")) for kolom in ("gemeente", "naam", "functie")]
    alle = [*twijfels, *vreemd, twijfel_vast, twijfel_mobiel, twijfel_email]
    return Rij(
        nummer=nummer,
        gemeente=netjes.get("gemeente", ""),
        aanhef=aanhef,
        naam=naam,
        functie=functie,
        telefoon=telefoon,
        mobiel=mobiel,
        email=email,
        twijfels=tuple(twijfel for twijfel in alle if twijfel),
        bezwaar=_bezwaar(naam, functie, bool(telefoon or mobiel or email)),
    )


def splits_aanhef(wie: str) -> tuple[str, str]:
    """Return aanhef and name: ("Mevr.", "A. Voorbeeld"). A title that we do not know stays with the name."""
    gevonden = _AANHEF.match(wie)
    return (wie[: gevonden.end(1)], wie[gevonden.end() :]) if gevonden else ("", wie)


def _nummer(tekst: str) -> tuple[str, str]:
    """Return the number in one shape and a doubt; a number without its zero gets it back."""
    if _ZONDER_NUL.fullmatch(tekst):
        nummer = normaliseer_telefoon(f"0{tekst}")
        return nummer, f"'{tekst}' mist de eerste nul. Wij maakten er {nummer} van."
    nummer = normaliseer_telefoon(tekst)
    if len(nummer) > LANGSTE_NUMMER:
        return "", f"'{nummer[:40]}' is te lang voor een telefoonnummer en wordt niet overgenomen."
    return nummer, telefoon_waarschuwing(nummer)


def _adres(tekst: str) -> tuple[str, str]:
    """Return the address, its domain in lower case, and a doubt; what is no address is not taken over."""
    kaal = re.sub(r"^(?:mailto:)?\s*<?|>$", "", tekst, flags=re.IGNORECASE)
    postvak, apenstaart, domein = kaal.rpartition("@")
    adres = f"{postvak}{apenstaart}{domein.lower()}"
    try:
        if adres:
            validate_email(adres)
            eis_gewoon_adres(adres)
    except ValidationError:
        return "", f"'{adres[:80]}' is geen geldig e-mailadres en wordt niet overgenomen."
    if len(adres) > LANGSTE_ADRES:
        return "", "Het e-mailadres is te lang en wordt niet overgenomen."
    return adres, ""


def _vreemd(tekst: str) -> str:
    return f"Er staan vreemde tekens in '{net(tekst)[:80]}'. Klopt dit?" if heeft_vreemde_tekens(tekst) else ""


def _bezwaar(naam: str, functie: str, is_bereikbaar: bool) -> str:
    if (naam or functie) and not is_bereikbaar:
        return "Er staat geen telefoonnummer en geen e-mailadres bij."
    lang = next((tekst for tekst in (naam, functie) if len(tekst) > LANGSTE_NAAM), "")
    return f"'{lang[:40]}…' is langer dan {LANGSTE_NAAM} tekens." if lang else ""
