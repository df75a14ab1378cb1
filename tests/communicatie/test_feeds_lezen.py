"""Reading a feed that a stranger wrote: plain text and links that may be opened, or a refusal; never a hang."""

import socket
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from communicatie.media.feedinhoud import (
    MAX_ELEMENTEN,
    MAX_ITEMS,
    MAX_TEKST,
    FeedFout,
    Item,
    als_tekst,
    lees,
    veilige_link,
)
from communicatie.media.trefwoorden import gevonden, normaal, ontleed
from tests.communicatie.feedserver import rss

ADRES = "https://nieuws.example/feed.xml"
BROKKEN = [b"<", b">", b"/", b"title", b"link", b"&#", b"x0;", b"amp;", b"<![CDATA[", b"]]>", b"a"]
ANDER = "https://ander.example/a/b"
RUIMTES = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Nieuws</title>
  <entry>
    <title type="html">Onrust &lt;b&gt;bij&lt;/b&gt; de &amp;#039;groep&amp;#039;</title>
    <link rel="self" href="https://nieuws.example/zelf"/><link href="/bericht/7"/>
    <id>tag:nieuws.example,2026:7</id><updated>2026-11-25T08:00:00Z</updated>
    <published>2026-11-24T09:30:00+01:00</published>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Een</p><p>twee</p></div></content>
  </entry>
