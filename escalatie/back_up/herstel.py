"""Restore: a back-up into a new database beside the present one, made ready there, and then swapped in.

Until the swap nothing of the present state is touched; after it the old database still stands beside the new one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyrage
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from basis.geweigerd import Geweigerd
from calamiteiten.toegang import keten
from communicatie.models import NOG_TE_VERZENDEN, Bericht
from communicatie.post import quarantaine
from contacten import zegels
from escalatie.bewaking import controle, ronde
from escalatie.bewaren import naspelen

from .archief import Leesbaar, Manifest, lees
from .back_ups import lees_na
from .bestanden import Klaarzetting
from .databank import Databank, gebruik, kies, tel_rijen
from .versleuteling import ontsleutel

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opdracht:
    """What to restore, and what the person behind it has said yes to."""

    bestand: Path
    sleutels: Sequence[pyrage.x25519.Identity]
    mag_overschrijven: bool = False
    mag_van_elders: bool = False


@dataclass(frozen=True)
class Stand:
    """How the restored installation stands; `vernietigd`: what was destroyed after the back-up, and is again."""

    gemeld: int
    wachtend: int
    bevindingen: list[controle.Schending]
    vernietigd: int = 0


@dataclass(frozen=True)
class Hersteld:
    """What a restore did; `bewaard` is the name of the old database, empty when there was none."""

    manifest: Manifest
    stand: Stand
    bewaard: str


def zet_terug(opdracht: Opdracht, klok: Callable[[], datetime]) -> Hersteld:
    """Restore. `klok` gives the present moment (aware) and is asked only while a database can be reached.

    Order: read all of the back-up, refuse what may not be, read it into a new database, count, migrate, put the outbox
    in quarantine, ring what is overdue, audit, and swap. Raises Geweigerd; then the old state still stands.
    """
    databank = kies()
    manifest = lees_na(opdracht.bestand, opdracht.sleutels)
    _weiger(opdracht, manifest, databank)
    weg = naspelen.bekende_akten([opdracht.bestand.parent, Path(settings.BACKUP_MAP)], databank.is_leeg)
    with gebruik(databank.ONDERHOUD):
        stempel = f"{klok():%Y%m%d%H%M%S}"
    klaar = Klaarzetting(stempel)
    try:
        _lees_in(opdracht, manifest, databank, klaar)
        with gebruik(databank.nieuw(stempel)):
            vergelijk(manifest.tellingen, tel_rijen())
            stand = maak_gereed(manifest.moment, klok, weg, is_van_hier=manifest.is_van_hier)
        klaar.wissel()
        bewaard = databank.wissel(stempel)
    except BaseException:
        klaar.terug()
        databank.gooi_weg(stempel)
        raise
    finally:
        klaar.ruim_op()
    return Hersteld(manifest, stand, bewaard)


def _weiger(opdracht: Opdracht, manifest: Manifest, databank: Databank) -> None:
    """Raise Geweigerd for a back-up that does not belong here, or when there is something to lose."""
    if manifest.soort != databank.SOORT:
        raise Geweigerd(f"Deze back-up is van {manifest.soort}; deze installatie gebruikt {databank.SOORT}.")
    if not manifest.is_van_hier and not opdracht.mag_van_elders:
        raise Geweigerd(
            "Deze back-up is gemaakt met een andere GEHEIME_SLEUTEL. Zet die sleutel terug, of geef --van-elders mee "
            "als u zeker weet waar het bestand vandaan komt; links in eerder verstuurde mails werken dan niet meer."
        )
    bekend = {f"{app}.{naam}" for app, naam in MigrationLoader(None).disk_migrations}
    if vreemd := sorted(set(manifest.migraties) - bekend):
        raise Geweigerd(f"Deze back-up komt van een nieuwere versie van de applicatie ({vreemd[0]} is hier onbekend).")
    if not opdracht.mag_overschrijven and not databank.is_leeg():
        raise Geweigerd("De database is niet leeg. Geef --overschrijf mee om hem te vervangen; de oude blijft bewaard.")


@dataclass(frozen=True)
class Inlezer:
    """Gives the database to the new one, and each file to who sets it ready."""

    database: Callable[[bytes], None]
    bestand: Callable[[str, Leesbaar], None]


def _lees_in(opdracht: Opdracht, manifest: Manifest, databank: Databank, klaar: Klaarzetting) -> None:
    with (
        opdracht.bestand.open("rb") as bron,
        ontsleutel(bron, opdracht.sleutels) as stroom,
        databank.lees_in(klaar.stempel) as database,
    ):
        if lees(stroom, Inlezer(database, klaar.neem)) != manifest:
            raise Geweigerd("Het bestand veranderde tijdens het terugzetten.")


def maak_gereed(van: datetime, klok: Callable[[], datetime], weg: Sequence[str], *, is_van_hier: bool = True) -> Stand:
    """Bring the database in use, restored as it was at `van` (aware), up to date before anybody works on it, whatever
    program restored it. What was destroyed after that (`weg`) goes first: nothing of it rings, is mailed or is seen.
    `is_van_hier`: it was made with the key of this installation."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if not is_van_hier:
        # What had no place in the chain yet bears the mark of another key; who restores it vouches for the file.
        keten.neem_op()
        zegels.neem_op()
    nu = klok()
    quarantaine.begin(van, nu)
    vernietigd = naspelen.speel_na(weg, nu)
    gemeld = _meld_wat_verstreek(nu)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    wachtend = Bericht.objects.filter(status__in=NOG_TE_VERZENDEN).count()
    return Stand(gemeld, wachtend, ronde.controleer(klok(), alles=True, klok=klok), vernietigd)


def _meld_wat_verstreek(nu: datetime) -> int:
    """Ring all that is due at `nu`; returns how many alarms rang. A fault in the round does not stop a restore: the
    audit that follows shows what it left, and the next round tries again."""
    try:
        return ronde.bewaak(nu)
    except Exception:
        log.exception("De ronde na het herstel is niet afgemaakt")
        return 0


def vergelijk(verwacht: dict[str, int], geteld: dict[str, int]) -> None:
    """Raise Geweigerd when a table does not hold what the back-up says."""
    for tabel in sorted(verwacht.keys() | geteld.keys()):
        hoort, is_er = verwacht.get(tabel, 0), geteld.get(tabel, 0)
        if hoort != is_er:
            raise Geweigerd(f"De teruggezette tabel {tabel} heeft {is_er} rijen in plaats van {hoort}.")
