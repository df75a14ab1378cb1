"""What the one engine asks of a kind of zaak: everything in which a melding and a press question differ.

The door, the sweep, the auditor and the list of possible steps know no kind. Each kind has one procedure, in its own
room (`meldingen/procedure.py`, `persvragen/procedure.py`); the application lays them here when it starts.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.db.models import QuerySet

from basis.regels import InformatieRegel, StapRegel, StatusRegel, TermijnRegel
from calamiteiten.models import Zaak
from communicatie.models import Bericht
from contacten.models import Dader
from contacten.rollen import EXTERN
from escalatie.models import Stap, Taak, Termijn

from .opdrachten import Opdracht, Stapgegevens

REGISTREER = "registreer"


class Wet(Protocol):
    """What the engine reads of one adopted version, for one kind of zaak."""

    @property
    def versie(self) -> str: ...
    @property
    def stap_per_code(self) -> Mapping[str, StapRegel]: ...
    @property
    def status_per_code(self) -> Mapping[str, StatusRegel]: ...
    @property
    def termijn_per_code(self) -> Mapping[str, TermijnRegel]: ...
    def informatieregels_bij(self, aanleiding: str) -> Iterable[InformatieRegel]: ...


class Actienieuws(StrEnum):
    """What a seat hears of an agreed action: it has one, the one it has reads otherwise, or it has it no more."""

    GEGEVEN = "gegeven"
    GEWIJZIGD = "gewijzigd"
    INGETROKKEN = "ingetrokken"


# A seat: a role, and the key of its gemeente when the role has one.
Plek = tuple[str, int | None]
Z = TypeVar("Z", bound=Zaak)
S = TypeVar("S")


class Procedure(ABC, Generic[Z, S]):
    """One kind of zaak. Z: its model; S: the zaak as its conditions see it, with the step that is asked for."""

    soort: ClassVar[str]
    # What people call it ("de melding"), and where they look at it.
    naam: ClassVar[str]
    waar: ClassVar[str]
    # After a standstill: does the newest alarm of a term tell all, or does each stay a message of its own, with its own
    # place in the proof of who was told what?
    nieuwste_volstaat: ClassVar[bool] = False

    @abstractmethod
    def wet(self, versie: str) -> Wet:
        """The rules of this version. Raises ProtocolFout."""

    @abstractmethod
    def rijen(self) -> QuerySet[Z]:
        """The zaken of this kind, with what a step needs."""

    def houd_eerst_vast(self, zaak_id: int) -> None:
        """Hold what every act holds before this zaak: two locks in one order never wait for each other."""

    @abstractmethod
    def stand(self, zaak: Z, regel: StapRegel, opdracht: Opdracht | None = None) -> S:
        """The zaak before this step; without `opdracht` nobody asks for it yet."""

    @abstractmethod
    def ontbreekt(self, naam: str, stand: S, gegevens: Stapgegevens | None) -> str:
        """What is missing for this condition, as a sentence; empty when it holds."""

    @abstractmethod
    def ziet(self, gebruiker: Dader, zaak: Z) -> bool:
        """Whether this user may see the zaak."""

    @abstractmethod
    def past_bij(self, regel: StapRegel, stand: S, gegevens: Stapgegevens | None) -> bool:
        """Whether this is what the step carries, or nothing for a step that carries nothing."""

    @abstractmethod
    def vanzelf(self, regel: StapRegel, stand: S) -> Stapgegevens | None:
        """What the step carries before anybody filled in a form: what the rule itself says."""

    @abstractmethod
    def pas_toe(self, stand: S, opdracht: Opdracht, door: Dader, nu: datetime) -> None:
        """Write what the step says into the row, which is not saved yet. Raises Geweigerd for what cannot be."""

    @abstractmethod
    def op_de_stap(self, stand: S, opdracht: Opdracht) -> Mapping[str, Any]:
        """What the step row keeps of it, plain data. Asked before `pas_toe`."""

    @abstractmethod
    def verwerk(self, stap: Stap, stand: S, opdracht: Opdracht | None, nu: datetime) -> None:
        """Carry out what follows from the step; without `opdracht` it is the first one."""

    @abstractmethod
    def kondig_termijn_aan(self, termijn: Termijn, soort: str, sleutel: str, nu: datetime) -> None:
        """Plan the messages of an alarm of this term: voor | op | na. `sleutel` names this very alarm."""

    def kondig_termijnen_aan(self, alarmen: Sequence[tuple[Termijn, str, str]], nu: datetime) -> None:
        """The same for these alarms (term, kind, key), of as many zaken."""
        for termijn, soort, sleutel in alarmen:
            self.kondig_termijn_aan(termijn, soort, sleutel, nu)

    @abstractmethod
    def verwerk_gebeurtenis(
        self, zaak: Z, code: str, sleutel: str, door: Dader, nu: datetime, gehoord: Sequence[Bericht]
    ) -> list[Bericht]:
        """Carry out what follows from an event of `gebeurtenissen` for this zaak: who hears of it, which term runs on.
        `sleutel` names this very occasion; `door` brought it about. `gehoord`: who was written to of it already, about
        another zaak. Returns the new messages."""

    @abstractmethod
    def houdt_acties_bij(self, wie: Dader, zaak: Zaak) -> bool:
        """Whether he keeps the list of agreed actions of this zaak: what he gives, comes back to him."""

    @abstractmethod
    def plekken_van_actie(self, taak: Taak) -> list[Plek]:
        """The seats that hold this action."""

    @abstractmethod
    def meld_actie(
        self, taak: Taak, plekken: Iterable[Plek], wat: Actienieuws, *, sleutel: str, nu: datetime, zelf: Dader
    ) -> None:
        """Tell these seats of an agreed action that they have or had; `zelf` knows. Inside the transaction of the
        change, which `sleutel` names."""

    @abstractmethod
    def herinner_aan_actie(self, taak: Taak, geval: str, nu: datetime) -> None:
        """Remind who holds this action, and whom the file names beside: "nadert" or "telaat". Once for one moment that
        it is due."""

    def altijd_in_kennis(self, versie: str, termijn: str, soort: str) -> set[str]:
        """The roles that must hear of this alarm whatever the case is; for the auditor."""
        regels = self.wet(versie).informatieregels_bij(f"termijn:{termijn}:{soort}")
        return {rol for regel in regels if self.geldt_altijd(regel) for rol in regel.aan if rol not in EXTERN}

    def geldt_altijd(self, regel: InformatieRegel) -> bool:
        """Whether this rule holds in every case; one with a condition may not have held then."""
        return True


_PROCEDURES: dict[str, Procedure[Any, Any]] = {}


def leg_aan(procedures: Iterable[Procedure[Any, Any]]) -> None:
    """Make these the procedures of the engine; asked once, when the application starts."""
    _PROCEDURES.update({procedure.soort: procedure for procedure in procedures})


def van_soort(soort: str) -> Procedure[Any, Any]:
    """The procedure of this kind of zaak. Raises KeyError for a kind that nobody laid."""
    return _PROCEDURES[soort]
