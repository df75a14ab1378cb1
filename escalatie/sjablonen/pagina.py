"""What the page of one mail shows: its rules, an example with invented data, its wording now and before."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from communicatie.models import Sjabloontekst
from communicatie.sjablonen import teksten as sjabloonteksten
from communicatie.sjablonen.brieven import Voorbeeld, maak_voorbeeld
from communicatie.sjablonen.delen import Woorden, standaard
from communicatie.sjablonen.gebruik import Gebruik, gebruik_van, teksten_van
from communicatie.sjablonen.teksten import Stand, Versie
from contacten.rollen import Rol
from contacten.rolnamen import rolnaam
from escalatie.protocol.mailgebruik import mailgebruik

from .forms import SjabloonForm


@dataclass(frozen=True)
class Sjabloonpagina:
    """One mail for the beheerder. `versie`: the number of the newest version, 0 when there is none."""

    code: str
    gebruik: tuple[Gebruik, ...]
    teksten: tuple[str, ...]
    rij: Sjabloontekst | None

    @property
    def versie(self) -> int:
        """The version that a form saw."""
        return self.rij.versie if self.rij else 0

    @cached_property
    def stand(self) -> Stand:
        """The wording that counts now."""
        return sjabloonteksten.beoordeel(self.code, self.rij, self.teksten)

    @property
    def is_eigen(self) -> bool:
        """Whether there is a wording of the beheerder, usable or not."""
        return self.rij is not None and not self.rij.is_standaard

    @property
    def woorden(self) -> Woorden:
        """The wording as it goes out."""
        return self.stand.woorden or standaard(self.code)

    @property
    def rolnaam(self) -> str:
        """The role that the example is written to."""
        return rolnaam(Rol.CONTRACTMANAGER)

    @cached_property
    def voorbeeld(self) -> Voorbeeld:
        """The mail as it goes out now, with invented data."""
        return maak_voorbeeld(self.code, self.stand.woorden, self.rolnaam)

    @cached_property
    def geschiedenis(self) -> list[Versie]:
        """Every version, the newest first."""
        return sjabloonteksten.geschiedenis(self.code)


def sjabloonpagina(code: str) -> Sjabloonpagina:
    """Gather the page of an existing mail."""
    regels = mailgebruik()
    return Sjabloonpagina(code, gebruik_van(code, regels), teksten_van(code, regels), sjabloonteksten.laatste(code))


def maak_form(pagina: Sjabloonpagina, data: Any = None) -> SjabloonForm:
    """The form with the wording of now, or with what was typed."""
    begin = {**pagina.woorden.per_veld(), "gezien": pagina.versie}
    return SjabloonForm(pagina.code, data, teksten=pagina.teksten, initial=begin)
