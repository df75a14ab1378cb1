"""Office and OpenDocument files: an archive of which every part is looked at before it is taken."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from django.conf import settings

from basis.geweigerd import Geweigerd

from .vormen import Vorm

KOP = b"PK\x03\x04"
MEESTE_DELEN = 5000
STUK = 256 * 1024
MACROS = "In dit document zitten macro’s of scripts. Sla het op zonder, of als PDF, en kies het nog eens."
GENEST = "In dit document zit een ander bestand. Haal dat eruit, of maak er een PDF van, en kies het nog eens."
BOM = "Dit document wordt uitgepakt te groot. Maak er een PDF van en kies het nog eens."
OP_SLOT = "Op dit bestand zit een wachtwoord. Haal het eraf en kies het nog eens."
BUITEN = "Dit document haalt een sjabloon op van een andere plek. Maak er een PDF van en kies het nog eens."
# Parts that hold code, by name.
_CODE = re.compile(
    r"vbaproject|vbadata|activex|macrosheets|(^|/)(basic|scripts)/|\.(bin|exe|dll|js|vbs|ps1|hta)$", re.I
)
_INGEBED = re.compile(r"(^|/)(embeddings|oleobject|object \d+)", re.I)
# How another archive, an old Office file, a program or a PDF begins.
_ANDER: tuple[bytes, ...] = (
    *(KOP, b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"),
    *(b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"%PDF"),
)
_SJABLOON = re.compile(rb"<Relationship\b[^>]*\battachedTemplate\b[^>]*>|<Relationship\b[^>]*\boleObject\b[^>]*>")
# A printer setting in a spreadsheet is a small .bin that runs nowhere.
_ONSCHULDIG = re.compile(r"/printersettings\d*\.bin$", re.I)


def keur_archief(inhoud: bytes, vorm: Vorm, anders: str) -> None:
    """Raise Geweigerd for what is no archive of this kind, holds code or another file, is locked, or unpacks to too
    much. `anders`: what to say when it is something else."""
    if not inhoud.startswith(KOP):
        raise Geweigerd(anders)
    try:
        with zipfile.ZipFile(io.BytesIO(inhoud)) as archief:
            _eis_geheel(archief, inhoud, anders)
            _keur_namen(archief, anders)
            _keur_delen(archief)
            _eis_kern(archief, vorm, anders)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, OSError) as fout:
        raise Geweigerd(anders) from fout


def _eis_geheel(archief: zipfile.ZipFile, inhoud: bytes, anders: str) -> None:
    """Nothing stands before the first part or after the last: a second file would hide there."""
    delen = archief.infolist()
    if len(delen) > MEESTE_DELEN:
        raise Geweigerd(BOM)
    eind = inhoud.rfind(b"PK\x05\x06")
    sluit_aan = eind >= 0 and eind + 22 + len(archief.comment) == len(inhoud)
    if not delen or archief.comment or not sluit_aan or min(deel.header_offset for deel in delen) != 0:
        raise Geweigerd(anders)


def _keur_namen(archief: zipfile.ZipFile, anders: str) -> None:
    namen = archief.namelist()
    if len({naam.casefold() for naam in namen}) != len(namen):
        raise Geweigerd(anders)
    for deel in archief.infolist():
        if deel.flag_bits & 0x1 or "encryptedpackage" in deel.filename.lower():
            raise Geweigerd(OP_SLOT)
        if deel.filename.startswith("/") or ".." in deel.filename.split("/") or "\\" in deel.orig_filename:
            raise Geweigerd(anders)
        if _INGEBED.search(deel.filename) and not deel.is_dir():
            raise Geweigerd(GENEST)
        if _CODE.search(deel.filename) and not deel.is_dir() and not _ONSCHULDIG.search(deel.filename):
            raise Geweigerd(MACROS)


def _keur_delen(archief: zipfile.ZipFile) -> None:
    """Read every part to its end, counting what really comes out: what the archive says of its own size is a claim."""
    over = settings.BESTAND_UITGEPAKT_MAX_MB * 1024 * 1024
    for deel in archief.infolist():
        begin = b""
        for stuk in _stukken(archief, deel):
            begin = begin or stuk
            over -= len(stuk)
            if over < 0:
                raise Geweigerd(BOM)
        if begin.startswith(_ANDER):
            raise Geweigerd(GENEST)


def _stukken(archief: zipfile.ZipFile, deel: zipfile.ZipInfo) -> Iterator[bytes]:
    with archief.open(deel) as bron:
        while stuk := bron.read(STUK):
            yield stuk


def _eis_kern(archief: zipfile.ZipFile, vorm: Vorm, anders: str) -> None:
    """It is of this kind by what it says itself, and nothing in it says that it holds macros."""
    if vorm.code.startswith("od"):
        if archief.infolist()[0].filename != "mimetype" or archief.read("mimetype") != vorm.kern.encode():
            raise Geweigerd(anders)
        manifest = archief.read("META-INF/manifest.xml")
        if b"encryption-data" in manifest:
            raise Geweigerd(OP_SLOT)
        return
    soorten = archief.read("[Content_Types].xml")
    if b"macroEnabled" in soorten or b"vbaProject" in soorten:
        raise Geweigerd(MACROS)
    if vorm.kern.encode() not in soorten:
        raise Geweigerd(anders)
    for naam in archief.namelist():
        if naam.endswith(".rels") and any(b"External" in rel[0] for rel in _SJABLOON.finditer(archief.read(naam))):
            raise Geweigerd(BUITEN)
