"""The course of events as a picture: the steps and the terms of a melding on one axis (R5, R79)."""

from dataclasses import dataclass
from datetime import datetime

from basis.resttijd import resttijd
from basis.tijdas import Gebeurd, Looptijd, Tijdas, tijdas
from escalatie.models import Termijn, TermijnStatus

from .rijen import Dossierrijen
from .tijdlijn import termijnnaam

LAAT = frozenset({TermijnStatus.TE_LAAT, TermijnStatus.VERSTREKEN})


@dataclass(frozen=True)
class Beeld:
    """The picture, and the same as rows: the steps, then the terms."""

    tekening: Tijdas
    stappen: list[Gebeurd]
    termijnen: list[Looptijd]

    @property
    def genummerd(self) -> list[tuple[int, Looptijd]]:
        """The terms with the numbers that they have in the picture: on from those of the steps."""
        return list(enumerate(self.termijnen, len(self.stappen) + 1))

    @property
    def laat(self) -> int:
        """How many terms were passed."""
        return sum(term.is_laat for term in self.termijnen)


def beeld(rijen: Dossierrijen, nu: datetime) -> Beeld | None:
    """The picture of this melding at `nu` (aware); None when nothing happened yet."""
    stappen = [Gebeurd(_naam(stap.code, stap.naar, rijen), stap.op) for stap in rijen.overgangen]
    termijnen = [_looptijd(t, rijen, nu) for t in sorted(rijen.termijnen, key=lambda t: (t.start_op, t.vervalt_op))]
    getekend = tijdas(stappen, termijnen, nu)
    return Beeld(getekend, stappen, termijnen) if getekend else None


def _naam(code: str, naar: str, rijen: Dossierrijen) -> str:
    regel = rijen.protocol.stap_per_code.get(code)
    return regel.naam if regel else rijen.protocol.status_per_code[naar].naam


def _looptijd(termijn: Termijn, rijen: Dossierrijen, nu: datetime) -> Looptijd:
    loopt = termijn.geeindigd_op is None and termijn.status != TermijnStatus.GESCHORST
    is_laat = termijn.status in LAAT or (loopt and termijn.vervalt_op < nu)
    stand = resttijd(termijn.vervalt_op, nu).tekst if loopt else termijn.get_status_display()
    einde = termijn.geeindigd_op or termijn.geschorst_op
    return Looptijd(termijnnaam(termijn, rijen), termijn.start_op, termijn.vervalt_op, einde, stand, is_laat)
