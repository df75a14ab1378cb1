"""What the parts of an Office or OpenDocument file say, read as XML and not as bytes: a name can be written in many
ways, and only a reader of XML sees that they are one. It keeps nothing but the element that it is at."""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote
from xml.parsers import expat  # nosec B407  no DTD, so no entity and nothing from elsewhere: see `_geen_dtd`

from basis.geweigerd import Geweigerd

from .zinnen import BUITEN, FORMULE, GENEST, MACROS, OP_SLOT

Element = Callable[[str, Mapping[str, str]], None]
Tekst = Callable[[str, str], None]
# A token that is longer than what is given at once is read again from its begin: large pieces keep that rare.
STUK = 4 * 1024 * 1024
# Without an element in so much, there is one token that grows: that is kept in memory until it ends.
LANGSTE = 2 * STUK
# Office: what a type of a part, or of a relation, says that it holds.
_CODE = re.compile(r"macro|vba|activex", re.I)
_INGEBED = re.compile(r"afchunk|oleobject|/package$", re.I)
# Another sheet, a source of data that is asked when it is opened, a part of a website in the document.
_ELDERS = re.compile(r"externallink|connections|querytable|webextension", re.I)
# Where a click may lead. Anything else with a name before a colon starts a program, and a path of a server makes who
# clicks sign in there.
_KLIK = re.compile(r"\s*(?:https?|mailto|tel|ftps?):", re.I)
_KLIK_NIET = re.compile(r"\s*(?:[a-z][a-z0-9+.-]+:|[/\\]{2})", re.I)
# PowerPoint: what a click or a mouse that passes starts.
_START = re.compile(r"\s*ppaction://(?:program|macro|ole)", re.I)
# Sheets: a formula that asks another program, or the web; and how Excel writes DDE, `program|subject!item`. The words
# and the numbers of a cell are none.
_VRAAGT = re.compile(r"\b(?:dde|webservice|image|rtd|call|register\.id)\s*\(", re.I)
_DDE = re.compile(r"\|(?:\s*'[^']{0,150}'|[\w.\\/: -]{1,150})!")
# And one that makes a link: of what it is made where it is clicked, nobody knows; so it begins with where a click may
# lead, or with a place in the file itself. A piece of a formula that goes on may still become that.
_LINK = re.compile(r"""\bhyperlink\s*\(\s*(?:[^\s"]|"(?!https?:|mailto:|tel:|ftps?:|\#)(?:[^"]{8}|[^"]*"))""", re.I)
_CELTEKST = frozenset({"t", "v"})
# OpenDocument: an address that leads out of the file, and one that runs something.
_ERUIT = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|[/\\]|\.\.)", re.I)
_LOOPT = re.compile(r"\s*(?:vnd\.sun\.star|macro:|script:|javascript:|\.uno:|service:)", re.I)
_DOET = frozenset({"script", "event-listener", "plugin", "applet"})
# Word: a field that asks another program or another file, by the first word of what it says.
_VELD_BUITEN = frozenset(
    {"dde", "ddeauto", "include", "includetext", "includepicture", "import", "link", "database", "rd"}
)
LANGSTE_WOORD = 200
_VELDTEKST = frozenset({"instrText", "delInstrText"})
_VERBONDEN = frozenset({"dde-source", "dde-connection-decl", "dde-link"})


class GeenXml(ValueError):
    """A part that is no XML, or that brings a DTD: of that nothing is certain."""


def office_soorten(archief: zipfile.ZipFile) -> set[str]:
    """The types of the parts of an Office file. Raises Geweigerd for one that holds code or another file, GeenXml."""
    soorten: set[str] = set()
    lees(archief, "[Content_Types].xml", lambda _, velden: soorten.add(velden.get("ContentType", "")))
    for soort in soorten:
        _weiger(soort)
    return soorten


def keur_verwijzingen(archief: zipfile.ZipFile) -> None:
    """Raise Geweigerd when an Office file fetches anything from elsewhere, but an address that people click on; or
    points at code or another file. Raises GeenXml."""
    for naam in archief.namelist():
        if naam.casefold().endswith(".rels"):
            lees(archief, naam, _keur_verwijzing)


