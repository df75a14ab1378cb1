"""The rooms of a dossier as its tabs: a page each, so that everyone fetches only what he looks at, and a link and the
way back work without a script (docs/besluiten/0053)."""

from dataclasses import dataclass

from django.urls import reverse

from calamiteiten.models import Melding
from contacten.models import Gebruiker
from contacten.rollen import Deel

EERSTE = "melding"


@dataclass(frozen=True)
class Kamer:
    """A room: the name of its address and on its tab, which part it is ("" for everybody in the dossier), and the
    places on the one long page of before that are in it now."""

    adres: str
    naam: str
    deel: str = ""
    ankers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tabblad:
    """A tab as the page needs it. `ankers`: old places that lead here, on the first room only."""

    naam: str
    url: str
    is_hier: bool
    ankers: tuple[str, ...] = ()


KAMERS = (
    Kamer(EERSTE, "Nu"),
    Kamer("melding_gegevens", "Gegevens", ankers=("melding",)),
    Kamer("melding_verloop", "Verloop", ankers=("tijdlijn",)),
    Kamer("melding_analyses", "Analyses", ankers=("analyses", "rapport", "evaluatie")),
    Kamer("melding_taken", "Taken", ankers=("taken", "overleggen", "matrix")),
    Kamer("communicatie_dossier", "Communicatie", ankers=("communicatie", "partijen", "communicatieadvies")),
    Kamer("melding_berichten", "Berichten", Deel.BERICHTEN, ankers=("berichten",)),
    Kamer("bewijs", "Bewijs", Deel.BEWIJS),
)


def tabbladen(melding: Melding, gebruiker: Gebruiker, hier: str) -> list[Tabblad]:
    """The tabs of this melding that this user may open, on the page with the address named `hier`."""
    return [
        Tabblad(
            naam=kamer.naam,
            url=reverse(kamer.adres, args=[melding.kenmerk]),
            is_hier=kamer.adres == hier,
            ankers=kamer.ankers if hier == EERSTE else (),
        )
        for kamer in KAMERS
        if not kamer.deel or kamer.deel in gebruiker.ziet
    ]
