"""What this user can do with a melding from where it stands: each arrow, with why not when it cannot."""

from dataclasses import dataclass

from basis.taal import opsomming
from contacten.models import Gebruiker
from escalatie.protocol.model import OvergangRegel

from .bevoegdheid import mag_overgang
from .opdrachten import Scenariokeuze, keuze_bij
from .stand import Stand
from .voorwaarden import ontbreekt


@dataclass(frozen=True)
class Mogelijkheid:
    """One arrow: may it be taken now (`mag`), if not why (`reden`), and what it asks.

    `ontbreekt`: sentences of what cannot be skipped; `afwijkbaar`: (condition, sentence) of what may, with a reason.
    `motivering`: verplicht | optioneel | geen | bij_afwijking. `is_bevoegd` looks at the role alone.
    `scenario`: what it chooses.
    """

    code: str
    naam: str
    zin: str
    bron: str
    naar: str
    mag: bool
    is_bevoegd: bool
    reden: str
    ontbreekt: tuple[str, ...]
    afwijkbaar: tuple[tuple[str, str], ...]
    motivering: str
    scenario: str = ""


def mogelijkheden(stand: Stand, gebruiker: Gebruiker) -> list[Mogelijkheid]:
    """Every arrow that leaves the present status, in the order of the protocol."""
    status = stand.melding.status
    return [mogelijkheid(stand, gebruiker, regel) for regel in stand.protocol.overgangen if status in regel.van]


def mogelijkheid(stand: Stand, gebruiker: Gebruiker, regel: OvergangRegel) -> Mogelijkheid:
    """One arrow, asked from where the melding stands now."""
    gegevens = keuze_bij(stand.protocol, regel)
    mist = tuple(zin for naam in regel.vereist if (zin := ontbreekt(naam, stand, gegevens)))
    bevoegd = mag_overgang(gebruiker, regel, stand.melding)
    return Mogelijkheid(
        code=regel.code,
        naam=regel.naam,
        zin=regel.zin,
        bron=regel.bron,
        naar=regel.naar,
        mag=bevoegd and not mist,
        is_bevoegd=bevoegd,
        reden=" ".join(mist) if bevoegd else _wie_wel(stand, regel),
        ontbreekt=mist,
        afwijkbaar=afwijkbaar(stand, regel, gegevens),
        motivering=regel.motivering,
        scenario=gegevens.scenario if gegevens else "",
    )


def afwijkbaar(stand: Stand, regel: OvergangRegel, gegevens: Scenariokeuze | None) -> tuple[tuple[str, str], ...]:
    """The expected conditions that do not hold: (condition, what is missing)."""
    return tuple((naam, zin) for naam in regel.verwacht if (zin := ontbreekt(naam, stand, gegevens)))


def _wie_wel(stand: Stand, regel: OvergangRegel) -> str:
    rollen = [stand.protocol.rolnamen.get(rol, rol) for rol in regel.mag_door(stand.melding.status)]
    return f"Dit doet de {opsomming(rollen).replace(' en ', ' of ')}."