</feed>"""
BOM = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><channel><item><title>&c;</title></item></channel></rss>"""
BESTAND = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss><channel><item><title>&x;</title></item></channel></rss>"""
EXTERNE_DTD = b"""<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://127.0.0.1:1/rss.dtd">
<rss><channel><item><title>Gewoon</title></item></channel></rss>"""


def een(inhoud: bytes, tekenset: str = "") -> Item:
    """The only item of this feed."""
    (item,) = lees(inhoud, ADRES, tekenset)
    return item


def test_atom_wordt_tekst_met_het_moment_van_verschijnen_en_een_volledige_link() -> None:
    assert een(ATOM.encode()) == Item(
        sleutel="tag:nieuws.example,2026:7",
        titel="Onrust bij de 'groep'",
        samenvatting="Een twee",
        link="https://nieuws.example/bericht/7",
        op=datetime(2026, 11, 24, 8, 30, tzinfo=UTC),
    )


def test_rss_en_rdf_worden_gelezen_ook_zonder_datum_of_guid() -> None:
    rdf = b"""<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><item><title>Oud</title><link>https://nieuws.example/o</link>
      <dc:date>2026-11-24</dc:date></item></r:RDF>"""

    assert een(rss(("g1", "Titel", "https://nieuws.example/1", "Tue, 24 Nov 2026 10:00:00 +0100"))).op == datetime(
        2026, 11, 24, 9, 0, tzinfo=UTC
    )
    assert een(rss(("", "Titel", "https://nieuws.example/1", "gisteren ergens"))).op is None
    assert een(rss(("", "Titel", "https://nieuws.example/1"))).sleutel == "https://nieuws.example/1"
    assert een(rdf).op == datetime(2026, 11, 24, tzinfo=UTC)


def test_een_titel_met_html_of_script_wordt_tekst() -> None:
    vuil = '<img src=x onerror="alert(1)"><script>alert(1)</script><b>Brand</b> &amp; rook\u202e'

    assert een(rss(("1", vuil, ""))).titel == "Brand & rook"
    assert als_tekst("3 < 4 en <b onclick=", 100) == "3 < 4 en <b onclick="  # text, which the page escapes
    assert len(een(rss(("1", "woord " * 5000, ""))).titel) <= 300


@pytest.mark.parametrize(
    ("link", "veilig"),
    [
        ("javascript:alert(1)", ""),
        (" JaVaScRiPt:alert(1)", ""),
        ("data:text/html,x", ""),
        (" ", ""),
        ("file:///etc/passwd", ""),
        ("https://iemand@kwaad.example/", ""),
        ("http://[::1", ""),
        ("https://nieuws.example/" + "a" * 2000, ""),
        ("/bericht/1", "https://nieuws.example/bericht/1"),
        ("//ander.example/x", "https://ander.example/x"),
    ],
)
def test_een_link_leidt_naar_het_web_of_nergens_heen(link: str, veilig: str) -> None:
    assert veilige_link(link, ADRES) == veilig


@pytest.mark.parametrize("inhoud", [BOM, BESTAND], ids=["bom", "bestand"])
def test_een_feed_met_entiteiten_wordt_geweigerd(inhoud: bytes) -> None:
    with pytest.raises(FeedFout, match="entiteiten"):
        lees(inhoud, ADRES)


def test_een_verwijzing_naar_een_dtd_elders_wordt_niet_gevolgd() -> None:
    assert een(EXTERNE_DTD).titel == "Gewoon"


@pytest.mark.parametrize(
    "inhoud",
    [
        b"",
        b"<html><body><p>Niet gevonden</p></body></html>",
        b"<rss><channel><item><title>Half",
        b"<rss>" + b"<a>" * 50_000,
        b"<rss><channel>\x00</channel></rss>",
        b'<?xml version="1.0" encoding="bestaat-niet"?><rss/>',
        b"\xff\xfe<\x00r\x00",
        b'{"version": "https://jsonfeed.org/version/1"}',
    ],
)
def test_wat_geen_feed_is_eindigt_in_een_zin(inhoud: bytes) -> None:
    with pytest.raises(FeedFout):
        lees(inhoud, ADRES)


def test_een_verkeerde_tekenset_wordt_met_die_van_de_server_nog_eens_gelezen() -> None:
    latijn = "<rss><channel><item><title>Café</title></item></channel></rss>".encode("latin-1")

    assert een(latijn, "iso-8859-1").titel == "Café"
    assert een(b'<?xml version="1.0" encoding="windows-1252"?>' + latijn).titel == "Café"
    with pytest.raises(FeedFout):
        lees(latijn, ADRES, "bestaat-niet")


def test_van_tienduizend_berichten_worden_de_eerste_gelezen() -> None:
    items = lees(rss(*((str(n), f"Bericht {n}", "") for n in range(10_000))), ADRES)

    assert [len(items), items[0].titel] == [MAX_ITEMS, "Bericht 0"]


@pytest.mark.parametrize(
    ("item", "titel", "link", "tekst"),
    [
        ("<media:title>Foto</media:title><title>Eigen</title>", "Eigen", "", ""),
        ("<itunes:title>Aflevering 3</itunes:title><title>Eigen</title>", "Eigen", "", ""),
        ("<title>Eigen</title><guid>https://nieuws.example/7</guid>", "Eigen", "https://nieuws.example/7", ""),
        ('<title>Eigen</title><guid isPermaLink="false">7</guid>', "Eigen", "", ""),
        ("<title>Eigen</title><guid>12345</guid>", "Eigen", "", ""),
        ('<title>Eigen</title><link xml:base="https://ander.example/a/">b</link>', "Eigen", ANDER, ""),
        ("<title>Eigen</title><guid>javascript:alert(1)</guid>", "Eigen", "", ""),
        ("<title>Berken<wbr/>hof</title><description>lang</description>", "Berkenhof", "", "lang"),
        ("<title>Een</title><enclosure url='https://x.example/a.mp3'/><source url='/x'>Bron</source>", "Een", "", ""),
        ("<title>Een</title><!-- <title>Twee</title> -->", "Een", "", ""),
    ],
)
def test_wat_in_een_bericht_de_titel_de_link_en_de_tekst_is(item: str, titel: str, link: str, tekst: str) -> None:
    feed = f'<rss version="2.0" {RUIMTES}><channel><title>Krant</title><item>{item}</item></channel></rss>'
    gelezen = een(feed.encode())

    assert (gelezen.titel, gelezen.link, gelezen.samenvatting) == (titel, link, tekst)


@pytest.mark.parametrize(
    ("datum", "uur"),
    [
        ("Tue, 24 Nov 2026 10:00:00 +0100", 9),
        ("24 Nov 2026 10:00 +0100", 9),
        ("di, 24 nov 2026 10:00:00 +0100", 9),
        ("2026-11-24T10:00:00+01:00", 9),
        ("2026-11-24 09:00:00", 9),
    ],
)
def test_een_moment_zoals_feeds_het_schrijven(datum: str, uur: int) -> None:
    assert een(rss(("1", "Titel", "", datum))).op == datetime(2026, 11, 24, uur, tzinfo=UTC)


@pytest.mark.parametrize("datum", ["", "gisteren", "Tue, 24 Nov 99999 10:00:00 GMT", "\ufffd"])
def test_een_moment_dat_niet_bestaat_is_er_geen(datum: str) -> None:
    assert een(rss(("1", "Titel", "", datum))).op is None


def test_wat_de_lezer_van_feeds_krijgt_is_klein_en_zonder_adres(monkeypatch: pytest.MonkeyPatch) -> None:
    """feedparser opens what looks like an address or a file: it is given a stream, and never more than our bounds."""
    gekregen: list[bytes] = []
    echt = feedparser.parse

    def onthoud(wat: Any, **kwargs: Any) -> Any:
        assert hasattr(wat, "read")
        gekregen.append(wat.getvalue())
        return echt(wat, **kwargs)

    monkeypatch.setattr(feedparser, "parse", onthoud)
    monkeypatch.setattr(socket, "socket", None)
    kop = b"<?xml version='1.0'?><?xml-stylesheet href='x'?><!DOCTYPE rss><rss version='2.0'><channel>"
    lees(kop + b"<item><title>" + b"x" * 500_000 + b"</title>" + b"<a/>" * 200_000 + b"</item></channel></rss>", ADRES)
    for plek in ("/etc/passwd", "https://nieuws.example/feed.xml"):
        with pytest.raises(FeedFout):
            lees(plek.encode(), ADRES)

    assert len(gekregen) == 1
    assert len(gekregen[0]) < MAX_TEKST + MAX_ELEMENTEN * 5
    assert not any(weg in gekregen[0] for weg in (b"DOCTYPE", b"stylesheet"))


def test_een_feed_met_een_fout_in_de_xml_wordt_niet_geraden() -> None:
    """feedparser would read these with its lenient parser."""
    for fout in (
        "<title>Jeugd & gezin</title>",
        "<title>a&bestaatniet;b</title>",
        "<dc:title>zonder naamruimte</dc:title>",
    ):
        with pytest.raises(FeedFout, match="geen geldige RSS"):
            lees(f"<rss version='2.0'><channel><item>{fout}</item></channel></rss>".encode(), ADRES)


def test_een_naam_uit_html_wordt_het_teken() -> None:
    """Xml does not know it; a reader who writes html does."""
    feed = b"<rss><channel><item><title>a&nbsp;caf&eacute; &amp; b</title></item></channel></rss>"
    assert een(feed).titel == "a café & b"


def test_een_naam_uit_een_documenttype_elders_wordt_het_teken() -> None:
    feed = b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/rss.dtd"><rss><channel><item><title>Caf&eacute;</title></item>'
    assert een(feed + b"</channel></rss>").titel == "Café"


@given(st.binary(max_size=300))
def test_geen_enkele_inhoud_geeft_iets_anders_dan_berichten_of_een_weigering(inhoud: bytes) -> None:
    try:
        items = lees(b"<rss><channel><item><title>" + inhoud + b"</title></item></channel></rss>", ADRES)
    except FeedFout:
        return
    assert all(item.titel.isprintable() and len(item.titel) <= 300 for item in items)


@given(
    st.lists(st.sampled_from([b"<", b">", b"/", b"title", b"link", b"&#", b"x0;", b"amp;", b"<![CDATA[", b"]]>", b"a"]))
)
def test_een_bericht_van_brokken_xml_geeft_berichten_of_een_weigering(brokken: list[bytes]) -> None:
    try:
        items = lees(b"<rss><channel><item><title>t</title>" + b"".join(brokken) + b"</item></channel></rss>", ADRES)
    except FeedFout:
        return
    assert all(item.titel for item in items)


def test_een_onzichtbaar_teken_verbergt_geen_trefwoord() -> None:
    """Case: a soft hyphen in the title of a newspaper; in the html, in the XML, or in the keyword."""
    for wijze in (
        "Berken&shy;hof",
        "Berken\u00adhof",
        "Berken&#173;hof",
        "Ber\u200bken\u2060hof",
        "Berken<wbr>hof",
    ):
        item = een(rss(("1", f"Onrust bij De {wijze}", "")))
        assert item.titel == "Onrust bij De Berkenhof"
        assert gevonden(["Berkenhof"], [normaal(item.titel)])
    # The name of a character, which xml does not know, straight in the title.
    for naam in ("&shy;", "&ZeroWidthSpace;", "&NoBreak;", "&zwnj;"):
        kaal = f"<rss version='2.0'><channel><item><title>De Berken{naam}hof</title></item></channel></rss>"
        assert [item.titel for item in lees(kaal.encode(), ADRES)] == ["De Berkenhof"]
    assert gevonden(["Berken\u00adhof"], [normaal("De Berkenhof")])
    assert ontleed("Berken\u00adhof, de brug") == ["Berkenhof", "de brug"]


def test_trefwoorden_zijn_hele_woorden_zonder_accent_of_hoofdletter() -> None:
    def raak(woord: str, tekst: str) -> bool:
        return gevonden([woord], [normaal(tekst)])

    assert raak("Brug", "Ongeluk bij DE BRUG, zegt de politie")
    assert raak("café", "Het CAFE is dicht")
    assert raak("de-brug", "bij de brug")
    assert raak("jeugdhulp Zwolle", "Jeugdhulp: Zwolle onderzoekt")
    assert not raak("brug", "de burgemeester en de bruggen")
    assert not raak("jeugdhulp Zwolle", "jeugdhulp in Zwolle")
    assert ontleed("De Brug, de brug\n Café ; ; ") == ["de brug", "Café"]
