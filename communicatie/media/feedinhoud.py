"""Read an RSS or Atom feed that a stranger wrote: what comes out is plain text and links that a browser may open.

Three steps. defusedxml reads the bytes as a stream and refuses entities and references; what it lets through is
written out again within bounds (`_Zeef`). feedparser knows what in it is a title, a link or a date. And whatever it
finds becomes text here. Why: docs/besluiten/0013-feeds.md.
"""

import re
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.entities import html5
from html.parser import HTMLParser
from io import BytesIO
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.sax import SAXException
from xml.sax.handler import feature_external_ges
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl, InputSource

import feedparser
from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from basis.tekst import zichtbaar

MAX_ITEMS = 2000
MAX_DIEPTE = 60
# Enough for 2000 items of thirty elements each; feedparser needs about 25 microseconds for one.
MAX_ELEMENTEN = 60_000
MAX_KENMERKEN = 40
# What is kept of one text; one that is longer is cut, not refused.
MAX_TEKST = 20_000
TITEL, SAMENVATTING, LINK, SLEUTEL = 300, 4000, 1000, 1000
ITEMS = frozenset({"item", "entry"})
# The date that says when it appeared comes before the one that says when it was changed.
DATUMS = ("published", "created", "updated")
XML = {"content-type": "application/xml; charset=utf-8"}
ONLEESBAAR = "De feed is geen geldige RSS of Atom: de inhoud is niet te lezen."
_HTML_NAAM = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
# The five names that xml itself has.
XML_NAMEN = frozenset({"amp", "lt", "gt", "quot", "apos"})
# These do not part a word: "Berken<wbr>hof" is read as one.
IN_DE_REGEL = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "mark", "q", "s", "small", "span"}
    | {"strike", "strong", "sub", "sup", "tt", "u", "wbr"}
)


class FeedFout(Exception):
    """Why this feed cannot be read: a Dutch sentence for the beheerder."""


@dataclass(frozen=True)
class Item:
    """One piece of a feed. `link` is http(s) or empty; `op` is aware, None when the feed names no moment."""

    sleutel: str
    titel: str
    samenvatting: str
    link: str
    op: datetime | None


def lees(inhoud: bytes, adres: str, tekenset: str = "") -> list[Item]:
    """The items of a feed, at most 2000, in its own order. `adres`: of the feed, for links that say only a path.

    `tekenset`: what the server said of the encoding; tried when the file itself cannot be read. Raises FeedFout.
    """
    try:
        return _ontleed(inhoud, adres, None)
    except FeedFout:
        if not tekenset:
            raise
    return _ontleed(inhoud, adres, tekenset)


def als_tekst(tekst: str, lengte: int) -> str:
    """What a reader would see of a piece that may hold html: words with single spaces, cut at `lengte`."""
    if "<" in tekst or "&" in tekst:
        kaal = _Kaal()
        kaal.feed(tekst[:MAX_TEKST])
        kaal.close()
        tekst = "".join(kaal.delen)
    schoon = "".join(teken if teken.isprintable() else " " for teken in zichtbaar(tekst))
    return " ".join(schoon.split())[:lengte]


def veilige_link(link: str, adres: str = "") -> str:
    """The link in full when a browser may open it (http or https with a host), else ""."""
    try:
        heel = urljoin(adres, link.strip()) if link.strip() else ""
        delen = urlsplit(heel)
    except ValueError:
        return ""
    is_goed = delen.scheme in {"http", "https"} and delen.hostname and delen.username is None and heel.isprintable()
    return heel if is_goed and len(heel) <= LINK and " " not in heel else ""


def _ontleed(inhoud: bytes, adres: str, tekenset: str | None) -> list[Item]:
    schoon = _Zeef(tekenset).door(_HTML_NAAM.sub(_als_nummer, inhoud))
    # A stream, never a string: feedparser would open a string as an address or as a file. Nothing is resolved or
    # cleaned by it, because every text becomes plain here (`als_tekst`) and every link is judged (`veilige_link`).
    feed = feedparser.parse(schoon, response_headers=XML, resolve_relative_uris=False, sanitize_html=False)
    if isinstance(feed.get("bozo_exception"), SAXException):
        # It has read on with its lenient parser. What is no XML is refused here, so that a guess never becomes a fact.
        raise FeedFout(ONLEESBAAR)
    if not feed.get("version"):
        raise FeedFout("Op dit adres staat geen RSS of Atom.")
    return [item for velden in feed.entries if (item := _item(velden, adres))]


def _als_nummer(gevonden: re.Match[bytes]) -> bytes:
    """A character by its name in html (`&shy;`), which xml does not know, by its number, which it does. Html inside
    reads the number as it reads the name."""
    naam = gevonden[1].decode("ascii")
    if naam in XML_NAMEN or f"{naam};" not in html5:
        return gevonden[0]
    return "".join(f"&#{ord(teken)};" for teken in html5[f"{naam};"]).encode("ascii")


