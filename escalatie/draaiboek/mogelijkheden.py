"""What this user can do with a zaak from where it stands: each step, with why not when it cannot."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from basis.regels import StapRegel
from basis.taal import opsomming
from calamiteiten.models import Zaak
from contacten.models import Dader
from contacten.rolnamen import rolnaam

from .opdrachten import Scenariokeuze, Stapgegevens
from .procedure import van_soort

R = TypeVar("R", bound=StapRegel)


@dataclass(frozen=True)
class Mogelijkheid(Generic[R]):
    """One step: may it be taken now (`mag`), if not why (`reden`), and what it asks.

    `ontbreekt`: sentences of what cannot be skipped; `afwijkbaar`: (condition, sentence) of what may, with a reason.
    `is_bevoegd` looks at the role alone; `wie`: the roles that may, in words. `gegevens`: what the rule itself says to
    its conditions. `namens`: for which role, in words, this user takes it when that one cannot be reached; empty
    when it is his own.
    """

    regel: R
    is_bevoegd: bool
    ontbreekt: tuple[str, ...]
    afwijkbaar: tuple[tuple[str, str], ...]
    wie: str
    gegevens: Stapgegevens | None = None
    namens: str = ""

    @property
    def mag(self) -> bool:
        """Whether this step can be taken now."""
        return self.is_bevoegd and not self.ontbreekt

    @property
    def reden(self) -> str:
        """Why not and what has to be done first, in sentences; empty when it can be taken."""
        if not self.is_bevoegd:
            return f"Dit doet de {self.wie}."
        return " ".join([*self.ontbreekt, self.regel.kan_niet]).strip() if self.ontbreekt else ""

    @property
    def code(self) -> str:
        """The code of the step."""
        return self.regel.code

    @property
    def naam(self) -> str:
        """What the step is called."""
        return self.regel.naam

    @property
    def zin(self) -> str:
        """What it does, in a sentence; it says nothing of what is ready."""
        return self.regel.zin

    @property
    def als_gedaan(self) -> str:
        """What is true once it was taken."""
        return self.regel.als_gedaan

    @property
    def bron(self) -> str:
        """The paragraph it rests on."""
        return self.regel.bron

    @property
    def naar(self) -> str:
        """The status that it leads to; empty when it moves none."""
        return self.regel.naar

    @property
    def motivering(self) -> str:
        """verplicht | optioneel | geen | bij_afwijking."""
        return self.regel.motivering

    @property
    def scenario(self) -> str:
        """The scenario that it chooses; empty for every other step."""
        return self.gegevens.scenario if isinstance(self.gegevens, Scenariokeuze) else ""


def mogelijkheden(zaak: Zaak, gebruiker: Dader, stand: Any = None) -> list[Mogelijkheid[StapRegel]]:
    """Every step from the present status, in the order of the protocol. `stand`: rows of this zaak that were read
    already, of a kind whose conditions do not look at the step."""
    regels = van_soort(zaak.zaaksoort).wet(zaak.protocol_versie).stap_per_code.values()
    return [mogelijkheid(zaak, gebruiker, regel, stand) for regel in regels if zaak.status in regel.van]


def mogelijkheid(zaak: Zaak, gebruiker: Dader, regel: R, stand: Any = None) -> Mogelijkheid[R]:
    """One step, asked from where the zaak stands now; from another status it is said that it stands there."""
    procedure = van_soort(zaak.zaaksoort)
    hier = stand or procedure.stand(zaak, regel)
    gegevens = procedure.vanzelf(regel, hier)
    ander = regel.namens(gebruiker.rol, zaak.status)
    mist = tuple(zin for naam in regel.vereist if (zin := procedure.ontbreekt(naam, hier, gegevens)))
    return Mogelijkheid(
        regel=regel,
        is_bevoegd=gebruiker.is_rol(*regel.mag_door(zaak.status)) or bool(ander),
        ontbreekt=mist,
        afwijkbaar=tuple((n, zin) for n in regel.verwacht if (zin := procedure.ontbreekt(n, hier, gegevens))),
        wie=wie_mag(regel, zaak),
        gegevens=gegevens,
        namens=rolnaam(ander, zaak.protocol_versie) if ander else "",
    )


def wie_mag(regel: StapRegel, zaak: Zaak) -> str:
    """The roles that may take this step from where the zaak stands: "contractmanager of regiomanager"."""
    rollen = [rolnaam(rol, zaak.protocol_versie) for rol in regel.mag_door(zaak.status)]
    return opsomming(rollen).replace(" en ", " of ")
