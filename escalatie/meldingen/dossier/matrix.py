"""The matrix gemeente x obligation: what each involved gemeente still has to do (R76, R84, R85, R87)."""

from dataclasses import dataclass
from datetime import datetime

from basis.taal import kort_moment
from escalatie.draaiboek.stand import Stand
from escalatie.models import Taak, TaakStatus


@dataclass(frozen=True)
class Cel:
    """One obligation of one gemeente: a word, an icon and a colour together. `taak` is None when it does not apply."""

    woord: str
    icoon: str
    kleur: str
    taak: Taak | None = None
    toelichting: str = ""


@dataclass(frozen=True)
class Matrix:
    """Columns are (code, name) of obligations; a row is a gemeente with a cell per column."""

    kolommen: tuple[tuple[str, str], ...]
    rijen: tuple[tuple[str, tuple[Cel, ...]], ...]

    @property
    def aantal_open(self) -> int:
        """How many obligations are still to be met."""
        return sum(cel.kleur in {"open", "te_laat"} for _, cellen in self.rijen for cel in cellen)


def matrix(stand: Stand, nu: datetime) -> Matrix | None:
    """The matrix of this melding at `nu` (aware); None when no obligation of the matrix was set."""
    codes = {regel.code: regel.naam for regel in stand.protocol.taken if regel.matrix}
    taken = {(t.code, t.gemeente_id): t for t in stand.taken if t.code in codes and t.status != TaakStatus.VERVALLEN}
    gevraagd = {code for code, _ in taken}
    kolommen = tuple((code, naam) for code, naam in codes.items() if code in gevraagd)
    if not kolommen:
        return None
    rijen = tuple(
        (str(gemeente), tuple(cel(taken.get((code, gemeente.pk)), nu) for code, _ in kolommen))
        for gemeente in stand.gemeenten
    )
    return Matrix(kolommen, rijen)


def cel(taak: Taak | None, nu: datetime) -> Cel:
    """The cell of one obligation: done, late, open or not asked."""
    if taak is None:
        return Cel("niet gevraagd", "minus", "nvt")
    if taak.status == TaakStatus.AFGEROND:
        return Cel("gedaan", "check", "klaar", taak, kort_moment(taak.afgerond_op))
    if taak.uiterlijk_op and taak.uiterlijk_op < nu:
        return Cel("te laat", "alert-triangle", "te_laat", taak, f"was {kort_moment(taak.uiterlijk_op)}")
    return Cel("open", "clock", "open", taak, f"vóór {kort_moment(taak.uiterlijk_op)}" if taak.uiterlijk_op else "")
