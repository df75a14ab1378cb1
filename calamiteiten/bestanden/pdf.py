"""PDF: whole, nothing else before or behind it, and nothing in it that runs or carries another file."""

import re
import zlib
from collections.abc import Iterator

from django.conf import settings

from basis.geweigerd import Geweigerd

ACTIEF = "In deze PDF zit een script of een opdracht. Druk het document af naar een nieuwe PDF en kies die."
GENEST = "In deze PDF zit een ander bestand. Druk het document af naar een nieuwe PDF en kies die."
OP_SLOT = "Op deze PDF zit een wachtwoord of een beveiliging. Haal die eraf en kies hem nog eens."
BOM = "Deze PDF wordt uitgepakt te groot. Druk het document af naar een nieuwe PDF en kies die."
# A name in a PDF ends at one of these; "/JS" is a script and "/JSalt" is not.
_EINDE = rb"(?=[\s/<>\[\]()%{}]|$)"
_LOOPT = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|XFA|ImportData|SubmitForm)" + _EINDE)
_DRAAGT = re.compile(rb"/(?:EmbeddedFiles?|FileAttachment)" + _EINDE)
_SLOT = re.compile(rb"/Encrypt" + _EINDE)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
# The objects that a newer PDF packs together.
_PAK = re.compile(rb"/ObjStm" + _EINDE)
_STROOM = re.compile(rb"\bstream\r?\n")
_NA_HET_EIND = 64
_KOP_VOOR_STROOM = 2048


def keur_pdf(inhoud: bytes, anders: str) -> None:
    """Raise Geweigerd for what is no PDF, is locked, or holds a script, an order or a file. `anders`: what to say when
    it is something else."""
    eind = inhoud.rfind(b"%%EOF")
    if not inhoud.startswith(b"%PDF-1.") and not inhoud.startswith(b"%PDF-2."):
        raise Geweigerd(anders)
    staart = inhoud[eind + 5 :].strip(b"\r\n \t\0") if eind >= 0 else b"?"
    # A program that reads an archive from its end would find one here.
    if staart or b"PK\x05\x06" in inhoud[-66_000:] or len(inhoud) - eind - 5 > _NA_HET_EIND:
        raise Geweigerd(anders)
    for deel in (_zonder_stromen(inhoud), *_pakken(inhoud)):
        _keur_namen(_HEX.sub(lambda teken: bytes([int(teken[1], 16)]), deel))


def _keur_namen(deel: bytes) -> None:
    for patroon, zin in ((_SLOT, OP_SLOT), (_LOOPT, ACTIEF), (_DRAAGT, GENEST)):
        if patroon.search(deel):
            raise Geweigerd(zin)


def _zonder_stromen(inhoud: bytes) -> bytes:
    """The objects themselves: in a picture or a font the same letters mean nothing."""
    stukken, hier = [], 0
    while begin := _STROOM.search(inhoud, hier):
        stukken.append(inhoud[hier : begin.start()])
        einde = inhoud.find(b"endstream", begin.end())
        hier = einde if einde >= 0 else len(inhoud)
    return b"\n".join([*stukken, inhoud[hier:]])


def _pakken(inhoud: bytes) -> Iterator[bytes]:
    """What the packed objects say, unpacked to a limit. Raises Geweigerd past it."""
    over = settings.BESTAND_UITGEPAKT_MAX_MB * 1024 * 1024
    for begin in _STROOM.finditer(inhoud):
        kop = inhoud[max(0, begin.start() - _KOP_VOOR_STROOM) : begin.start()].rpartition(b" obj")[2]
        if not _PAK.search(_HEX.sub(lambda teken: bytes([int(teken[1], 16)]), kop)):
            continue
        einde = inhoud.find(b"endstream", begin.end())
        uitpakker = zlib.decompressobj()
        try:
            deel = uitpakker.decompress(inhoud[begin.end() : einde], over + 1)
        except zlib.error:
            deel = inhoud[begin.end() : einde]
        over -= len(deel)
        if over < 0:
            raise Geweigerd(BOM)
        yield deel
