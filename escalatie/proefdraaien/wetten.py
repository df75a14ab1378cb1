"""What a trial reads of a version: the half that is about this kind of zaak."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from basis.regels import InformatieRegel, Regel, StapRegel, StatusRegel, TermijnRegel

REGISTREER = "registreer"


class Wet(Protocol):
    """The rules that a trial lays beside each other, of a melding or of a press question alike."""

    @property
    def stap_per_code(self) -> Mapping[str, StapRegel]: ...
    @property
    def status_per_code(self) -> Mapping[str, StatusRegel]: ...
    @property
    def termijn_per_code(self) -> Mapping[str, TermijnRegel]: ...
    @property
    def taak_per_code(self) -> Mapping[str, Regel]: ...
    @property
    def informatieregels(self) -> Sequence[InformatieRegel]: ...


def veld(regel: object, naam: str, anders: Any = "") -> Any:
    """A key that the rules of one of the two halves have only; `anders` for the other half."""
    return getattr(regel, naam, anders)
