"""The rules of what must be arranged beforehand (R131, R132, R153, R162-R179): which actions, and how they are kept."""

from dataclasses import dataclass, field
from functools import cached_property

from basis import regels
from basis.regels import Regel, StapRegel, StatusRegel, TermijnRegel


@dataclass(frozen=True, kw_only=True)
class ActieRegel(Regel):
    """An action that every organisation of a kind owes. van: whose it is (`calamiteiten.models.Organisatie`). rol: the
    seat that owns it and is reminded; of the same gemeente or aanbieder.

    vorm: what is recorded of it: "afspraak", "document" (of which the link, version and last day are asked), "oefening"
    (more than once, with who took part) or "jaaroverzicht" (once a year; then `inleveren_op` is the month and day by
    which that of last year is in, "03-01"). partner: with whom. herzien_maanden: after how long it is looked at again.
    gemist: what a melding says to who handles it when it is not arranged; {plaats} is the organisation. soorten: which
    counts a yearly overview asks: code -> name.
    """

    naam: str
    van: str
    rol: str
    vorm: str
    partner: str = ""
    herzien_maanden: int = 0
    inleveren_op: str = ""
    gemist: str = ""
    soorten: dict[str, str] = field(default_factory=dict)

    @property
    def is_jaarlijks(self) -> bool:
        """Whether it comes once a year, of that year."""
        return self.vorm == "jaaroverzicht"


@dataclass(frozen=True, kw_only=True)
class ParaatheidberichtRegel(regels.InformatieRegel):
    """Who is informed of an action. ook: "eigenaar" for the seat that owns it, beside `aan`."""


@dataclass(frozen=True)
class Paraatheidsregels:
    """What one adopted version says of what is arranged beforehand; empty for a version that says nothing of it."""

    versie: str
    statussen: tuple[StatusRegel, ...]
    stappen: tuple[StapRegel, ...]
    termijnen: tuple[TermijnRegel, ...]
    berichten: tuple[ParaatheidberichtRegel, ...]
    acties: tuple[ActieRegel, ...]

    @cached_property
    def stap_per_code(self) -> dict[str, StapRegel]:
        """Step code -> rule."""
        return {regel.code: regel for regel in self.stappen}

    @cached_property
    def status_per_code(self) -> dict[str, StatusRegel]:
        """Status code -> rule."""
        return {regel.code: regel for regel in self.statussen}

    @cached_property
    def termijn_per_code(self) -> dict[str, TermijnRegel]:
        """Term code -> rule."""
        return {regel.code: regel for regel in self.termijnen}

    @cached_property
    def actie_per_code(self) -> dict[str, ActieRegel]:
        """Action code -> rule."""
        return {regel.code: regel for regel in self.acties}

    def informatieregels_bij(self, aanleiding: str) -> tuple[ParaatheidberichtRegel, ...]:
        """The rules that a trigger such as "termijn:herzien:op" sets off."""
        return tuple(regel for regel in self.berichten if aanleiding in regel.bij)
