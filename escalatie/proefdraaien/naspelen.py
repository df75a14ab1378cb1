"""The trial itself: recorded facts and two versions in, what would differ out. Pure: no database and no clock."""

from collections.abc import Callable, Iterable

from . import gehoord, looptijden, plichten, stappen
from .feiten import Zaakfeiten
from .verschil import Verslag, Zaakverslag, eenmaal
from .wetten import Wet

# (kind of zaak, version) -> the rules that it was handled under.
Wetten = Callable[[str, str], Wet]


def speel_na(feiten: Zaakfeiten, oud: Wet, nieuw: Wet) -> Zaakverslag:
    """Replay one zaak: `oud` is the version that it was handled under, `nieuw` the draft."""
    weg = stappen.loop(feiten, oud, nieuw)
    tijden = looptijden.vergelijk(feiten, oud, nieuw, weg)
    verteld = gehoord.Vergelijking(feiten, oud, nieuw, weg, tijden).verschillen()
    alle = [*weg.verschillen, *tijden.verschillen, *plichten.vergelijk(feiten, oud, nieuw, weg), *verteld]
    return Zaakverslag(feiten.kenmerk, feiten.soort, feiten.versie, tuple(eenmaal(alle)))


def proef(versie: str, zaken: Iterable[Zaakfeiten], wet_van: Wetten, voorstel: Callable[[str], Wet]) -> Verslag:
    """Replay every zaak under the draft of its kind. `versie`: what the draft is called."""
    return Verslag(
        versie,
        tuple(speel_na(zaak, wet_van(zaak.soort, zaak.versie), voorstel(zaak.soort)) for zaak in zaken),
    )
