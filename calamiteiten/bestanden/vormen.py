"""Which kinds of files are taken, and how each is called and sent."""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Vorm:
    """One kind: its extensions, how it is sent, how people call it. `kern`: what its archive holds to be of this kind:
    for Office the content type of its main part, for ODF its whole media type."""

    code: str
    extensies: tuple[str, ...]
    mime: str
    naam: str
    kern: str = ""


_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_RIJEN = (
    Vorm("pdf", ("pdf",), "application/pdf", "PDF"),
    Vorm(
        "docx",
        ("docx",),
        f"{_OFFICE}wordprocessingml.document",
        "Word-document",
        f"{_OFFICE}wordprocessingml.document.main+xml",
    ),
    Vorm("xlsx", ("xlsx",), f"{_OFFICE}spreadsheetml.sheet", "Excel-bestand", f"{_OFFICE}spreadsheetml.sheet.main+xml"),
    Vorm(
        "pptx",
        ("pptx",),
        f"{_OFFICE}presentationml.presentation",
        "PowerPoint-bestand",
        f"{_OFFICE}presentationml.presentation.main+xml",
    ),
    Vorm("odt", ("odt",), f"{_ODF}text", "OpenDocument-tekst", f"{_ODF}text"),
    Vorm("ods", ("ods",), f"{_ODF}spreadsheet", "OpenDocument-rekenblad", f"{_ODF}spreadsheet"),
    Vorm("png", ("png",), "image/png", "PNG-afbeelding"),
    Vorm("jpeg", ("jpg", "jpeg"), "image/jpeg", "JPEG-afbeelding"),
)
VORMEN = MappingProxyType({vorm.code: vorm for vorm in _RIJEN})
PER_EXTENSIE = MappingProxyType({ext: vorm for vorm in _RIJEN for ext in vorm.extensies})
# For the file field of a browser; a wish, and no check.
ACCEPT = ",".join(f".{ext}" for ext in PER_EXTENSIE)
OPSOMMING = "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument (.odt, .ods), .png of .jpg"
