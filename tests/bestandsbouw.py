"""Files made in memory for the tests: good ones of every kind, and a corpus of bad ones. No binary stands in the
repository."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from calamiteiten.bestanden.vormen import VORMEN

OLE, EXE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"MZ\x90\0" + b"\0" * 600
PLAATS = b"52.51 N 6.09 O"
_ZELF = 'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"'
_EERSTE_DEEL = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def pdf(inhoud: str = "Rapport", extra: bytes = b"", catalogus: bytes = b"") -> bytes:
    """A small PDF with one empty page; `extra`: more objects, `catalogus`: more in its root."""
    delen = [
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R" + catalogus + b">>\nendobj\n",
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\n",
        b"4 0 obj\n<</Title(" + inhoud.encode() + b")>>\nendobj\n" + extra,
        b"trailer\n<</Root 1 0 R/Info 4 0 R>>\n%%EOF\n",
    ]
    return b"".join(delen)


def stroom(kop: bytes, inhoud: bytes) -> bytes:
    """One object of a PDF with packed bytes."""
    vol = zlib.compress(inhoud)
    return b"9 0 obj\n<<" + kop + b"/Filter/FlateDecode>>\nstream\n" + vol + b"\nendstream\nendobj\n"


def zip_van(delen: Mapping[str, bytes], soort: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    doel = io.BytesIO()
    with zipfile.ZipFile(doel, "w", soort) as archief:
        for naam, inhoud in delen.items():
            archief.writestr(naam, inhoud)
    return doel.getvalue()


def office(vorm: str = "docx", erbij: Mapping[str, bytes] | None = None, soorten: str = "") -> bytes:
    """A small Office file; `erbij`: more parts, `soorten`: more in its list of types."""
    eerste = _EERSTE_DEEL[vorm]
    lijst = f'<Types {_ZELF}><Override PartName="/{eerste}" ContentType="{VORMEN[vorm].kern}"/>{soorten}</Types>'
    return zip_van({"[Content_Types].xml": lijst.encode(), eerste: b"<document>Rapport</document>", **(erbij or {})})


def odf(vorm: str = "odt", erbij: Mapping[str, bytes] | None = None, manifest: bytes = b"<manifest/>") -> bytes:
    """A small OpenDocument file; `erbij`: more parts."""
    vast = {"mimetype": VORMEN[vorm].kern.encode(), "content.xml": b"<x/>", "META-INF/manifest.xml": manifest}
    return zip_van({**vast, **(erbij or {})}, zipfile.ZIP_STORED)


def afbeelding(vorm: str = "jpeg", maat: tuple[int, int] = (40, 30)) -> bytes:
    """An image that says where it was made."""
    doel, beeld = io.BytesIO(), Image.new("RGB", maat, (200, 30, 30))
    if vorm == "jpeg":
        exif = Image.Exif()
        exif[0x010E] = PLAATS.decode()
        exif[0x0112] = 6  # it lies on its side
        beeld.save(doel, "JPEG", exif=exif, comment=PLAATS)
    else:
        tekst = PngImagePlugin.PngInfo()
        tekst.add_text("Location", PLAATS.decode())
        beeld.save(doel, "PNG", pnginfo=tekst)
    return doel.getvalue()


def goede() -> dict[str, bytes]:
    """A good file of every kind, by name."""
    return {
        "rapport.pdf": pdf(extra=stroom(b"/Type/ObjStm/N 1/First 4", b"5 0 <</Title(ok)>>")),
        **{f"stuk.{vorm}": office(vorm) for vorm in _EERSTE_DEEL},
        "stuk.odt": odf("odt"),
        "stuk.ods": odf("ods"),
        "foto.png": afbeelding("png"),
        "foto.JPG": afbeelding("jpeg"),
    }


def reuzenplaatje() -> bytes:
    """A PNG of a few bytes that says it has a thousand million points."""
    kop = b"IHDR" + struct.pack("!IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    stuk = struct.pack("!I", 13) + kop + struct.pack("!I", zlib.crc32(kop))
    return b"\x89PNG\r\n\x1a\n" + stuk + b"\0\0\0\0IEND\xaeB`\x82"


def als_upload(naam: str, inhoud: bytes) -> SimpleUploadedFile:
    """As a browser sends it; what the browser says of its kind is a lie."""
    return SimpleUploadedFile(naam, inhoud, content_type="text/html")