def keur_velden(archief: zipfile.ZipFile) -> None:
    """Raise Geweigerd when a Word file has a field that asks another program (DDE) or another file, or of which one
    cannot see what it is. Raises GeenXml."""
    for naam in _delen(archief, "word/", "wordprocessingml"):
        velden = _Velden()
        lees(archief, naam, velden.element, velden.tekst)


def keur_dias(archief: zipfile.ZipFile) -> None:
    """Raise Geweigerd when a PowerPoint file starts something at a click, or when a mouse passes. Raises GeenXml."""
    for naam in _delen(archief, "ppt/", "presentationml"):
        lees(archief, naam, _keur_dia)


def _delen(archief: zipfile.ZipFile, map_: str, soort: str) -> Iterator[str]:
    """The parts of a document that its own program reads: those in its folder, and whatever the list of types says is
    of this kind, wherever it lies and whatever it is called."""
    genoemd: set[str] = set()

    def lees_soort(_: str, velden: Mapping[str, str]) -> None:
        wat = velden.get("ContentType", "").strip().casefold()
        if soort in wat and wat.endswith("xml"):
            genoemd.add(unquote(velden.get("PartName", "")).lstrip("/").casefold())

    lees(archief, "[Content_Types].xml", lees_soort)
    for naam in archief.namelist():
        klein = naam.casefold()
        if klein in genoemd or (klein.startswith(map_) and klein.endswith(".xml")):
            yield naam


def _keur_dia(naam: str, velden: Mapping[str, str]) -> None:
    if _START.match(velden.get("action", "")):
        raise Geweigerd(MACROS)


def keur_formules(archief: zipfile.ZipFile) -> None:
    """Raise Geweigerd when a sheet of Excel has a formula that asks another program, or the web, or of which a click
    may lead elsewhere: in a cell, a name, a rule or a chart. Raises GeenXml."""
    for naam in _delen(archief, "xl/", "spreadsheetml"):
        formules = _Formules()
        lees(archief, naam, formules.element, formules.tekst)


class _Formules:
    """The formulas of one part: all that it says but the words and numbers in its cells."""

    def __init__(self) -> None:
        self._zegt = ""

    def element(self, naam: str, velden: Mapping[str, str]) -> None:
        """Another begins."""
        self._zegt = ""

    def tekst(self, naam: str, stuk: str) -> None:
        """A piece of one, with the end of the piece before it."""
        if naam in _CELTEKST:
            return
        zegt = self._zegt + stuk
        if _vraagt(zegt) or _DDE.search(zegt):
            raise Geweigerd(FORMULE)
        self._zegt = zegt[-LANGSTE_WOORD:]


class _Velden:
    """The fields of one part. What a field says may stand in many runs, and another field may stand in it."""

    def __init__(self) -> None:
        # Of each field that is open: what it says so far; None once its result began.
        self._open: list[str | None] = []

    def element(self, naam: str, velden: Mapping[str, str]) -> None:
        """Begin, separate or end a field; or a field in one element."""
        soort = velden.get("fldCharType", "") if naam == "fldChar" else ""
        if naam == "fldSimple":
            _keur_veld(velden.get("instr", ""))
        elif soort == "begin":
            # Another field in the first word makes that word: what it becomes is seen by who opens it.
            if self._open and self._open[-1] is not None and not re.match(r"\S+\s", self._open[-1]):
                raise Geweigerd(BUITEN)
            self._open.append("")
        elif soort and self._open:
            _keur_veld(self._open[-1] or "")
            self._open[-1] = None
            if soort == "end":
                self._open.pop()

    def tekst(self, naam: str, stuk: str) -> None:
        """A piece of what the innermost field says."""
        if naam not in _VELDTEKST:
            return
        if not self._open:  # a field that nothing began
            raise Geweigerd(BUITEN)
        if (gezegd := self._open[-1]) is not None:
            # Its first word is all that is asked of it.
            self._open[-1] = (gezegd + stuk).lstrip()[:LANGSTE_WOORD]


