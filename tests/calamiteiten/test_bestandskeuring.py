"""A file is judged by what is in it: the good of every kind come through, and a corpus of bad ones does not (T10)."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from basis.geweigerd import Geweigerd
from calamiteiten.bestanden import afbeelding, archief, keuring, opslag, pdf
from calamiteiten.bestanden.keuring import keur
from tests import bestandsbouw as bouw

EMAIL = b"MIME-Version: 1.0\n\n<script>alert(1)</script>"


def versleuteld() -> bytes:
    """An Office file of which the parts say that they are locked."""
    inhoud = bytearray(bouw.office())
    for merk, plek in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        hier = inhoud.find(merk)
        while hier >= 0:
            inhoud[hier + plek] |= 1
            hier = inhoud.find(merk, hier + 4)
    return bytes(inhoud)


def leugen() -> bytes:
    """An archive that says of itself that it is small, and is not."""
    inhoud = bouw.office(erbij={"word/media/a.png": b"\0" * (3 * 1024 * 1024)})
    lang = (3 * 1024 * 1024).to_bytes(4, "little")
    return inhoud.replace(lang, (10).to_bytes(4, "little"))


def dubbele_naam() -> bytes:
    """Two parts of one name: one reader takes the first, another the last."""
    return bouw.zip_van({"[Content_Types].xml": b"a", "[content_types].xml": b"b"})


def gat() -> bytes:
    """An archive with the begin of another between two parts: who reads it as a stream sees a part more."""
    doel = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bouw.office())) as bron, zipfile.ZipFile(doel, "w") as archief_:
        for naam in bron.namelist():
            archief_.writestr(naam, bron.read(naam))
            doel.seek(archief_.start_dir)
            doel.write(bouw.zip_van({"a.txt": b"x"})[:36])
            archief_.start_dir = doel.tell()
    return doel.getvalue()


def anders_ingepakt(soort: int) -> bytes:
    """A good Office file, packed in a way that unpacks at once to any size."""
    with zipfile.ZipFile(io.BytesIO(bouw.office())) as bron:
        return bouw.zip_van({naam: bron.read(naam) for naam in bron.namelist()}, soort)


def van_elders() -> Iterator[tuple[str, str, bytes, str]]:
    """What an Office or OpenDocument file says of itself, in every spelling that a reader of XML takes for the same."""
    buiten = 'Type="x/attachedTemplate" Target="x" TargetMode="External"'
    verwijzingen = {
        "met een voorvoegsel": f'<r:Relationship xmlns:r="urn:r" {buiten}/>',
        "met tekens in code": f"<Relationship {buiten.replace('E', '&#69;')}/>",
        "met een haak in een waarde": f'<Relationship Id="a>b" {buiten}/>',
        "in utf-16": f'<?xml version="1.0" encoding="utf-16"?><Relationship {buiten}/>',
        "een beeld": f"<Relationship {buiten.replace('attachedTemplate', 'image')}/>",
        "zonder het te zeggen": '<Relationship Type="x/image" Target="\\\\server\\a.png"/>',
    }
    for wat, rels in verwijzingen.items():
        inhoud = rels.encode("utf-16" if "utf-16" in wat else "utf-8")
        yield f"van elders, {wat}", "a.docx", bouw.office(erbij={"word/_rels/d.xml.rels": inhoud}), archief.BUITEN
    stuk = b'<Relationship Type="x/aFChunk" Target="a.dat"/>'
    yield "brok", "a.docx", bouw.office(erbij={"word/_rels/d.xml.rels": stuk}), archief.GENEST
    dtd = b'<!DOCTYPE a [<!ENTITY x "External">]><Relationship TargetMode="&x;"/>'
    yield "dtd", "a.docx", bouw.office(erbij={"word/_rels/d.xml.rels": dtd}), "past niet bij de naam"
    # Read as bytes, this took hours.
    lang = {"word/_rels/d.xml.rels": b"<Relationship " * 60_000}
    yield "verwijzing zonder eind", "a.docx", bouw.office(erbij=lang), "past niet bij de naam"
    for begin in (b"{\\rtf1", EMAIL, b"\n<HTML><script>"):
        yield "tekst die iets kan", "a.docx", bouw.office(erbij={"word/a.dat": begin}), archief.GENEST
    macro = '<Override PartName="/xl/a.xml" ContentType="application/vnd.ms-excel.macrosheet+xml"/>'
    yield "macroblad onder andere naam", "a.xlsx", bouw.office("xlsx", soorten=macro), archief.MACROS
    dde = macro.replace("vnd.ms-excel.macrosheet", "x.spreadsheetml.externalLink")
    yield "gekoppeld blad", "a.xlsx", bouw.office("xlsx", soorten=dde), archief.BUITEN
    for element, zin in (
        ('<s:event-listener l:href="vnd.sun.star.script:a?location=share"/>', archief.MACROS),
        ('<a l:href="vnd.sun.star.script:a"/>', archief.MACROS),
        ("<s:script/>", archief.MACROS),
        ('<image l:href="https://x.example/a.png"/>', archief.BUITEN),
        ('<s:section-source l:href="../a.odt"/>', archief.BUITEN),
        ("<s:dde-source/>", archief.BUITEN),
    ):
        stijlen = f'<x xmlns:s="urn:s" xmlns:l="urn:l">{element}</x>'.encode()
        yield f"odt met {element}", "a.odt", bouw.odf(erbij={"styles.xml": stijlen}), zin


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _veld(*stukken: str) -> str:
    """A field of Word of which what it says stands in these runs; a piece that begins with "<" is an element."""
    runs = [s if s.startswith("<") else f"<w:r><w:instrText>{s}</w:instrText></w:r>" for s in stukken]
    begin, einde = ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    return begin + "".join(runs) + einde


def velden_van_word() -> Iterator[tuple[str, bytes, bool]]:
    """Fields that ask another program or file, however written and wherever; and those that people use."""
    uit = '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>DDE</w:t></w:r>'
    fout = {
        "dde": _veld('DDE "cmd" "/c calc"'),
        "verdeeld": _veld(" D", "DEAU", "TO ", "cmd"),
        "klein en met wit": _veld(" " * 500 + "ddeauto cmd"),
        "in een element": '<w:fldSimple w:instr=" DDEAUTO cmd "/>',
        "verwijderd, maar terug te halen": _veld("<w:r><w:delInstrText>DDE cmd</w:delInstrText></w:r>"),
        "woord gemaakt door een veld": _veld(_veld("QUOTE 68 68 69"), ' "cmd"'),
        "woord half gemaakt": _veld("DD", _veld("QUOTE 69"), " cmd"),
        "in een ander": _veld("IF ", _veld("DDE cmd"), " = 1"),
        "na een ander": _veld("PAGE", uit) + _veld("INCLUDETEXT \\\\server\\deel"),
        "plaatje van elders": _veld('INCLUDEPICTURE "https://x.example/a.png"'),
        "zonder begin": "<w:r><w:instrText>DDE cmd</w:instrText></w:r>",
    }
    goed = {
        "bladzijde": _veld(" PAGE ", uit),
        "inhoud": _veld('TOC \\o "1-3"', uit, _veld("HYPERLINK", uit)),
        "als": _veld("IF ", _veld("MERGEFIELD naam"), ' = "DDE" "a" "b"', uit),
        "gewone tekst": "<w:p><w:r><w:t>DDEAUTO in een zin</w:t></w:r></w:p>",
    }
    for mag, velden in ((False, fout), (True, goed)):
        for naam, xml in velden.items():
            yield naam, f'<w:document xmlns:w="{_W}">{xml}</w:document>'.encode(), mag


def test_een_veld_in_word_dat_een_ander_programma_of_bestand_vraagt_wordt_gezien() -> None:
    for deel in ("word/header1.xml", "word/footnotes.xml"):
        for naam, xml, mag in velden_van_word():
            inhoud = bouw.office(erbij={deel: xml})
            if mag:
                assert keur("a.docx", inhoud).vorm == "docx", naam
                continue
            with pytest.raises(Geweigerd) as fout:
                keur("a.docx", inhoud)
            assert str(fout.value) == archief.BUITEN, naam


def test_een_formule_die_niets_vraagt_mag() -> None:
    cellen = "".join(f"<c><f>{formule}</f><v>1</v></c>" for formule in VRAAGT_NIET)
    tekst = "<si><t>WEBSERVICE(x), cmd|'/c calc'!A0</t></si>"
    delen = {
        "xl/worksheets/sheet1.xml": f"<x>{cellen}</x>".encode(),
        "xl/sharedStrings.xml": f"<x>{tekst}</x>".encode(),
    }
    assert keur("a.xlsx", bouw.office("xlsx", erbij=delen)).vorm == "xlsx"


# What is asked of the memory of a process of its own: what a picture takes beside what Python and Pillow do.
_GEHEUGEN = """
import io, resource, sys
from django.conf import settings
settings.configure(BESTAND_MAX_MEGAPIXELS=50)
from PIL import Image
from calamiteiten.bestanden import afbeelding, vormen
soort, maat, kleur = sys.argv[1], int(sys.argv[2]), sys.argv[3]
exif, doel = Image.Exif(), io.BytesIO()
exif[0x112] = 6
if len(sys.argv) == 4:
    Image.new(kleur, (maat, maat), 1).save(doel, soort, exif=exif)
    open(f"{soort}-{kleur}", "wb").write(doel.getvalue())
