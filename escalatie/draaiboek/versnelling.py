"""What it changes that a melding is urgent: which terms have hours, which messages are answered within minutes.

Asked wherever a term starts or a message is planned; `spoed.py` says when a melding is urgent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from basis.taal import in_een_zin
from calamiteiten.models import Melding
from escalatie.protocol.model import InformatieRegel, Protocol, SpoedRegel, TermijnRegel

BIJ_SPOED = "spoed:"


@dataclass(frozen=True)
class Versnelling:
    """The rules that make this melding urgent now; none when it is not."""

    regels: tuple[SpoedRegel, ...]

    @property
    def termijnen(self) -> frozenset[str]:
        """The terms that have hours, by code."""
        return frozenset(code for regel in self.regels for code in regel.termijnen)

    @property
    def dringend(self) -> frozenset[str]:
        """The information rules that are answered within minutes, by code."""
        return frozenset(code for regel in self.regels for code in regel.dringend)

    def termijn(self, regel: TermijnRegel) -> TermijnRegel:
        """The rule as it holds now. What is urgent has its hours from the moment that it is."""
        if regel.code not in self.termijnen or not regel.spoed_uren:
            return regel
        oorzaak = next(spoed for spoed in self.regels if regel.code in spoed.termijnen)
        return replace(
            regel,
            vanaf="stap",
            uren=regel.spoed_uren,
            dagen=0,
            maanden=0,
            werkdagen=0,
            wekkers=regel.spoed_wekkers,
            bron=f"spoed: {in_een_zin(oorzaak.naam)}",
            lezing=oorzaak.lezing,
        )

    def alle(self, regels: Iterable[TermijnRegel]) -> list[TermijnRegel]:
        """These rules as they hold now."""
        return [self.termijn(regel) for regel in regels]

    def binnen(self, regel: InformatieRegel) -> timedelta | None:
        """Within which time the messages of this rule are answered, when they are urgent."""
        is_eigen = any(aanleiding.startswith(BIJ_SPOED) for aanleiding in regel.bij)
        if not self.regels or not regel.spoed_minuten or not (is_eigen or regel.code in self.dringend):
            return None
        return timedelta(minutes=regel.spoed_minuten)


def versnelling(melding: Melding, protocol: Protocol) -> Versnelling:
    """What holds for this melding now. One that is urgent by hand alone, without a fact of the file, has all of it."""
    if not melding.is_spoed:
        return Versnelling(())
    eigen = tuple(regel for regel in protocol.spoed if regel.code in melding.spoed_door)
    return Versnelling(eigen or protocol.spoed)
