"""Office and OpenDocument files: an archive of which every part is looked at before it is taken."""

import io
import re
import struct
import zipfile
from collections.abc import Iterator

from django.conf import settings

from basis.geweigerd import Geweigerd

from . import opmaak
from .vormen import Vorm
from .zinnen import BOM, BUITEN, FORMULE, GENEST, MACROS, OP_SLOT

__all__ = ["BOM", "BUITEN", "FORMULE", "GENEST", "MACROS", "OP_SLOT", "keur_archief"]
KOP = b"PK\x03\x04"
MEESTE_DELEN = 5000
# What may follow the bytes of a part: how long it was, for who writes without looking back. No part fits in it.
_SLUITSTUK = 24
STUK = 256 * 1024
# Parts that hold code, by name.
_CODE = re.compile(
    r"vbaproject|vbadata|activex|macrosheets|(^|/)(basic|scripts)/|\.(bin|exe|dll|js|vbs|ps1|hta)$", re.I
)
_INGEBED = re.compile(r"(^|/)(embeddings|oleobject|object \d+)", re.I)
# How another archive, an old Office file, a program, a script, a shortcut, a help file, a PDF, rich text or a mail
# begins.
_ANDER: tuple[bytes, ...] = (
    *(KOP, b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"),
    *(b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"%PDF"),
    *(b"MSCF", b"xar!", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"!<arch>", b"ITSF", b"#!"),
    *(b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"L\0\0\0\x01\x14\x02\0", b"CWS", b"FWS"),
    b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d",
    *(b"{\\rtf", b"MIME-Version:"),
)
_HTML = re.compile(rb"[\s\xef\xbb\xbf]*<(?:!doctype\s+html|html|script|body)\b", re.I)
# How Office and OpenDocument pack. The rest unpacks at once, to any size, before a byte of it can be counted.
_PAKT = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# A printer setting in a spreadsheet is a small .bin that runs nowhere.
_ONSCHULDIG = re.compile(r"/printersettings\d*\.bin$", re.I)


def keur_archief(inhoud: bytes, vorm: Vorm, anders: str) -> None:
    """Raise Geweigerd for what is no archive of this kind, holds code or another file, is locked, or unpacks to too
    much. `anders`: what to say when it is something else."""
    if not inhoud.startswith(KOP):
        raise Geweigerd(anders)
    # Before the list of them is read into memory.
    if inhoud.count(b"PK\x01\x02") > MEESTE_DELEN:
        raise Geweigerd(BOM)
    try:
        with zipfile.ZipFile(io.BytesIO(inhoud)) as archief:
            _eis_geheel(archief, inhoud, anders)
            _keur_namen(archief, anders)
            _keur_delen(archief)
            _eis_kern(archief, vorm, anders)
    except Geweigerd:
        raise
    except Exception as fout:  # a reader of what a stranger made fails in any way there is
        raise Geweigerd(anders) from fout


def _eis_geheel(archief: zipfile.ZipFile, inhoud: bytes, anders: str) -> None:
    """Nothing stands before, between or after the parts: a second file would hide there. And no part is packed in a way
    that is not of these kinds."""
    delen = archief.infolist()
    eind = inhoud.rfind(b"PK\x05\x06")
    sluit_aan = eind >= 0 and eind + 22 + len(archief.comment) == len(inhoud)
    if not delen or archief.comment or not sluit_aan or min(deel.header_offset for deel in delen) != 0:
        raise Geweigerd(anders)
    volgt = sorted(deel.header_offset for deel in delen)[1:]
    for deel, volgende in zip(sorted(delen, key=_plek), [*volgt, archief.start_dir], strict=True):
        if deel.compress_type not in _PAKT or not 0 <= volgende - _einde(deel, inhoud) <= _SLUITSTUK:
            raise Geweigerd(anders)


def _plek(deel: zipfile.ZipInfo) -> int:
    return deel.header_offset


def _einde(deel: zipfile.ZipInfo, inhoud: bytes) -> int:
    """Where the bytes of this part end, by its own header: what stands after that is of no part."""
    naam, extra = struct.unpack_from("<HH", inhoud, deel.header_offset + 26)
    return int(deel.header_offset + 30 + naam + extra + deel.compress_size)


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
        if begin.startswith(_ANDER) or _HTML.match(begin):
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
        opmaak.keur_opendocument(archief)
        return
    if vorm.kern not in opmaak.office_soorten(archief):
        raise Geweigerd(anders)
    opmaak.keur_verwijzingen(archief)
    if vorm.code == "docx":
        opmaak.keur_velden(archief)
    if vorm.code == "pptx":
        opmaak.keur_dias(archief)
    if vorm.code == "xlsx":
        opmaak.keur_formules(archief)
