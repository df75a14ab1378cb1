"""The trial of a back-up that runs by itself: the file that was just made and is kept, put back beside the present
database, looked at, and thrown away (docs/besluiten/0063). No key of a person is needed: each back-up is encrypted for
the process that made it too, as long as that lives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from basis.geweigerd import Geweigerd
from basis.toekomst import is_toekomst
from escalatie.bewaking import bevindingen, hartslagen

from . import back_ups
from .archief import Leesbaar, lees
from .databank import Databank, gebruik, kies, tel_rijen
from .herstel import Inlezer, Stand, maak_gereed, vergelijk
from .versleuteling import ontsleutel

# One name, so that what a trial left that was killed is gone with the next.
STEMPEL = "proef"
# After a trial that failed or was killed: often enough to see that it is mended, not so often that back-ups fill the
# disk.
NOG_EENS_NA = timedelta(days=1)


@dataclass(frozen=True)
class Geslaagd:
    """A trial that succeeded: with which back-up, how the copy stood, and how long it took."""

    gemaakt: back_ups.Gemaakt
    stand: Stand
    duur: timedelta


def is_nodig(nu: datetime, ouder_dan: timedelta) -> bool:
    """Whether the last trial is that old at `nu` (aware), or there never was one. One that was begun or failed today is
    not tried again; a moment that has not come yet is none."""
    slagen = hartslagen.laatste()

    def is_ouder(naam: str, dan: timedelta) -> bool:
        slag = slagen.get(naam)
        return slag is None or is_toekomst(slag.op, nu) or nu - slag.op >= dan

    pas = (hartslagen.PROEF_BEGONNEN, hartslagen.PROEF_MISLUKT)
    return is_ouder(hartslagen.PROEFHERSTEL, ouder_dan) and all(is_ouder(naam, NOG_EENS_NA) for naam in pas)


def probeer(openbare_sleutels: Sequence[str], klok: Callable[[], datetime]) -> Geslaagd:
    """Make a back-up and put that very file back in a database beside the present one. Nothing is mailed: the copy
    stands still, and is gone afterwards. `klok` gives the present moment (aware).

    Raises Geweigerd when no back-up could be made or another trial goes on, and when it cannot be put back, the copy is
    not in order or stays; that is an alarm until a trial succeeds.
    """
    begin = klok()
    gemaakt = back_ups.maak(begin, openbare_sleutels)
    # One trial at a time: they have one name for the copy, and each would throw away that of the other.
    with back_ups.op_slot(gemaakt.pad.parent / ".proef", "Er loopt al een proef."):
        return _probeer(gemaakt, begin, klok)


def _probeer(gemaakt: back_ups.Gemaakt, begin: datetime, klok: Callable[[], datetime]) -> Geslaagd:
    databank = kies()
    # Before the rest: whoever is killed (memory) says nothing afterwards.
    hartslagen.klop(hartslagen.PROEF_BEGONNEN, klok())
    try:
        _ruim_op(databank)
        stand = _zet_ernaast(gemaakt, databank, klok)
        _ruim_op(databank)
    except Exception as fout:
        hartslagen.klop(hartslagen.PROEF_MISLUKT, klok(), waarom(fout))
        with suppress(OSError):
            databank.gooi_weg(STEMPEL)
        raise
    nu = klok()
    seconden = (nu - begin).total_seconds()
    wat = f"{gemaakt.pad.name} teruggezet naast de database in {seconden:.0f} s, en in orde"
    hartslagen.klop(hartslagen.PROEFHERSTEL, nu, wat)
    return Geslaagd(gemaakt, stand, nu - begin)


def waarom(fout: Exception) -> str:
    """Why it failed, for who may see no dossier: our own sentence, or of the disk. Of any other error its kind alone,
    for one of the database quotes the row."""
    return str(fout) if isinstance(fout, Geweigerd | OSError) else f"Fout van het soort {type(fout).__name__}."


def _ruim_op(databank: Databank) -> None:
    if not databank.gooi_weg(STEMPEL):
        raise Geweigerd(f"De kopie naast de database ({databank.nieuw(STEMPEL)}) kan niet weg. Gooi haar zelf weg.")


def _zet_ernaast(gemaakt: back_ups.Gemaakt, databank: Databank, klok: Callable[[], datetime]) -> Stand:
    bekend = set(bevindingen.open_().values_list("nummer", flat=True))
    with (
        gemaakt.pad.open("rb") as bron,
        ontsleutel(bron, [gemaakt.proefsleutel]) as stroom,
        databank.lees_in(STEMPEL) as database,
    ):
        lees(stroom, Inlezer(database, _laat_voorbij))
    with gebruik(databank.nieuw(STEMPEL)):
        vergelijk(gemaakt.manifest.tellingen, tel_rijen())
        stand = maak_gereed(gemaakt.manifest.moment, klok, [])
    # What is wrong here already, is no fault of the back-up.
    if nieuw := [b for b in stand.bevindingen if b.nummer not in bekend]:
        raise Geweigerd(f"In de teruggezette database klopt regel {nieuw[0].nummer} niet: {nieuw[0].zin}.")
    return stand


def _laat_voorbij(naam: str, inhoud: Leesbaar) -> None:
    """The files of zaken are read to their last byte and compared with the manifest; a second copy serves nobody."""
