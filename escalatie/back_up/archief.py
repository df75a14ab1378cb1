"""What stands in a back-up: a tar stream with the database in pieces, the files, and a manifest as the last entry.

With the private key, ordinary tools read it: ``age -d -i sleutel.txt X.age | tar x`` and
``cat database/* | pg_restore -d NAAM``.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import IO, Any, BinaryIO, Protocol

from django.utils.crypto import constant_time_compare, salted_hmac

from basis.geweigerd import Geweigerd

STUK = 4 * 1024 * 1024
VORM = 1
DATABASE, BESTANDEN, MANIFEST = "database/", "bestanden/", "manifest.json"
ANDERS = "De inhoud van de back-up is niet wat de inhoudsopgave zegt."


@dataclass(frozen=True)
class Som:
    """The length and the SHA-256 of a part."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The table of contents: of when it is, what is in it, and which installation made it."""

    gemaakt_op: str
    soort: str
    tellingen: dict[str, int]
    migraties: list[str]
    database: Som
    bestanden: dict[str, Som]
    vorm: int = VORM
    herkomst: str = ""

    @property
    def moment(self) -> datetime:
        """When the back-up was made (aware, UTC)."""
        return datetime.fromisoformat(self.gemaakt_op)

    @property
    def rijen(self) -> int:
        """How many rows all tables held together."""
        return sum(self.tellingen.values())

    def ondertekend(self) -> Manifest:
        """The same, with the mark that only an installation with this GEHEIME_SLEUTEL can make."""
        return replace(self, herkomst=self._merk())

    @property
    def is_van_hier(self) -> bool:
        """Whether an installation with this GEHEIME_SLEUTEL made it. Anyone with the public key can encrypt."""
        return constant_time_compare(self.herkomst, self._merk())

    def _merk(self) -> str:
        zonder = json.dumps(asdict(replace(self, herkomst="")), sort_keys=True)
        return salted_hmac("escalatie.back_up.archief", zonder, algorithm="sha256").hexdigest()


class Leesbaar(Protocol):
    """Something to read bytes from."""

    def read(self, n: int = -1, /) -> bytes:
        """The next `n` bytes, or all that are left."""


class Ontvanger(Protocol):
    """Who takes the contents while they are read. Nothing may be relied on before `lees` has returned."""

    def database(self, stuk: bytes) -> None:
        """Take the next piece of the database."""

    def bestand(self, naam: str, inhoud: Leesbaar) -> None:
        """Take one file; `naam` is relative to the data folder and stays inside it."""


@dataclass
class _Teller:
    """Counts and hashes what passes; reads through when it stands before a file."""

    bron: IO[bytes] | None = None
    aantal: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def tel(self, stuk: bytes) -> bytes:
        self.aantal += len(stuk)
        self._hash.update(stuk)
        return stuk

    def read(self, n: int = -1, /) -> bytes:
        return self.tel(self.bron.read(n)) if self.bron else b""

    @property
    def som(self) -> Som:
        return Som(self.aantal, self._hash.hexdigest())


class Schrijver:
    """Writes the parts in order; `sluit` adds the manifest."""

    def __init__(self, doel: BinaryIO) -> None:
        self._tar = tarfile.open(fileobj=doel, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115  `sluit`
        self._database = _Teller()
        self._bestanden: dict[str, Som] = {}

    def database(self, stukken: Iterable[bytes]) -> None:
        """Write the database, piece by piece."""
        for nummer, stuk in enumerate(stukken, 1):
            self._database.tel(stuk)
            self._schrijf_lid(f"{DATABASE}{nummer:08d}", io.BytesIO(stuk), len(stuk))

    def bestand(self, naam: str, inhoud: IO[bytes], lengte: int) -> None:
        """Write one file of the data folder. Raises OSError when it is shorter than `lengte`."""
        teller = _Teller(inhoud)
        self._schrijf_lid(BESTANDEN + naam, teller, lengte)
        self._bestanden[naam] = teller.som

    def sluit(self, **gegevens: Any) -> Manifest:
        """Write the manifest and end the archive; returns the manifest."""
        manifest = Manifest(database=self._database.som, bestanden=self._bestanden, **gegevens).ondertekend()
        tekst = json.dumps(asdict(manifest), sort_keys=True).encode()
        self._schrijf_lid(MANIFEST, io.BytesIO(tekst), len(tekst))
        self._tar.close()
        return manifest

    def _schrijf_lid(self, naam: str, inhoud: Any, lengte: int) -> None:
        lid = tarfile.TarInfo(naam)
        lid.size, lid.mode = lengte, 0o600
        self._tar.addfile(lid, inhoud)


def lees(stroom: BinaryIO, ontvanger: Ontvanger) -> Manifest:
    """Read an archive to its end, hand each part to `ontvanger`, and compare all with the manifest.

    Raises Geweigerd when a part is missing, extra or different, and tarfile.TarError when it is no archive.
    """
    manifest, database, bestanden = None, _Teller(), dict[str, Som]()
    with tarfile.open(fileobj=stroom, mode="r|") as tar:
        for lid in tar:
            inhoud = _inhoud(tar, lid)
            if manifest is not None:
                raise Geweigerd(ANDERS)
            if lid.name.startswith(DATABASE):
                ontvanger.database(database.tel(_stuk(inhoud, lid)))
            elif lid.name.startswith(BESTANDEN):
                naam = _veilig(lid.name)
                bestanden[naam] = _bestand(ontvanger, naam, inhoud)
            else:
                manifest = _manifest(inhoud)
    if manifest is None or (manifest.database, manifest.bestanden) != (database.som, bestanden):
        raise Geweigerd(ANDERS)
    return manifest


def _inhoud(tar: tarfile.TarFile, lid: tarfile.TarInfo) -> IO[bytes]:
    inhoud = tar.extractfile(lid) if lid.isreg() else None
    if inhoud is None:
        raise Geweigerd(ANDERS)
    return inhoud


def _stuk(inhoud: IO[bytes], lid: tarfile.TarInfo) -> bytes:
    if lid.size > STUK:
        raise Geweigerd(ANDERS)
    return inhoud.read()


def _bestand(ontvanger: Ontvanger, naam: str, inhoud: IO[bytes]) -> Som:
    teller = _Teller(inhoud)
    ontvanger.bestand(naam, teller)
    while teller.read(STUK):
        pass
    return teller.som


def _veilig(naam: str) -> str:
    """The name of a file below the data folder. Raises Geweigerd for one that leads out of it."""
    kort = naam.removeprefix(BESTANDEN)
    if not kort or kort.startswith("/") or {"", ".", ".."} & set(kort.split("/")) or "\\" in kort or "\0" in kort:
        raise Geweigerd("De back-up bevat een bestand buiten de gegevensmap.")
    return kort


def _manifest(inhoud: IO[bytes]) -> Manifest:
    try:
        velden = json.loads(inhoud.read())
        velden["database"] = Som(**velden["database"])
        velden["bestanden"] = {naam: Som(**som) for naam, som in velden["bestanden"].items()}
        manifest = Manifest(**velden)
    except (ValueError, TypeError, KeyError, AttributeError) as fout:
        raise Geweigerd(ANDERS) from fout
    if manifest.vorm != VORM:
        raise Geweigerd("Deze back-up heeft een vorm die deze versie niet kent.")
    return manifest
