"""PDF: whole, nothing else before or behind it, and nothing in it that runs or carries another file.

What is a stream and what is not, only a reader of PDF knows, and a liar can fool a simple one. So the names that are
long enough to be no chance are refused wherever they stand, and what is packed is unpacked or refused.
"""

import re
import zlib
from collections.abc import Iterator

from django.conf import settings

from basis.geweigerd import Geweigerd

ACTIEF = "In deze PDF zit een script of een opdracht. Druk het document af naar een nieuwe PDF en kies die."
GENEST = "In deze PDF zit een ander bestand. Druk het document af naar een nieuwe PDF en kies die."
OP_SLOT = "Op deze PDF zit een wachtwoord of een beveiliging. Haal die eraf en kies hem nog eens."
BOM = "Deze PDF wordt uitgepakt te groot. Druk het document af naar een nieuwe PDF en kies die."
VREEMD = "Deze PDF is op een ongewone manier ingepakt. Druk het document af naar een nieuwe PDF en kies die."
# A name in a PDF ends at one of these; "/JS" is a script and "/JSalt" is not.
_EINDE = rb"(?=[\s/<>\[\]()%{}]|$)"
_LOOPT = re.compile(rb"/(?:JavaScript|Launch|RichMedia|XFA|ImportData|SubmitForm)" + _EINDE)
_DRAAGT = re.compile(rb"/(?:EmbeddedFiles?|FileAttachment)" + _EINDE)
_SLOT = re.compile(rb"/Encrypt" + _EINDE)
# Three signs are chance in a picture of some megabytes: asked of the objects only.
_KORT = re.compile(rb"/JS" + _EINDE)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
# The objects that a newer PDF packs together, and how.
_PAK = re.compile(rb"/ObjStm" + _EINDE)
_FILTER = re.compile(rb"/Filter\s*\[?\s*/(\w+)\s*(\]|/|>)")
_STROOM = re.compile(rb"\bstream\r?\n")
_NA_HET_EIND = 64


def keur_pdf(inhoud: bytes, anders: str) -> None:
    """Raise Geweigerd for what is no PDF, is locked, or holds a script, an order or a file. `anders`: what to say when
    it is something else."""
    eind = inhoud.rfind(b"%%EOF")
    if not inhoud.startswith((b"%PDF-1.", b"%PDF-2.")):
        raise Geweigerd(anders)
    staart = inhoud[eind + 5 :].strip(b"\r\n \t\0") if eind >= 0 else b"?"
    # A program that reads an archive from its end would find one here.
    if staart or b"PK\x05\x06" in inhoud[-66_000:] or len(inhoud) - eind - 5 > _NA_HET_EIND:
        raise Geweigerd(anders)
    _keur_namen(_zonder_hex(inhoud))
    for deel in (_zonder_stromen(inhoud), *_pakken(inhoud)):
        plat = _zonder_hex(deel)
        _keur_namen(plat)
        if _KORT.search(plat):
            raise Geweigerd(ACTIEF)


def _keur_namen(deel: bytes) -> None:
    for patroon, zin in ((_SLOT, OP_SLOT), (_LOOPT, ACTIEF), (_DRAAGT, GENEST)):
        if patroon.search(deel):
            raise Geweigerd(zin)


def _zonder_hex(deel: bytes) -> bytes:
    """The names as they read: "/#4aS" is "/JS"."""
    return _HEX.sub(lambda teken: bytes([int(teken[1], 16)]), deel)


def _zonder_stromen(inhoud: bytes) -> bytes:
    """The objects themselves, as far as they can be told from pictures and fonts."""
    stukken, hier = [], 0
    while begin := _STROOM.search(inhoud, hier):
        stukken.append(inhoud[hier : begin.start()])
        einde = inhoud.find(b"endstream", begin.end())
        hier = einde if einde >= 0 else len(inhoud)
    return b"\n".join([*stukken, inhoud[hier:]])


def _pakken(inhoud: bytes) -> Iterator[bytes]:
    """What the packed objects say, unpacked to a limit. Raises Geweigerd past it, and when one cannot be found or
    unpacked: every time that the word stands in the file is one of these."""
    over, gevonden = settings.BESTAND_UITGEPAKT_MAX_MB * 1024 * 1024, 0
    for begin in _STROOM.finditer(inhoud):
        kop = _zonder_hex(inhoud[inhoud.rfind(b"obj", 0, begin.start()) + 3 : begin.start()])
        if not _PAK.search(kop):
            continue
        gevonden += 1
        deel = _uitgepakt(kop, inhoud[begin.end() : inhoud.find(b"endstream", begin.end())], over)
        over -= len(deel)
        if over < 0:
            raise Geweigerd(BOM)
        yield deel
    if gevonden != len(_PAK.findall(_zonder_hex(inhoud))):
        raise Geweigerd(VREEMD)


def _uitgepakt(kop: bytes, stroom: bytes, over: int) -> bytes:
    soort = _FILTER.search(kop)
    if b"/Filter" not in kop:
        return stroom
    # One filter, the usual one, and no arithmetic over it.
    if soort is None or soort[1] != b"FlateDecode" or b"/DecodeParms" in kop or kop.count(b"Decode") != 1:
        raise Geweigerd(VREEMD)
    try:
        return zlib.decompressobj().decompress(stroom, over + 1)
    except zlib.error as fout:
        raise Geweigerd(VREEMD) from fout