def _keur_veld(zegt: str) -> None:
    woord = next(iter(zegt.split()), "").strip("\"'“”\\").casefold()
    if woord in _VELD_BUITEN:
        raise Geweigerd(BUITEN)


def keur_opendocument(archief: zipfile.ZipFile) -> None:
    """Raise Geweigerd when an OpenDocument file is locked, runs something or fetches anything from elsewhere. Raises
    GeenXml."""
    lees(archief, "META-INF/manifest.xml", _keur_manifest)
    for naam in archief.namelist():
        if naam.rpartition("/")[2].casefold() in {"content.xml", "styles.xml"}:
            lees(archief, naam, _keur_element)


def lees(archief: zipfile.ZipFile, naam: str, element: Element, tekst: Tekst | None = None) -> None:
    """Tell of every element of this part: its name without namespace, and its attributes likewise; and with `tekst`
    each piece of text, with the name of the element that began last. Raises GeenXml, and KeyError for a part that is
    not there."""
    lezer, zonder, laatste = expat.ParserCreate(namespace_separator=" "), 0, ""

    def begint(wat: str, velden: dict[str, str]) -> None:
        nonlocal zonder, laatste
        zonder, laatste = 0, _kaal(wat)
        element(laatste, {_kaal(veld): waarde for veld, waarde in velden.items()})

    def eindigt(wat: str) -> None:
        nonlocal laatste
        laatste = ""

    lezer.StartDoctypeDeclHandler, lezer.StartElementHandler = _geen_dtd, begint
    if tekst is not None:
        lezer.EndElementHandler, lezer.CharacterDataHandler = eindigt, lambda stuk: tekst(laatste, stuk)
    try:
        with archief.open(naam) as bron:
            while stuk := bron.read(STUK):
                zonder += len(stuk)
                lezer.Parse(stuk, False)
                if zonder > LANGSTE:
                    raise GeenXml(naam)
        lezer.Parse(b"", True)
    except expat.ExpatError as fout:
        raise GeenXml(naam) from fout


def _geen_dtd(*_: object) -> None:
    raise GeenXml("a DTD")


def _kaal(naam: str) -> str:
    return naam.rpartition(" ")[2]


def _weiger(soort: str) -> None:
    for patroon, zin in ((_CODE, MACROS), (_INGEBED, GENEST), (_ELDERS, BUITEN)):
        if patroon.search(soort):
            raise Geweigerd(zin)


def _keur_verwijzing(naam: str, velden: Mapping[str, str]) -> None:
    soort, naar = velden.get("Type", ""), velden.get("Target", "")
    _weiger(soort)
    is_buiten = velden.get("TargetMode", "").strip().casefold() == "external" or "://" in naar or "\\" in naar
    if is_buiten and (not soort.casefold().endswith("/hyperlink") or _leidt_fout(naar)):
        raise Geweigerd(BUITEN)


def _leidt_fout(naar: str) -> bool:
    """Whether a click goes elsewhere than to the web, a mail or a telephone."""
    return bool(_KLIK_NIET.match(naar)) and not _KLIK.match(naar)


def _keur_manifest(naam: str, velden: Mapping[str, str]) -> None:
    if naam == "encryption-data":
        raise Geweigerd(OP_SLOT)


def _keur_element(naam: str, velden: Mapping[str, str]) -> None:
    naar = velden.get("href", "")
    if naam in _DOET or _LOOPT.match(naar):
        raise Geweigerd(MACROS)
    is_eruit = _leidt_fout(naar) if naam == "a" else _ERUIT.match(naar)
    if naam in _VERBONDEN or is_eruit:
        raise Geweigerd(BUITEN)
    if _vraagt(velden.get("formula", "")):
        raise Geweigerd(FORMULE)


def _vraagt(formule: str) -> bool:
    """Whether a formula asks for something that is not in the file, by itself or at a click."""
    return bool(_VRAAGT.search(formule) or _LINK.search(formule))