else:
    voor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    afbeelding.schoon_af(open(f"{soort}-{kleur}", "rb").read(), vormen.VORMEN[soort], "anders")
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - voor) * 1024)
"""


def test_een_grote_afbeelding_neemt_een_begrensd_deel_van_het_geheugen(tmp_path: Path) -> None:
    """Turned and all: at most twice four bytes a point, so 400 MB at fifty million; and one at a time."""
    alles = os.environ.get("STORING") == "alles"
    maat = 7000 if alles else 3000
    for soort, kleur in (("png", "RGBA"), ("png", "P"), ("jpeg", "RGB"))[: 3 if alles else 1]:
        for ook in ([], ["meet"]):
            gedaan = subprocess.run(
                [sys.executable, "-c", _GEHEUGEN, soort, str(maat), kleur, *ook],
                check=True,
                capture_output=True,
                cwd=tmp_path,
                env={"PATH": os.environ["PATH"], "PYTHONPATH": os.getcwd()},
            )
        assert int(gedaan.stdout) < 8.5 * maat * maat + 20_000_000, (soort, kleur)


def test_wie_geen_beurt_krijgt_hoort_dat_en_houdt_zijn_tekst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(afbeelding, "WACHTEN", 0.01)
    with afbeelding._beurt, pytest.raises(Geweigerd, match="Probeer het over een minuut"):
        keur("foto.png", bouw.afbeelding("png"))
    assert keur("foto.png", bouw.afbeelding("png")).vorm == "png"


def slechte_pdf() -> Iterator[tuple[str, str, bytes, str]]:
    """Names that a reader of PDF sees and a simple search does not, and what once took hours to read."""
    for wat, zin in (
        (b"/OpenAction<</S/JavaScript\0/JS\0(x)>>", pdf.ACTIEF),
        (b"/AA<</O<</S/GoToE/F(\\\\server\\a)>>>>", pdf.ACTIEF),
        (b"/AA<</O<</S/Rendition/R 9 0 R>>>>", pdf.ACTIEF),
        (b"/AF[<</F(a.exe)/EF<</F 9 0 R>>>>]", pdf.GENEST),
    ):
        yield f"pdf met {wat!r}", "a.pdf", bouw.pdf(catalogus=wat), zin
    yield "duizend begins", "a.pdf", bouw.pdf(extra=b"stream\n" * 140_000 + b"/ObjStm\n"), pdf.VREEMD
    yield "duizend pakken", "a.pdf", bouw.pdf(extra=b"9 0 obj /ObjStm stream\n" * 40_000), pdf.VREEMD
    leeg = bouw.stroom(b"/Type/ObjStm/Filter" + b" " * 500_000 + b"/N 1", b"x")
    yield "een kop zonder eind", "a.pdf", bouw.pdf(extra=leeg), pdf.VREEMD


def klik(naar: str) -> bytes:
    """An address on which people click, in an Office file."""
    return f'<Relationship Type="x/hyperlink" Target="{naar}" TargetMode="External"/>'.encode()


def wat_een_klik_start() -> Iterator[tuple[str, str, bytes, str]]:
    """Links that start a program or sign in at a server, and what a document asks by itself when it is opened."""
    for naar in (
        "ms-msdt:/id PCWDiagnostic",
        "search-ms:query=x",
        "file://server/a",
        "\\\\server\\a",
        "javascript:x()",
    ):
        yield f"klik naar {naar}", "a.docx", bouw.office(erbij={"word/_rels/d.xml.rels": klik(naar)}), archief.BUITEN
        xml = f'<x xmlns:l="urn:l"><a l:href="{naar}"/></x>'.encode()
        zin = archief.MACROS if naar.startswith("javascript") else archief.BUITEN
        yield f"klik in odt naar {naar}", "a.odt", bouw.odf(erbij={"styles.xml": xml}), zin
    for soort in ("spreadsheetml.connections+xml", "spreadsheetml.queryTable+xml", "x.webextensiontaskpanes+xml"):
        deel = f'<Override PartName="/xl/a.xml" ContentType="application/vnd.{soort}"/>'
        yield f"vraagt zelf: {soort}", "a.xlsx", bouw.office("xlsx", soorten=deel), archief.BUITEN
    for actie in ("ppaction://program", "ppaction://macro?name=a", " PPACTION://ole?verb=0"):
        dia = f'<p xmlns:a="urn:a"><a:hlinkHover action="{actie}"/></p>'.encode()
        yield actie, "a.pptx", bouw.office("pptx", erbij={"ppt/slides/slide1.xml": dia}), archief.MACROS
    for formule in (
        "of:=DDE(&quot;soffice&quot;;&quot;a&quot;)",
        "of:=1+WebService (A1)",
        "of:=HYPERLINK(&quot;smb://x&quot;)",
    ):
        xml = f'<x xmlns:t="urn:t"><t:cel t:formula="{formule}"/></x>'.encode()
        yield formule, "a.ods", bouw.odf("ods", erbij={"styles.xml": xml}), archief.FORMULE
    yield from formules_van_excel()
    for schoon in (rb"file:///server/a", rb"javascript:x\(\)", rb"\\\\server\\a", b"ms-msdt:x", b" search-ms:x"):
        klik_ = b"5 0 obj\n<</Type/Annot/A<</S/URI/URI (" + schoon + b")>>>>\nendobj\n"
        yield f"klik in pdf naar {schoon!r}", "a.pdf", bouw.pdf(extra=klik_), pdf.ACTIEF
    for anders in (b"(java\\163cript:x)", b"(java\\\nscript:x)", b"<6A617661 736372697074 3A78>", b"(\\163mb:x)"):
        extra = b"5 0 obj\n<</A<</S/URI/URI" + anders + b">>>>\nendobj\n"
        yield f"klik in pdf, {anders!r}", "a.pdf", bouw.pdf(extra=extra), pdf.ACTIEF


VRAAGT = (
    "_xlfn.WEBSERVICE(&quot;https://x.example/&quot;&amp;A1)",
    "1+webservice(A1)",
    "_xlfn.IMAGE(A1)",
    "RTD(&quot;a.b&quot;,,1)",
    "cmd|&apos;/c calc&apos;!A0",
    "MSEXCEL|System!x",
    "&#87;EBSERVICE(A1)",
    # A click that starts something, or makes who clicks sign in at a server; and a click of which nobody knows.
    "HYPERLINK(&quot;file://server/a.exe&quot;)",
    "IF(A1,Hyperlink (&quot;&#92;&#92;server&#92;a&quot;,1),2)",
    "HYPERLINK(&quot;ms-msdt:x&quot;)",
    "HYPERLINK(A1,&quot;https://x.example/&quot;)",
    "HYPERLINK(&quot;fi&quot;&amp;&quot;le:&quot;&amp;A1)",
)
# What looks like it and asks nothing.
VRAAGT_NIET = (
    "IF(A1=&quot;a|b&quot;,Blad2!B1)",
    "SUM(A1:A9)",
    "HYPERLINK(&quot;https://x.example/&quot;,A1)",
    "HYPERLINK(&quot;mailto:&quot;&amp;A1)",
    "HYPERLINK(&quot;#Blad2!A1&quot;)",
)


def formules_van_excel() -> Iterator[tuple[str, str, bytes, str]]:
    """Formulas that ask when the sheet is opened: in a cell, a name, a rule, and in a part by another name."""
    for formule in VRAAGT:
        cel = f"<worksheet><c><f>{formule}</f><v>1</v></c></worksheet>".encode()
        blad = bouw.office("xlsx", erbij={"xl/worksheets/sheet1.xml": cel})
        yield f"formule {formule}", "a.xlsx", blad, archief.FORMULE
    naam = f"<w><definedNames><definedName>{VRAAGT[1]}</definedName></definedNames></w>".encode()
    yield "een naam die vraagt", "a.xlsx", bouw.office("xlsx", erbij={"xl/namen.xml": naam}), archief.FORMULE
    soort = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    deel = f'<Override PartName="/elders/blad%31.dat" ContentType="{soort}"/>'
    inhoud = f"<worksheet><c><f>{VRAAGT[0]}</f></c></worksheet>".encode()
    elders = bouw.office("xlsx", erbij={"elders/blad1.dat": inhoud}, soorten=deel)
    yield "een blad onder een andere naam", "a.xlsx", elders, archief.FORMULE
    word = soort.replace("spreadsheetml.worksheet", "wordprocessingml.header")
    velden = f'<w:hdr xmlns:w="{_W}">{_veld("DDEAUTO cmd")}</w:hdr>'.encode()
    kop = bouw.office(
        erbij={"elders/kop.dat": velden}, soorten=f'<Override PartName="/elders/kop.dat" ContentType="{word}"/>'
    )
    yield "een kop onder een andere naam", "a.docx", kop, archief.BUITEN


def slechte() -> Iterator[tuple[str, str, bytes, str]]:
    """What it is, its name, its bytes, and a part of the sentence of the refusal."""
    pdf_, docx, png = bouw.pdf(), bouw.office(), bouw.afbeelding("png")
    yield from met_macros()
    yield from op_slot_en_bommen()
    yield from van_elders()
    yield from slechte_pdf()
    yield from wat_een_klik_start()
    yield "leeg", "a.pdf", b"", keuring.LEEG
    yield "soort", "a.exe", bouw.EXE, keuring.GEEN_VORM
    yield "html", "a.html", EMAIL, keuring.GEEN_VORM
    yield "svg", "a.svg", b"<svg onload='x'/>", keuring.GEEN_VORM
    yield "zonder extensie", "rapport", pdf_, keuring.GEEN_VORM
    yield "dubbele extensie", "rapport.pdf.exe", pdf_, keuring.GEEN_VORM
    # Disguised.
    yield "programma als pdf", "a.pdf", bouw.EXE, "past niet bij de naam"
    yield "html als pdf", "a.pdf", EMAIL, "past niet bij de naam"
    yield "zip als docx", "a.docx", bouw.zip_van({"a.txt": b"x"}), "past niet bij de naam"
    yield "xlsx als docx", "a.docx", bouw.office("xlsx"), "past niet bij de naam"
    yield "ods als odt", "a.odt", bouw.odf("ods"), "past niet bij de naam"
    yield "oud word als docx", "a.docx", bouw.OLE, "past niet bij de naam"
    yield "png als jpeg", "a.jpg", png, "past niet bij de naam"
    yield "html als png", "a.png", EMAIL, "past niet bij de naam"
    yield "half plaatje", "a.png", png[: len(png) // 2], "past niet bij de naam"
    yield "halve pdf", "a.pdf", pdf_[:-8], "past niet bij de naam"
    yield "half archief", "a.docx", docx[:-30], "past niet bij de naam"
    # Polyglots.
    yield "iets voor de pdf", "a.pdf", b"MZ" + pdf_, "past niet bij de naam"
    yield "zip achter de pdf", "a.pdf", pdf_ + docx, "past niet bij de naam"
    yield "zip achter de pdf met eind", "a.pdf", pdf_ + docx + b"%%EOF", "past niet bij de naam"
    yield "iets voor het archief", "a.docx", b"#!/bin/sh\n" + docx, "past niet bij de naam"
    yield "pdf achter het archief", "a.docx", docx + pdf_, "past niet bij de naam"
    yield "archief achter een deel", "a.docx", b"PK\x03\x04" + b"\0" * 40 + docx, "past niet bij de naam"
    yield from genest()


def genest() -> Iterator[tuple[str, str, bytes, str]]:
    """Another file in it."""
    pdf_, docx = bouw.pdf(), bouw.office()
    for naam, binnen in (("zip", docx), ("ole", bouw.OLE), ("exe", bouw.EXE), ("pdf", pdf_), ("gzip", b"\x1f\x8b\x08")):
        yield f"{naam} in docx", "a.docx", bouw.office(erbij={"word/media/beeld.png": binnen}), archief.GENEST
    for naam, begin in (
        *(("cab", b"MSCF\0\0"), ("snelkoppeling", b"L\0\0\0\x01\x14\x02\0\0"), ("helpbestand", b"ITSF\x03")),
        *(
            ("schilscript", b"#!/bin/sh"),
            ("java", b"\xca\xfe\xba\xbe"),
            ("macos", b"\xcf\xfa\xed\xfe"),
            ("flash", b"CWS"),
        ),
        *(
            ("zstd", b"\x28\xb5\x2f\xfd"),
            ("lz4", b"\x04\x22\x4d\x18"),
            ("onenote", b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d"),
        ),
    ):
        yield f"{naam} in docx", "a.docx", bouw.office(erbij={"word/media/beeld.png": begin}), archief.GENEST
    for begin in (b"Rar!\x1a\x07\0", b"7z\xbc\xaf\x27\x1c"):
        verstopt = b"9 0 obj\n<</Length 9>>\nstream\n" + begin + b"\nendstream\nendobj\n"
        yield f"{begin[:2]!r} in pdf", "a.pdf", bouw.pdf(extra=verstopt), pdf.GENEST
    yield "inbedding", "a.docx", bouw.office(erbij={"word/embeddings/blad.xlsx": b"x"}), archief.GENEST
    yield "object in odt", "a.odt", bouw.odf(erbij={"Object 1/content.xml": b"<x/>"}), archief.GENEST
    yield "bestand in pdf", "a.pdf", bouw.pdf(extra=b"5 0 obj\n<</Type/EmbeddedFile>>\nendobj\n"), pdf.GENEST


def met_macros() -> Iterator[tuple[str, str, bytes, str]]:
    """What does something when it is opened."""
    docx = bouw.office()
    js = b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"
    yield "docm", "a.docm", docx, keuring.MACROS
    yield "vba in docx", "a.docx", bouw.office(erbij={"word/vbaProject.bin": b"x"}), archief.MACROS
    yield "vba onder andere naam", "a.xlsx", bouw.office("xlsx", {"xl/a.bin": bouw.OLE}), archief.MACROS
    yield (
        "macro in de lijst",
        "a.docx",
        bouw.office(soorten='<Default Extension="x" ContentType="x.macroEnabled"/>'),
        archief.MACROS,
    )
    yield "basic in odt", "a.odt", bouw.odf(erbij={"Basic/Standard/M.xml": b"x"}), archief.MACROS
    rels = b'<Relationship Type="x/attachedTemplate" Target="https://x.example/a.dotm" TargetMode="External"/>'
    yield "sjabloon van buiten", "a.docx", bouw.office(erbij={"word/_rels/s.xml.rels": rels}), archief.BUITEN
    yield "script in pdf", "a.pdf", bouw.pdf(catalogus=js), pdf.ACTIEF
    yield (
        "script in pdf, verhuld",
        "a.pdf",
        bouw.pdf(catalogus=js.replace(b"/JavaScript", b"/#4aavaScript")),
        pdf.ACTIEF,
    )
    verpakt = bouw.stroom(b"/Type/ObjStm/N 1/First 4", b"5 0 <</S/Launch/F(cmd.exe)>>")
    yield "script in pdf, in een stroom die er geen is", "a.pdf", bouw.pdf(extra=b"%stream\n" + js), pdf.ACTIEF
    yield "pak met een ander filter", "a.pdf", bouw.pdf(extra=verpakt.replace(b"FlateD", b"ASCII85D")), pdf.VREEMD
    yield "pak dat zich verstopt", "a.pdf", bouw.pdf(extra=verpakt.replace(b"/N 1", b"/N 1 /X(obj)")), pdf.VREEMD
    yield "opdracht in pdf, ingepakt", "a.pdf", bouw.pdf(extra=verpakt), pdf.ACTIEF


def op_slot_en_bommen() -> Iterator[tuple[str, str, bytes, str]]:
    """Locked, huge, bombs, names that lead out."""
    pdf_, docx = bouw.pdf(), bouw.office()
    yield "pdf op slot", "a.pdf", pdf_.replace(b"/Info", b"/Encrypt 9 0 R/Info"), pdf.OP_SLOT
    yield "docx op slot", "a.docx", versleuteld(), archief.OP_SLOT
    yield "odt op slot", "a.odt", bouw.odf(manifest=b"<encryption-data/>"), archief.OP_SLOT
    yield "te groot", "a.pdf", bouw.pdf("x" * (1024 * 1024)), "te groot"
    yield "zipbom", "a.docx", bouw.office(erbij={"word/media/a.png": b"\0" * (3 * 1024 * 1024)}), archief.BOM
    yield "zipbom die liegt", "a.docx", leugen(), ""
    yield "pdf-bom", "a.pdf", bouw.pdf(extra=bouw.stroom(b"/Type/ObjStm", b"\0" * (3 * 1024 * 1024))), pdf.BOM
    yield "beeld van een miljard punten", "a.png", bouw.reuzenplaatje(), "te groot"
    yield "naam die eruit leidt", "a.docx", bouw.office(erbij={"../../x.png": b"x"}), "past niet bij de naam"
    yield "dubbele naam", "a.docx", dubbele_naam(), "past niet bij de naam"
    yield "iets tussen de delen", "a.docx", gat(), "past niet bij de naam"
    for soort in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield f"manier {soort}", "a.docx", anders_ingepakt(soort), "past niet bij de naam"
    yield "te veel delen", "a.docx", docx + b"PK\x01\x02" * (archief.MEESTE_DELEN + 1), archief.BOM
    # Where it was made says its width, in words.
    exif = bouw.afbeelding("jpeg").replace(b"\x01\x0e\x00\x02", b"\x01\x00\x00\x02", 1)
    yield "onzin bij een foto", "a.jpg", exif, "past niet bij de naam"


def test_een_adres_waarop_iemand_klikt_en_een_beeld_in_het_document_zelf_mogen() -> None:
    adres = b'<Relationship Type="x/hyperlink" Target="https://a.example/" TargetMode="External"/>'
    assert keur("a.docx", bouw.office(erbij={"word/_rels/d.xml.rels": adres})).vorm == "docx"
    for naar in ("mailto:a@b.example", "tel:+31", "bijlage 2.docx", "http://a.example", "#kop"):
        assert keur("a.docx", bouw.office(erbij={"word/_rels/d.xml.rels": klik(naar)})).vorm == "docx", naar
    dia = b'<p xmlns:a="urn:a"><a:hlinkClick action="ppaction://hlinksldjump"/></p>'
    assert keur("a.pptx", bouw.office("pptx", erbij={"ppt/slides/slide1.xml": dia})).vorm == "pptx"
    for uri in (b"https://a.example/", b"mailto:a@b.example", b"bijlage.pdf"):
        actie = b"5 0 obj\n<</Type/Annot/A<</S/URI/URI(" + uri + b")>>>>\nendobj\n"
        assert keur("a.pdf", bouw.pdf(extra=actie)).vorm == "pdf", uri
    zelf = b'<x xmlns:l="urn:l"><image l:href="Pictures/a.png"/><a l:href="https://a.example/"/></x>'
    assert keur("a.odt", bouw.odf(erbij={"styles.xml": zelf})).vorm == "odt"


@pytest.fixture(autouse=True)
def krap(settings: Any, tmp_path: Path) -> None:
    """Limits that the corpus passes quickly."""
    settings.DATA = tmp_path
    settings.BESTAND_MAX_MB, settings.BESTAND_UITGEPAKT_MAX_MB, settings.BESTAND_MAX_MEGAPIXELS = 1, 2, 1


def test_een_goed_bestand_van_elke_soort_komt_erdoor_en_de_naam_is_veilig() -> None:
    for naam, inhoud in bouw.goede().items():
        gekeurd = keur(naam, inhoud)
        assert gekeurd.naam.lower() == naam.lower(), naam
        assert len(gekeurd.sha256) == len(gekeurd.ontvangen) == 64
    assert keur('../../etc/pass\u202ewd\r\n;"x.pdf', bouw.pdf()).naam == "passwd_x.pdf"
    assert keur(".pdf", bouw.pdf()).naam == "pdf.pdf"
    assert keur("C:\\Stukken\\Rapport één.pdf", bouw.pdf()).naam == "Rapport één.pdf"


def test_elk_slecht_bestand_wordt_geweigerd_met_een_zin_die_zegt_wat_te_doen() -> None:
    fout = []
    for wat, naam, inhoud, zin in slechte():
        try:
            keur(naam, inhoud)
        except Geweigerd as weigering:
            if zin not in str(weigering):
                fout.append(f"{wat}: {weigering}")
        else:
            fout.append(f"{wat}: kwam erdoor")
    assert not fout, "\n".join(fout)


def test_van_een_afbeelding_blijven_alleen_de_punten() -> None:
    for naam in ("foto.png", "foto.jpg"):
        bron = bouw.afbeelding("png" if naam.endswith("png") else "jpeg") + b"<script>achteraan</script>"
        assert bouw.PLAATS in bron
        gekeurd = keur(naam, bron)
        assert bouw.PLAATS not in gekeurd.inhoud
        assert b"script" not in gekeurd.inhoud
        with Image.open(io.BytesIO(gekeurd.inhoud)) as beeld:
            # What lay on its side was turned before that was forgotten.
            assert beeld.size == ((40, 30) if naam.endswith("png") else (30, 40))
            assert not dict(beeld.getexif())
        assert gekeurd.sha256 != gekeurd.ontvangen


def test_een_beeld_dat_beweegt_wordt_geweigerd() -> None:
    doel = io.BytesIO()
    Image.new("RGB", (4, 4)).save(doel, "PNG", save_all=True, append_images=[Image.new("RGB", (4, 4), "red")])
    with pytest.raises(Geweigerd, match=afbeelding.BEWEEGT):
        keur("a.png", doel.getvalue())


def test_wat_klaarstaat_is_te_lezen_krijgt_een_plek_en_blijft_een_uur(settings: Any) -> None:
    sleutel = opslag.zet_klaar(b"inhoud")
    assert opslag.lees(sleutel) == b"inhoud"
    opslag.maak_vast(sleutel)
    opslag.maak_vast(sleutel)
    assert opslag.lees(sleutel) == b"inhoud"
    (wees, half) = opslag.zet_klaar(b"wees"), opslag.zet_klaar(b"half")
    bekend = {sleutel, half}
    (pad,) = (settings.DATA / opslag.MAP).glob(f"{wees.hex}*")
    nu = datetime.fromtimestamp(pad.stat().st_mtime, UTC)
    assert opslag.veeg(nu, bekend.__contains__) == 0
    assert opslag.veeg(nu + timedelta(hours=2), bekend.__contains__) == 1
    assert (opslag.lees(wees), opslag.lees(half), opslag.lees(sleutel)) == (None, b"half", b"inhoud")


def test_wat_weg_moet_gaat_overal_weg_ook_als_een_herstel_het_terugzet(settings: Any) -> None:
    """Real work and a drill; with its place, set ready only, and in quarantine; nothing goes before its rows do."""
    wortel = settings.DATA / opslag.MAP
    gewoon, half, apart = (opslag.zet_klaar(naam) for naam in (b"gewoon", b"half", b"apart"))
    opslag.maak_vast(gewoon)
    opslag.zet_apart(apart)
    gespeeld = uuid4()
    (wortel / "oefening-3").mkdir()
    (wortel / "oefening-3" / gespeeld.hex).write_bytes(b"gespeeld")
    blijft = opslag.zet_klaar(b"blijft")
    sleutels = {gewoon: None, half: None, apart: None, gespeeld: 3}
    wissers = [opslag.zet_op_weg(sleutel, oefening) for sleutel, oefening in sleutels.items()]
    (pad, *_) = wortel.glob(f"*{opslag.WEG}")
    nu = datetime.fromtimestamp(pad.stat().st_mtime, UTC) + timedelta(minutes=1)

    def er_ligt() -> set[bytes]:
        return {pad.read_bytes() for pad in wortel.rglob("*") if pad.is_file()} - {b""}

    alles = er_ligt()
    assert len(alles) == 5
    # The rows stand yet: the sweep takes nothing, and a transaction that fails has lost nothing.
    opslag.veeg(nu, lambda sleutel: True)
    assert er_ligt() == alles
    for wis in wissers:
        wis()
    assert er_ligt() == {b"blijft"}
    # The restore of an older back-up lays it back; and who stopped before it was removed, comes here too.
    (wortel / gewoon.hex).write_bytes(b"gewoon")
    (wortel / "oefening-3" / gespeeld.hex).write_bytes(b"gespeeld")
    opslag.veeg(nu, {blijft}.__contains__)
    assert er_ligt() == {b"blijft"}
    opslag.veeg(nu + timedelta(days=2), {blijft}.__contains__)
    assert sorted(pad.name for pad in wortel.iterdir()) == [blijft.hex, opslag.QUARANTAINE]


def test_een_schijf_die_niet_kan_weigert_met_een_zin(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "bestand"
    settings.DATA.write_text("geen map")
    with pytest.raises(Geweigerd, match="kon nu niet worden bewaard"):
        opslag.zet_klaar(b"x")
    assert opslag.lees(uuid4()) is None
    assert not opslag.ligt_er(uuid4())
    with pytest.raises(Geweigerd, match="Er is niets vernietigd"):
        opslag.zet_op_weg(uuid4(), None)


def test_elk_archief_van_de_bouw_is_een_echt_archief() -> None:
    """The corpus is bad in one way at a time: without that one thing it is read."""
    with zipfile.ZipFile(io.BytesIO(bouw.office())) as goed:
        assert goed.testzip() is None