def _item(velden: dict[str, Any], adres: str) -> Item | None:
    """An item, when it has a title and something to recognise it by."""
    tekst = velden.get("summary") or next((deel.get("value", "") for deel in velden.get("content", ())), "")
    titel = als_tekst(velden.get("title", ""), TITEL) or als_tekst(tekst, TITEL)
    if not titel:
        return None
    link = _link(velden, adres)
    return Item(
        sleutel=(velden.get("id", "").strip() or link or titel)[:SLEUTEL],
        titel=titel,
        samenvatting=als_tekst(tekst, SAMENVATTING),
        link=link,
        op=next((op for naam in DATUMS if (op := _moment(velden, naam))), None),
    )


def _link(velden: dict[str, Any], adres: str) -> str:
    """Where the piece stands. Without a link of its own that is its guid, when it is a whole address and no number."""
    eigen = [link.get("href", "") for link in velden.get("links", ()) if link.get("rel", "alternate") == "alternate"]
    return veilige_link(eigen[0], adres) if eigen else veilige_link(velden.get("id", ""))


def _moment(velden: dict[str, Any], naam: str) -> datetime | None:
    """The moment under this name in UTC; None when it is missing or cannot be understood.

    Asked of `dict`: the own `get` of feedparser answers "updated" with "published", and warns. What it does not read is
    tried as a date of a mail: "di, 24 nov 2026" is wrong, and stands in Dutch feeds.
    """
    try:
        if delen := dict.get(velden, f"{naam}_parsed"):
            return datetime.fromtimestamp(timegm(delen), UTC)
        op = parsedate_to_datetime(dict.get(velden, naam) or "")
        return (op if op.tzinfo else op.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError, OSError):
        return None


class _Genoeg(Exception):
    """Stop reading."""


class _Zeef(XMLGenerator):
    """What feedparser gets to see: the same XML without document type, comments and instructions, of a bounded size.

    Needed because feedparser reads anything that it is given, to the end: 2 MB of empty elements keep it busy for 13
    seconds, and of a file with entities it quietly leaves those out.
    """

    def __init__(self, tekenset: str | None) -> None:
        """`tekenset`: the encoding, None to read it in the file itself."""
        self._uit = BytesIO()
        super().__init__(self._uit, "utf-8", short_empty_elements=True)
        self._tekenset = tekenset
        self._open: list[str] = []
        self._elementen = self._items = 0
        self._ruimte = MAX_TEKST

    def door(self, inhoud: bytes) -> BytesIO:
        """Read these bytes; what comes out is well-formed UTF-8. Raises FeedFout."""
        bron = InputSource()
        bron.setByteStream(BytesIO(inhoud))
        bron.setEncoding(self._tekenset)
        parser = make_parser()
        # A document type that stands elsewhere is neither fetched nor a reason to refuse; declared entities are.
        parser.setFeature(feature_external_ges, False)
        parser.forbid_external = False
        parser.setContentHandler(self)
        try:
            parser.parse(bron)
        except _Genoeg:
            while self._open:
                self.endElement(self._open[-1])
        except DefusedXmlException as fout:
            raise FeedFout("De feed bevat verwijzingen (entiteiten) die wij om veiligheid niet lezen.") from fout
        except (SAXException, LookupError, ValueError) as fout:
            raise FeedFout(ONLEESBAAR) from fout
        self._uit.seek(0)
        return self._uit

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        """An element begins."""
        self._elementen += 1
        self._items += name.rpartition(":")[2].lower() in ITEMS
        if self._items > MAX_ITEMS or self._elementen > MAX_ELEMENTEN:
            raise _Genoeg
        if len(self._open) >= MAX_DIEPTE:
            raise FeedFout("De feed is te diep genest om te lezen.")
        self._open.append(name)
        self._ruimte = MAX_TEKST
        # Cut too: feedparser goes through each again and again.
        kort = {naam: waarde for naam, waarde in islice(attrs.items(), MAX_KENMERKEN) if len(waarde) <= LINK}
        super().startElement(name, AttributesImpl(kort))

    def endElement(self, name: str) -> None:  # noqa: N802
        """An element ends."""
        self._open.pop()
        super().endElement(name)

    def characters(self, content: str) -> None:
        """Text of an element, in pieces; what is too long is cut."""
        super().characters(content[: self._ruimte])
        self._ruimte = max(0, self._ruimte - len(content))

    def skippedEntity(self, name: str) -> None:  # noqa: N802
        """A name of html ("&eacute;") whose list stands in a document type that we do not fetch."""
        self.characters(html5.get(f"{name};", " "))

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802
        """Dropped: a style sheet is no news."""


class _Kaal(HTMLParser):
    """Keeps the text of html; what a script or style holds is no text."""

    def __init__(self) -> None:
        """Entities become characters."""
        super().__init__(convert_charrefs=True)
        self.delen: list[str] = []
        self._stil = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag is a space, unless it stands within a line; silence in script and style."""
        self.delen.append("" if tag in IN_DE_REGEL else " ")
        self._stil = tag if tag in {"script", "style"} else self._stil

    def handle_endtag(self, tag: str) -> None:
        """The end of silence."""
        self.delen.append("" if tag in IN_DE_REGEL else " ")
        self._stil = "" if tag == self._stil else self._stil

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self._stil:
            self.delen.append(data)
