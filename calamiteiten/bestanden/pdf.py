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
# NUL is white space there.
_EINDE = rb"(?=[\s\0/<>\[\]()%{}]|$)"
# What runs, and what opens a file of elsewhere: an address on a server of another makes a reader sign in there.
_LOOPT = re.compile(
    rb"/(?:JavaScript|Launch|RichMedia|XFA|ImportData|SubmitForm|Rendition|GoToE|GoToR|GoTo3DView)" + _EINDE
)
_DRAAGT = re.compile(rb"/(?:EmbeddedFiles?|FileAttachment)" + _EINDE)
# How a reader of those finds an archive wherever it begins: by six or seven signs that no picture has by chance.
_ARCHIEF = re.compile(rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c")
# Where a link leads: written in signs, of which some may be numbers of eight, or in numbers of sixteen.
_URI = re.compile(rb"/URI\s*(?:\(((?:\\.|[^)\\]){0,80})|<([0-9A-Fa-f\s]{0,160}))", re.DOTALL)
_ACHT = re.compile(rb"\\([0-7]{1,3})")
# One that does not lead to the web, a mail or a telephone starts a program, or signs in at a server of another.
_KLIK_NIET = re.compile(rb"\s*(?!https?:|mailto:|tel:|ftps?:)(?:[a-z][a-z0-9+.-]+:|[/\\]{2})", re.I)
_SLOT = re.compile(rb"/Encrypt" + _EINDE)
# A few signs are chance in a picture of some megabytes: asked of the objects only. The second is a file that needs no
# name of its own to be carried.
_KORT, _KORT_DRAAGT = re.compile(rb"/JS" + _EINDE), re.compile(rb"/EF" + _EINDE)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
# The objects that a newer PDF packs together, and how.
_PAK = re.compile(rb"/ObjStm" + _EINDE)
_FILTER = re.compile(rb"/Filter\s*(?:\[\s*)?/(\w+)\s*(\]|/|>)")
_STROOM = re.compile(rb"\bstream\r?\n")
_NA_HET_EIND = 64
# What is said of one pack is short; longer is no pack of a program that makes PDF.
_LANGSTE_KOP = 4096


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
    alles = _zonder_hex(inhoud)
    _keur_namen(alles)
    if _ARCHIEF.search(inhoud):
        raise Geweigerd(GENEST)
    for deel in (_zonder_stromen(inhoud), *_pakken(inhoud, len(_PAK.findall(alles)))):
        plat = _zonder_hex(deel)
        _keur_namen(plat)
        for patroon, zin in ((_KORT, ACTIEF), (_KORT_DRAAGT, GENEST)):
            if patroon.search(plat):
                raise Geweigerd(zin)
        if any(_KLIK_NIET.match(adres) for adres in _adressen(plat)):
            raise Geweigerd(ACTIEF)


def _adressen(deel: bytes) -> Iterator[bytes]:
    """Where the links in it lead, as they read."""
    for gevonden in _URI.finditer(deel):
        if gevonden[2] is not None:
            cijfers = re.sub(rb"\s", b"", gevonden[2])
            yield bytes.fromhex((cijfers + b"0" * (len(cijfers) % 2)).decode())
        else:
            yield _ACHT.sub(lambda teken: bytes([int(teken[1], 8) & 0xFF]), gevonden[1]).replace(b"\\\n", b"")


def _keur_namen(deel: bytes) -> None:
    for patroon, zin in ((_SLOT, OP_SLOT), (_LOOPT, ACTIEF), (_DRAAGT, GENEST)):
        if patroon.search(deel):
            raise Geweigerd(zin)


def _zonder_hex(deel: bytes) -> bytes:
    """The names as they read: "/#4aS" is "/JS"."""
    return _HEX.sub(lambda teken: bytes([int(teken[1], 16)]), deel)


def _stromen(inhoud: bytes) -> Iterator[tuple[int, int, int]]:
    """Where each stream is: the end of what came before it, its begin, its end. They never overlap, so that a file of a
    thousand begins is read once and not a thousand times."""
    hier = 0
    while begin := _STROOM.search(inhoud, hier):
        einde = inhoud.find(b"endstream", begin.end())
        yield hier, begin.end(), einde if einde >= 0 else len(inhoud)
        hier = einde if einde >= 0 else len(inhoud)


def _zonder_stromen(inhoud: bytes) -> bytes:
    """The objects themselves, as far as they can be told from pictures and fonts."""
    stukken, hier = [], 0
    for vorige, begin, einde in _stromen(inhoud):
        stukken.append(inhoud[vorige:begin])
        hier = einde
    return b"\n".join([*stukken, inhoud[hier:]])


def _pakken(inhoud: bytes, aantal: int) -> Iterator[bytes]:
    """What the packed objects say, unpacked to a limit. Raises Geweigerd past it, and when one cannot be found or
    unpacked: every time (`aantal`) that the word stands in the file is one of these."""
    over, gevonden = settings.BESTAND_UITGEPAKT_MAX_MB * 1024 * 1024, 0
    for vorige, begin, einde in _stromen(inhoud):
        kop = _zonder_hex(inhoud[max(inhoud.rfind(b"obj", vorige, begin), vorige) : begin])
        if not _PAK.search(kop):
            continue
        gevonden += 1
        if len(kop) > _LANGSTE_KOP:
            raise Geweigerd(VREEMD)
        deel = _uitgepakt(kop, inhoud[begin:einde], over)
        over -= len(deel)
        if over < 0:
            raise Geweigerd(BOM)
        yield deel
    if gevonden != aantal:
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
