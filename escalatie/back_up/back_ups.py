"""Making a back-up: write it encrypted, read all of it back, and only then call it one and remove older ones."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyrage
from django.conf import settings

from basis.geweigerd import Geweigerd
from escalatie.bewaking import hartslagen
from escalatie.bewaren import akten

from . import bestanden, bewaring, sleutels
from .archief import Leesbaar, Manifest, Schrijver, lees
from .databank import kies
from .versleuteling import aantal_ontvangers, ontsleutel, versleutel

NAAM = re.compile(r"^calamiteitenregie-(\d{8}T\d{6}Z)\.age$")


@dataclass(frozen=True)
class Gemaakt:
    """A back-up that was read back whole, and the older ones that it let go. `proefsleutel` opens this one as long as
    the process lives, for who puts it back to see whether that can be done (proef.py)."""

    pad: Path
    lengte: int
    manifest: Manifest
    opgeruimd: list[Path]
    proefsleutel: pyrage.x25519.Identity = field(repr=False)


def maak(nu: datetime, openbare_sleutels: Sequence[str]) -> Gemaakt:
    """Back up database and files as of `nu` (aware) into BACKUP_MAP, for the holders of the keys that belong to these.

    It is also encrypted for a key that lives in this process only; with that all of it is read back from the disk. The
    heartbeat `back_up` beats only after that. Raises Geweigerd; then no older back-up is touched.
    """
    ontvangers = sleutels.lees_openbare(openbare_sleutels)
    map_ = Path(settings.BACKUP_MAP)
    map_.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alleen(map_):
        pad = map_ / f"calamiteitenregie-{nu:%Y%m%dT%H%M%SZ}.age"
        if pad.exists():
            raise Geweigerd(f"{pad} bestaat al.")
        proefsleutel = sleutels.wegwerpsleutel()
        manifest = _maak_en_lees_na(pad, ontvangers, proefsleutel, nu)
        # What was destroyed may stand in an older back-up: whoever puts that back, needs the list beside it.
        akten.schrijf_lijst(map_)
        opgeruimd = _ruim_op(map_, nu)
    gemaakt = Gemaakt(pad, pad.stat().st_size, manifest, opgeruimd, proefsleutel)
    omvang = f"{gemaakt.lengte / 1e6:.1f} MB".replace(".", ",")
    hartslagen.klop("back_up", nu, f"{omvang}, {manifest.rijen} rijen, helemaal teruggelezen")
    return gemaakt


def lees_na(pad: Path, geheime_sleutels: Sequence[pyrage.x25519.Identity]) -> Manifest:
    """Read a back-up to its last byte, also by the program that would restore it; changes nothing.

    Raises Geweigerd when the key does not fit, or anything is missing, extra or changed.
    """
    try:
        with (
            pad.open("rb") as bron,
            ontsleutel(bron, geheime_sleutels) as stroom,
            kies().proeflees() as database,
        ):
            return lees(stroom, _Proeflezer(database))
    except OSError as fout:
        raise Geweigerd(f"{pad} is niet te lezen: {fout.strerror or fout}.") from fout


def gelukte(map_: Path) -> dict[datetime, Path]:
    """The back-ups in a folder that were read back whole (they have a checksum file), by their moment."""
    gevonden = {}
    for pad in map_.glob("*.age"):
        if (naam := NAAM.match(pad.name)) and _somblad(pad).exists():
            gevonden[datetime.strptime(naam[1], "%Y%m%dT%H%M%S%z")] = pad
    return gevonden


@dataclass(frozen=True)
class _Proeflezer:
    """Gives the database to who tries it, and lets the files pass."""

    database: Callable[[bytes], None]

    def bestand(self, naam: str, inhoud: Leesbaar) -> None:
        """Nothing to keep."""


def _maak_en_lees_na(
    pad: Path, ontvangers: Sequence[pyrage.x25519.Recipient], proefsleutel: pyrage.x25519.Identity, nu: datetime
) -> Manifest:
    half = pad.with_suffix(".deel")
    try:
        manifest = _schrijf_back_up(half, [*ontvangers, proefsleutel.to_public()], nu)
        with half.open("rb") as bestand:
            aantal = aantal_ontvangers(bestand)
        if aantal != len(ontvangers) + 1 or lees_na(half, [proefsleutel]) != manifest:
            raise Geweigerd("De back-up las niet terug wat er was geschreven. Hij is weggegooid.")
        half.replace(pad)
        _schrijf_som(pad)
    finally:
        half.unlink(missing_ok=True)
    return manifest


def _schrijf_back_up(pad: Path, ontvangers: Sequence[pyrage.x25519.Recipient], nu: datetime) -> Manifest:
    databank, stempel = kies(), f"{nu:%Y%m%d%H%M%S}"
    with os.fdopen(os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as doel:
        with versleutel(doel, ontvangers) as stroom, databank.neem_op(stempel) as opname:
            schrijver = Schrijver(stroom)
            schrijver.database(opname.stukken)
            for naam, bron in bestanden.mee():
                with bron.open("rb") as inhoud:
                    schrijver.bestand(naam, inhoud, os.fstat(inhoud.fileno()).st_size)
            manifest = schrijver.sluit(
                gemaakt_op=nu.isoformat(),
                soort=databank.SOORT,
                tellingen=opname.tellingen,
                migraties=opname.migraties,
            )
        doel.flush()
        os.fsync(doel.fileno())
    return manifest


def _somblad(pad: Path) -> Path:
    return pad.with_name(f"{pad.name}.sha256")


def _schrijf_som(pad: Path) -> None:
    """The checksum file, in the form that `sha256sum -c` reads; whoever has it can check a copy without any key."""
    with pad.open("rb") as bestand:
        som = hashlib.file_digest(bestand, "sha256").hexdigest()
    _somblad(pad).write_text(f"{som}  {pad.name}\n", encoding="ascii")
    nummer = os.open(pad.parent, os.O_RDONLY)
    os.fsync(nummer)
    os.close(nummer)


def _ruim_op(map_: Path, nu: datetime) -> list[Path]:
    """Remove the back-ups that the rule lets go; what was never read back is left for a person to look at."""
    er_zijn = gelukte(map_)
    weg = [
        er_zijn[moment]
        for moment in bewaring.mag_weg(er_zijn, nu, dagen=settings.BACKUP_DAGEN, weken=settings.BACKUP_WEKEN)
    ]
    for pad in weg:
        pad.unlink(missing_ok=True)
        _somblad(pad).unlink(missing_ok=True)
    return weg


@contextmanager
def alleen(map_: Path) -> Iterator[None]:
    """One back-up at a time; what a broken-off one left is removed. Raises Geweigerd while another is being made."""
    with op_slot(map_ / ".bezig", "Er wordt al een back-up gemaakt."):
        for rest in map_.glob("calamiteitenregie-*.deel"):
            rest.unlink()
        yield


@contextmanager
def op_slot(bestand: Path, zin: str) -> Iterator[None]:
    """Hold this file for as long as the block lasts, for one process at a time: the lock goes with the process that
    dies. Raises Geweigerd with this sentence while another holds it."""
    with bestand.open("a", encoding="utf-8") as slot:
        try:
            fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fout:
            raise Geweigerd(zin) from fout
        yield
