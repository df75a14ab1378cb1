"""How a melding hangs together with others: of which it is a double, its own doubles, and what tells of the same event
(R43, A14)."""

from collections.abc import Iterable
from dataclasses import dataclass

from calamiteiten.models import Melding, Samenhang
from calamiteiten.toegang import zichtbaar_voor
from contacten.models import Gebruiker
from escalatie.bewaren import akten
from escalatie.draaiboek.dubbel import DUBBEL_VAN
from escalatie.draaiboek.samenhang import is_van_een_dubbel

VERNIETIGD = "Hoorde hierbij, en is vernietigd"


@dataclass(frozen=True)
class Verband:
    """Another melding and what it is to this one. Without `url` this reader may not open it: only the kenmerk is
    said. `samenhang`: the link that can be undone; `reden`: why it was made, for who may open both."""

    wat: str
    kenmerk: str
    url: str = ""
    samenhang: Samenhang | None = None

    @property
    def is_vernietigd(self) -> bool:
        """Whether only its kenmerk is left."""
        return self.wat == VERNIETIGD

    @property
    def is_dubbel_van(self) -> bool:
        """Whether this is the melding that goes on, of which the one at hand was closed as a double."""
        return self.wat == DUBBEL_VAN

    @property
    def reden(self) -> str:
        """Why they were linked; it may tell of the other, so only to who may open that."""
        return self.samenhang.reden if self.samenhang and self.url else ""


def verbanden(melding: Melding, banden: Iterable[Samenhang], gebruiker: Gebruiker) -> list[Verband]:
    """The meldingen that belong with this one, as this user may know of them; empty when there are none. `banden`: its
    links."""
    rijen: list[tuple[str, Melding, Samenhang | None]] = []
    if melding.dubbel_van:
        rijen.append((DUBBEL_VAN, melding.dubbel_van, None))
    rijen += [("Hiervan is gesloten als dubbel", ander, None) for ander in melding.dubbelen.order_by("kenmerk")]
    # That a double tells of the same event needs no saying twice.
    lopend = (band for band in banden if band.beeindigd_op is None and not is_van_een_dubbel(band))
    rijen += [("Dezelfde gebeurtenis", band.ander_dan(melding), band) for band in lopend]
    mag = set(_zichtbaar(gebruiker, [ander.pk for _, ander, _ in rijen]))
    er_zijn = [
        Verband(wat, ander.kenmerk, ander.get_absolute_url() if ander.pk in mag else "", band)
        for wat, ander, band in rijen
    ]
    # What was destroyed leaves its kenmerk here, and nothing of what stood in it.
    return [*er_zijn, *(Verband(VERNIETIGD, kenmerk) for kenmerk in akten.verbonden_met(melding.kenmerk))]


def _zichtbaar(gebruiker: Gebruiker, nummers: list[int]) -> Iterable[int]:
    return zichtbaar_voor(gebruiker).filter(pk__in=nummers).values_list("pk", flat=True) if nummers else []
