"""Read an RSS or Atom feed that a stranger wrote: what comes out is plain text and links that a browser may open.

The parser is defusedxml: a file that declares entities or refers to another file is refused. It reads as a stream:
no tree is built, depth and number of items are bounded, and whatever stands in a title becomes text.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

MAX_ITEMS = 2000
MAX_DIEPTE = 60
# What is kept of one field while reading; a title that is longer is cut, not refused.
MAX_TEKST = 20_000
TITEL, SAMENVATTING, LINK, SLEUTEL = 300, 4000, 1000, 1000
WORTELS = frozenset({"rss", "feed", "RDF"})
ITEMS = frozenset({"item", "entry"})
SAMENVATTINGEN = frozenset({"description", "summary", "content", "encoded"})
# The date that says when it appeared comes before the one that says when it was changed.
DATUMS = ("pubDate", "published", "date", "issued", "updated", "modified")


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
    schoon = "".join(teken if teken.isprintable() else " " for teken in tekst)
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
    doel = _Doel()
    try:
        parser = DefusedXMLParser(target=doel, encoding=tekenset, forbid_dtd=False)
        parser.feed(inhoud)
        parser.close()
    except _Genoeg:
        pass
    except DefusedXmlException as fout:
        raise FeedFout("De feed bevat verwijzingen (entiteiten) die wij om veiligheid niet lezen.") from fout
    except (ParseError, LookupError, ValueError) as fout:
        raise FeedFout("De feed is geen geldige RSS of Atom: de inhoud is niet te lezen.") from fout
    if not doel.is_feed:
        raise FeedFout("Op dit adres staat geen RSS of Atom.")
    return [item for velden in doel.items if (item := _item(velden, adres))]


def _item(velden: dict[str, str], adres: str) -> Item | None:
    """An item, when it has a title and something to recognise it by."""
    link = veilige_link(velden.get("link", ""), adres)
    titel = als_tekst(velden.get("title", ""), TITEL) or als_tekst(velden.get("samenvatting", ""), TITEL)
    eigen = velden.get("guid") or velden.get("id") or ""
    if not titel:
        return None
    return Item(
        sleutel=(eigen.strip() or link or titel)[:SLEUTEL],
        titel=titel,
        samenvatting=als_tekst(velden.get("samenvatting", ""), SAMENVATTING),
        link=link,
        op=next((op for naam in DATUMS if (op := _moment(velden.get(naam, "")))), None),
    )


def _moment(tekst: str) -> datetime | None:
    """A moment as RSS (RFC 822) or Atom (RFC 3339) writes it, in UTC; None when it is neither."""
    for lees_moment in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            op = lees_moment(tekst.strip())
            return (op if op.tzinfo else op.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


class _Genoeg(Exception):
    """Stop reading."""


@dataclass
class _Doel:
    """Gathers items while the parser reads. Only the direct children of an item count, so a picture has no title."""

    items: list[dict[str, str]] = field(default_factory=list)
    is_feed: bool = False
    _diepte: int = 0
    _item_diepte: int = 0
    _veld: str = ""
    _tekst: list[str] = field(default_factory=list)
    _lengte: int = 0

    def start(self, naam: str, kenmerken: dict[str, str]) -> None:
        """An element begins."""
        self._diepte += 1
        kort = naam.rpartition("}")[2]
        if self._diepte == 1:
            self.is_feed = kort in WORTELS
        if self._diepte > MAX_DIEPTE:
            raise FeedFout("De feed is te diep genest om te lezen.")
        if not self._item_diepte and kort in ITEMS:
            self._begin_item()
        elif self._item_diepte and self._diepte == self._item_diepte + 1:
            self._veld, self._tekst, self._lengte = kort, [], 0
            self._link(kort, kenmerken)

    def data(self, tekst: str) -> None:
        """Text of an element, in pieces."""
        if self._veld and self._lengte < MAX_TEKST:
            self._tekst.append(tekst[: MAX_TEKST - self._lengte])
            self._lengte += len(tekst)

    def end(self, naam: str) -> None:
        """An element ends."""
        if self._item_diepte and self._diepte == self._item_diepte + 1:
            self._bewaar()
        elif self._diepte == self._item_diepte:
            self._item_diepte = 0
        elif self._veld:
            self.data(" ")
        self._diepte -= 1

    def close(self) -> None:
        """The file ends."""

    def _begin_item(self) -> None:
        if len(self.items) >= MAX_ITEMS:
            raise _Genoeg
        self._item_diepte = self._diepte
        self.items.append({})

    def _bewaar(self) -> None:
        naam = "samenvatting" if self._veld in SAMENVATTINGEN else self._veld
        if tekst := "".join(self._tekst).strip():
            self.items[-1].setdefault(naam, tekst)
        self._veld = ""

    def _link(self, naam: str, kenmerken: dict[str, str]) -> None:
        """Atom keeps its link in an attribute; the one that is the piece itself is "alternate" or says nothing."""
        if naam == "link" and kenmerken.get("href") and kenmerken.get("rel", "alternate") == "alternate":
            self.items[-1].setdefault("link", kenmerken["href"])


class _Kaal(HTMLParser):
    """Keeps the text of html; what a script or style holds is no text."""

    def __init__(self) -> None:
        """Entities become characters."""
        super().__init__(convert_charrefs=True)
        self.delen: list[str] = []
        self._stil = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag is a space; silence in script and style."""
        self.delen.append(" ")
        self._stil = tag if tag in {"script", "style"} else self._stil

    def handle_endtag(self, tag: str) -> None:
        """The end of silence."""
        self.delen.append(" ")
        self._stil = "" if tag == self._stil else self._stil

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self._stil:
            self.delen.append(data)
